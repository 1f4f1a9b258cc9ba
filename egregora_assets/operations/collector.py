"""How often Python looks for garbage."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager

_THRESHOLDS = (200_000, 50, 100)


@contextmanager
def rare_collection() -> Iterator[None]:
    """Inside the block, garbage is looked for rarely.

    What a command imports stays, and to look costs a seventh of its start. Rows are millions of values and hardly any
    cycles: to look for those costs a twelfth of a large run.
    """
    thresholds = gc.get_threshold()
    gc.set_threshold(*_THRESHOLDS)
    try:
        yield
    finally:
        gc.set_threshold(*thresholds)
