"""The git caches against git itself."""

from __future__ import annotations

import os
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from pathlib import Path
from typing import Any, NamedTuple

import ibis
import pytest
from hypothesis import given
from hypothesis import strategies as st

from egregora_assets.caches import checks, expressions, git_log
from egregora_assets.caches.assets import git_commits, git_refs
from egregora_assets.caches.git_log import Log, decode_paths, find_pull_request, read_log
from egregora_assets.caches.ref_log import Observation, find_changes
from egregora_assets.contracts.bundles import CONTRACTS
from egregora_assets.errors import RepositoryUnreadable
from egregora_assets.services.git import Git
from egregora_assets.services.settings import RepositorySetting
from egregora_assets.stages.enriched.expressions import find_places
from egregora_assets.stages.enriched.histories.expressions import list_versions
from egregora_assets_tests.asset_bodies import (
    ClockInHand,
    SettingsInHand,
    StoreInMemory,
    VaultInMemory,
    body_of,
    passes,
)
from egregora_assets_tests.caches.git_repository import START, Repository, with_history
from egregora_assets_tests.room_tables import RoomTables
from egregora_assets_tests.sql_snapshots import assert_sql

T = {name: contract.table() for name, contract in CONTRACTS.items()}
REFS = ("git_repositories", "git_refs")
COMMITS = ("git_commits", "git_chain", "git_file_versions")


class Pipeline:
    """The two assets run one after the other, on repositories of the test."""

    def __init__(self, home: Path, *repositories: RepositorySetting) -> None:
        self.settings = SettingsInHand(home, {"repositories": repositories})
        self.store, self.clock, self.git = StoreInMemory(), ClockInHand(), Git(timeout_seconds=60)

    def run(self) -> RoomTables:
        self.clock.forward(hours=1)
        vault = VaultInMemory()
        room = RoomTables(*REFS, *COMMITS, "messages")
        for name, stored in self.store.written.items():
            room.fill(name, stored)
        refs = body_of(git_refs)(settings=self.settings, git=self.git, vault=vault, store=self.store, clock=self.clock)
        self.store.keep(room.write(refs))
        commits = body_of(git_commits)(
            git_refs=room.tables, settings=self.settings, git=self.git, vault=vault, store=self.store
        )
        self.store.keep(room.write(commits))
        return room


def setting(repository: Repository, name: str = "project", branch: str = "main") -> RepositorySetting:
    return RepositorySetting(name, str(repository.folder), branch)


def commit_ids(room: RoomTables) -> list[str]:
    rows = room.rows(T["git_chain"].order_by("position")).to_pylist()
    assert [row["position"] for row in rows] == list(range(len(rows)))
    return [row["commit_id"] for row in rows]


def files_at(room: RoomTables, position: int) -> dict[bytes, str]:
    """The tree that the file versions say a place has."""
    versions = T["git_file_versions"]
    rows = room.rows(versions.filter(versions.position <= position).order_by("position")).to_pylist()
    tree: dict[bytes, str] = {}
    for row in rows:
        path = row["path_raw"] or row["path"].encode()
        tree.pop(path, None)
        if row["status"] != "D":
            tree[path] = row["blob_id"]
    return tree


def ask(room: RoomTables, times: list[int]) -> dict[int, int]:
    """The place that each time means, by the as-of join."""
    room.run("DELETE FROM messages")
    rows = [
        {
            "message_id": f"00000000-0000-8000-8000-{i:012d}",
            "sent_at": datetime.fromtimestamp(t, UTC).replace(tzinfo=None),
            "position": 0,
        }
        for i, t in enumerate(times)
    ]
    room.fill("messages", rows)
    found = room.rows(find_places(T["messages"], T["git_chain"])).to_pylist()
    return {times[int(row["message_id"][-12:])]: row["position"] for row in found}


@pytest.mark.slow
@pytest.mark.process
@pytest.mark.parametrize("seed", range(4))
def test_answers_are_those_of_git_itself(tmp_path: Path, seed: int) -> None:
    repository, times = with_history(tmp_path / "r", seed)
    room = Pipeline(tmp_path, setting(repository)).run()
    chain = commit_ids(room)
    asked = sorted({t + d for t in times for d in (-1, 0, 1)})
    answers = ask(room, asked)
    for time in asked:
        expected = repository.commit_at(time)
        assert (chain[answers[time]] if time in answers else None) == expected
    for position in range(0, len(chain), 5):
        assert files_at(room, position) == repository.files(chain[position])
    assert files_at(room, len(chain) - 1) == repository.files("main")


@pytest.mark.process
def test_the_checks_pass_on_a_real_history_and_fail_on_a_broken_one(tmp_path: Path) -> None:
    repository, _ = with_history(tmp_path / "r", 7)
    room = Pipeline(tmp_path, setting(repository)).run()
    assert passes(checks.every_row_of_the_log_is_a_change, room.tables)
    assert passes(checks.chains_are_dense_and_in_order, room.tables)
    assert passes(checks.chains_follow_first_parents, room.tables)
    room.run("DELETE FROM git_chain WHERE position = 3")
    assert not passes(checks.chains_are_dense_and_in_order, room.tables)
    assert not passes(checks.chains_follow_first_parents, room.tables)
    room.run(
        "INSERT INTO git_refs BY NAME SELECT * REPLACE (observed_at + INTERVAL 1 HOUR AS observed_at) FROM git_refs"
    )
    assert not passes(checks.every_row_of_the_log_is_a_change, room.tables)


@pytest.mark.process
def test_a_second_look_at_an_unchanged_repository_gives_the_same_rows(tmp_path: Path) -> None:
    repository, _ = with_history(tmp_path / "r", 1)
    pipeline = Pipeline(tmp_path, setting(repository))
    first, second = pipeline.run(), pipeline.run()
    for name in (*REFS, *COMMITS):
        key = list(CONTRACTS[name].primary_key)
        assert first.rows(T[name].order_by(key)).equals(second.rows(T[name].order_by(key)))


@pytest.mark.process
def test_new_commits_only_append(tmp_path: Path) -> None:
    repository, _ = with_history(tmp_path / "r", 2, steps=8)
    pipeline = Pipeline(tmp_path, setting(repository))
    before = pipeline.run()
    repository.write(b"new.py", "new")
    repository.commit("later", START + 10_000_000)
    after = pipeline.run()
    old = before.rows(T["git_chain"].order_by("position"))
    new = after.rows(T["git_chain"].order_by("position"))
    assert new.slice(0, old.num_rows).equals(old)
    assert new.num_rows == old.num_rows + 1
    assert commit_ids(after)[-1] == repository.tip()
    assert files_at(after, old.num_rows) == repository.files("main")
    whole = Pipeline(tmp_path, setting(repository)).run()
    for name in COMMITS:
        key = list(CONTRACTS[name].primary_key)
        assert whole.rows(T[name].order_by(key)).equals(after.rows(T[name].order_by(key)))


def chain_ids(room: RoomTables) -> set[str]:
    return {str(i) for i in room.rows(T["git_chain"].select("chain_id").distinct())["chain_id"].to_pylist()}


@pytest.mark.process
@pytest.mark.parametrize("back", [1, 3])
def test_a_forced_branch_gets_a_new_chain(tmp_path: Path, back: int) -> None:
    repository, _ = with_history(tmp_path / "r", 3, steps=9)
    pipeline = Pipeline(tmp_path, setting(repository))
    first = pipeline.run()
    repository.git("reset", "-q", "--hard", f"main~{back}")
    moved_back = pipeline.run()
    repository.write(b"other.py", "other")
    repository.commit("another way", START + 10_000_000)
    onwards = pipeline.run()
    assert chain_ids(first) != chain_ids(moved_back)
    assert chain_ids(moved_back) == chain_ids(onwards)
    assert commit_ids(onwards)[-1] == repository.tip()
    main = T["git_refs"].filter(T["git_refs"].ref_name == "refs/heads/main").order_by("observed_at")
    assert [row["change"] for row in onwards.rows(main).to_pylist()] == ["seen", "forced", "fast_forward"]


@pytest.mark.process
def test_the_old_tip_as_second_parent_is_read_anew(tmp_path: Path) -> None:
    repository = Repository(tmp_path / "r")
    repository.commit("one")
    repository.git("branch", "other")
    repository.write(b"a.py", "1")
    repository.commit("two", START + 10)
    pipeline = Pipeline(tmp_path, setting(repository))
    pipeline.run()
    repository.git("checkout", "-q", "other")
    repository.write(b"b.py", "1")
    repository.commit("three", START + 20)
    repository.git("merge", "-q", "--no-ff", "-m", "crossed", "main", at=START + 30)
    repository.git("branch", "-f", "main", "other")
    room = pipeline.run()
    expected = repository.git("rev-list", "--first-parent", "--reverse", "main").decode().split()
    assert commit_ids(room) == expected
    assert files_at(room, len(expected) - 1) == repository.files("main")


@pytest.mark.process
def test_refs_are_logged_when_they_change_and_only_then(tmp_path: Path) -> None:
    repository = Repository(tmp_path / "r")
    first = repository.commit("one")
    pipeline = Pipeline(tmp_path, setting(repository))
    pipeline.run()
    repository.git("tag", "-a", "v1", "-m", "a tag")
    repository.git("branch", "feature/x")
    pipeline.run()
    repository.git("branch", "-D", "feature/x")
    repository.commit("two", START + 5)
    pipeline.run()
    room = pipeline.run()
    log = room.rows(T["git_refs"].order_by("observed_at", "ref_name")).to_pylist()
    assert [(row["ref_name"], row["change"], row["commit_id"] == first) for row in log] == [
        ("refs/heads/main", "seen", True),
        ("refs/heads/feature/x", "created", True),
        ("refs/tags/v1", "created", True),
        ("refs/heads/feature/x", "deleted", True),
        ("refs/heads/main", "fast_forward", False),
    ]
    current = room.rows(expressions.current_refs(T["git_refs"]).order_by("ref_name"))
    assert current["ref_name"].to_pylist() == ["refs/heads/main", "refs/tags/v1"]


@pytest.mark.slow
def test_no_repository_gives_empty_tables(tmp_path: Path) -> None:
    room = Pipeline(tmp_path).run()
    assert all(room.rows(T[name]).num_rows == 0 for name in (*REFS, *COMMITS))


@pytest.mark.process
def test_a_repository_that_is_no_longer_configured_keeps_its_log_and_loses_its_chain(tmp_path: Path) -> None:
    repository, _ = with_history(tmp_path / "r", 5, steps=3)
    pipeline = Pipeline(tmp_path, setting(repository))
    before = pipeline.run()
    pipeline.settings.changed["repositories"] = ()
    after = pipeline.run()
    assert after.rows(T["git_refs"]).num_rows == before.rows(T["git_refs"]).num_rows
    assert after.rows(T["git_repositories"]).num_rows == 1
    assert after.rows(T["git_chain"]).num_rows == 0


@pytest.mark.process
def test_a_shallow_repository_says_where_it_begins(tmp_path: Path) -> None:
    repository, _ = with_history(tmp_path / "r", 6, steps=8)
    clone = tmp_path / "clone"
    repository.git("clone", "-q", "--depth", "3", f"file://{repository.folder}", str(clone))
    pipeline = Pipeline(tmp_path, RepositorySetting("project", str(clone)))
    shallow = pipeline.run()
    row = shallow.rows(T["git_repositories"]).to_pylist()[0]
    oldest = int(repository.git("log", "--first-parent", "-1", "--format=%ct", "main~2"))
    assert (row["is_shallow"], row["floor_at"]) == (True, datetime.fromtimestamp(oldest, UTC))
    assert len(commit_ids(shallow)) == 3
    Repository(clone).git("fetch", "-q", "--unshallow", f"file://{repository.folder}", "main")
    repository.write(b"deep.py", "1")
    whole = pipeline.run()
    assert len(commit_ids(whole)) == 8
    assert chain_ids(shallow) != chain_ids(whole)


@pytest.mark.process
def test_nothing_that_a_repository_configures_is_run(tmp_path: Path) -> None:
    repository, _ = with_history(tmp_path / "r", 9, steps=4)
    trap, sprung = tmp_path / "trap", tmp_path / "sprung"
    trap.write_text(f"#!/bin/sh\ntouch {sprung}\nexit 1\n")
    trap.chmod(0o755)
    for name in ("core.fsmonitor", "core.pager", "diff.external", "gpg.program", "core.sshCommand", "pager.log"):
        repository.git("config", name, str(trap))
    for name in ("log.showSignature", "commit.gpgSign", "diff.renames", "log.follow"):
        repository.git("config", name, "true")
    repository.git("config", "core.hooksPath", str(tmp_path))
    (tmp_path / "post-checkout").symlink_to(trap)
    (repository.folder / ".gitattributes").write_text("*.py diff=trap\n")
    repository.git("config", "diff.trap.textconv", str(trap))
    room = Pipeline(tmp_path, setting(repository)).run()
    assert len(commit_ids(room)) == 4
    assert not sprung.exists()


@pytest.mark.process
def test_a_program_that_hangs_is_ended(tmp_path: Path) -> None:
    slow = tmp_path / "slow"
    slow.write_text("#!/bin/sh\nexec sleep 30\n")
    slow.chmod(0o755)
    with pytest.raises(RepositoryUnreadable, match="in time"):
        Git(program=str(slow), timeout_seconds=0.2).refs("project", str(tmp_path))


@pytest.mark.process
def test_an_absent_program_is_named(tmp_path: Path) -> None:
    with pytest.raises(RepositoryUnreadable, match="could not be started"):
        Git(program="no-such-git").refs("project", str(tmp_path))


def test_what_is_no_object_id_never_reaches_the_command_line(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="object id"):
        list(Git().first_parent_log("project", str(tmp_path), "%H", "--output=x"))


# --- laws ---------------------------------------------------------------------------------------------------------


class Change(NamedTuple):
    """One path in one commit."""

    status: str
    mode: str | None
    blob_id: str | None
    path: bytes


class Commit(NamedTuple):
    """One commit with its changes, the first first."""

    commit_id: str
    parents: tuple[str, ...]
    authored: int
    committed: int
    subject: str
    changes: tuple[Change, ...] = ()


def list_commits(log: Log) -> list[Commit]:
    """A log as git writes it, newest first."""
    changes: list[list[Change]] = [[] for _ in range(len(log))]
    for row in reversed(log.changes.to_pylist()):
        path = row["path"].encode() if row["path_raw"] is None else row["path_raw"]
        changes[row["commit"]].append(Change(row["status"], row["mode"], row["blob_id"], path))
    parents = [tuple(ids.split()) for ids in log.parents]
    columns = (log.commit_ids, parents, log.authored, log.committed, log.subjects, map(tuple, changes))
    return [Commit(*row) for row in zip(*columns, strict=True)][::-1]


HEX = st.text("0123456789abcdef", min_size=40, max_size=40)
PATHS = st.binary(min_size=1, max_size=12).filter(lambda p: b"\0" not in p)
CHANGES = st.one_of(
    st.builds(Change, st.sampled_from(["A", "M", "T"]), st.sampled_from(["100644", "120000"]), HEX, PATHS),
    st.builds(Change, st.just("D"), st.none(), st.none(), PATHS),
)
COMMIT = st.builds(
    Commit,
    HEX,
    st.lists(HEX, max_size=2).map(tuple),
    st.integers(0, 2**33),
    st.integers(0, 2**33),
    st.text(st.characters(exclude_characters="\0\n", exclude_categories=["Cs"]), max_size=20),
    st.lists(CHANGES, max_size=3).map(tuple),
)


def printed(commits: list[Commit]) -> bytes:
    """A log as git writes it."""
    out = b""
    for c in commits:
        head = [f"\x01{c.commit_id}", " ".join(c.parents), str(c.authored), str(c.committed), c.subject]
        out += "\0".join(head).encode() + b"\0"
        out += b"" if c.changes else b"\0"
        for i, change in enumerate(c.changes):
            meta = f":100644 {change.mode or '000000'} {'0' * 40} {change.blob_id or '0' * 40} {change.status}"
            out += (b"\n" if i == 0 else b"") + meta.encode() + b"\0" + change.path + b"\0"
    return out


@pytest.mark.slow
@given(st.lists(COMMIT, max_size=4), st.integers(1, 40), st.integers(1, 200))
def test_a_log_is_read_as_it_was_written_however_it_is_cut(commits: list[Commit], size: int, batch: int) -> None:
    raw = printed(commits)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(git_log, "BATCH_BYTES", batch)
        log = read_log(raw[i : i + size] for i in range(0, len(raw), size))
    assert list_commits(log) == commits


@pytest.mark.slow
@given(st.lists(COMMIT, min_size=1, max_size=3), st.data())
def test_a_log_cut_short_is_never_taken_for_a_whole_one(commits: list[Commit], data: st.DataObject) -> None:
    raw = printed(commits)
    cut = raw[: data.draw(st.integers(0, len(raw) - 1))]
    try:
        log = read_log([cut])
    except ValueError:
        return
    for ours, theirs in zip(list_commits(log), commits, strict=False):
        assert ours.changes == theirs.changes[: len(ours.changes)]


@given(st.lists(PATHS, unique=True, max_size=6))
def test_names_that_are_not_text_keep_their_bytes(paths: list[bytes]) -> None:
    texts, raw = (column.to_pylist() for column in decode_paths(paths))
    assert [str(text).encode() if r is None else r for text, r in zip(texts, raw, strict=True)] == paths


@pytest.mark.parametrize(
    ("subject", "number"),
    [
        ("Add a thing (#12)", 12),
        ("Merge pull request #7 from a/b", 7),
        ("Merge branch 'x' into 'main'", None),
        ("see #3", None),
        ("(#99999999999)", None),
    ],
)
def test_a_pull_request_is_read_from_the_subject(subject: str, number: int | None) -> None:
    assert find_pull_request(subject) == number


NOW = datetime(2024, 1, 1, tzinfo=UTC)
TREE = st.dictionaries(st.sampled_from(["a", "b", "c"]), st.sampled_from(["1", "2"]))


@pytest.mark.slow
@given(st.lists(TREE, max_size=6), st.lists(st.integers(-3, 3), min_size=6, max_size=6))
def test_the_log_tells_where_refs_are_and_holds_changes_only(looks: list[dict[str, str]], steps: list[int]) -> None:
    seen: dict[str, Observation] = {}
    at = NOW
    times: dict[str, list[datetime]] = {}
    for look, step in zip(looks, steps, strict=False):
        at += timedelta(seconds=step)
        for row in find_changes(seen, look, at, lambda old, new: old < new):
            times.setdefault(row["ref_name"], []).append(row["observed_at"])
            seen[row["ref_name"]] = Observation(row["observed_at"], row["commit_id"], row["change"])
        assert {n: o.commit_id for n, o in seen.items() if o.change != "deleted"} == look
        assert find_changes(seen, look, at, lambda old, new: True) == []
    assert all(a < b for moments in times.values() for a, b in pairwise(moments))


@pytest.mark.parametrize(
    ("name", "expression"),
    [
        ("current_refs", expressions.current_refs(T["git_refs"])),
        ("branch_tips", expressions.branch_tips(T["git_repositories"], T["git_refs"])),
        ("unread_branches", expressions.unread_branches(T["git_repositories"], T["git_refs"], T["git_chain"])),
        ("unreadable_repositories", expressions.unreadable_repositories(T["git_repositories"])),
        ("repeated_observations", expressions.repeated_observations(T["git_refs"])),
        ("broken_places", expressions.broken_places(T["git_chain"])),
        ("misplaced_commits", expressions.misplaced_commits(T["git_chain"], T["git_commits"])),
        ("list_repositories", expressions.list_repositories(T["git_repositories"])),
        ("list_histories", expressions.list_histories(T["git_chain"], T["git_commits"])),
        ("list_commits", expressions.list_commits(T["git_commits"])),
        ("list_places", expressions.list_places(T["git_chain"])),
        ("list_file_versions", expressions.list_file_versions(T["git_file_versions"])),
        ("places", find_places(T["messages"], T["git_chain"])),
        ("versions_of", list_versions(T["git_file_versions"], T["git_chain"], ("a.py",))),
    ],
)
def test_the_sql_is_the_reviewed_one(name: str, expression: ibis.Table) -> None:
    assert_sql(f"caches_{name}", expression)


def test_the_types_are_those_of_the_contract() -> None:
    empty: dict[str, Any] = body_of(git_commits)(
        git_refs=RoomTables(*REFS).tables,
        settings=SettingsInHand(Path(os.sep)),
        git=Git(),
        vault=VaultInMemory(),
        store=StoreInMemory(),
    )
    for name in COMMITS:
        assert set(empty[name].columns) == set(CONTRACTS[name].column_names) - {"run_id"}
