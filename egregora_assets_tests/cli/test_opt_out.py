"""The operator's decisions stand above the chat's commands; who was erased is left out of what is read."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path

import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from egregora_assets.contracts.identifiers import DeploymentKey
from egregora_assets.database.people.decisions import (
    read_consent_decisions,
    read_erased_authors,
    record_consent_decision,
    record_erased_authors,
)
from egregora_assets.merging import MergeOptions, VaultRows
from egregora_assets.redaction.erasure import HIDDEN_PERSON, Eraser, collect_own_values
from egregora_assets.redaction.names.patterns import Person
from egregora_assets.redaction.preserved_rows import OF_MESSAGES, hide_erased_names, list_consenting, preserve_rows
from egregora_assets.redaction.redactor import redact_texts
from egregora_assets_tests.database.new_database import new_database
from egregora_assets_tests.exports.texts import text_export

KEY = DeploymentKey(bytes(32))
MARCH, MAY = (dt.datetime(2024, month, 1, tzinfo=dt.UTC) for month in (3, 5))
CHAT = (
    "21/02/2024, 10:00 - Ana Prado: /egregora opt-out\n"
    "21/02/2024, 10:01 - Beto Lima: good morning to all of you\n"
    "22/04/2024, 10:00 - Ana Prado: /egregora opt-in\n"
)
LEFT_AGAIN = CHAT + "23/04/2024, 10:00 - Ana Prado: /egregora opt-out\n"


def hidden(names: Sequence[str], spoken: Sequence[str], others: Sequence[str], texts: Sequence[str]) -> list[str]:
    return Eraser(names, collect_own_values(names, spoken, others, ()), "en").erase(texts)


def vault() -> VaultRows:
    return VaultRows(KEY)


def add(
    rows: VaultRows, text: str, title: str | None = "Choir", media: tuple[tuple[str, str, int], ...] = ()
) -> VaultRows:
    export = replace(text_export(text, len(text), title, f"{title}.txt"), attachments=media)
    rows.add(export, MergeOptions(MAY))
    return rows


def author(name: str) -> str:
    return KEY.uuid("author", KEY.uuid("chat", "whatsapp", "choir"), name)


def decided(decision: str, at: dt.datetime, name: str = "ana prado") -> pa.Table:
    return pa.Table.from_pylist([{"author_id": author(name), "decision": decision, "decided_at": at}])


@pytest.mark.parametrize(
    ("text", "decision", "at", "is_opted_out"),
    [
        (CHAT, None, MARCH, False),
        (CHAT, "opt-out", MARCH, True),
        (CHAT, "opt-out", MAY, True),
        (LEFT_AGAIN, None, MARCH, True),
        (LEFT_AGAIN, "opt-in", MAY, False),
        (LEFT_AGAIN, "opt-in", MARCH, True),
    ],
)
def test_the_operators_word_stands_above_the_chat_but_for_a_later_opt_out(
    text: str, decision: str | None, at: dt.datetime, is_opted_out: bool
) -> None:
    rows = add(vault(), text)
    if decision:
        rows.apply_decisions(decided(decision, at))
    found = {i["display_name"]: i["is_opted_out"] for i in rows.identities.values()}
    assert found == {"Ana Prado": is_opted_out, "Beto Lima": False}


def test_a_decision_about_somebody_whom_the_vault_does_not_know_waits() -> None:
    rows = add(vault(), CHAT)
    rows.apply_decisions(decided("opt-out", MAY, "somebody else"))
    assert not any(i["is_opted_out"] for i in rows.identities.values())


@pytest.mark.slow
def test_decisions_are_kept_one_a_person_and_the_same_again_changes_nothing(tmp_path: Path) -> None:
    file = new_database(tmp_path / "vault.duckdb", "vault")
    ana, beto = author("ana prado"), author("beto lima")
    assert record_consent_decision(file, ana, "opt-out", MARCH)
    assert not record_consent_decision(file, ana, "opt-out", MAY)
    assert read_consent_decisions(file)[ana].decided_at == MARCH
    assert record_consent_decision(file, ana, "opt-in", MAY)
    assert record_consent_decision(file, beto, "opt-out", MAY)
    assert {a: made.decision for a, made in read_consent_decisions(file).items()} == {ana: "opt-in", beto: "opt-out"}
    record_erased_authors(file, [ana], MAY)
    record_erased_authors(file, [ana], MAY)
    assert read_erased_authors(file) == {ana}
    assert set(read_consent_decisions(file)) == {beto}


def table(*rows: Mapping[str, object]) -> pa.Table:
    return pa.Table.from_pylist([dict(row) for row in rows])


OWN = {
    **dict.fromkeys(OF_MESSAGES, table({"message_id": "1"})),
    "exports": table({"export_id": "e", "chat_id": "c"}),
    "chats": table({"chat_id": "c"}),
    "authors": table({"author_id": "a", "chat_id": "c", "is_opted_out": False}),
    "messages": table(
        {"message_id": "1", "chat_id": "c", "author_id": "a", "text": "hello"},
        {"message_id": "2", "chat_id": "c", "author_id": "b", "text": "Red Owl said so, @Red Owl"},
    ),
    "redactions": table(
        {"message_id": "2", "pii_type": "name", "placeholder": "Red Owl"},
        {"message_id": "2", "pii_type": "name", "placeholder": "Red Owl"},
    ),
    "message_notes": table(
        {"message_id": "3", "chat_id": "c", "target_id": "2", "author_id": "b", "text": "Red Owl knows"},
        {"message_id": "4", "chat_id": "c", "target_id": "2", "author_id": "a", "text": "mine"},
    ),
    "consent_decisions": table({"author_id": "a", "decision": "opt-out"}, {"author_id": "z", "decision": "opt-in"}),
}
IDS = ("export_id", "chat_id", "author_id", "message_id", "command_id", "opted_out")
NOTHING: Mapping[str, list[str]] = {name: [] for name in IDS}


def test_a_decision_reaches_people_of_whom_the_vault_holds_nothing_any_more() -> None:
    assert list_consenting(OWN.__getitem__, "opt-out") == ["a"]
    kept = preserve_rows(OWN.__getitem__, {**NOTHING, "opted_out": list_consenting(OWN.__getitem__, "opt-out")})
    assert kept["messages"]["message_id"].to_pylist() == ["2"]
    assert kept["authors"]["is_opted_out"].to_pylist() == [True]
    assert kept["message_notes"]["message_id"].to_pylist() == ["3"]


def test_who_is_erased_leaves_the_words_of_others_that_the_vault_no_longer_has() -> None:
    kept = hide_erased_names(preserve_rows(OWN.__getitem__, NOTHING), [("c", "Red Owl"), ("another", "Blue Fox")])
    assert kept["messages"]["text"].to_pylist() == ["hello", "[person] said so, @[person]"]
    assert kept["message_notes"]["text"].to_pylist() == ["[person] knows", "mine"]
    assert (
        kept["redactions"].select(["pii_type", "placeholder"]).to_pylist()
        == [{"pii_type": "person", "placeholder": "[person]"}] * 2
    )
    other = hide_erased_names(preserve_rows(OWN.__getitem__, NOTHING), [("another", "Red Owl")])
    assert other["messages"] == OWN["messages"]


EXPORT = (
    '21/02/2024, 10:00 - Ana Prado created group "Choir of Ana"\n'
    "21/02/2024, 10:01 - Ana Prado: write to ana.p@example.org or call +44 7700 900461\n"
    "21/02/2024, 10:02 - Beto Lima: Ana, is +44 7700 900461 still right? @\u2068Ana Prado\u2069\n"
    "21/02/2024, 10:03 - Beto Lima: I wrote to ana.p@example.org, bananas for all\n"
    "21/02/2024, 10:04 - Ana Prado: IMG-1.jpg (file attached)\n"
    "21/02/2024, 10:05 - Beto Lima: IMG-2.jpg (file attached)\n"
)
MORE = (
    f"{EXPORT}21/02/2024, 25:61 - Ana Prado: umbrella\nviolet\n"
    "21/02/2024, 11:00 - Ana Prado changed the description to: marmalade\n"
    "22/02/2024, 10:00 - Beto Lima: Ana Prado left us\n"
    "22/02/2024, 10:01 - Ana Prado: no\n"
)
MEDIA = (("IMG-1.jpg", "d1", 3), ("IMG-2.jpg", "d2", 3))


def erasing(rows: VaultRows, title: str) -> VaultRows:
    chat_id = KEY.uuid("chat", "whatsapp", title.casefold())
    rows.erased_ids, rows.hide_people = frozenset({KEY.uuid("author", chat_id, "ana prado")}), hidden
    return rows


def told_in(rows: VaultRows) -> str:
    return "\n".join(str(table.drop_columns([c for c in table.column_names if c.endswith("_id")]).to_pylist())
                     for table in rows.tables().values())  # fmt: skip


def test_an_export_that_holds_an_erased_person_is_read_without_them() -> None:
    rows = add(erasing(vault(), "Choir of Ana"), MORE, "Choir of Ana", MEDIA)
    told = told_in(rows)
    assert [v for v in ("Ana", "ana.p", "900461", "IMG-1", "d1", "marmalade", "umbrella", "violet") if v in told] == []
    assert "bananas" in told
    assert rows.left_out_count == 5
    assert [m["content_sha256"] for m in rows.others["export_media"]] == ["d2"]
    assert [i["display_name"] for i in rows.identities.values()] == ["Beto Lima"]


def test_what_an_export_holds_of_an_erased_person_is_left_out_though_they_wrote_nothing_that_was_read() -> None:
    text = (
        "21/02/2024, 10:01 - Beto Lima: bananas\n"
        "21/02/2024, 11:00 - Ana Prado changed the description to: marmalade\n"
        "21/02/2024, 25:61 - Ana Prado: umbrella\n"
    )
    told = told_in(add(erasing(vault(), "Choir"), text))
    assert "bananas" in told
    assert [v for v in ("Ana", "marmalade", "umbrella") if v in told] == []


def test_exports_of_a_conversation_still_join_after_somebody_was_erased() -> None:
    rows = erasing(vault(), "Choir of Ana")
    ids = [add(rows, text, "Choir of Ana").tables()["ingested"]["message_id"].to_pylist() for text in (EXPORT, MORE)]
    assert set(ids[0]) < set(ids[1])
    assert len(ids[1]) == len(ids[0]) + 1
    assert len(rows.messages) == 1


def test_an_export_in_which_nobody_else_speaks_is_noted_as_read() -> None:
    rows = add(erasing(vault(), "Choir"), "21/02/2024, 10:01 - Ana Prado: I am alone\n")
    assert rows.tables()["ingested"].num_rows == 0
    assert [r["first_sent_at"] for r in rows.others["export_files"]] == [None]


TEXTS = st.lists(
    st.sampled_from(["Ana", "ana prado", "@\u2068Ana Prado\u2069", "hello", "bananas", "ANA", "+44 7700 900461", "…"]),
    max_size=6,
).map(" ".join)


@pytest.mark.slow
@given(st.lists(TEXTS, max_size=4))
def test_what_is_hidden_once_stays_as_it_is_and_becomes_a_person(texts: list[str]) -> None:
    eraser = Eraser(["Ana Prado"], ["+44 7700 900461"], "en")
    once = eraser.erase(texts)
    assert eraser.erase(once) == once
    for text, after in zip(texts, once, strict=True):
        assert (text == after) or HIDDEN_PERSON in after
        assert "900461" not in after
        assert "Ana" not in after.split()
    for shown in redact_texts(once, [Person(("Beto Lima",), "Red Owl")]):
        assert shown.text.count("[person]") == len(shown.redactions)


def test_of_an_address_with_somebody_s_name_nothing_is_left() -> None:
    texts = ["see https://beto.example.org/2020/ana-prado?p=1, or www.example.org/Ana.", "https://example.org/ is mine"]
    assert Eraser(["Ana Prado"], [], "en").erase(texts) == [f"see {HIDDEN_PERSON}, or {HIDDEN_PERSON}.", texts[1]]


def test_an_export_is_read_without_the_notes_on_what_an_erased_person_wrote() -> None:
    text = (
        "21/02/2024, 10:01 - Beto Lima: bananas\n"
        "21/02/2024, 10:02 - Carla Reis: /egregora note on fruit\n"
        "21/02/2024, 10:03 - Ana Prado: marmalade\n"
        "21/02/2024, 10:04 - Carla Reis: /egregora note on jam\n"
    )
    told = told_in(add(erasing(vault(), "Choir"), text))
    assert "note on fruit" in told
    assert "note on jam" not in told


def test_a_number_by_which_another_participant_is_known_is_not_taken_from_them() -> None:
    spoken = ["my number is +44 7700 900461, his is +44 7700 900462"]
    assert collect_own_values(["Ana Prado"], spoken, ["+44 7700 900462"], ()) == ["+44 7700 900461"]
