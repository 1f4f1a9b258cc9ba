"""The forms in which exports show a message that was edited or deleted, and which of them is current.

A deletion wins over everything, an edit over what was there before it; of two edits the later one, by the time that the
program exports, else by the end of the last export that shows it. The order of reading exports makes no difference.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import pyarrow as pa

from egregora_assets.merging.chat_rows import Rows
from egregora_assets.merging.pairing import Edges
from egregora_assets.readers.messages import values
from egregora_assets.readers.relations import FILE_MARK, Relations

MINUTE_NS = 60_000_000_000
FORM_COLUMNS = ("kind", "text", "attachment_name", "is_edited")


@dataclass(frozen=True)
class Form:
    """One form of a message.

    Attributes:
        kind, text, attachment_name, is_edited: as in its row.
        export_id: of the exports that show it, the one that ends last; shown_at: that end, in nanoseconds UTC.
        edited_at: when the message took this form, in nanoseconds UTC, where the program exports it.
    """

    kind: str
    text: str
    attachment_name: str | None
    is_edited: bool
    export_id: str
    shown_at: int
    edited_at: int | None = None

    @property
    def identity(self) -> tuple[object, ...]:
        """What tells it from other forms; all deletions are one form, whatever words the application has for them."""
        if self.kind == "deleted":
            return (self.kind,)
        return self.kind, self.text, self.attachment_name, self.is_edited

    @property
    def rank(self) -> tuple[Any, ...]:
        """Later forms have greater ranks."""
        at = self.shown_at if self.edited_at is None else self.edited_at
        return self.kind == "deleted", self.is_edited, at, self.shown_at, *self.content

    @property
    def content(self) -> tuple[Any, ...]:
        """What it shows, to be ordered by."""
        return self.text, self.attachment_name or "", self.kind, self.is_edited

    def is_part_of(self, other: Form) -> bool:
        """Whether it is the other form as an export without the file shows it."""
        return (
            self.attachment_name is None
            and other.attachment_name is not None
            and (self.kind, self.is_edited) == (other.kind, other.is_edited)
            and self.text in ("", other.text)
        )


Forms = tuple[Form, ...]


def add_form(forms: Forms, new: Form) -> Forms:
    """The forms of a message with one more, the current one last; the order of adding makes no difference."""
    found: dict[tuple[object, ...], Form] = {}
    for form in (*forms, new):
        found[form.identity] = _combine(found[form.identity], form) if form.identity in found else form
    whole = [f for f in found.values() if not any(f.is_part_of(other) for other in found.values())]
    return tuple(sorted(whole, key=lambda f: f.rank))


def _combine(one: Form, other: Form) -> Form:
    """One form as two exports show it."""
    # Not by `rank`: it holds the time of the edit, which is replaced here: a third form would meet another rank.
    last = max(one, other, key=lambda f: (f.shown_at, f.export_id, f.content))
    times = [f.edited_at for f in (one, other) if f.edited_at is not None]
    return replace(last, edited_at=min(times, default=None))


def pick_current(forms: Forms) -> Form:
    """The current form: the last one, with the file of an earlier form where it has none."""
    last = forms[-1]
    if last.kind == "deleted" or last.attachment_name is not None:
        return last
    names = [f.attachment_name for f in forms if f.attachment_name is not None]
    return replace(last, attachment_name=names[-1]) if names else last


def are_worth_keeping(forms: Forms) -> bool:
    """Whether the forms hold anything that the message's row does not: several of them, or when an edit was seen.

    Without that the exports would have to tell when: one of them may end later and lack the message.
    """
    return len(forms) > 1 or forms[0].is_edited


@dataclass(frozen=True)
class Span:
    """An export that was read: its first and last instant, in nanoseconds UTC."""

    export_id: str
    first: int
    last: int

    @property
    def rank(self) -> tuple[int, str]:
        """Exports that end later have greater ranks."""
        return self.last, self.export_id


@dataclass(frozen=True)
class Spans:
    """The exports of a conversation that were read before.

    Attributes:
        is_to_the_minute: whether their times may be no finer than minutes.
    """

    spans: Sequence[Span]
    is_to_the_minute: bool

    def _covers(self, span: Span, instant: int) -> bool:
        unit = MINUTE_NS if self.is_to_the_minute else 1
        return span.first // unit <= instant // unit <= span.last // unit

    def find_last(self, instant: int) -> Span | None:
        """Of the exports that cover an instant, the one that ends last; None where none does."""
        return max((s for s in self.spans if self._covers(s, instant)), key=lambda s: s.rank, default=None)

    def find_end(self, instant: int) -> int | None:
        """The end of the last export that covers an instant; None where none does."""
        last = self.find_last(instant)
        return last.last if last else None


@dataclass(frozen=True)
class ChatContext:
    """What the vault knows of a conversation besides its rows.

    Attributes:
        keys: the program's id of the message, for every row; empty where no message has one.
        edges: minutes that the rows may cover only in part; None = the first and the last.
        spans: the exports that were read; forms: the forms of messages that changed, by message.
    """

    keys: Sequence[str | None] = ()
    edges: Edges | None = None
    spans: Spans = field(default_factory=lambda: Spans((), True))
    forms: Mapping[str, Forms] = field(default_factory=dict)


def read_forms(rows: Iterable[Mapping[str, Any]]) -> dict[str, Forms]:
    """The forms in rows of `message_versions`, by message; instants are nanoseconds."""
    found: dict[str, list[Form]] = {}
    for row in rows:
        found.setdefault(str(row["message_id"]), []).append(
            Form(*(row[c] for c in (*FORM_COLUMNS, "export_id", "shown_at", "edited_at")))
        )
    return {message_id: tuple(sorted(forms, key=lambda f: f.rank)) for message_id, forms in found.items()}


@dataclass
class FormChanges:
    """The forms that one more export changes.

    Attributes:
        current: known row to its current form.
        of_known, of_new: all forms, by known row and by incoming row.
    """

    current: dict[int, Form] = field(default_factory=dict)
    of_known: dict[int, Forms] = field(default_factory=dict)
    of_new: dict[int, Forms] = field(default_factory=dict)


def decide_forms(
    sides: tuple[Rows, Rows],
    given: Relations | None,
    found: Sequence[int | None],
    context: ChatContext,
    span: Span,
    keys: Sequence[str | None],
) -> FormChanges:
    """The forms of messages that either side shows as edited or deleted, or differently under one id.

    Args:
        sides: the known rows and the incoming ones.
        given: the relations of the export's messages; span: its id, first and last instant.
        found: for each incoming message the known one that it is.
        context: what is known contexts the known rows.
        keys: the program's ids of the incoming messages; empty where it has none.
    """
    known, incoming = (_Side(rows, context, span) for rows in sides)
    relations = given or Relations(())
    changes = FormChanges()
    changed_known, changed = known.find_changed(), incoming.find_changed() | relations.earlier.keys()
    if context.forms:
        ids = values(known.rows.table["message_id"])
        changed_known |= {k for k, message_id in enumerate(ids) if message_id in context.forms}
    for i, k in enumerate(found):
        if k is None:
            if i in changed:
                forms = incoming.list_forms(i, relations)
                if are_worth_keeping(forms):
                    changes.of_new[i] = forms
        elif i in changed or k in changed_known or (keys and known.content(k) != incoming.content(i)):
            forms = changes.of_known.get(k) or known.find_forms(k)
            for form in incoming.list_forms(i, relations):
                forms = add_form(forms, form)
            changes.current[k] = pick_current(forms)
            changes.of_known[k] = forms
    if keys and context.keys:
        _delete_files(changes, known, incoming, context.keys, keys)
    changes.of_known = {k: forms for k, forms in changes.of_known.items() if are_worth_keeping(forms)}
    return changes


def _delete_files(
    changes: FormChanges, known: _Side, incoming: _Side, known_keys: Sequence[str | None], keys: Sequence[str | None]
) -> None:
    """Applies a deletion to all files of the message, also to those in rows of their own."""
    gone = {key: i for i, key in enumerate(keys) if key and incoming.rows.kinds[i] == "deleted"}
    if not gone:
        return
    for k, key in enumerate(known_keys):
        message, mark, _ = (key or "").partition(FILE_MARK)
        if mark and message in gone:
            form = incoming.make_form(gone[message], None)
            forms = add_form(changes.of_known.get(k) or known.find_forms(k), form)
            changes.current[k], changes.of_known[k] = pick_current(forms), forms


class _Side:
    """One of two exports, with what is needed to make forms."""

    def __init__(self, rows: Rows, context: ChatContext, span: Span) -> None:
        self.rows = rows
        self._context, self._span = context, span
        self._edited: list[Any] = rows.table["is_edited"].to_pylist()

    def find_changed(self) -> set[int]:
        """Messages that are marked as edited or deleted."""
        pairs = zip(self._edited, self.rows.kinds, strict=True)
        return {n for n, (is_edited, kind) in enumerate(pairs) if is_edited or kind == "deleted"}

    def content(self, row: int) -> tuple[str, str, str | None]:
        """Kind, text and attachment of a message."""
        return self.rows.kinds[row], self.rows.texts[row], self.rows.attachments[row]

    def make_form(self, row: int, edited_at: int | None) -> Form:
        """The form of a message in the export."""
        return Form(*self.content(row), self._edited[row], self._span.export_id, self._span.last, edited_at)

    def list_forms(self, row: int, relations: Relations) -> Forms:
        """All forms in which the export shows a message, the earlier ones included."""
        forms: Forms = (self.make_form(row, relations.edited_at.get(row)),)
        for earlier in self._list_earlier(row, relations):
            forms = add_form(forms, earlier)
        return forms

    def _list_earlier(self, row: int, relations: Relations) -> Iterator[Form]:
        kind, _, name = self.content(row)
        for form in relations.earlier.get(row, ()):
            place = self._span.export_id, self._span.last
            yield Form(kind, form.text, name, form.is_edited, *place, form.edited_at)

    def find_forms(self, row: int) -> Forms:
        """The forms of a known message."""
        table: pa.Table = self.rows.table
        known = self._context.forms.get(str(table["message_id"][row].as_py()))
        if known:
            return known
        last = self._context.spans.find_last(int(table["sent_at"][row].cast(pa.int64()).as_py()))
        place = (last.export_id, last.last) if last else (str(table["export_id"][row].as_py()), 0)
        return (Form(*self.content(row), self._edited[row], *place),)
