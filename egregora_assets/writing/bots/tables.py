"""Finds programs in columns of messages: only the texts of the few who may be one become values."""

from __future__ import annotations

from collections.abc import Collection

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from egregora_assets.writing.bots.finding import MARK, Line, find_programs, may_be_program


def find_bots_in_table(rows: pa.Table, names: Collection[str], by: str = "author_id") -> frozenset[str]:
    """As `find_bots`, from the columns kind and text, the one that says by whom, and reply_to_id where there is one."""
    rows = rows.filter((pc.field("kind") == "text") & pc.field(by).is_valid())
    if not rows.num_rows:
        return frozenset()
    encoded = rows[by].combine_chunks().dictionary_encode()
    numbers = np.asarray(encoded.indices)
    marked = np.array([found is True for found in pc.match_substring_regex(rows["text"], MARK).to_pylist()])
    counts, marks = np.bincount(numbers), np.bincount(numbers, marked)
    likely = [number for number in range(len(counts)) if may_be_program(int(counts[number]), int(marks[number]))]
    if not likely:
        return frozenset()
    theirs = rows.filter(pa.array(np.isin(numbers, likely)))
    replies = theirs["reply_to_id"].is_valid() if "reply_to_id" in rows.column_names else None
    columns = (theirs[by], theirs["kind"], theirs["text"])
    flags = replies.to_pylist() if replies is not None else [False] * theirs.num_rows
    lines = zip(*(column.to_pylist() for column in columns), flags, strict=True)
    return find_programs((Line(str(author), kind, text or "", flag) for author, kind, text, flag in lines), names)
