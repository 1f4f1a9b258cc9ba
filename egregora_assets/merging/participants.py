"""The participants of all conversations, while exports are merged."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from egregora_assets.contracts.identifiers import DeploymentKey
from egregora_assets.language.folding import fold_name
from egregora_assets.merging.chat_rows import replace_column
from egregora_assets.merging.consent import Identity
from egregora_assets.readers.messages import ParsedChat, values

_EPOCH = dt.datetime(1970, 1, 1)  # noqa: DTZ001 - naive UTC by contract
_MOST_MENTIONED = 2_000
"""People whom mentions alone add to a conversation: more than a group has are no members."""


@dataclass
class Participants:
    """The rows of `identities` as they grow.

    Attributes:
        rows: by author_id.
    """

    key: DeploymentKey
    rows: dict[str, Identity] = field(default_factory=dict)

    def make_id(self, chat_id: str, name: str) -> str:
        """The author_id of a person, for any spelling of the name that folds to the same."""
        return self.key.uuid("author", chat_id, fold_name(name))

    def find(self, chat_id: str, name: str) -> Identity:
        """The identity of a person, for any known spelling of the name."""
        return self.rows[self.make_id(chat_id, name)]

    def add(self, chat_id: str, chat: ParsedChat, first_sent_at: int) -> None:
        """Adds those who wrote in an export, or whom mentions name.

        Args:
            first_sent_at: when the export begins, in nanoseconds UTC.
        """
        messages = chat.messages
        firsts = messages.group_by("author_name").aggregate([("sent_at", "min")])
        instants: list[Any] = firsts["sent_at_min"].cast(pa.int64()).to_pylist()
        seen = dict(zip(firsts["author_name"].to_pylist(), instants, strict=True))
        names: list[Any] = pc.unique(messages["author_name"].drop_null()).to_pylist()
        for name in [*names, *chat.mentioned_names[:_MOST_MENTIONED]]:
            author_id = self.make_id(chat_id, name)
            at = to_datetime(seen.get(name, first_sent_at))
            new = {"author_id": author_id, "chat_id": chat_id, "display_name": name, "first_seen_at": at}
            row = self.rows.setdefault(author_id, new | {"alias": None, "is_opted_out": False})
            row["first_seen_at"] = min(row["first_seen_at"], at)

    def unify(self, chat_id: str, rows: pa.Table) -> pa.Table:
        """The rows under the names that identities have, so that both can be joined by name."""
        distinct: list[Any] = pc.unique(rows["author_name"].drop_null()).to_pylist()
        names = {n: self.find(chat_id, n)["display_name"] for n in distinct}
        if all(name == known for name, known in names.items()):
            return rows
        return replace_column(
            rows, "author_name", [None if n is None else names[n] for n in values(rows["author_name"])]
        )


def to_datetime(nanoseconds: int) -> dt.datetime:
    """A naive UTC time, to the microsecond (exports are no finer than seconds)."""
    return _EPOCH + dt.timedelta(microseconds=nanoseconds // 1000)


def to_nanoseconds(moment: dt.datetime) -> int:
    """The inverse of `to_datetime`."""
    return (moment - _EPOCH) // dt.timedelta(microseconds=1) * 1000
