"""What is remembered in pieces, run by run, is what is remembered at once."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from egregora_assets.contracts.bundles import KNOWLEDGE_BUNDLE
from egregora_assets.contracts.parts import Part
from egregora_assets_tests.retrieval.chat_rows import (
    AUTHORS,
    CHAT_ID,
    HOUR,
    KEY,
    MONDAY,
    WEEK,
    WORDS,
    Said,
    author_rows,
    conversations,
    message_rows,
    remember,
    room_with,
)
from egregora_assets_tests.room_store import StoreOfRoom
from egregora_assets_tests.room_tables import RoomTables


@dataclass(frozen=True)
class State:
    """All that decides what is remembered of the chat."""

    said: tuple[Said, ...]
    names: tuple[str, ...] = AUTHORS
    opted_out: frozenset[int] = frozenset()
    time_zone: str = "UTC"
    language: str = "en"
    minimum: int = 3
    title: str = ""


def _fill(room: RoomTables, state: State) -> None:
    for name in ("messages", "authors", "chats", "links", "message_links"):
        room.run(f"DELETE FROM {name}")
    room.fill("messages", message_rows(state.said))
    room.fill("authors", author_rows(state.opted_out, state.names))
    room.fill("chats", [{"chat_id": CHAT_ID, "time_zone": state.time_zone, "language": state.language}])
    if state.title and state.said:
        link_id = KEY.uuid("link", "page")
        message_id = message_rows(state.said)[len(state.said) // 2]["message_id"]
        room.fill("links", [{"link_id": link_id, "url": "u", "host": "h", "title": state.title, "status": "fetched"}])
        room.fill("message_links", [{"message_id": message_id, "ordinal": 0, "link_id": link_id}])


@dataclass
class Deployment:
    """A room that is brought up to date state by state, with the parts of the last write."""

    store: StoreOfRoom = field(default_factory=lambda: StoreOfRoom(room_with([])))

    def process(self, state: State) -> int:
        """Returns how many windows were remembered."""
        _fill(self.store.room, state)
        changes = remember(self.store.room, minimum=state.minimum, earlier=self.store.parts)
        count = self.store.room.derive(changes.rows["windows"]).num_rows
        self.store.write(changes)
        return count

    def show(self) -> tuple[dict[str, list[dict[str, Any]]], Mapping[str, Part]]:
        """What is stored, and its parts."""
        return self.store.show(tuple(KNOWLEDGE_BUNDLE.tables)), dict(self.store.parts)


def _from_nothing(state: State) -> tuple[dict[str, list[dict[str, Any]]], Mapping[str, Part]]:
    fresh = Deployment()
    try:
        fresh.process(state)
        return fresh.show()
    finally:
        fresh.store.room.close()


Change = Callable[[State], State]
TEXTS = st.lists(st.sampled_from((*WORDS, "Amber Heron", "Foggy", "[phone-1]")), max_size=6).map(" ".join)
SPOTS = st.floats(0, 1)


def _at(state: State, spot: float) -> int:
    return int(spot * len(state.said)) if state.said else 0


def _append(spot: float, text: str) -> Change:
    def change(state: State) -> State:
        last = state.said[-1].at if state.said else MONDAY
        more = [Said(last + spot * 3 * WEEK + n * HOUR, text, n, name=f"a{spot}{text}{n}") for n in range(3)]
        return replace(state, said=(*state.said, *more))

    return change


def _insert(spot: float, text: str) -> Change:
    def change(state: State) -> State:
        at = state.said[min(_at(state, spot), len(state.said) - 1)].at if state.said else MONDAY
        new = Said(at - HOUR, text, 1, name=f"i{spot}{text}")
        return replace(state, said=tuple(sorted((*state.said, new), key=lambda one: one.at)))

    return change


def _edit(spot: float, text: str) -> Change:
    def change(state: State) -> State:
        at = _at(state, spot)
        return replace(state, said=tuple(replace(s, text=text) if i == at else s for i, s in enumerate(state.said)))

    return change


def _delete(spot: float, _text: str) -> Change:
    def change(state: State) -> State:
        first = _at(state, spot)
        return replace(state, said=(*state.said[:first], *state.said[first + 3 :]))

    return change


def _rename(spot: float, text: str) -> Change:
    def change(state: State) -> State:
        name = " ".join(text.split()[:2]).title() or "Foggy"
        if spot < 0.5:
            return replace(state, names=(*state.names, name))
        return replace(state, names=(name, *state.names[1:]))

    return change


def _set(spot: float, text: str) -> Change:
    choices: list[dict[str, Any]] = [
        {"opted_out": frozenset({1})},
        {"opted_out": frozenset()},
        {"time_zone": "America/Sao_Paulo"},
        {"language": "pt"},
        {"minimum": 5},
        {"title": text},
    ]
    return lambda state: replace(state, **choices[int(spot * 0.999 * len(choices))])


CHANGES = st.builds(
    lambda make, spot, text: make(spot, text),
    st.sampled_from((_append, _append, _insert, _edit, _delete, _rename, _set)),
    SPOTS,
    TEXTS,
)


def _name_messages(said: list[Said]) -> tuple[Said, ...]:
    return tuple(replace(one, name=f"m{place}") for place, one in enumerate(said))


@pytest.mark.slow
@settings(deadline=None, max_examples=6)
@given(conversations(), st.lists(CHANGES, min_size=1, max_size=3))
def test_what_is_remembered_run_by_run_is_what_is_remembered_at_once(said: list[Said], changes: list[Change]) -> None:
    deployment, state = Deployment(), State(_name_messages(said))
    deployment.process(state)
    for change in changes:
        state = change(state)
        deployment.process(state)
        assert deployment.show() == _from_nothing(state)
    deployment.store.room.close()


LONG = tuple(Said(MONDAY + week * WEEK + n, f"harbour {WORDS[week]} {n}", n % 3) for week in range(6) for n in range(4))


@pytest.mark.slow
def test_only_the_windows_from_the_first_that_changed_are_remembered_again() -> None:
    deployment, state = Deployment(), State(_name_messages(list(LONG)))
    assert deployment.process(state) == 6
    assert deployment.process(state) == 0
    longer = replace(state, said=(*state.said, Said(MONDAY + 6 * WEEK, "later", name="later")))
    assert deployment.process(longer) == 1
    assert deployment.process(_edit(4.5 / 6, "another text")(longer)) == 3


@pytest.mark.slow
def test_somebody_who_joins_changes_only_what_was_said_with_the_words_of_the_name() -> None:
    deployment, state = Deployment(), State(_name_messages([*LONG[:-4], Said(LONG[-4].at, "Foggy Hill", 0)]))
    deployment.process(state)
    assert deployment.process(replace(state, names=(*AUTHORS, "Silent Moth"))) == 0
    named = replace(state, names=(*AUTHORS, "Silent Moth", "Foggy Hill"))
    assert deployment.process(named) == 1
    assert "foggi" not in {row["term"] for row in deployment.show()[0]["chunk_terms"]}
