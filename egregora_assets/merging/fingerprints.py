"""Whether two exports can be of one conversation at all, told in a fraction of the time that comparing them takes.

An inbox of many conversations compares each new export with every known one. Nothing is decided here that comparing
would decide otherwise: what this refuses shares too few texts for any clock.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from egregora_assets.merging.conversations import MIN_SHARED_SHARE
from egregora_assets.readers.messages import values

_DAY_US = 86_400_000_000
"""No phone's clock lies further from another's: `phone_clocks.FARTHEST`."""


@dataclass(frozen=True)
class Gist:
    """What people wrote, as numbers.

    Attributes:
        times: local times in microseconds, sorted.
        texts: of every message with a text a number that equal texts share, sorted; other texts may share it by chance.
        empty_count: messages without a text.
    """

    times: npt.NDArray[np.int64]
    texts: npt.NDArray[np.int64]
    empty_count: int

    @classmethod
    def of(cls, messages: pa.Table) -> Gist:
        """The gist of an export or a conversation; columns of `MESSAGE_SCHEMA`."""
        said = messages.select(["local_time", "text"]).filter(pc.is_valid(messages["author_name"]))
        times: Any = said["local_time"].cast(pa.timestamp("us")).cast(pa.int64()).to_numpy()
        texts = [hash(text) for text in values(said["text"]) if text]
        empty_count = said.num_rows - len(texts)
        return cls(np.sort(times), np.sort(np.fromiter(texts, np.int64, len(texts))), empty_count)


def may_be_one_chat(known: Gist, incoming: Gist) -> bool:
    """Whether messages of two exports may be the same ones.

    Of the side with fewer messages in the days that both cover, so many must be in the other (`conversations.compare`).
    Those whose text the other does not have at any time are none of them; the days are taken a day shorter on both
    sides, so that no clock brings in more messages than are counted.
    """
    if not len(known.times) or not len(incoming.times):
        return True
    start = max(known.times[0], incoming.times[0]) + _DAY_US
    stop = min(known.times[-1], incoming.times[-1]) - _DAY_US
    least = min(_within(known.times, start, stop), _within(incoming.times, start, stop))
    return _in_common(known, incoming) >= max(1, least * MIN_SHARED_SHARE)


def _in_common(known: Gist, incoming: Gist) -> int:
    """So many incoming messages, at most, are known."""
    if not len(known.texts):
        return incoming.empty_count
    places = np.searchsorted(known.texts, incoming.texts)
    places[places == len(known.texts)] = 0
    return int(np.count_nonzero(known.texts[places] == incoming.texts)) + incoming.empty_count


def _within(times: npt.NDArray[np.int64], start: int, stop: int) -> int:
    return int(np.searchsorted(times, stop, "right") - np.searchsorted(times, start, "left"))
