"""Parts: on top of any earlier runs, the stage stores what it stores when it begins anew."""

from __future__ import annotations

from collections.abc import Mapping
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, field, replace
from itertools import pairwise
from typing import Any

import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from egregora_assets.services.run_options import FORCE_TAG
from egregora_assets.writing.conversation import Conversation, Link, Person, Window
from egregora_assets.writing.drafts import Draft
from egregora_assets.writing.embedded_writer import EmbeddedWriter
from egregora_assets.writing.posts import PostWriter
from egregora_assets.writing.progress import course, telling
from egregora_assets.writing.progress.sources import hold_conversation
from egregora_assets.writing.progress.telling import tell
from egregora_assets.writing.progress.windows import ReadWindow, WindowTask, make_reader, perform_task, read_window
from egregora_assets.writing.reading.reader_states import save_reader
from egregora_assets_tests.asset_bodies import StoreInMemory, TasksInMemory
from egregora_assets_tests.room_tables import RoomTables
from egregora_assets_tests.writing.told_chat import (
    author_id,
    chat_lines,
    conversation_of,
    message_of,
    room_of,
    run_stage,
    window_of,
)

LINES = chat_lines("hillside_en")
CUTS = (0, 26, 52, len(LINES))


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


_ROOMS: dict[int, tuple[Conversation, RoomTables]] = {}


def _room(told: Conversation) -> RoomTables:
    """The rows of a conversation; they are only read, so a law fills them once."""
    if id(told) not in _ROOMS:
        _ROOMS[id(told)] = (told, room_of(told))
    return _ROOMS[id(told)][1]


@dataclass
class Deployment:
    """What lasts from run to run."""

    store: StoreInMemory = field(default_factory=StoreInMemory)

    def run(self, told: Conversation, minimum: int = 20, *tags: str) -> dict[str, pa.Table]:
        """All that is stored once the asset has run."""
        return run_stage(_room(told), self.store, minimum, *tags)


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


FRESH = {name: EmbeddedWriter().write(told) for name, told in STATES.items()}


@pytest.mark.slow
@given(st.lists(st.sampled_from(sorted(STATES)), min_size=2, max_size=4))
@settings(max_examples=8, deadline=None)
def test_on_top_of_any_earlier_runs_the_rows_are_those_of_a_forced_run(names: list[str]) -> None:
    deployment, forced = Deployment(), Deployment()
    for name in names:
        rows = deployment.run(STATES[name])
        assert rows == forced.run(STATES[name], 20, FORCE_TAG), name
        assert deployment.store.parts.keys() >= {p for p in forced.store.parts if "/reader/" not in p}


@pytest.mark.slow
def test_another_setting_gives_the_rows_of_a_forced_run() -> None:
    deployment, forced = Deployment(), Deployment()
    for one in (deployment, forced):
        one.run(WHOLE, 20)
    assert deployment.run(WHOLE, 120) == forced.run(WHOLE, 120, FORCE_TAG)


@pytest.mark.slow
def test_a_longer_export_writes_the_windows_anew_that_it_changes(posts: list[str]) -> None:
    deployment = Deployment()
    deployment.run(STATES["shorter"])
    posts.clear()
    deployment.run(WHOLE)
    last_before = STATES["shorter"].windows[-1].window_id
    assert posts == [last_before] == [WHOLE.windows[-1].window_id]


@pytest.mark.slow
def test_a_longer_export_reads_the_windows_alone_that_it_changes(monkeypatch: pytest.MonkeyPatch) -> None:
    deployment = Deployment()
    cuts = (0, 15, 30, 45, 60, len(LINES))
    deployment.run(conversation(*cuts[:-1], 66))
    read: list[str] = []

    def noticed(window: Window, *rest: Any) -> ReadWindow:
        read.append(window.window_id)
        return read_window(window, *rest)

    monkeypatch.setattr(course, "read_window", noticed)
    deployment.run(conversation(*cuts))
    assert read == [conversation(*cuts).windows[-1].window_id]


@pytest.mark.slow
def test_nothing_is_read_or_written_again_where_nothing_changed(
    posts: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    deployment = Deployment()
    first = deployment.run(WHOLE)
    posts.clear()
    monkeypatch.setattr(telling, "Portrayer", lambda *_: pytest.fail("somebody was portrayed again"))
    monkeypatch.setattr(course, "read_window", lambda *_: pytest.fail("a window was read again"))
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


@pytest.mark.slow
def test_other_code_writes_everything_anew(posts: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    deployment = Deployment()
    deployment.run(WHOLE)
    posts.clear()
    monkeypatch.setattr(telling, "fingerprint_code", lambda: "other code")
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
def test_profiles_go_through_the_queue_when_they_say_something_else_and_only_then() -> None:
    deployment = Deployment()
    queue = deployment.store.task_queue
    first = deployment.run(WHOLE)
    done = dict(queue.results)
    (profile,) = (r for r in first["documents"].to_pylist() if r["doc_type"] == "profile")
    assert [profile["subject_author_id"] in name for name in done] == [True]
    assert all(name.startswith("update_profile ") for name in done)
    assert deployment.run(WHOLE) == first
    messages = WHOLE.windows[2].messages
    mine = next(i for i, m in enumerate(messages) if m.author_id == profile["subject_author_id"])
    other = next(i for i, m in enumerate(messages) if m.author_id != profile["subject_author_id"])
    deployment.run(changed(WHOLE, 2, other, local_time=messages[other].local_time.replace(hour=3)))
    assert queue.results == done
    deployment.run(changed(WHOLE, 2, mine, links=LINKED))
    assert len(queue.results) == 2


def test_a_profile_that_its_queue_leaves_out_is_not_shown_as_it_was() -> None:
    told = tell(hold_conversation(WHOLE), EmbeddedWriter(), put_off=lambda stale, write: None)
    assert told.windows
    assert told.profiles == {}
    assert not any("/profile/" in name for name in told.parts)
    assert {kind for kind, _ in told.kept} == set()


def test_nobody_is_left_out_for_what_befell_the_queue(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(TasksInMemory, "claim", lambda *_: [])
    types = Deployment().run(WHOLE)["documents"]["doc_type"].to_pylist()
    assert types.count("profile") == len(EmbeddedWriter().write(WHOLE).profiles)


@pytest.mark.slow
@pytest.mark.parametrize("status", ["archived", "published"])
def test_what_a_person_decided_of_a_post_writes_it_anew(status: str, posts: list[str]) -> None:
    deployment = Deployment()
    rows = deployment.run(WHOLE)["documents"]
    post = rows["doc_type"].to_pylist().index("post")
    for name, value in (("status", status), ("decided_by", "person")):
        values = rows[name].to_pylist()
        values[post] = value
        rows = rows.set_column(rows.schema.get_field_index(name), name, pa.array(values))
    deployment.store.keep({"documents": rows})
    posts.clear()
    deployment.run(WHOLE)
    assert posts == [rows["window_id"][post].as_py()]


@pytest.mark.process
def test_a_window_is_written_the_same_in_another_process() -> None:
    frame = replace(WHOLE, windows=())
    reader = make_reader(frame)
    for window in WHOLE.windows[:-1]:
        read_window(window, frame, reader)
    task = WindowTask(frame, EmbeddedWriter(), WHOLE.windows[-1], save_reader(reader))
    with ProcessPoolExecutor(1) as pool:
        assert pool.submit(perform_task, task).result() == FRESH["whole"].windows[-1]
