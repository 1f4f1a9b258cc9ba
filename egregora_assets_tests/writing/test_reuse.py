"""Drafts that are taken over: on top of any earlier run, the stage gives what it gives without its notes."""

from __future__ import annotations

import json
import stat
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from itertools import pairwise
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from egregora_assets.errors import FolderNotWritable
from egregora_assets.services.digest_cache import DigestCache
from egregora_assets.services.run_options import FORCE_TAG, RunOptions
from egregora_assets.stages.generated.assets import generated
from egregora_assets.writing import embedded_writer as embedded
from egregora_assets.writing import fingerprints
from egregora_assets.writing.conversation import Conversation, Link, Person
from egregora_assets.writing.draft_cache import DraftCache, name_subject
from egregora_assets.writing.drafts import Draft, WrittenConversation
from egregora_assets.writing.embedded_writer import EmbeddedWriter
from egregora_assets.writing.posts import PostWriter
from egregora_assets_tests.asset_bodies import (
    ClockInHand,
    ContextInHand,
    GuardInHand,
    NotesInMemory,
    SettingsInHand,
    StoreInMemory,
    TasksInMemory,
    VaultInMemory,
    body_of,
)
from egregora_assets_tests.writing.told_chat import (
    author_id,
    chat_lines,
    conversation_of,
    inputs_of,
    message_of,
    room_of,
    window_of,
)

LINES = chat_lines("hillside_en")
CUTS = (0, 26, 52, len(LINES))

DRAFTS = DigestCache(path="cache/drafts.json")


def conversation(*cuts: int) -> Conversation:
    """A conversation of windows that end at some lines."""
    messages = [message_of(line, place) for place, line in enumerate(LINES)]
    windows = tuple(window_of(messages[a:b]) for a, b in pairwise(cuts))
    return replace(conversation_of(LINES, "en"), windows=windows)


def changed(told: Conversation, window: int, message: int, **changes: Any) -> Conversation:
    """The conversation with another message at a place."""
    windows = list(told.windows)
    messages = list(windows[window].messages)
    messages[message] = replace(messages[message], **changes)
    windows[window] = replace(windows[window], messages=tuple(messages))
    return replace(told, windows=tuple(windows))


def with_people(told: Conversation, *people: Person) -> Conversation:
    return replace(told, people={**told.people, **{p.author_id: p for p in people}})


def newcomer(name: str) -> Person:
    return Person(author_id(name), name, name)


def silenced(told: Conversation, name: str) -> Conversation:
    return with_people(told, replace(told.people[author_id(name)], is_opted_out=True))


def looking_back(told: Conversation) -> Conversation:
    """The last window looks back on a passage of the first one."""
    last = replace(told.windows[-1], earlier=(told.windows[0].messages[5:25],))
    return replace(told, windows=(*told.windows[:-1], last))


WHOLE = conversation(*CUTS)
EDITED = "The deposit for the hall is due on Friday, and somebody has to bring the keys to Maple Street."
LINKED = (Link("https://example.org/hall", "example.org", "The hall"),)
STATES: Mapping[str, Conversation] = {
    "whole": WHOLE,
    "shorter": conversation(*CUTS[:-1], 66),
    "one window": conversation(*CUTS[:2]),
    "cut elsewhere": conversation(0, 30, 50, len(LINES)),
    "edited early": changed(WHOLE, 0, 3, text=EDITED),
    "edited late": changed(WHOLE, 2, 3, text=EDITED),
    "redacted": changed(WHOLE, 1, 2, placeholders=("the",)),
    "a link looked at": changed(WHOLE, 1, 2, links=LINKED),
    "earlier in the day": changed(WHOLE, 1, 4, local_time=WHOLE.windows[1].messages[4].local_time.replace(hour=1)),
    "somebody silent": silenced(WHOLE, "Amber Heron"),
    "somebody renamed": with_people(WHOLE, replace(WHOLE.people[author_id("Amber Heron")], name="Ana")),
    "a newcomer": with_people(WHOLE, newcomer("Zinc Quokka")),
    "a newcomer whose name is a word": with_people(WHOLE, newcomer("Pot Ocelot")),
    "a newcomer whose name is a late word": with_people(WHOLE, newcomer("Zinc Cello")),
    "a newcomer whose name is inside words": with_people(WHOLE, newcomer("oiler")),
    "looking back": looking_back(WHOLE),
    "looking back on another text": changed(looking_back(WHOLE), 0, 12, text=EDITED),
    "in Portuguese": replace(WHOLE, language=conversation_of(LINES, "pt").language),
}


@dataclass
class Deployment:
    """What lasts from run to run."""

    store: StoreInMemory = field(default_factory=StoreInMemory)
    notes: NotesInMemory = field(default_factory=NotesInMemory)

    def run(self, told: Conversation, minimum: int = 20, *tags: str) -> dict[str, pa.Table]:
        """What the asset writes; it is kept."""
        rows = body_of(generated)(
            context=ContextInHand(dict.fromkeys(tags, "true")),
            **inputs_of(room_of(told)),
            settings=SettingsInHand(Path("nowhere"), {"minimum_window_messages": minimum}),
            store=self.store,
            vault=VaultInMemory(),
            clock=ClockInHand(),
            draft_cache=self.notes,
            run_options=RunOptions(),
            leak_guard=GuardInHand(),
        )
        self.store.keep(rows)
        return rows


@pytest.fixture
def posts(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The windows whose posts were written, not taken over."""
    written: list[str] = []
    real = PostWriter.write

    def noticed(self: PostWriter, window: Any, *rest: Any) -> Draft | None:
        written.append(window.window_id)
        return real(self, window, *rest)

    monkeypatch.setattr(PostWriter, "write", noticed)
    return written


def manuscripts(told: Conversation, cache: DraftCache) -> tuple[WrittenConversation, dict[str, Draft]]:
    """A manuscript, and its drafts by what they are about."""
    manuscript = EmbeddedWriter().write(told, cache)
    drafts = {name_subject("post", told.chat_id, t.window_id): t.post for t in manuscript.windows if t.post}
    drafts |= {name_subject("profile", told.chat_id, a): d for a, d in manuscript.profiles.items()}
    return manuscript, drafts


FRESH = {name: EmbeddedWriter().write(told) for name, told in STATES.items()}


@pytest.mark.slow
@given(st.lists(st.sampled_from(sorted(STATES)), min_size=2, max_size=4))
@settings(max_examples=25, deadline=None)
def test_a_manuscript_on_top_of_any_earlier_ones_is_the_one_written_afresh(names: list[str]) -> None:
    notes: dict[str, tuple[str, str]] = {}
    standing: dict[str, Draft] = {}
    for name in names:
        cache = DraftCache(notes, standing.get)
        manuscript, drafts = manuscripts(STATES[name], cache)
        assert manuscript == FRESH[name]
        notes, standing = cache.notes, {**standing, **drafts}


@pytest.mark.slow
@pytest.mark.parametrize(
    "name", ["whole", "edited early", "redacted", "somebody silent", "a newcomer whose name is inside words"]
)
def test_the_rows_on_top_of_earlier_ones_are_those_without_notes(name: str) -> None:
    with_notes, without = Deployment(), Deployment()
    for deployment in (with_notes, without):
        deployment.run(STATES["shorter"])
    without.notes.notes = {}
    assert with_notes.run(STATES[name]) == without.run(STATES[name])
    assert with_notes.notes.notes == without.notes.notes


@pytest.mark.slow
def test_another_setting_gives_the_rows_of_a_fresh_deployment() -> None:
    deployment = Deployment()
    deployment.run(WHOLE, minimum=20)
    assert deployment.run(WHOLE, minimum=120) == without_notes(lambda d: d.run(WHOLE, minimum=120), WHOLE)


def without_notes(run: Callable[[Deployment], dict[str, pa.Table]], earlier: Conversation) -> dict[str, pa.Table]:
    deployment = Deployment()
    deployment.run(earlier, minimum=20)
    deployment.notes.notes = {}
    return run(deployment)


@pytest.mark.slow
def test_a_longer_export_writes_the_windows_anew_that_it_changes(posts: list[str]) -> None:
    deployment = Deployment()
    deployment.run(STATES["shorter"])
    posts.clear()
    deployment.run(WHOLE)
    last_before = STATES["shorter"].windows[-1].window_id
    assert posts == [last_before] == [WHOLE.windows[-1].window_id]


@pytest.mark.slow
def test_nothing_is_written_again_where_nothing_changed(posts: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    deployment = Deployment()
    first = deployment.run(WHOLE)
    posts.clear()
    monkeypatch.setattr(embedded, "write_profile", lambda *_: pytest.fail("a profile was written again"))
    assert deployment.run(WHOLE) == first
    assert posts == []


@pytest.mark.slow
@pytest.mark.parametrize(
    ("name", "places"),
    [
        ("edited early", [0, 1, 2]),
        ("edited late", [2]),
        ("a link looked at", [1]),
        ("earlier in the day", [1]),
        ("a newcomer", []),
        ("a newcomer whose name is a word", [0, 1, 2]),
        ("a newcomer whose name is a late word", [2]),
        ("a newcomer whose name is inside words", [0, 1, 2]),
    ],
)
def test_a_change_writes_anew_what_follows_from_it(name: str, places: list[int], posts: list[str]) -> None:
    deployment = Deployment()
    deployment.run(WHOLE)
    posts.clear()
    deployment.run(STATES[name])
    assert posts == [WHOLE.windows[i].window_id for i in places]


def test_the_states_differ_in_what_is_told() -> None:
    others = {name for name, told in FRESH.items() if told != FRESH["whole"]}
    assert others >= {"shorter", "one window", "cut elsewhere", "edited early", "edited late", "a link looked at"}
    assert others >= {"somebody silent", "somebody renamed", "a newcomer whose name is inside words"}


def test_a_passage_that_a_window_looks_back_on_writes_that_window_anew(posts: list[str]) -> None:
    first = DraftCache()
    _, drafts = manuscripts(WHOLE, first)
    posts.clear()
    manuscripts(STATES["looking back"], DraftCache(first.notes, drafts.get))
    assert posts == [WHOLE.windows[-1].window_id]


@pytest.mark.slow
def test_other_code_writes_everything_anew(posts: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    deployment = Deployment()
    deployment.run(WHOLE)
    posts.clear()
    monkeypatch.setattr(fingerprints, "fingerprint_code", lambda: "other code")
    deployment.run(WHOLE)
    assert len(posts) == len(WHOLE.windows)


@pytest.mark.slow
def test_a_forced_run_writes_everything_anew(posts: list[str]) -> None:
    deployment = Deployment()
    first = deployment.run(WHOLE)
    posts.clear()
    assert deployment.run(WHOLE, 20, FORCE_TAG) == first
    assert len(posts) == len(WHOLE.windows)


@pytest.mark.slow
def test_a_stored_document_that_is_not_what_was_noted_is_written_anew() -> None:
    deployment = Deployment()
    first = deployment.run(WHOLE)
    content = pa.array(["Somebody else's words.\n"] * first["documents"].num_rows)
    place = first["documents"].schema.get_field_index("content")
    deployment.store.keep({"documents": first["documents"].set_column(place, "content", content)})
    assert deployment.run(WHOLE) == first


@pytest.mark.slow
def test_a_quote_that_is_gone_from_the_tables_is_written_anew() -> None:
    deployment = Deployment()
    first = deployment.run(WHOLE)
    deployment.store.keep({"citations": first["citations"].slice(1)})
    assert deployment.run(WHOLE) == first


def test_the_notes_hold_no_text(tmp_path: Path) -> None:
    deployment = Deployment()
    deployment.run(WHOLE)
    DRAFTS.write(tmp_path, deployment.notes.notes)
    file = tmp_path / "cache" / "drafts.json"
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert DRAFTS.read(tmp_path) == deployment.notes.notes
    parts = [part for key, digest in json.loads(file.read_bytes()).values() for part in (key, digest)]
    assert all(len(part) == 64 and set(part) <= set("0123456789abcdef") for part in parts)


@pytest.mark.parametrize("content", [b"", b"[1]", b'{"post": 3}', b'{"post": ["a"]}', b"\xff"])
def test_damaged_notes_are_no_notes(content: bytes, tmp_path: Path) -> None:
    (tmp_path / "cache").mkdir()
    (tmp_path / "cache" / "drafts.json").write_bytes(content)
    assert DRAFTS.read(tmp_path) == {}


def test_notes_that_cannot_be_kept_are_refused_by_name(tmp_path: Path) -> None:
    (tmp_path / "cache").write_bytes(b"")
    with pytest.raises(FolderNotWritable):
        DRAFTS.write(tmp_path, {})


def test_profiles_go_through_the_queue_when_they_have_to_be_written_and_only_then() -> None:
    deployment = Deployment()
    queue = deployment.store.task_queue
    first = deployment.run(WHOLE)
    done = dict(queue.results)
    assert len(done) == len(WHOLE.people)
    assert all(name.startswith("update_profile ") for name in done)
    assert deployment.run(WHOLE) == first
    assert queue.results == done
    deployment.run(STATES["edited late"])
    assert len(queue.results) == 2 * len(WHOLE.people)


def test_a_profile_that_its_queue_leaves_out_is_not_shown_as_it_was() -> None:
    _, stored = manuscripts(WHOLE, DraftCache())
    cache = DraftCache({}, stored.get, put_off=lambda stale, write: None)
    written = EmbeddedWriter().write(STATES["edited late"], cache)
    assert written.profiles == {}
    assert not any(name.startswith("profile/") for name in cache.notes)


def test_nobody_is_left_out_for_what_befell_the_queue(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(TasksInMemory, "claim", lambda *_: [])
    types = Deployment().run(WHOLE)["documents"]["doc_type"].to_pylist()
    assert types.count("profile") == len(EmbeddedWriter().write(WHOLE).profiles)
