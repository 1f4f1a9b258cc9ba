"""Exports that only add to their conversation: comparing what is new gives what comparing everything gives."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from itertools import permutations
from typing import Any

import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from egregora_assets.contracts.bundles import INGESTED_BUNDLE
from egregora_assets.contracts.parts import ChangedParts
from egregora_assets.merging import MergeOptions, VaultRows
from egregora_assets.readers import Export
from egregora_assets.readers.refusals import NotAChat
from egregora_assets.stages.ingested.rows import StoredRows
from egregora_assets_tests.asset_bodies import KEY, rows_after
from egregora_assets_tests.exports.texts import text_export
from egregora_assets_tests.room_tables import RoomTables

OPTIONS = MergeOptions(dt.datetime(2024, 6, 1, tzinfo=dt.UTC))
Rows = dict[str, pa.Table]
PEOPLE = ["Ana", "Beto", "beto", "Caio 🎈", None]
SAID = [
    *(
        "kkk",
        "oi",
        "first\nsecond line\n\nlast",
        "👩‍👧 família",
        "This message was deleted",
        "longer <This message was edited>",
    ),
    *("/egregora opt-out", "/egregora set alias Nina", "@\u2068Dora\u2069 venha", "13/01/2024 it was", "fim:"),
    *("IMG-20240113-WA0001.jpg (file attached)\nlegenda", "", "null"),
]
MESSAGES = st.lists(
    st.tuples(st.integers(-3, 40), st.sampled_from(PEOPLE), st.sampled_from(SAID)), min_size=1, max_size=14
)


def print_text(messages: Sequence[tuple[int, str | None, str]], *, is_ios: bool) -> str:
    """An export whose clock goes forward by each message's minutes, and sometimes back."""
    at, lines = dt.datetime(2024, 1, 13, 8), []
    for minutes, author, text in messages:
        at += dt.timedelta(minutes=max(minutes // 10, -1), seconds=7 * is_ios)
        said = f"{author}: {text}" if author else "Ana added Beto"
        if is_ios:
            body = f"{author or 'Horta'}: {text if author else chr(0x200E) + 'Ana added Beto'}"
            lines.append(f"[{at:%d/%m/%Y, %H:%M:%S}] {body}\r\n")
        else:
            lines.append(f"{at:%d/%m/%Y, %H:%M} - {said}\n")
    return "".join(lines)


def arrow(given: Any) -> pa.Table:
    assert isinstance(given, pa.Table)
    return given


def continue_stored(tables: Rows, export: Export) -> Rows | None:
    """The tables after one more export, of which only what is near its new messages is loaded; None if all must be."""
    room = RoomTables(*INGESTED_BUNDLE.tables)
    try:
        for name, table in tables.items():
            room.fill(name, table)
        decided = {"consent_decisions": pa.table({})}
        stored = StoredRows(KEY, lambda names: {n: (tables | decided)[n] for n in names}, room.tables)
        rows = stored.load([export], None, must_be_all=False)
        rows.decisions = None
        rows.add(export, OPTIONS)
        changes = stored.select_changes(rows)
    finally:
        room.close()
    return rows_after(tables, changes) if isinstance(changes, ChangedParts) else None


def compare_all(tables: Rows, export: Export) -> Rows:
    rows = VaultRows.load(KEY, tables)
    rows.compares_all = True
    rows.add(export, OPTIONS)
    return rows.tables()


def content(tables: Mapping[str, pa.Table]) -> dict[str, list[Any]]:
    """The rows of every table."""
    return {name: sorted(map(repr, table.to_pylist())) for name, table in tables.items()}


@pytest.mark.slow
@given(MESSAGES, st.booleans(), st.data())
@settings(max_examples=60, deadline=None)
def test_a_text_cut_anywhere_and_continued_gives_what_comparing_all_of_it_gives(
    messages: list[tuple[int, str | None, str]], is_ios: bool, data: st.DataObject
) -> None:
    text = print_text(messages, is_ios=is_ios).encode()
    tables = VaultRows(KEY).tables()
    for number, cut in enumerate(sorted(data.draw(st.lists(st.integers(1, len(text)), min_size=1, max_size=3)))):
        try:
            export = text_export(text[:cut].decode(errors="ignore"), number)
        except NotAChat:
            continue
        whole, part = compare_all(tables, export), continue_stored(tables, export)
        if part is not None:
            assert content(part) == content(whole)
        tables = whole if part is None else part


@pytest.mark.slow
@given(MESSAGES, MESSAGES, st.booleans())
@settings(max_examples=60, deadline=None)
def test_whole_messages_that_are_added_are_compared_alone_and_give_the_same(
    before: list[tuple[int, str | None, str]], after: list[tuple[int, str | None, str]], is_ios: bool
) -> None:
    named = [(0, "Ana", "begin"), (0, "Beto", "begin"), *before]
    first, second = (text_export(print_text(m, is_ios=is_ios), n) for n, m in enumerate((named, [*named, *after])))
    tables = compare_all(VaultRows(KEY).tables(), first)
    whole, part = compare_all(tables, second), continue_stored(tables, second)
    if part is not None:
        assert content(part) == content(whole)


def chat(*lines: str) -> str:
    return "".join(f"{line}\n" for line in lines)


ONE = chat(
    "13/01/2024, 08:00 - Ana: bom dia",
    "13/01/2024, 08:01 - Beto: oi <This message was edited>",
    "13/01/2024, 08:01 - Beto: kkk",
)
TWO = ONE + chat("13/01/2024, 08:01 - Beto: kkk", "14/01/2024, 08:00 - Ana: tchau")


def test_only_the_new_messages_and_those_of_their_minutes_are_loaded_and_written() -> None:
    long = ONE + chat(*(f"13/01/2024, 09:{n % 60:02} - Ana: number {n}" for n in range(500)))
    tables = compare_all(VaultRows(KEY).tables(), text_export(long, 0))
    room = RoomTables(*INGESTED_BUNDLE.tables)
    for name, table in tables.items():
        room.fill(name, table)
    stored = StoredRows(KEY, lambda names: {n: tables.get(n, pa.table({})) for n in names}, room.tables)
    export = text_export(long + chat("14/01/2024, 08:00 - Ana: tchau"), 1)
    rows = stored.load([export], None, must_be_all=False)
    rows.decisions = None
    rows.add(export, OPTIONS)
    changes = stored.select_changes(rows)
    room.close()
    assert isinstance(changes, ChangedParts)
    assert arrow(changes.rows["ingested"]).to_pydict()["text"] == ["tchau"]
    assert arrow(changes.scope["ingested"]).num_rows == 0


def test_a_form_is_shown_by_the_last_export_that_continues_the_one_that_showed_it() -> None:
    tables = compare_all(VaultRows(KEY).tables(), text_export(ONE, 0))
    part = continue_stored(tables, text_export(TWO, 1))
    assert part is not None
    (stored,) = tables["message_versions"].to_pylist()
    assert stored["export_id"] == KEY.uuid("export", "0")
    assert content(part) == content(compare_all(tables, text_export(TWO, 1)))


@pytest.mark.parametrize("order", list(permutations(range(3))))
def test_of_two_edits_the_one_that_was_shown_last_counts_in_whatever_order_exports_are_read(
    order: tuple[int, ...],
) -> None:
    edited = "13/01/2024, 08:01 - Beto: {} <This message was edited>"
    exports = [
        chat(
            "13/01/2024, 08:00 - Ana: bom dia", *said, "13/01/2024, 08:02 - Ana: xis", f"{day}/01/2024, 09:00 - Ana: oi"
        )
        for day, said in ((14, [edited.format("um")]), (17, [edited.format("dois")]), (20, []))
    ]
    tables = VaultRows(KEY).tables()
    for number in order:
        tables = compare_all(tables, text_export(exports[number], number))
    assert {"um", "dois"} & set(tables["ingested"]["text"].to_pylist()) == {"dois"}


@pytest.mark.parametrize(
    "second",
    [
        TWO.replace("bom dia", "bom dia <This message was edited>"),
        TWO.replace("bom dia", "This message was deleted"),
        chat("12/01/2024, 08:00 - Ana: antes") + TWO,
        TWO.replace("13/01/2024, 08:01 - Beto: oi", "13/01/2024, 08:01 - Bento: oi"),
    ],
    ids=["edited", "deleted", "begins earlier", "renamed"],
)
def test_an_export_that_shows_anything_else_of_what_was_read_is_compared_with_all(second: str) -> None:
    tables = compare_all(VaultRows(KEY).tables(), text_export(ONE, 0))
    assert continue_stored(tables, text_export(second, 1)) is None


def test_after_such_an_export_a_longer_one_is_compared_in_part_again() -> None:
    tables = compare_all(VaultRows(KEY).tables(), text_export(ONE, 0))
    edited = TWO.replace("bom dia", "boa noite <This message was edited>")
    tables = compare_all(tables, text_export(edited, 1))
    longer = text_export(edited + chat("15/01/2024, 08:00 - Ana: ainda"), 2)
    part = continue_stored(tables, longer)
    assert part is not None
    assert content(part) == content(compare_all(tables, longer))


def test_a_conversation_of_two_phones_is_compared_as_a_whole() -> None:
    other = chat(
        "13/01/2024, 08:00 - Ana: bom dia", "13/01/2024, 08:30 - Caio: outro", "13/01/2024, 08:31 - Caio: mais"
    )
    tables = compare_all(VaultRows(KEY).tables(), text_export(ONE, 0))
    tables = compare_all(tables, text_export(other, 1))
    assert tables["kept_readings"].num_rows == 0
    assert continue_stored(tables, text_export(TWO, 2)) is None


def test_a_reading_is_known_by_a_key_and_not_by_its_text_alone() -> None:
    (row,) = compare_all(VaultRows(KEY).tables(), text_export(ONE, 0))["kept_readings"].to_pylist()
    other = type(KEY)(bytes(32))
    rows = VaultRows(other)
    rows.add(text_export(ONE, 0), OPTIONS)
    assert rows.tables()["kept_readings"]["reading_id"].to_pylist() != [row["reading_id"]]


def test_one_export_of_many_chats_loads_and_writes_nothing_of_the_others() -> None:
    tables = VaultRows(KEY).tables()
    for number in range(5):
        tables = compare_all(tables, text_export(ONE.replace("2024", f"20{20 + number}"), number, f"Chat {number}"))
    assert len(set(tables["ingested"]["chat_id"].to_pylist())) == 5
    longer = text_export(TWO.replace("2024", "2022"), 9, "Chat 2")
    room = RoomTables(*INGESTED_BUNDLE.tables)
    for name, table in tables.items():
        room.fill(name, table)
    stored = StoredRows(KEY, lambda names: {n: tables.get(n, pa.table({})) for n in names}, room.tables)
    rows = stored.load([longer], None, must_be_all=False)
    rows.decisions = None
    assert set(rows.messages) == {rows.add(longer, OPTIONS).chat_id}
    changes = stored.select_changes(rows)
    room.close()
    assert isinstance(changes, ChangedParts)
    assert len(set(arrow(changes.rows["ingested"])["chat_id"].to_pylist())) == 1
