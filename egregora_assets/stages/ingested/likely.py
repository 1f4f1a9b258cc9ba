"""Whether two exports can be of one conversation at all, told in a fraction of the time that comparing them takes.

An inbox of many conversations compares each new export with every known one. Nothing is decided here that comparing
would decide otherwise: what this refuses shares too few texts for any clock.
"""

from __future__ import annotations

import pyarrow as pa
import pyarrow.compute as pc

from egregora_assets.stages.ingested.conversations import MIN_SHARED_SHARE

_DAY_US = 86_400_000_000
"""No phone's clock lies further from another's: `phone_clocks.FARTHEST`."""


def may_be_one_chat(known: pa.Table, incoming: pa.Table) -> bool:
    """Whether messages of two exports may be the same ones.

    Of the side with fewer messages in the days that both cover, so many must be in the other (`conversations.compare`).
    Those whose text the other does not have at any time are none of them; the days are taken a day shorter on both
    sides, so that no clock brings in more messages than are counted.

    Args:
        known, incoming: columns of `MESSAGE_SCHEMA`.
    """
    mine, theirs = _said(known), _said(incoming)
    if not mine.num_rows or not theirs.num_rows:
        return True
    start = max(_edge(mine, "min"), _edge(theirs, "min")) + _DAY_US
    stop = min(_edge(mine, "max"), _edge(theirs, "max")) - _DAY_US
    least = min(_within(mine, start, stop), _within(theirs, start, stop))
    if not least:
        return True
    has_no_text = pc.equal(theirs["text"], pa.scalar(""))
    is_there = pc.is_in(theirs["text"], value_set=pc.unique(mine["text"]))
    shared = theirs.filter(pc.or_(has_no_text, is_there)).num_rows
    return bool(shared >= least * MIN_SHARED_SHARE)


def _said(table: pa.Table) -> pa.Table:
    """What people wrote: local time in microseconds, and text."""
    said = table.select(["local_time", "text", "author_name"]).filter(pc.is_valid(table["author_name"]))
    return said.set_column(0, "local_time", said["local_time"].cast(pa.timestamp("us")).cast(pa.int64()))


def _edge(said: pa.Table, which: str) -> int:
    return int(pc.min_max(said["local_time"])[which].as_py())


def _within(said: pa.Table, start: int, stop: int) -> int:
    times = said["local_time"]
    inside = pc.and_(pc.greater_equal(times, pa.scalar(start)), pc.less_equal(times, pa.scalar(stop)))
    return int(said.filter(inside).num_rows)
