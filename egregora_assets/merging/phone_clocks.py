"""Exports from phones in two time zones: how far their clocks lie apart, by the messages that both show.

A phone exports in the zone that it is in at that moment, so another member's export shows all times shifted, by a
different amount while only one of the zones has summer time.
"""

from __future__ import annotations

import copy
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import pyarrow as pa

from egregora_assets.contracts.instants import normalize_timestamps
from egregora_assets.contracts.time_zones import resolve_local_times
from egregora_assets.merging.chat_rows import Rows
from egregora_assets.readers.messages import ParsedChat

QUARTER = 15
FARTHEST = 24 * 60 - QUARTER
"""Minutes. A few islands lie a day apart or more, but then messages repeated every day would match."""
MIN_VOTES = 5
MIN_SHARE = 0.6
"""Share of the texts that occur once in each export which must lie a whole number of quarter hours apart."""
MIN_OFFSET_SHARE = 0.1
MIN_LETTERS = 6
SAMPLE = 4000


def align_rows(known: Rows, incoming: Rows) -> Rows:
    """The incoming messages with the minutes of the known clock; unchanged where both show the same clock."""
    offsets = find_offsets(known, incoming)
    if offsets is None:
        return incoming
    moved = copy.copy(incoming)
    moved.minutes = [m + o for m, o in zip(incoming.minutes, offsets, strict=True)]
    return moved


def align_chat(known: Rows, chat: ParsedChat, time_zone: str) -> ParsedChat:
    """The chat with the times of the known clock; unchanged where both show the same clock.

    Args:
        known: messages of the conversation so far.
        chat: one more export of it.
        time_zone: IANA zone of the known clock.

    Raises:
        TimeZoneUnknown, InstantOutOfRange: the shifted times cannot be resolved.
    """
    if not known.minutes:
        return chat
    offsets = find_offsets(known, Rows(chat.messages))
    if offsets is None:
        return chat
    table = chat.messages
    local = table["local_time"].cast(pa.timestamp("s")).cast(pa.int64()).to_numpy() + np.array(offsets, np.int64) * 60
    instants = resolve_local_times(local, time_zone, overlap="order").utc_seconds
    columns = {
        "local_time": pa.array(local * 1_000_000, pa.timestamp("us")),
        "sent_at": normalize_timestamps(pa.array(instants, pa.timestamp("s"))),
    }
    for name, column in columns.items():
        at = table.schema.get_field_index(name)
        table = table.set_column(at, table.schema.field(name), column)
    return replace(chat, messages=table)


def find_offsets(known: Rows, incoming: Rows) -> list[int] | None:
    """Minutes to add to each incoming message's clock; None where the clocks agree or nothing is certain."""
    votes = _collect_votes(known, incoming)
    near = Counter(offset for _, offset in votes if offset % QUARTER == 0 and abs(offset) <= FARTHEST)
    sure = {o for o, n in near.items() if n >= max(MIN_VOTES, len(votes) * MIN_OFFSET_SHARE)}
    if not sure or sure == {0} or sum(near[o] for o in sure) < len(votes) * MIN_SHARE:
        return None
    return _spread([v for v in votes if v[1] in sure], len(incoming))


def _collect_votes(known: Rows, incoming: Rows) -> list[tuple[int, int]]:
    """Index in the incoming export and minutes between both, for texts that occur once in each."""
    step = max(1, len(incoming) // SAMPLE)
    wanted = {t for t in incoming.texts[::step] if len(t) >= MIN_LETTERS}
    here, there = _locate_unique(known.texts, wanted), _locate_unique(incoming.texts, wanted)
    return sorted((there[t], known.minutes[here[t]] - incoming.minutes[there[t]]) for t in here.keys() & there.keys())


def _locate_unique(texts: Sequence[str], wanted: set[str]) -> dict[str, int]:
    """The place of each wanted text that occurs once."""
    found: dict[str, int] = {}
    twice: set[str] = set()
    for place, text in enumerate(texts):
        if text in wanted:
            if text in found:
                twice.add(text)
            found[text] = place
    return {t: p for t, p in found.items() if t not in twice}


def _spread(votes: Sequence[tuple[int, int]], count: int) -> list[int]:
    """An offset for every message: that of the last vote up to it, before the first vote that of the first."""
    offsets: list[int] = []
    for (_, offset), (end, _) in zip(votes, [*votes[1:], (count, 0)], strict=True):
        offsets += [offset] * (end - len(offsets))
    return offsets
