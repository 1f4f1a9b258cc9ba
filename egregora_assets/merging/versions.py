"""Decides which form each message of a conversation has after one more export was read."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

import pyarrow as pa

from egregora_assets.merging.chat_rows import Rows
from egregora_assets.merging.history import ChatContext, Form, Forms, Span, add_form, are_worth_keeping, pick_current
from egregora_assets.readers.messages import ParsedChat, values
from egregora_assets.readers.relations import FILE_MARK, Relations


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
    chat: ParsedChat,
    found: Sequence[int | None],
    context: ChatContext,
    span: Span,
    keys: Sequence[str | None],
) -> FormChanges:
    """The forms of messages that either side shows as edited or deleted, or differently under one id.

    Args:
        sides: the known rows and the incoming ones.
        chat: the export; span: its id, first and last instant.
        found: for each incoming message the known one that it is.
        context: what is known contexts the known rows.
        keys: the program's ids of the incoming messages; empty where it has none.
    """
    known, incoming = (_Side(rows, context, span) for rows in sides)
    relations = chat.relations or Relations(())
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
