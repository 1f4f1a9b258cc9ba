"""A prefilter for comparing exports: whether two can be of one conversation at all, in a fraction of the time.

Without it, each new export of a large inbox would be compared with every known conversation. It excludes only pairs
that `conversations.compare_exports` would refuse too, because they share too few texts on any clock.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

MIN_SHARED_SHARE = 0.5
"""Messages that two exports of one chat share at least, of those in the days that both cover."""
_DAY_US = 86_400_000_000
"""Clocks of phones do not lie further apart (`phone_clocks.FARTHEST`)."""


@dataclass(frozen=True)
class Fingerprint:
    """The messages of people in an export or a conversation, as numbers.

    Attributes:
        times: local times in microseconds, sorted.
        texts: hash of the text of every message with one, sorted.
        empty_count: messages without a text.
    """

    times: npt.NDArray[np.int64]
    texts: npt.NDArray[np.int64]
    empty_count: int

    @classmethod
    def compute(cls, messages: pa.Table) -> Fingerprint:
        """The fingerprint of messages with the columns of `MESSAGE_SCHEMA`."""
        said = messages.select(["local_time", "text"]).filter(pc.is_valid(messages["author_name"]))
        times: Any = said["local_time"].cast(pa.timestamp("us")).cast(pa.int64()).to_numpy()
        texts = [hash(text) for text in said["text"].to_pylist() if text]
        empty_count = said.num_rows - len(texts)
        return cls(np.sort(times), np.sort(np.fromiter(texts, np.int64, len(texts))), empty_count)


def may_be_one_chat(known: Fingerprint, incoming: Fingerprint) -> bool:
    """Whether two exports may share enough messages to be of one conversation.

    Of the side with fewer messages in the days that both cover, a share must be in the other. Messages whose text the
    other has at no time are not. The days are shortened by one on both sides, so that no clock adds messages to them.
    """
    if not len(known.times) or not len(incoming.times):
        return True
    start = max(known.times[0], incoming.times[0]) + _DAY_US
    stop = min(known.times[-1], incoming.times[-1]) - _DAY_US
    least = min(_count_between(known.times, start, stop), _count_between(incoming.times, start, stop))
    return _count_common(known, incoming) >= max(1, least * MIN_SHARED_SHARE)


def _count_common(known: Fingerprint, incoming: Fingerprint) -> int:
    """The number of incoming messages that are known, at most."""
    if not len(known.texts):
        return incoming.empty_count
    places = np.searchsorted(known.texts, incoming.texts)
    places[places == len(known.texts)] = 0
    return int(np.count_nonzero(known.texts[places] == incoming.texts)) + incoming.empty_count


def _count_between(times: npt.NDArray[np.int64], start: int, stop: int) -> int:
    return int(np.searchsorted(times, stop, "right") - np.searchsorted(times, start, "left"))
