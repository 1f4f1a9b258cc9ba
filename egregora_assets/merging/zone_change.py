"""Another `time_zone`: the vault's rows under it, as if all exports had been read with it.

What a phone's clock showed stays, and its instants are found again; what a program wrote as instants stays, and what a
clock shows of them is found again. Ids are never made again. Where a clock shows an hour twice, the lines of exports
tell which showing is meant: those of one export in their order, and of several one behind the other. Only where phones
with and without seconds exported the same such hour may an export's first or last moment be another than if read anew.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from egregora_assets.contracts.instants import LATEST, normalize_timestamps, to_local_time
from egregora_assets.contracts.time_zones import resolve_local_times
from egregora_assets.merging.history import MINUTE_NS
from egregora_assets.merging.participants import to_datetime, to_nanoseconds
from egregora_assets.merging.vault_rows import VaultRows
from egregora_assets.readers.messages import values

CLOCK_SOURCES = frozenset({"whatsapp", "kakaotalk", "line", "imessage", "signal"})
"""Programs that write what a clock showed."""
SELF_ZONED_SOURCES = frozenset({"table", "other"})
"""Their exports may name a zone of their own, or mix clocks and instants, which the vault does not tell apart."""

Numbers = npt.NDArray[np.int64]
Row = dict[str, Any]
_SECOND = 1_000_000
_STEP = dt.timedelta(minutes=15) // dt.timedelta(microseconds=1)
"""Microseconds. No zone changes its offset within a quarter of an hour that begins with the hour in UTC."""


def find_moving_chats(export_files: Sequence[Mapping[str, Any]], time_zone: str) -> set[str]:
    """The conversations with an export that was read under another zone, which the setting decided.

    Args:
        export_files: rows of the table.

    Returns: their ids.

    Raises:
        KeyError: a row lacks the conversation, the zone or the program.
    """
    return {
        str(row["chat_id"])
        for row in export_files
        if row["time_zone"] != time_zone and row["source"] not in SELF_ZONED_SOURCES
    }


def move_to_zone(rows: VaultRows, time_zone: str) -> int:
    """Brings all conversations under a zone that were read under another.

    Args:
        rows: of the vault; changed in place.
        time_zone: an IANA name.

    Returns: how many there were.

    Raises:
        TimeZoneUnknown, InstantOutOfRange: their times cannot be resolved.
    """
    chat_ids = find_moving_chats(rows.others["export_files"], time_zone)
    for chat_id in sorted(chat_ids):
        exports = [row for row in rows.others["export_files"] if row["chat_id"] == chat_id]
        if exports[0]["source"] in CLOCK_SOURCES:
            _move_instants(rows, chat_id, exports, time_zone)
        elif chat_id in rows.messages:
            rows.messages[chat_id] = _show_on_clock(rows.messages[chat_id], time_zone)
        for export in exports:
            export["time_zone"] = time_zone
        rows.kept.pop(chat_id, None)  # keyed by the instants: the next export is compared with all
    return len(chat_ids)


@dataclass(frozen=True)
class _Moves:
    """Where the instants of a conversation go; in nanoseconds UTC.

    Attributes:
        found: of its messages, the first and the last new instant by old instant.
    """

    found: Mapping[int, tuple[int, int]]
    old_zone: str
    new_zone: str

    def move(self, instant: int, pick: Callable[[tuple[int, int]], int] = min) -> int:
        """The new instant of what the messages, or exports that lacked their seconds, show at an old one."""
        if instant in self.found:
            return pick(self.found[instant])
        local = to_nanoseconds(to_local_time(to_datetime(instant), self.old_zone)) // 1000
        return int(_resolve(np.array([local], np.int64), self.new_zone)[0]) * 1000


def _move_instants(rows: VaultRows, chat_id: str, exports: Sequence[Row], time_zone: str) -> None:
    table = rows.messages.get(chat_id)
    found: dict[int, tuple[int, int]] = {}
    if table is not None:
        moved = _find_instants(table, time_zone)
        rows.messages[chat_id] = moved
        pairs = zip(_list_instants(table), _list_instants(moved), strict=True)
        for old, new in pairs:
            first, last = found.get(old, (new, new))
            found[old] = (min(first, new), max(last, new))
    moves = {row["export_id"]: _Moves(found, str(row["time_zone"]), time_zone) for row in exports}
    latest = _Moves(found, str(exports[-1]["time_zone"]), time_zone)
    brought = _list_brought(rows.messages.get(chat_id))
    ends = {row["export_id"]: _move_span(row, moves[row["export_id"]], brought[row["export_id"]]) for row in exports}
    _move_forms(rows, ends, moves)
    _move_people(rows, chat_id, table, latest)


def _find_instants(table: pa.Table, time_zone: str) -> pa.Table:
    """The messages with the instants of their local times, in the vault's order."""
    local: Numbers = table["local_time"].cast(pa.timestamp("us")).cast(pa.int64()).to_numpy()
    order = _find_written_order(table)
    instants = np.empty_like(local)
    instants[order] = _resolve(local[order], time_zone)
    moved = _replace(table, "sent_at", normalize_timestamps(pa.array(instants, pa.timestamp("us"))))
    return moved.sort_by([("sent_at", "ascending"), ("position", "ascending"), ("message_id", "ascending")])


def _find_written_order(table: pa.Table) -> Numbers:
    """The rows by the lines of the exports that first brought them; exports by the first message that they brought."""
    begins: dict[str, int] = {}
    exports, instants = values(table["export_id"]), _list_instants(table)
    for export_id, instant in zip(exports, instants, strict=True):
        begins[export_id] = min(instant, begins.get(export_id, instant))
    order: Numbers = np.lexsort((np.array(values(table["position"])), np.array([begins[e] for e in exports])))
    return order


def _resolve(local: Numbers, time_zone: str) -> Numbers:
    """The instants of local times, both in microseconds."""
    seconds = resolve_local_times(local // _SECOND, time_zone, overlap="order").utc_seconds
    instants: Numbers = seconds * _SECOND + local % _SECOND
    return instants


def _show_on_clock(table: pa.Table, time_zone: str) -> pa.Table:
    """The messages with what a clock of the zone shows at their instants."""
    instants = np.array(_list_instants(table), np.int64) // 1000
    steps, index = np.unique(instants // _STEP, return_inverse=True)
    starts = [to_datetime(int(step) * _STEP * 1000) for step in steps]
    offsets = [(to_local_time(start, time_zone) - start) // dt.timedelta(microseconds=1) for start in starts]
    local = instants + np.array(offsets, np.int64)[index]
    return _replace(table, "local_time", pa.array(local, pa.timestamp("us")))


def _list_brought(table: pa.Table | None) -> Mapping[str, list[int]]:
    """The instants of the messages that each export brought first."""
    brought: dict[str, list[int]] = defaultdict(list)
    if table is not None:
        for export_id, instant in zip(values(table["export_id"]), _list_instants(table), strict=True):
            brought[export_id].append(instant)
    return brought


def _move_span(export: Row, moves: _Moves, brought: Sequence[int]) -> dict[int, int]:
    """Moves the first and the last instant of an export.

    Args:
        brought: new instants of messages that it certainly has.

    Returns: the new end by the old one.
    """
    if export["first_sent_at"] is None:
        return {}
    first, last = (to_nanoseconds(export[name]) for name in ("first_sent_at", "last_sent_at"))
    begin, end = moves.move(first), moves.move(last, max)
    # Where a clock leaves an hour out in one of the zones, another message may be the first or the last. An export
    # without seconds begins and ends with the minute.
    begin = min(begin, *(n for n in brought if first in moves.found or n < begin - begin % MINUTE_NS), end)
    end = max(end, *(n for n in brought if last in moves.found or n >= end + MINUTE_NS), begin)
    export["first_sent_at"], export["last_sent_at"] = to_datetime(begin), to_datetime(end)
    return {last: end}


def _move_forms(rows: VaultRows, ends: Mapping[str, Mapping[int, int]], moves: Mapping[str, _Moves]) -> None:
    """Moves until when exports show the forms of messages."""
    for message_id, forms in rows.relations.forms.items():
        own = [form for form in forms if form.export_id in moves]
        if not own:
            continue
        moved = []
        for form in forms:
            known = ends.get(form.export_id, {}).get(form.shown_at)
            at = moves[form.export_id].move(form.shown_at) if known is None and form.shown_at else known
            moved.append(replace(form, shown_at=at or form.shown_at))
        rows.relations.forms[message_id] = tuple(sorted(moved, key=lambda form: form.rank))


def _move_people(rows: VaultRows, chat_id: str, before: pa.Table | None, moves: _Moves) -> None:
    """Moves when the people of a conversation were first seen.

    Args:
        before: its messages under the old zone.
    """
    was, now = _find_first(before), _find_first(rows.messages.get(chat_id))
    for person in rows.identities.values():
        if person["chat_id"] == chat_id:
            name, seen = str(person["display_name"]), to_nanoseconds(person["first_seen_at"])
            # Somebody may have been seen before they wrote, or to the minute alone.
            moved = now[name] if was.get(name) == seen else min(moves.move(seen), now.get(name, LATEST))
            person["first_seen_at"] = to_datetime(moved)


def _find_first(table: pa.Table | None) -> dict[str, int]:
    """The first instant of each author."""
    if table is None:
        return {}
    firsts = table.group_by("author_name").aggregate([("sent_at", "min")])
    instants = values(firsts["sent_at_min"].cast(pa.int64()))
    return {str(name): int(at) for name, at in zip(values(firsts["author_name"]), instants, strict=True)}


def _list_instants(table: pa.Table) -> list[int]:
    instants: list[Any] = table["sent_at"].cast(pa.int64()).to_pylist()
    return instants


def _replace(table: pa.Table, name: str, column: pa.Array[Any]) -> pa.Table:
    field = table.schema.field(name)
    return table.set_column(table.schema.get_field_index(name), field, column.cast(field.type))
