"""The forms in which exports show a message that was edited or deleted, and which of them is current.

A deletion wins over everything, an edit over what was there before it; of two edits the later one, by the time that the
program exports, else by the end of the last export that shows it. The order of reading exports makes no difference.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from egregora_assets.merging.alignment import Edges

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
        content = self.text, self.attachment_name or "", self.kind
        return self.kind == "deleted", self.is_edited, at, self.shown_at, *content

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
    last = max(one, other, key=lambda f: (f.shown_at, f.export_id, f.rank))
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
    """Whether the forms hold anything that the message's row does not: several of them, or when an edit was seen."""
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
