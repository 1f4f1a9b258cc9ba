"""How people name a state of a repository, against git's own reading, and what counts where a mention names one."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from egregora_assets.references.code_history import Moment, Repository, Resolution
from egregora_assets.references.code_references import Mention
from egregora_assets.references.resolving import resolve_mention
from egregora_assets.references.revisions import parse_revision
from egregora_assets_tests.caches.git_repository import Repository as GitRepository

NOON = datetime(2024, 5, 1, 12)
CHAIN = tuple(f"{position}{'abcdef0123456789' * 3}"[:40] for position in range(6))
VERSIONS = {"src/app.py": [(0, "A", "blob0"), (2, "M", "blob2"), (4, "D", None)]}
REFS = {
    "v1.2": [(NOON + timedelta(days=9), "seen", CHAIN[1], True)],
    "next": [(NOON - timedelta(days=1), "created", CHAIN[0], False), (NOON, "fast_forward", CHAIN[2], False)],
}
BOAT = Repository("boat", "ana/boat", "main", CHAIN, sorted(CHAIN), versions=VERSIONS, refs=REFS)
NOW = Moment(NOON + timedelta(hours=1), {"boat": 5})


@pytest.mark.process
@pytest.mark.parametrize("steps", ["", "~", "^", "~3", "^^", "~1^", "^~2", "^0", "~0", "^{}", "^{commit}~1", "^1~1^"])
def test_steps_are_counted_as_git_counts_them(tmp_path: Path, steps: str) -> None:
    repository = GitRepository(tmp_path / "r")
    commits = [repository.commit(str(number)) for number in range(5)]
    revision = parse_revision(f"HEAD{steps}")
    assert revision is not None
    assert revision.steps_back is not None
    assert commits[-1 - revision.steps_back] == repository.tip(f"HEAD{steps}")


@pytest.mark.parametrize("text", ["", "~3", "v1\n", "HEAD~x", "a b", "HEAD:app.py", "v1^{tree}", "v1^{"])
def test_what_git_could_not_know_is_no_revision(text: str) -> None:
    assert parse_revision(text) is None


def test_a_second_parent_is_not_on_the_way() -> None:
    revision = parse_revision("HEAD^2~1")
    assert revision is not None
    assert revision.steps_back is None


@pytest.mark.parametrize(
    ("named", "place"),
    [
        ("v1.2", 1), ("next", 2), ("HEAD", 5), ("@", 5), ("main", 5), ("HEAD~3", 2), ("HEAD~1^", 3), ("next^", 1),
        (CHAIN[4][:7], 4), (CHAIN[4][:9].upper() + "~2", 2), ("HEAD^2", None), ("HEAD~6", None), ("v1.2~2", None),
    ],
)  # fmt: skip
def test_a_named_state_is_of_the_branch_as_of_then(named: str, place: int | None) -> None:
    found = resolve_mention(Mention("ref", named, 0, ref=named), NOW, [BOAT])
    assert (found.repository_id, found.commit_id) == ("boat", None if place is None else CHAIN[place])
    assert (found.reason is None) == (place is not None)


@pytest.mark.parametrize(
    ("named", "place"),
    [("v1.2", 0), ("HEAD~2", 2), ("HEAD~1^", 2), (CHAIN[2][:8], 2), (CHAIN[0], 0), ("next", 2), ("next^", 0)],
)
def test_a_named_state_outranks_the_time_of_the_message(named: str, place: int) -> None:
    """At that time the file is gone."""
    assert not resolve_mention(Mention("path", "app.py", 0, path="app.py"), NOW, [BOAT]).is_resolved
    said = Mention("path", f"app.py@{named}", 0, path="app.py")
    for mention in (replace(said, ref=named), replace(said, commit=named)):
        found = resolve_mention(mention, NOW, [BOAT])
        assert found == Resolution("boat", "src/app.py", CHAIN[place], f"blob{place}")


@pytest.mark.parametrize(("named", "repository_id"), [("HEAD", "boat"), ("HEAD~9", "boat"), ("v9", None)])
def test_where_the_named_state_has_no_such_file_the_time_does_not_count_either(
    named: str, repository_id: str | None
) -> None:
    found = resolve_mention(Mention("path", f"app.py@{named}", 0, path="app.py", ref=named), NOW, [BOAT])
    assert (found.repository_id, found.is_resolved, found.blob_id) == (repository_id, False, None)


@pytest.mark.parametrize("commit", [CHAIN[2], CHAIN[2].upper(), CHAIN[2][:8].upper()])
def test_a_link_with_a_commit_outranks_the_time_of_the_message(commit: str) -> None:
    mention = Mention("url", "https://…", 0, ref=f"{commit}/src/app.py", repository="ana/boat")
    assert resolve_mention(mention, NOW, [BOAT]) == Resolution("boat", "src/app.py", CHAIN[2], "blob2")
