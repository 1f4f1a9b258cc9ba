"""Mentions of code: found in a text, resolved as of the message's time."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from egregora_assets.caches.assets import git_commits, git_refs
from egregora_assets.contracts.bundles import CONTRACTS
from egregora_assets.references.code_references import LAST_LINE, find_mentions
from egregora_assets.services.git import Git
from egregora_assets.services.pictures import Pictures
from egregora_assets.services.run_options import RunOptions
from egregora_assets.services.settings import RepositorySetting
from egregora_assets.stages.enriched import checks
from egregora_assets.stages.enriched.assets import enriched
from egregora_assets_tests.asset_bodies import (
    ClockInHand,
    ContextInHand,
    SettingsInHand,
    StoreInMemory,
    VaultInMemory,
    body_of,
    passes,
)
from egregora_assets_tests.caches.git_repository import START, Repository
from egregora_assets_tests.room_store import StoreOfRoom
from egregora_assets_tests.room_tables import RoomTables

DAY = 86_400
CHAT = "00000000-0000-8000-8000-0000000000c1"
AUTHOR = "00000000-0000-8000-8000-0000000000a1"


def shown(text: str, *refs: str) -> list[tuple[str, str]]:
    return [(m.kind, m.text) for m in find_mentions(text, frozenset(refs)) if m.is_plain]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("look at src/app/main.py:42 please", [("path", "src/app/main.py:42")]),
        ("look at src/app/main.py:10-20.", [("path", "src/app/main.py:10-20")]),
        ("main.py, then lib.rs.", [("path", "main.py"), ("path", "lib.rs")]),
        ("`./src/x.ts`", [("path", "./src/x.ts")]),
        ("docs/notes.md and notes.md", [("path", "docs/notes.md")]),
        ("a Makefile, build/Makefile", [("path", "build/Makefile")]),
        ("Node.js and Vue.js are fine, so is e.g. tea/coffee", []),
        ("24/7, 10/10, and/or, 01/02.2024, 3.14", []),
        ("it broke in 3f2a9bc, not in 1234567 or deadbee or 1234e567", [("commit", "3f2a9bc")]),
        ("550e8400-e29b-41d4-a716-446655440000", []),
        ("call #3f2a9bc or x3f2a9bc", []),
        ("tag v1.2.0 is out", [("ref", "v1.2.0")]),
        ("the main thing", []),
        ("the branch main is red", [("ref", "main")]),
        ("https://github.com/o/r/blob/main/a.py#L3-L9", [("url", "https://github.com/o/r/blob/main/a.py#L3-L9")]),
        ("https://github.com/o/r/commit/3f2a9bc1?utm_source=x", [("url", "https://github.com/o/r/commit/3f2a9bc1")]),
        ("https://gitlab.com/g/s/r/-/merge_requests/7", [("url", "https://gitlab.com/g/s/r/-/merge_requests/7")]),
        ("https://github.com/o/r", []),
        ("https://example.org/src/app/main.py", []),
        ("src/[person-1]/main.py", []),
    ],
)
def test_mentions_are_told_from_words(text: str, found: list[tuple[str, str]]) -> None:
    assert shown(text, "v1.2.0", "main") == found


@given(st.text(st.sampled_from("ab0/.:-#L[]@ \n`é\u200b(),") | st.characters(exclude_categories=["Cs"]), max_size=80))
def test_a_mention_is_in_the_text_and_its_lines_run_forward(text: str) -> None:
    end = 0
    for mention in find_mentions(text, frozenset({"a-b", "0.0"})):
        assert mention.start >= end
        assert mention.kind == "url" or text.startswith(mention.text, mention.start)
        end = mention.start + (len(mention.text) if mention.kind != "url" else 1)
        if mention.line_start is not None:
            assert 0 < mention.line_start <= (mention.line_end or mention.line_start) <= LAST_LINE


@given(st.text("a/.-", max_size=3_000))
def test_long_runs_are_read_in_little_time(text: str) -> None:
    find_mentions(text * 3)


class Scene:
    """A repository with a past, and messages about it."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.repository = Repository(folder / "r")
        self.commits: list[str] = []
        for day, content in enumerate(["one", "two", "three"]):
            self.repository.write(b"src/app/main.py", content)
            if day == 1:
                self.repository.write(b"lib/only.rs", "x")
            self.commits.append(self.repository.commit(f"day {day} (#{day + 10})", START + day * DAY))
        self.repository.git("rm", "-q", "lib/only.rs")
        self.commits.append(self.repository.commit("gone", START + 3 * DAY))
        self.repository.git("tag", "v1.0", self.commits[0])
        self.setting = RepositorySetting("project", str(self.repository.folder))

    def blob(self, at: int, path: bytes = b"src/app/main.py") -> str:
        return self.repository.files(self.commits[at])[path]

    def room(self, *said: tuple[float, str], repositories: bool = True) -> RoomTables:
        """All tables after both git assets and `enriched`, for messages of (day, text)."""
        room = RoomTables(
            *("messages", "message_replies", "attachments"),
            *(c for b in ("git_refs", "git_commits") for c in TABLES[b]),
            *TABLES["enriched"],
        )
        room.fill("messages", [message(i, day, text) for i, (day, text) in enumerate(said)])
        settings = SettingsInHand(self.folder, {"repositories": (self.setting,) if repositories else ()})
        given_: dict[str, Any] = {"settings": settings, "vault": VaultInMemory(), "store": StoreInMemory()}
        rows = body_of(git_refs)(git=Git(), clock=ClockInHand(), **given_)
        fill(room, rows)
        fill(room, body_of(git_commits)(git_refs=room.tables, git=Git(), **given_))
        tables = room.tables
        given_ |= {"pictures": Pictures(), "context": ContextInHand(), "external_services": NobodyIsAsked()}
        given_ |= {"web_pages": None, "leak_guard": GuardInHand(), "clock": ClockInHand(), "run_options": RunOptions()}
        given_["git"] = Git()
        store = StoreOfRoom(room)
        given_["store"] = store
        made: Any = body_of(enriched)(anonymized=tables, git_refs=tables, git_commits=tables, **given_)
        store.write(made)
        return room


class GuardInHand:
    """Finds one word."""

    def find_in_texts(self, texts: list[str], _: str) -> dict[int, tuple[str, ...]]:
        return {number: ("name",) for number, text in enumerate(texts) if "two" in text}


class NobodyIsAsked:
    """As a deployment is that no setting opened."""

    def is_enabled(self, _: str) -> bool:
        return False

    def describe(self) -> str:
        return "nothing"


TABLES = {
    "git_refs": ("git_repositories", "git_refs"),
    "git_commits": ("git_commits", "git_chain", "git_file_versions"),
    "enriched": ("media_files", "message_media", "links", "message_links", "code_references", "code_excerpts"),
}


def fill(room: RoomTables, rows: dict[str, Any]) -> None:
    for name, table in rows.items():
        room.fill(name, room.derive(table))


def message(number: int, day: float, text: str) -> dict[str, Any]:
    sent_at = datetime.fromtimestamp(START + day * DAY, UTC).replace(tzinfo=None)
    return {
        "message_id": f"00000000-0000-8000-8000-{number:012d}",
        "chat_id": CHAT,
        "author_id": AUTHOR,
        "sent_at": sent_at,
        "local_time": sent_at,
        "position": number,
        "kind": "text",
        "text": text,
        "is_edited": False,
    }


def references(room: RoomTables) -> list[dict[str, Any]]:
    table = CONTRACTS["code_references"].table().order_by("message_id", "ordinal")
    rows: list[dict[str, Any]] = room.rows(table).to_pylist()
    return rows


@pytest.fixture
def scene(tmp_path: Path) -> Scene:
    return Scene(tmp_path)


@pytest.mark.process
@pytest.mark.parametrize(("day", "place"), [(0, 0), (0.5, 0), (1, 1), (1.5, 1), (2.5, 2), (9, 2)])
def test_a_path_is_what_it_was_when_the_message_was_sent(scene: Scene, day: float, place: int) -> None:
    (row,) = references(scene.room((day, "see app/main.py:3-4")))
    assert (row["path"], row["line_start"], row["line_end"]) == ("src/app/main.py", 3, 4)
    assert (row["commit_id"], row["blob_id"], row["is_resolved"]) == (scene.commits[place], scene.blob(place), True)


@pytest.mark.process
@pytest.mark.parametrize("day", [-0.1, 0.5, 3.5])
def test_a_file_that_was_not_there_is_not_resolved(scene: Scene, day: float) -> None:
    (row,) = references(scene.room((day, "see lib/only.rs")))
    assert (row["path"], row["is_resolved"], row["blob_id"], row["repository_id"]) == ("lib/only.rs", False, None, None)


@pytest.mark.process
def test_commits_refs_and_addresses_are_resolved(scene: Scene) -> None:
    first, second = scene.commits[:2]
    digits = next(
        second[:n]
        for n in range(7, 40)
        if any(c.isdigit() for c in second[:n]) and any(c.isalpha() for c in second[:n])
    )
    rows = references(
        scene.room(
            (5, f"since {digits}"),
            (5, "in v1.0"),
            (1.5, "the branch main"),
            (1.5, "https://github.com/owner/project/blob/main/src/app/main.py#L7"),
            (1.5, "https://github.com/owner/project/pull/10"),
            (1.5, "https://github.com/owner/elsewhere/pull/10"),
            (5, f"https://github.com/owner/project/blob/{first}/src/app/main.py"),
        )
    )
    assert [(r["reference_kind"], r["commit_id"], r["is_resolved"]) for r in rows] == [
        ("commit", second, True),
        ("ref", first, True),
        ("ref", second, True),
        ("url", second, True),
        ("url", first, True),
        ("url", None, False),
        ("url", first, True),
    ]
    assert [rows[3][n] for n in ("path", "line_start", "blob_id")] == ["src/app/main.py", 7, scene.blob(1)]
    assert rows[6]["blob_id"] == scene.blob(0)


@pytest.mark.process
def test_without_a_repository_mentions_stay_unresolved(scene: Scene) -> None:
    rows = references(scene.room((1, "src/app/main.py:3 in 3f2a9bc"), repositories=False))
    assert [(r["reference_kind"], r["text"], r["is_resolved"]) for r in rows] == [
        ("path", "src/app/main.py:3", False),
        ("commit", "3f2a9bc", False),
    ]


@pytest.mark.process
def test_a_name_that_only_the_repository_makes_a_file_counts_when_it_knows_it(scene: Scene) -> None:
    scene.repository.write(b"data.unknown", "1")
    scene.repository.commit("more", START + 4 * DAY)
    rows = references(scene.room((5, "data.unknown and other.unknown")))
    assert [r["path"] for r in rows] == ["data.unknown"]


@pytest.mark.process
def test_numbers_names_with_spaces_and_states_are_rows_with_what_they_name(scene: Scene) -> None:
    scene.repository.write(b"docs/how to.md", "1")
    scene.commits.append(scene.repository.commit("more", START + 4 * DAY))
    said = 'see #11, #13, #99 and PR 10; read "how to.md", app/main.py@v1.0 and owner/elsewhere#3'
    rows = references(scene.room((5, said)))
    names = ("text", "reference_kind", "path", "revision", "number", "repository_name", "commit_id", "reason")
    assert [tuple(row[name] for name in names) for row in rows] == [
        ("#11", "issue", None, None, 11, None, scene.commits[1], None),
        ("PR 10", "issue", None, None, 10, None, scene.commits[0], None),
        ("how to.md", "path", "docs/how to.md", None, None, None, scene.commits[4], None),
        ("app/main.py@v1.0", "path", "src/app/main.py", "v1.0", None, None, scene.commits[0], None),
        (
            "owner/elsewhere#3",
            "issue",
            None,
            None,
            3,
            "owner/elsewhere",
            None,
            "no configured repository has this name",
        ),
    ]


@pytest.mark.process
def test_the_checks_hold_and_notice(scene: Scene) -> None:
    room = scene.room((1, "see app/main.py and https://example.org/a?fbclid=1"), (2, "https://example.org/a"))
    tables = room.tables
    assert passes(checks.addresses_are_clean, tables)
    assert passes(checks.every_attachment_has_its_file, tables, tables)
    assert passes(checks.code_is_as_old_as_its_message, tables, tables, tables)
    room.run("UPDATE messages SET sent_at = sent_at - INTERVAL 1 DAY")
    assert not passes(checks.code_is_as_old_as_its_message, tables, tables, tables)
    room.run("UPDATE links SET url = url || '?utm_source=x'")
    assert not passes(checks.addresses_are_clean, tables)
    room.run("INSERT INTO message_media (message_id, ordinal, media_id) SELECT message_id, 0, message_id FROM messages")
    assert not passes(checks.every_attachment_has_its_file, tables, tables)


@pytest.mark.process
def test_a_link_is_one_row_and_each_message_points_to_it(scene: Scene) -> None:
    room = scene.room((1, "https://example.org/a https://example.org/b"), (2, "https://example.org/a?utm_source=x"))
    links = room.rows(CONTRACTS["links"].table()).to_pylist()
    assert {r["url"]: (r["status"], r["reason"]) for r in links} == {
        "https://example.org/a": ("skipped", "fetching is off"),
        "https://example.org/b": ("skipped", "fetching is off"),
    }
    sharing = room.rows(CONTRACTS["message_links"].table().order_by("message_id", "ordinal"))
    assert sharing["ordinal"].to_pylist() == [0, 1, 0]
    assert sharing["link_id"][0] == sharing["link_id"][2]
