"""Laws of joining: any pieces in any order give one conversation; so do the phones of two members."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from itertools import permutations
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from egregora_assets.merging.merge import union_chats
from egregora_assets.merging.vault_rows import MergeOptions, VaultRows
from egregora_assets.readers.messages import ReadOptions
from egregora_assets.readers.whatsapp.parser import parse_chat
from egregora_assets_tests.exports.texts import text_export
from egregora_assets_tests.merging.test_merge import ids, said, vault

START = dt.datetime(2024, 1, 13, 8)
PEOPLE = ("Ana", "Beto", "Caio")
Message = tuple[int, str | None, str]
"""Seconds from the start, author (None for a notice), what is said."""


@dataclass(frozen=True)
class Phone:
    """How one member's phone writes the conversation.

    Attributes:
        minutes: how far its clock is ahead.
        names: under what it shows others.
        words: what it says instead, in its language or layout.
    """

    is_ios: bool = False
    minutes: int = 0
    names: dict[str, str] = field(default_factory=dict)
    words: dict[str, str] = field(default_factory=dict)

    def print(self, messages: list[Message]) -> str:
        return "".join(self._line(*m) for m in messages)

    def _line(self, second: int, author: str | None, text: str) -> str:
        at = START + dt.timedelta(seconds=second, minutes=self.minutes)
        name, said_here = self.names.get(author or "", author), self.words.get(text, text)
        if self.is_ios:
            return f"[{at:%d/%m/%Y, %H:%M:%S}] {name or 'Horta'}: {said_here}\r\n"
        return f"{at:%d/%m/%Y, %H:%M} - {f'{name}: ' if name else ''}{said_here}\n"


def joined(*texts: str) -> VaultRows:
    return vault(*texts, label="Turma")


def table(rows: VaultRows) -> list[tuple[Any, ...]]:
    """What the tables say of every message, in the order of the conversation."""
    ordered = rows.tables()["ingested"].sort_by([("sent_at", "ascending"), ("position", "ascending")])
    columns = ("message_id", "sent_at", "author_name", "kind", "text", "attachment_name", "is_edited")
    return list(zip(*(ordered[c].to_pylist() for c in columns), strict=True))


REPEATS = st.lists(
    st.tuples(st.integers(2, 12), st.sampled_from(PEOPLE), st.sampled_from(["kkk", "oi", "sim"])), max_size=30
).map(lambda rest: [(0, "Ana", "um"), (60, "Beto", "dois"), *sorted(((60 * m, a, t) for m, a, t in rest), key=min_of)])
DISTINCT = st.lists(st.tuples(st.integers(2, 5), st.sampled_from(PEOPLE)), min_size=6, max_size=24).map(
    lambda rest: [
        (0, "Ana", "um"),
        (60, "Beto", "dois"),
        *((60 * m, a, f"número {n}") for n, (m, a) in enumerate(sorted(rest, key=lambda r: r[0]))),
    ]
)


def min_of(message: Message) -> int:
    return message[0]


@pytest.mark.slow
@given(REPEATS, st.lists(st.tuples(st.integers(0, 12), st.integers(0, 12)), max_size=4), st.randoms())
@settings(max_examples=40, deadline=None)
def test_pieces_of_whole_minutes_in_any_order_give_the_tables_of_the_whole(
    chat: list[Message], spans: list[tuple[int, int]], random: Any
) -> None:
    phone = Phone()
    cut = random.randrange(13)
    spans = [*spans, (0, cut), (cut, 12)]
    pieces = [[m for m in chat if min(s) * 60 <= m[0] <= max(s) * 60] for s in spans]
    texts = [phone.print(p) for p in pieces if p]
    random.shuffle(texts)
    assert table(joined(*texts)) == table(joined(phone.print(chat)))


@pytest.mark.slow
@given(DISTINCT, st.data())
@settings(max_examples=25, deadline=None)
def test_pieces_that_are_cut_within_a_minute_keep_the_order_of_the_whole(
    chat: list[Message], data: st.DataObject
) -> None:
    phone = Phone()
    a = data.draw(st.integers(1, len(chat) - 3))
    b = data.draw(st.integers(a + 1, len(chat) - 2))
    texts = [phone.print(p) for p in (chat[: a + 1], chat[a : b + 1], chat[b:])]
    whole = table(joined(phone.print(chat)))
    union = [m[2] for m in chat]
    for order in permutations(texts):
        assert table(joined(*order)) == whole
        chats = [parse_chat(t.encode(), ReadOptions("UTC")) for t in order]
        assert union_chats(chats, "UTC").messages["text"].to_pylist() == union


TALK = st.lists(
    st.tuples(st.integers(2, 4000), st.sampled_from([*PEOPLE, *PEOPLE, None])), min_size=20, max_size=40
).map(
    lambda rest: [
        *((60 * n, PEOPLE[n % 3], f"primeira fala {n}") for n in range(12)),
        *(
            (720 + s, a, f"fala número {n}" if a else f"Ana mudou a imagem {n}")
            for n, (s, a) in enumerate(sorted(rest, key=lambda r: r[0]))
        ),
    ]
)
OFFSETS = st.sampled_from([0, 15, -30, 60, -180, 345, 780])


@pytest.mark.slow
@given(TALK, OFFSETS, st.booleans(), st.booleans())
@settings(max_examples=40, deadline=None)
def test_the_phones_of_two_members_are_one_conversation(
    chat: list[Message], minutes: int, is_ios: bool, is_second_first: bool
) -> None:
    notices = {
        t: ("\u200e" if is_ios else "") + f"Ana changed this picture {n}" for n, (_, a, t) in enumerate(chat) if not a
    }
    first = Phone(names={"Ana": "Você"})
    second = Phone(is_ios, minutes, {"Beto": "+55 11 95555-0100", "Caio": "Caio Trabalho"}, notices)
    texts = [first.print(chat), second.print(chat)]
    rows = joined(*(texts[::-1] if is_second_first else texts))
    alone = joined(texts[is_second_first])
    assert ids(rows) == ids(alone)
    assert [m[2] for m in table(rows)] == [m[2] for m in table(alone)]


@given(OFFSETS.filter(bool))
@settings(max_examples=7, deadline=None)
def test_phones_in_two_zones_are_known_as_one_conversation_by_what_is_said(minutes: int) -> None:
    chat: list[Message] = [(200 * n, PEOPLE[n % 3], f"uma fala {n}") for n in range(40)]
    rows = vault(Phone().print(chat[:30]), title="Horta")
    late = text_export(Phone(minutes=minutes).print(chat[10:]), 7, "Garden")
    assert rows.add(late, MergeOptions(dt.datetime(2024, 6, 1, tzinfo=dt.UTC))).reason == "same messages"
    assert table(rows) == table(vault(Phone().print(chat)))


def test_summer_time_of_one_of_two_zones_moves_the_clocks_apart_only_while_it_lasts() -> None:
    months: list[Message] = [(86_400 * 3 * n + 600, PEOPLE[n % 3], f"fala do dia {n}") for n in range(60)]
    winter, summer = [m for m in months if m[0] < 86_400 * 78], [m for m in months if m[0] >= 86_400 * 78]
    here = Phone().print(months)
    there = Phone(minutes=180).print(winter) + Phone(minutes=240).print(summer)
    assert table(joined(here, there)) == table(joined(here))


DIFFERENT = {
    "deleted, in two languages": ("Mensagem apagada", "\u200eThis message was deleted."),
    "call": ("Ligação de voz perdida", "\u200eMissed voice call"),
    "location": ("localização: https://maps.google.com/?q=1,2", "\u200eLocation: https://maps.google.com/?q=1,2"),
    "picture": (
        "IMG-20240113-WA0001.jpg (arquivo anexado)",
        "\u200e<attached: 00000003-PHOTO-2024-01-13-08-16-40.jpg>",
    ),
    "document": ("Ata.pdf (arquivo anexado)", "\u200e<attached: 00000003-Ata.pdf>"),
    "picture left out on one": ("<Mídia oculta>", "\u200e<attached: 00000003-PHOTO-2024-01-13-08-16-40.jpg>"),
    "poll with more votes": (
        "ENQUETE:\nQual?\nOPÇÃO: azul (1 voto)",
        "\u200ePOLL:\nQual?\n\u200eOPTION: azul (\u200e3 votes)",
    ),
}


@pytest.mark.parametrize(("android", "ios"), DIFFERENT.values(), ids=list(DIFFERENT))
@pytest.mark.parametrize("is_ios_first", [False, True], ids=["android first", "ios first"])
def test_what_two_phone_systems_write_differently_is_one_message(android: str, ios: str, is_ios_first: bool) -> None:
    chat: list[Message] = [(100 * n, PEOPLE[n % 3], f"uma fala {n}") for n in range(20)]
    chat[10] = (1000, "Beto", android)
    texts = [Phone().print(chat), Phone(is_ios=True, words={android: ios}).print(chat)]
    rows = joined(*(texts[::-1] if is_ios_first else texts))
    assert len(table(rows)) == 20
    if "poll" in android or "ENQUETE" in android:
        assert "3 votes" in {r[4][-8:-1] for r in table(rows)}
    if "attached" in ios and "oculta" in android:
        assert "00000003-PHOTO-2024-01-13-08-16-40.jpg" in {r[5] for r in table(rows)}


def test_files_of_one_phone_system_in_one_minute_stay_two() -> None:
    chat: list[Message] = [(100 * n, PEOPLE[n % 3], f"uma fala {n}") for n in range(20)]
    one, two = (f"IMG-20240113-WA000{n}.jpg (arquivo anexado)" for n in (1, 2))
    texts = [Phone().print([*chat[:10], (1000, "Beto", picture), *chat[10:]]) for picture in (one, two)]
    assert len(table(joined(*texts))) == 22


def test_notices_that_only_one_of_two_phones_has_are_kept() -> None:
    chat: list[Message] = [(100 * n, PEOPLE[n % 3], f"uma fala {n}") for n in range(20)]
    notices = ["Ana saiu", "O código de segurança de Caio mudou", "Beto entrou"]
    here = [*chat[:5], (400, None, notices[2]), *chat[5:10], (1000, None, notices[0]), *chat[10:]]
    there = [*chat[:5], (400, None, notices[2]), *chat[5:10], (1000, None, notices[1]), *chat[10:]]
    assert [t for a, _, t in said(joined(Phone().print(here), Phone().print(there))) if a is None] == [
        notices[2],
        notices[0],
        notices[1],
    ]
