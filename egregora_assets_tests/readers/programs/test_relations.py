"""What other programs say of messages beside their texts: answers, reactions, ids, earlier forms."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from egregora_assets.merging.vault_rows import VaultRows
from egregora_assets_tests.exports import phones, teams
from egregora_assets_tests.exports import sources as made
from egregora_assets_tests.exports.sources import ANA, BRUNO, as_archive, as_json
from egregora_assets_tests.readers.programs.source_reading import ReadFile, read, vault_of


def told(vault: VaultRows) -> dict[str, list[tuple[Any, ...]]]:
    """Answers and reactions, messages named by their texts."""
    tables = vault.tables()
    texts = {r["message_id"]: r["text"] or r["kind"] for r in tables["ingested"].to_pylist()}
    replies = [(texts[r["message_id"]], texts.get(r["reply_to_id"])) for r in tables["replies"].to_pylist()]
    reactions = [
        (texts[r["message_id"]], r["author_name"], r["emoji"], r["reaction_count"])
        for r in tables["reactions"].to_pylist()
    ]
    return {"replies": sorted(replies, key=str), "reactions": sorted(reactions, key=str)}


def slack() -> ReadFile:
    return read(as_archive(teams.slack_parts()), "slack.zip")


SOURCES: dict[str, tuple[Callable[[], ReadFile], tuple[str, str] | None, tuple[str, str] | None]] = {
    "telegram": (
        lambda: read(made.telegram_archive(), "x.zip"),
        ("ask @\u2068Ana Quintanilha\u2069", "good morning"),
        ("ask @", "👍"),
    ),
    "discord": (lambda: read(as_json(made.discord_channel())), ("thanks @", ""), None),
    "slack": (slack, ("", ""), ("", ":+1:")),
    "signal": (lambda: read(phones.signal_lines()), ("hello", "hello everybody"), ("hello", "👍")),
    "messenger": (lambda: read(as_json(phones.messenger_encrypted())), None, ("olá 👋", "👍")),
    "google_chat": (lambda: read(as_archive(teams.google_chat_parts()), "x.zip"), ("as I said", "good morning"), None),
    "matrix": (lambda: read(as_json(teams.matrix_room())), ("thanks", "hello @"), None),
    "imessage": (
        lambda: read(phones.imessage_text(), "x.txt"),
        ("good morning\nsecond line", "hello everybody"),
        ("hello everybody", "❤️"),
    ),
}


@pytest.mark.parametrize("name", list(SOURCES))
def test_answers_and_reactions_are_kept_of_every_program_that_tells_them(name: str) -> None:
    make, reply, reaction = SOURCES[name]
    found = told(vault_of(make()))
    if reply:
        assert [r for r in found["replies"] if r[0].startswith(reply[0]) and (r[1] or "-").startswith(reply[1])]
    if reaction:
        assert [r for r in found["reactions"] if r[0].startswith(reaction[0]) and r[2] == reaction[1] and r[1]]


def telegram(messages: list[dict[str, Any]]) -> ReadFile:
    return read(as_json({"name": "Horta", "type": "private_group", "id": 4711, "messages": messages}))


def record(number: int, text: str, **rest: object) -> dict[str, Any]:
    who = (ANA, BRUNO)[number % 2]
    at = 1_709_546_400 + number * 20
    sender = {"from": who, "from_id": f"user10000000{number % 2}"}
    return {"id": number, "type": "message", "date_unixtime": str(at), **sender, "text": text, **rest}


def liked(count: int, *names: str) -> dict[str, Any]:
    recent = [{"from": n, "from_id": f"user10000000{(ANA, BRUNO).index(n)}"} for n in names]
    return {"type": "emoji", "emoji": "👍", "count": count, "recent": recent}


def test_people_who_are_only_counted_are_one_row() -> None:
    vault = vault_of(telegram([record(1, "oi", reactions=[liked(5, ANA)])]))
    assert told(vault)["reactions"] == [("oi", "Ana Quintanilha", "👍", 1), ("oi", None, "👍", 4)]


def test_an_answer_waits_for_the_export_that_has_what_it_answers() -> None:
    early, late = telegram([record(1, "oi")]), telegram([record(2, "sim", reply_to_message_id=1), record(3, "fim")])
    assert told(vault_of(late))["replies"] == [("sim", None)]
    assert told(vault_of(late, early))["replies"] == told(vault_of(early, late))["replies"] == [("sim", "oi")]


def test_a_reaction_that_was_taken_back_is_gone_whichever_export_is_read_first() -> None:
    before = telegram([record(1, "oi", reactions=[liked(1, BRUNO)]), record(2, "sim")])
    after = telegram([record(1, "oi"), record(2, "sim"), record(3, "fim")])
    assert told(vault_of(before))["reactions"]
    assert told(vault_of(before, after))["reactions"] == told(vault_of(after, before))["reactions"] == []


def test_a_message_is_known_by_its_id_whatever_became_of_its_text() -> None:
    before = telegram([record(1, "oi"), record(2, "sim"), record(3, "sim")])
    after = telegram(
        [record(1, "olá", edited_unixtime="1709549000"), record(2, "sim"), record(3, "não"), record(4, "x")]
    )
    vault = vault_of(before, after)
    assert sorted(map(str, vault.tables()["ingested"]["text"].to_pylist())) == ["não", "olá", "sim", "x"]
    versions = vault.tables()["message_versions"].to_pylist()
    assert sorted((r["ordinal"], r["text"]) for r in versions) == [(0, "oi"), (0, "sim"), (1, "não"), (1, "olá")]


def test_a_deletion_takes_every_file_of_a_message() -> None:
    rows = [
        {"sent_at": "2024-03-04T10:00:00Z", "author": ANA, "text": "look", "id": "1", "attachment": "a.png"},
        {"sent_at": "2024-03-04T10:01:00Z", "author": BRUNO, "text": "nice", "id": "2", "reply_to": "1"},
    ]
    gone = [{**rows[0], "text": "", "kind": "deleted", "attachment": ""}, rows[1]]
    rows, gone = ([{**r, "chat": "c"} for r in found] for found in (rows, gone))
    full, short = (read(b"".join(json.dumps(r).encode() + b"\n" for r in found), "x.jsonl") for found in (rows, gone))
    for vault in (vault_of(full, short), vault_of(short, full)):
        assert told(vault)["replies"] == [("nice", "deleted")]
        assert [r["attachment_name"] for r in vault.tables()["ingested"].to_pylist()] == [None, None]
        kept = [(r["text"], r["attachment_name"]) for r in vault.tables()["message_versions"].to_pylist()]
        assert kept == [("look", "a.png"), ("", None)]


@pytest.mark.parametrize("cell", ["x", "[1]", '[{"author": "Ana"}]', '[{"emoji": "👍", "count": 0}]', "{}1"])
def test_reactions_of_a_table_that_say_nothing_are_refused(cell: str) -> None:
    row = {"sent_at": "2024-03-04T10:00:00Z", "author": ANA, "text": "look", "reactions": cell}
    chat = read(json.dumps(row).encode() + b"\n", "x.jsonl").chats[0].chat
    assert chat.rejected["reason"].to_pylist() == ["reactions is no list of signs with an author or a number"]


def test_reactions_of_a_table_are_names_or_numbers() -> None:
    row = {"sent_at": "2024-03-04T10:00:00Z", "author": ANA, "text": "look"}
    cell = [{"emoji": "👍", "author": BRUNO}, {"emoji": "🎉", "count": 2}]
    for given_cell in (cell, json.dumps(cell)):
        vault = vault_of(read(json.dumps({**row, "reactions": given_cell}).encode() + b"\n", "x.jsonl"))
        assert told(vault)["reactions"] == [("look", BRUNO, "👍", 1), ("look", None, "🎉", 2)]


def test_what_a_message_was_before_its_edit_is_kept_where_one_export_has_both() -> None:
    for file in (read(as_json(teams.matrix_room())), read(phones.imessage_text(), "x.txt")):
        kept = vault_of(file).tables()["message_versions"].to_pylist()
        assert [(r["text"], r["is_edited"]) for r in kept] == [("fixd", False), ("fixed", True)]


CHATS = st.lists(
    st.tuples(
        st.sampled_from(("oi", "sim", "kkk")),
        st.sampled_from((None, None, 5, 9)),
        st.sampled_from((None, 1, 2)),
        st.sampled_from((0, 0, 4, 8)),
    ),
    min_size=3,
    max_size=9,
)


@pytest.mark.slow
@given(CHATS, st.lists(st.tuples(st.integers(1, 9), st.integers(1, 9)), max_size=2), st.randoms())
@settings(max_examples=30, deadline=None)
def test_any_exports_of_a_chat_with_ids_give_the_same_tables_in_any_order(
    chat: list[tuple[str, int | None, int | None, int]], spans: list[tuple[int, int]], random: Any
) -> None:
    def shown(at: int, first: int, last: int) -> list[dict[str, Any]]:
        found = []
        for n, (text, edited, reply, reacted) in enumerate(chat, 1):
            if first <= n <= min(last, at):
                rest: dict[str, Any] = {"reply_to_message_id": n - reply} if reply and n > reply else {}
                if edited and edited <= at:
                    rest |= {"edited_unixtime": str(1_709_546_400 + edited * 20)}
                if reacted and reacted <= at:
                    rest |= {"reactions": [liked(at, BRUNO)]}
                found.append(record(n, f"{text} de novo" if edited and edited <= at else text, **rest))
        return found

    pieces = [shown(max(s), min(s), max(s)) for s in spans] + [shown(len(chat), 1, len(chat))]
    files = [telegram(p) for p in pieces if p]
    other = list(files)
    random.shuffle(other)
    first, second = (vault_of(*order).tables() for order in (files, other))
    for tables in (first, second):
        assert len(tables["ingested"]) == len(chat)

    def by_key(tables: dict[str, Any], name: str, *columns: str) -> list[tuple[Any, ...]]:
        keys = {r["message_id"]: r["source_key"] for r in tables["message_keys"].to_pylist()}
        rows = tables[name].to_pylist()
        return sorted(((keys[r["message_id"]], *(keys.get(r[c], r[c]) for c in columns)) for r in rows), key=str)

    for name, columns in {
        "ingested": ("sent_at", "author_name", "kind", "text", "is_edited"),
        "message_versions": ("ordinal", "text", "is_edited", "shown_at", "edited_at"),
        "replies": ("reply_to_key", "reply_to_id"),
        "reactions": ("ordinal", "author_name", "emoji", "reaction_count"),
    }.items():
        assert by_key(first, name, *columns) == by_key(second, name, *columns)
