"""Exports of one chat joined: laws over generated chats cut into pieces, and what two phones disagree about."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from egregora_assets.contracts.identifiers import DeploymentKey
from egregora_assets.merging import MergeOptions, VaultRows
from egregora_assets_tests.exports.texts import text_export

KEY = DeploymentKey(bytes(range(32)))
NOW = dt.datetime(2024, 6, 1, tzinfo=dt.UTC)
Message = tuple[int, str, str]


def print_chat(messages: Sequence[Message], *, has_seconds: bool = False) -> str:
    """Messages (second of the year, author, text) as an Android export, or as an iOS one with seconds."""
    start = dt.datetime(2024, 1, 13)
    times = [start + dt.timedelta(seconds=s) for s, _, _ in messages]
    if has_seconds:
        return "".join(f"[{t:%d/%m/%Y, %H:%M:%S}] {a}: {x}\r\n" for t, (_, a, x) in zip(times, messages, strict=True))
    return "".join(f"{t:%d/%m/%Y, %H:%M} - {a}: {x}\n" for t, (_, a, x) in zip(times, messages, strict=True))


def vault(*texts: str, label: str | None = None, title: str | None = "Horta") -> VaultRows:
    rows = VaultRows(KEY)
    for number, text in enumerate(texts):
        rows.add(text_export(text, number, title), MergeOptions(NOW, label=label))
    return rows


def ids(rows: VaultRows) -> set[str]:
    return {str(i) for i in rows.tables()["ingested"]["message_id"].to_pylist()}


def said(rows: VaultRows) -> list[tuple[Any, ...]]:
    table = rows.tables()["ingested"].sort_by([("sent_at", "ascending"), ("position", "ascending")])
    return [(r["author_name"], r["kind"], r["text"]) for r in table.to_pylist()]


FRONT: list[Message] = [(0, "Ana", "primeira"), (60, "Beto", "segunda")]
CHATS = st.lists(
    st.tuples(st.integers(120, 3000), st.sampled_from(["Ana", "Beto"]), st.sampled_from(["kkk", "oi", "tchau", "sim"])),
    min_size=1,
    max_size=25,
).map(lambda messages: [*FRONT, *sorted(messages, key=lambda m: m[0] // 60)])


@pytest.mark.slow
@given(CHATS)
@settings(max_examples=60, deadline=None)
def test_the_same_export_again_changes_nothing(chat: list[Message]) -> None:
    text = print_chat(chat)
    once, twice = vault(text), vault(text, text + "\n")
    assert ids(once) == ids(twice)
    assert once.tables()["ingested"].equals(twice.tables()["ingested"])


@pytest.mark.slow
@given(CHATS, st.data())
@settings(max_examples=80, deadline=None)
def test_overlapping_pieces_give_the_ids_of_the_whole(chat: list[Message], data: st.DataObject) -> None:
    minutes = sorted({s // 60 for s, _, _ in chat})
    first = data.draw(st.sampled_from(minutes))
    last = data.draw(st.sampled_from([m for m in minutes if m <= first]))
    left = [m for m in chat if m[0] // 60 <= first]
    right = [m for m in chat if m[0] // 60 >= last]
    whole = vault(print_chat(chat))
    for pieces in ((left, right), (right, left), (left, right, chat), (chat, left, right)):
        assert ids(vault(*map(print_chat, pieces))) == ids(whole)


@pytest.mark.slow
@given(CHATS)
@settings(max_examples=60, deadline=None)
def test_an_export_with_seconds_and_one_without_are_one_chat(chat: list[Message]) -> None:
    chat = sorted(chat)
    minutes, seconds = print_chat(chat), print_chat(chat, has_seconds=True)
    assert ids(vault(minutes, seconds)) == ids(vault(seconds, minutes)) == ids(vault(minutes))
    assert all(vault(minutes, seconds).tables()["ingested"]["has_seconds"].to_pylist())


@pytest.mark.slow
@given(CHATS)
@settings(max_examples=40, deadline=None)
def test_every_author_is_an_identity_of_the_chat(chat: list[Message]) -> None:
    tables = vault(print_chat(chat)).tables()
    names = set(tables["identities"]["display_name"].to_pylist())
    assert set(tables["ingested"]["author_name"].to_pylist()) == names


def test_true_repeats_in_one_minute_stay() -> None:
    text = print_chat([*FRONT, (120, "Ana", "kkk"), (121, "Ana", "kkk"), (122, "Ana", "kkk")])
    assert said(vault(text, text))[2:] == [("Ana", "text", "kkk")] * 3


def test_a_longer_export_keeps_the_old_ids_and_adds_the_new_messages() -> None:
    longer = vault(print_chat(FRONT), print_chat([*FRONT, (600, "Ana", "terceira")]))
    assert ids(vault(print_chat(FRONT))) < ids(longer)
    assert [row["new_message_count"] for row in longer.others["export_files"]] == [2, 1]


DELETED = (
    "21/02/2024, 10:00 - Ana: um\n21/02/2024, 10:01 - Beto: This message was deleted\n21/02/2024, 10:02 - Ana: fim\n"
)
FULL = DELETED.replace("This message was deleted", "segredo")


@pytest.mark.parametrize(
    "texts", [(FULL, DELETED), (DELETED, FULL), (FULL, DELETED, FULL)], ids=["later", "earlier", "again"]
)
def test_a_message_that_one_export_shows_as_deleted_is_deleted(texts: tuple[str, ...]) -> None:
    assert said(vault(*texts)) == [
        ("Ana", "text", "um"),
        ("Beto", "deleted", "This message was deleted"),
        ("Ana", "text", "fim"),
    ]


EDITED = FULL.replace("segredo", "segredos <This message was edited>")


@pytest.mark.parametrize(
    "texts", [(FULL, EDITED), (EDITED, FULL), (FULL, EDITED, FULL)], ids=["later", "earlier", "again"]
)
def test_an_edited_message_replaces_what_it_was(texts: tuple[str, ...]) -> None:
    rows = vault(*texts)
    assert said(rows)[1] == ("Beto", "text", "segredos")
    assert len(ids(rows)) == 3


WITHOUT = FULL.replace("segredo", "<Media omitted>")
WITH = FULL.replace("segredo", "IMG-20240221-WA0001.jpg (file attached)")


@pytest.mark.parametrize("texts", [(WITHOUT, WITH), (WITH, WITHOUT)], ids=["with media later", "with media first"])
def test_an_export_with_media_completes_one_without(texts: tuple[str, ...]) -> None:
    table = vault(*texts).tables()["ingested"]
    assert table["attachment_name"].to_pylist().count("IMG-20240221-WA0001.jpg") == 1
    assert table.num_rows == 3


def test_one_person_under_two_names_on_two_phones_is_one_author() -> None:
    chat = [(60 * i, "Ana" if i % 3 else "Beto", f"mensagem {i}") for i in range(12)]
    other = [(s, {"Beto": "+55 11 95555-0100"}.get(a, a), t) for s, a, t in chat]
    rows = vault(print_chat(chat), print_chat(other))
    assert {a for a, _, _ in said(rows)} == {"Ana", "Beto"}
    assert len(ids(rows)) == 12
    assert "+55 11 95555-0100" in {str(i["display_name"]) for i in rows.identities.values()}


def test_the_label_of_the_user_decides_the_conversation() -> None:
    rows = vault(print_chat(FRONT), print_chat([(9000, "Caio", "outra coisa")]), label="Turma")
    assert len(rows.messages) == 1


def test_messages_in_common_decide_where_titles_differ() -> None:
    rows = vault(print_chat(FRONT), title="Horta")
    decision = rows.add(text_export(print_chat([*FRONT, (600, "Ana", "nova")]), 9, "Horta nova"), MergeOptions(NOW))
    assert (decision.reason, len(rows.messages)) == ("same messages", 1)


def test_the_title_joins_pieces_that_do_not_overlap() -> None:
    rows = vault(print_chat(FRONT), print_chat([(900_000, "Ana", "depois")]))
    assert len(rows.messages) == 1


def test_equal_short_messages_of_other_people_do_not_make_one_chat() -> None:
    chat = [(60 * i, "Ana" if i % 2 else "Beto", f"message number {i}") for i in range(6)]
    other = [(s, {"Ana": "Caio", "Beto": "Dora"}[a], t) for s, a, t in chat]
    rows = vault(print_chat(chat), title=None)
    rows.add(text_export(print_chat(other), 7, None), MergeOptions(NOW))
    assert len(rows.messages) == 2


def test_two_chats_of_one_title_with_nothing_in_common_stay_apart() -> None:
    one = [(60 * i, "Ana", f"aqui {i}") for i in range(20)]
    two = [(60 * i, "Dora", f"ali {i}") for i in range(20)]
    assert len(vault(print_chat(one), print_chat(two)).messages) == 2


def test_earlier_rows_come_back_from_the_vault_as_they_were() -> None:
    rows = vault(print_chat(FRONT))
    again = VaultRows.load(KEY, rows.tables())
    again.add(text_export(print_chat([*FRONT, (600, "Ana", "nova")]), 5), MergeOptions(NOW))
    assert ids(rows) < ids(again)
    assert len(again.tables()["export_files"]) == 2


def test_a_mentioned_person_who_never_writes_is_an_identity_too() -> None:
    rows = vault("21/02/2024, 10:00 - Ana: @\u2068Tia Marta\u2069 disse oi\n")
    assert {str(i["display_name"]) for i in rows.identities.values()} == {"Ana", "Tia Marta"}
