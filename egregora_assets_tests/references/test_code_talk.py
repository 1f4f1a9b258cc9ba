"""How well mentions of code are told from talk: figures on labelled lines, and laws."""

from __future__ import annotations

import time
from datetime import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from egregora_assets.references.code_history import Moment, Repository
from egregora_assets.references.code_references import Mention, find_mentions
from egregora_assets.references.resolving import resolve_mention
from egregora_assets_tests.references.code_talk import COMMITS, PATHS, REF_NAMES, REQUESTS, Line, Reference, read_lines

LINES = {name: read_lines(name) for name in ("tuned", "kept")}
BEGUN = datetime(2020, 1, 1)
NOW = Moment(datetime(2024, 1, 1), {"portal": 1})
PORTAL = Repository(
    "portal",
    "acme/portal",
    "main",
    chain=COMMITS,
    commits=sorted(COMMITS),
    requests=dict.fromkeys(REQUESTS, COMMITS[0]),
    versions={path: [(0, "A", "blob")] for path in PATHS},
    refs={name: [(BEGUN, "created", COMMITS[0], name.startswith("v"))] for name in REF_NAMES},
)
SPACED = frozenset(end for path in PATHS if " " in path for end in (path, path.rpartition("/")[2]))


def find(text: str) -> list[Mention]:
    """The mentions that count in `acme/portal`."""
    found = find_mentions(text, REF_NAMES, SPACED)
    return [m for m in found if m.is_plain or resolve_mention(m, NOW, [PORTAL]).repository_id is not None]


def read(mention: Mention) -> Reference:
    first = mention.line_start
    return Reference(
        mention.start,
        mention.end,
        mention.kind,
        path=mention.path,
        lines=None if first is None else (first, mention.line_end or first),
        commit=mention.commit,
        ref=mention.ref,
        number=mention.pull_request,
        repository=mention.repository,
    )


def count(lines: list[Line]) -> tuple[int, int, int]:
    """How many references were found, how many of them are right in every field, how many there are."""
    pairs = [({read(m) for m in find(line.text)}, set(line.references)) for line in lines]
    return sum(len(f) for f, _ in pairs), sum(len(f & w) for f, w in pairs), sum(len(w) for _, w in pairs)


def test_the_labelled_lines_are_many_of_two_languages_and_half_of_them_are_traps() -> None:
    every = [line for lines in LINES.values() for line in lines]
    assert len(every) >= 400
    assert len(LINES["kept"]) >= 120
    for language in ("en", "pt"):
        of_it = [line for line in every if line.language == language]
        assert len(of_it) >= 200
        assert sum(not line.references for line in of_it) >= len(of_it) / 2


@pytest.mark.parametrize("part", LINES)
@pytest.mark.parametrize("language", ["en", "pt"])
def test_what_is_found_is_right_and_little_is_missed(part: str, language: str) -> None:
    found, right, wanted = count([line for line in LINES[part] if line.language == language])
    assert right / found >= 0.97
    assert right / wanted >= 0.9


MENTIONS = sorted(
    {
        line.text[r.start : r.end]
        for lines in LINES.values()
        for line in lines
        for r in line.references
        if r.kind != "url" and [read(m) for m in find(line.text[r.start : r.end])]
    }
)
ENTIRE = [text for text in MENTIONS if [(m.start, m.end) for m in find(text)] == [(0, len(text))]]


@given(
    st.sampled_from(ENTIRE),
    st.sampled_from(["", "(", "“", "[", "*", "**", "— ", "«", '"', "é, ", "ok? ", "\n"]),
    st.sampled_from(["", ".", ",", "!", "?", ")", "…", ";", ": ", "...", "**", '"', "\n", "?!", " ok"]),
)
def test_punctuation_around_a_mention_changes_nothing(text: str, before: str, behind: str) -> None:
    (alone,) = find(text)
    (around,) = find(before + text + behind)
    assert around.start == len(before)
    assert (around.text, around.path, around.line_start, around.line_end) == (
        alone.text,
        alone.path,
        alone.line_start,
        alone.line_end,
    )
    assert (around.kind, around.commit, around.ref, around.pull_request) == (
        alone.kind,
        alone.commit,
        alone.ref,
        alone.pull_request,
    )


PIECES = st.sampled_from(
    [*ENTIRE, "https://github.com/a/b/blob/main/x.py#L3", "https://example.org/a.py", "line 3 of ", "L42-L50",
     "[person]", "[phone-1]", "HEAD~", "@v1.2.0", ":42", "#L3", "/", "\\", " ", "_", "`", '"', ".", "..", "C:\\",
     "\ue000", "é"]
)  # fmt: skip


@given(st.lists(PIECES | st.text(max_size=4), max_size=8).map("".join))
def test_a_mention_stands_at_its_place_in_the_text_and_none_in_another(text: str) -> None:
    end = 0
    for mention in find_mentions(text, REF_NAMES, SPACED):
        assert mention.start >= end
        end = mention.end
        assert end <= len(text)
        assert mention.kind == "url" or text[mention.start : end] == mention.text


@given(st.sampled_from(ENTIRE), st.sampled_from(["[person]", "[phone-1]", "[link-secret-12]", "[withheld]"]), st.data())
def test_a_placeholder_is_never_part_of_a_mention(text: str, placeholder: str, data: st.DataObject) -> None:
    at = data.draw(st.integers(0, len(text)))
    hidden = text[:at] + placeholder + text[at:]
    for mention in find_mentions(hidden, REF_NAMES, SPACED):
        assert placeholder not in mention.text
        assert mention.end <= at or mention.start >= at + len(placeholder)


@pytest.mark.parametrize(
    "piece",
    ["a/", "a:", "main:", "`a ", "_a ", "#1", "a/b#1 ", "line 3 of ", "app.py line 3 ", "L42-L50 ", "a\\", "../",
     "PR 1 ", "[a-", "[phone-1]", "a.", "www.a.", "HEAD~", "a/b.py:1-2@v1#L3 ", '"a b.py', "https://github.com/a/b/",
     "~^"],
)  # fmt: skip
def test_a_long_run_of_anything_is_read_in_linear_time(piece: str) -> None:
    def cost(length: int) -> float:
        text = (piece * length)[:length]
        begun = time.process_time()
        find_mentions(text, REF_NAMES, SPACED)
        return time.process_time() - begun

    assert cost(40_000) < max(0.1, 40 * cost(4_000))


@pytest.mark.parametrize(
    ("text", "kind", "named", "reason"),
    [
        ("deploy.sh fails", "path", COMMITS[0], "taken as the file, since nothing says that the branch or tag"),
        ("the branch deploy.sh", "ref", COMMITS[0], "taken as the branch or tag, as the text says"),
        ("src/app/main.py", "path", COMMITS[0], None),
        ("src/app/gone.py", "path", None, "there is no such file"),
        ("the commit 0000aaa", "commit", None, "there is no such commit"),
        ("issue 8", "issue", None, "no commit is known for this number"),
        ("other/thing#8", "issue", None, "no configured repository has this name"),
    ],
)
def test_it_says_what_was_taken_and_why(text: str, kind: str, named: str | None, reason: str | None) -> None:
    (mention,) = find(text)
    answer = resolve_mention(mention, NOW, [PORTAL])
    assert (answer.taken or mention.kind, answer.commit_id) == (kind, named)
    assert (answer.reason or "").startswith(reason or "")
    assert (answer.reason is None) == (reason is None)


def test_a_name_that_is_a_file_only_later_is_the_ref_until_then() -> None:
    (mention,) = find("deploy.sh fails")
    later = Repository("p", "p", "main", COMMITS, versions={"deploy.sh": [(1, "A", "b")]}, refs=PORTAL.refs)
    early = resolve_mention(mention, Moment(NOW.sent_at, {"p": 0}), [later])
    assert (early.taken, early.path, early.commit_id) == ("ref", None, COMMITS[0])
    assert resolve_mention(mention, Moment(NOW.sent_at, {"p": 1}), [later]).path == "deploy.sh"


def test_a_tag_goes_before_a_branch_of_its_name() -> None:
    seen = [(BEGUN, "created", COMMITS[0], True), (datetime(2021, 1, 1), "created", COMMITS[1], False)]
    both = Repository("p", "p", "main", COMMITS, refs={"v9": seen})
    answer = resolve_mention(Mention("ref", "v9", 0, ref="v9"), NOW, [both])
    assert (answer.commit_id, answer.reason) == (
        COMMITS[0],
        "taken as the tag, as git does, not as the branch of this name",
    )


@pytest.mark.parametrize(
    ("text", "path"),
    [
        ("/home/dev/proj/src/app/main.py:88", "src/app/main.py"),
        (r"C:\work\portal\app.py line 3", "app.py"),
        ("/srv/elsewhere/app.py", None),
        ("/etc/nginx/nginx.conf", None),
    ],
)
def test_an_absolute_path_is_the_file_that_it_ends_in(text: str, path: str | None) -> None:
    (mention,) = find(text)
    assert resolve_mention(mention, NOW, [PORTAL]).path == path
