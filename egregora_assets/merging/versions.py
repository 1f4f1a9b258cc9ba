"""Which form each message of a conversation has after one more export was read."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

import pyarrow as pa

from egregora_assets.merging.chat_rows import Rows
from egregora_assets.merging.history import Form, Forms, Known, Span, is_worth_keeping, present, with_form
from egregora_assets.readers.messages import ParsedChat, values
from egregora_assets.readers.relations import FILE_MARK, Relations


@dataclass
class Settled:
    """What an export decided.

    Attributes:
        now: known row to its present form; of_known, of_new: all forms, by known row or by incoming row.
    """

    now: dict[int, Form] = field(default_factory=dict)
    of_known: dict[int, Forms] = field(default_factory=dict)
    of_new: dict[int, Forms] = field(default_factory=dict)


def settle_forms(
    sides: tuple[Rows, Rows],
    chat: ParsedChat,
    found: Sequence[int | None],
    beside: Known,
    span: Span,
    keys: Sequence[str | None],
) -> Settled:
    """The forms of messages that either side shows as edited or deleted, or differently under one id.

    Args:
        sides: the known rows, the incoming ones; chat: the export; span: its id and its first and last instant.
        found: for each incoming message the known one that it is; keys: the incoming ones' ids, empty without.
        beside: what is known beside the known rows.
    """
    known, incoming = (_Side(rows, beside, span) for rows in sides)
    relations = chat.relations or Relations(())
    settled = Settled()
    changed_known, changed = known.changed(), incoming.changed() | relations.earlier.keys()
    if beside.forms:
        ids = values(known.rows.table["message_id"])
        changed_known |= {k for k, message_id in enumerate(ids) if message_id in beside.forms}
    for i, k in enumerate(found):
        if k is None:
            if i in changed:
                forms = incoming.shown(i, relations)
                if is_worth_keeping(forms):
                    settled.of_new[i] = forms
        elif i in changed or k in changed_known or (keys and known.what(k) != incoming.what(i)):
            forms = settled.of_known.get(k) or known.forms_of(k)
            for form in incoming.shown(i, relations):
                forms = with_form(forms, form)
            settled.now[k] = present(forms)
            settled.of_known[k] = forms
    if keys and beside.keys:
        _delete_files(settled, known, incoming, beside.keys, keys)
    settled.of_known = {k: forms for k, forms in settled.of_known.items() if is_worth_keeping(forms)}
    return settled


def _delete_files(
    settled: Settled, known: _Side, incoming: _Side, known_keys: Sequence[str | None], keys: Sequence[str | None]
) -> None:
    """A deletion takes all files of the message: those that stand in rows of their own, too."""
    gone = {key: i for i, key in enumerate(keys) if key and incoming.rows.kinds[i] == "deleted"}
    if not gone:
        return
    for k, key in enumerate(known_keys):
        message, mark, _ = (key or "").partition(FILE_MARK)
        if mark and message in gone:
            form = incoming.form(gone[message], None)
            forms = with_form(settled.of_known.get(k) or known.forms_of(k), form)
            settled.now[k], settled.of_known[k] = present(forms), forms


class _Side:
    """One of two exports, with what is needed to tell forms."""

    def __init__(self, rows: Rows, beside: Known, span: Span) -> None:
        self.rows = rows
        self._beside, self._span = beside, span
        self._edited: list[bool] = values(rows.table["is_edited"])

    def changed(self) -> set[int]:
        """Messages that are marked as edited or deleted."""
        pairs = zip(self._edited, self.rows.kinds, strict=True)
        return {n for n, (is_edited, kind) in enumerate(pairs) if is_edited or kind == "deleted"}

    def what(self, row: int) -> tuple[str, str, str | None]:
        """What a message is."""
        return self.rows.kinds[row], self.rows.texts[row], self.rows.attachments[row]

    def form(self, row: int, edited_at: int | None) -> Form:
        """A message of the export as it is there."""
        return Form(*self.what(row), self._edited[row], self._span.export_id, self._span.last, edited_at)

    def shown(self, row: int, relations: Relations) -> Forms:
        """All forms in which the export shows a message."""
        forms: Forms = (self.form(row, relations.edited_at.get(row)),)
        for earlier in self._earlier(row, relations):
            forms = with_form(forms, earlier)
        return forms

    def _earlier(self, row: int, relations: Relations) -> Iterator[Form]:
        kind, _, name = self.what(row)
        for form in relations.earlier.get(row, ()):
            place = self._span.export_id, self._span.last
            yield Form(kind, form.text, name, form.is_edited, *place, form.edited_at)

    def forms_of(self, row: int) -> Forms:
        """The forms of a known message."""
        table: pa.Table = self.rows.table
        known = self._beside.forms.get(str(table["message_id"][row].as_py()))
        if known:
            return known
        last = self._beside.spans.last_over(int(table["sent_at"][row].cast(pa.int64()).as_py()))
        place = (last.export_id, last.last) if last else (str(table["export_id"][row].as_py()), 0)
        return (Form(*self.what(row), self._edited[row], *place),)
