"""What exports show differently as time passes: edits and deletions change one message, and what it was is kept."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from itertools import permutations
from random import Random
from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from egregora_assets.merging import MergeOptions, VaultRows
from egregora_assets.merging.history import Form, add_form, pick_current
from egregora_assets_tests.exports.texts import text_export
from egregora_assets_tests.merging.test_merge import KEY, NOW, vault

START = dt.datetime(2024, 1, 13, 8)
EDITED, DELETED = " <This message was edited>", "This message was deleted"


@dataclass(frozen=True)
class Told:
    """A message and what became of it.

    Attributes:
        minute: from the start; forms: minute from which it has a text (None = deleted), ascending, its own first.
    """

    minute: int
    author: str
    forms: tuple[tuple[int, str | None], ...]

    def at(self, minute: int) -> str:
        """What an export of that minute shows."""
        text = [t for m, t in self.forms if m <= max(minute, self.minute)][-1]
        if text is None:
            return DELETED
        return text + (EDITED if (self.minute, text) != self.forms[0] else "")


@dataclass(frozen=True)
class Piece:
    """An export: made in some minute, of some minutes."""

    minute: int
    first: int
    last: int

    def print(self, chat: list[Told]) -> str:
        shown = [m for m in chat if self.first <= m.minute <= min(self.last, self.minute)]
        at = ((m, START + dt.timedelta(minutes=m.minute)) for m in shown)
        return "".join(f"{t:%d/%m/%Y, %H:%M} - {m.author}: {m.at(self.minute)}\n" for m, t in at)


def joined(*texts: str) -> VaultRows:
    return vault(*texts, label="Turma")


def content(rows: VaultRows) -> tuple[list[Any], list[Any]]:
    """Messages in order, and their forms by place: everything but ids, export and position."""
    tables = rows.tables()
    ordered = tables["ingested"].sort_by([("sent_at", "ascending"), ("position", "ascending")]).to_pylist()
    columns = ("sent_at", "author_name", "kind", "text", "attachment_name", "is_edited")
    place = {r["message_id"]: n for n, r in enumerate(ordered)}
    forms = [
        (place[r["message_id"]], *(r[c] for c in ("ordinal", "kind", "text", "is_edited", "shown_at")))
        for r in tables["message_versions"].to_pylist()
    ]
    return [tuple(r[c] for c in columns) for r in ordered], sorted(forms)


def ids_of_unchanged(rows: VaultRows, chat: list[Told]) -> list[Any]:
    """Ids of messages in whose minute their author changed nothing."""
    changed = {(START + dt.timedelta(minutes=m.minute), m.author) for m in chat if len(m.forms) > 1}
    told = rows.tables()["ingested"].to_pylist()
    return sorted(r["message_id"] for r in told if (r["local_time"], r["author_name"]) not in changed)


TEXTS = ("kkk", "oi", "sim", "tchau")


@st.composite
def chats(draw: st.DrawFn) -> list[Told]:
    """A conversation of an hour; texts repeat, some messages are edited, some deleted."""
    told = [Told(0, "Ana", ((0, "um"),)), Told(1, "Beto", ((1, "dois"),))]
    minutes = sorted(draw(st.lists(st.integers(2, 12), min_size=1, max_size=14)))
    for n, minute in enumerate(minutes):
        forms: list[tuple[int, str | None]] = [(minute, draw(st.sampled_from(TEXTS)))]
        edits = range(draw(st.sampled_from((0, 0, 0, 1, 2))))
        forms += [(minute + 1 + 4 * edit + draw(st.integers(0, 3)), f"versão {edit} de {n}") for edit in edits]
        if draw(st.sampled_from((False, False, True))):
            forms.append((minute + 10 + draw(st.integers(0, 5)), None))
        told.append(Told(minute, draw(st.sampled_from(("Ana", "Beto"))), tuple(forms)))
    return [*told, *(Told(m, "Caio", ((m, f"fim {m}"),)) for m in (30, 31, 32))]


PIECES = st.lists(
    st.tuples(st.integers(2, 32), st.integers(0, 20), st.integers(0, 32)).map(
        lambda p: Piece(p[0], min(p[1], p[2]), max(p[1], p[2]))
    ),
    min_size=1,
    max_size=3,
)


@pytest.mark.slow
@given(chats(), PIECES)
@settings(max_examples=60, deadline=None)
def test_exports_of_any_time_and_span_give_the_same_tables_in_any_order(chat: list[Told], pieces: list[Piece]) -> None:
    texts = [t for p in (*pieces, Piece(32, 0, 32)) if (t := p.print(chat))]
    orders = [texts, texts[::-1], [*texts[1:], texts[0]]]
    vaults = [joined(*order) for order in orders]
    assert [content(v) for v in vaults[1:]] == [content(vaults[0])] * 2
    assert [ids_of_unchanged(v, chat) for v in vaults[1:]] == [ids_of_unchanged(vaults[0], chat)] * 2
    rows, _ = content(vaults[0])
    last = {(START + dt.timedelta(minutes=m.minute), m.author, m.at(32).removesuffix(EDITED)) for m in chat}
    assert {(r[0].replace(tzinfo=None), r[1], r[3]) for r in rows} == last
    assert len(rows) == len(chat)


FORMS = st.builds(
    Form,
    st.sampled_from(("text", "text", "media", "deleted")),
    st.sampled_from(("", "um", "dois")),
    st.sampled_from((None, "a.jpg")),
    st.booleans(),
    st.sampled_from(("x", "y")),
    st.integers(0, 3),
    st.sampled_from((None, None, 1, 2)),
)


@pytest.mark.slow
@example(
    [
        *[Form("text", "", None, False, "x", 0)] * 2,
        Form("deleted", "", "a.jpg", True, "y", 3),
        Form("deleted", "", None, True, "y", 3),
        Form("deleted", "", None, False, "x", 0, 1),
    ],
    Random(0),
)
@given(st.lists(FORMS, min_size=1, max_size=5), st.randoms())
def test_the_forms_of_a_message_are_the_same_in_whatever_order_they_are_seen(seen: list[Form], random: Any) -> None:
    other = list(seen)
    random.shuffle(other)
    found: list[tuple[Form, ...]] = []
    for order in (seen, other, [*other, *seen]):
        forms: tuple[Form, ...] = ()
        for form in order:
            forms = add_form(forms, form)
        found.append(forms)
    assert found[0] == found[1] == found[2]
    assert (pick_current(found[0]).kind == "deleted") == any(f.kind == "deleted" for f in seen)


FULL = "21/02/2024, 10:00 - Ana: um\n21/02/2024, 10:01 - Beto: segredo\n21/02/2024, 10:02 - Ana: fim\n"
LATER = "21/02/2024, 10:09 - Ana: depois\n"
REWRITTEN = FULL.replace("segredo", "segredinho" + EDITED) + LATER
GONE = FULL.replace("segredo", DELETED) + LATER + LATER.replace("09", "10")


@pytest.mark.parametrize("order", list(permutations(range(3))), ids=str)
def test_what_a_message_was_is_kept_when_it_is_edited_and_deleted(order: tuple[int, ...]) -> None:
    rows = joined(*([FULL, REWRITTEN, GONE][n] for n in order))
    assert [(r[2], r[3]) for r in content(rows)[0]][1] == ("deleted", DELETED)
    assert [f[2:5] for f in content(rows)[1]] == [
        ("text", "segredo", False),
        ("text", "segredinho", True),
        ("deleted", DELETED, False),
    ]
    assert len(rows.tables()["ingested"]) == 5


def test_an_older_export_that_gives_seconds_does_not_undo_an_edit() -> None:
    seconds = "".join(
        f"[21/02/2024, 10:0{n}:30] {who}: {text}\r\n"
        for n, (who, text) in enumerate((("Ana", "um"), ("Beto", "segredo"), ("Ana", "fim")))
    )
    told = content(joined(REWRITTEN, seconds))[0]
    assert told[1][3:] == ("segredinho", None, True)
    assert told == content(joined(seconds, REWRITTEN))[0]


def test_forms_come_back_from_the_vault_as_they_were() -> None:
    again = VaultRows.load(KEY, joined(FULL, REWRITTEN).tables())
    again.add(text_export(GONE, 5), MergeOptions(NOW, label="Turma"))
    assert content(again) == content(joined(FULL, REWRITTEN, GONE))


def test_the_last_message_of_an_export_is_the_one_that_the_next_shows_as_deleted() -> None:
    cut = FULL.rpartition("21/02")[0]
    for order in permutations((cut, GONE)):
        assert [r[2] for r in content(joined(*order))[0]] == ["text", "deleted", "text", "text", "text"]
