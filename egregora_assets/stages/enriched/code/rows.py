"""Binds the lines of code to the table: which places are wanted, and what is shown of each."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from functools import lru_cache
from typing import NamedTuple

import pyarrow as pa

from egregora_assets.redaction.detectors.network import find_mail_addresses
from egregora_assets.redaction.detectors.passwords import find_secrets
from egregora_assets.references.excerpts import Cut, cut_lines
from egregora_assets.stages.enriched.code.expressions import EXCERPTS
from egregora_assets.stages.enriched.rows import MentioningText


class Place(NamedTuple):
    """A place of code: lines of a content; 0 where none are named."""

    repository_id: str
    blob_id: str
    line_start: int
    line_end: int


def list_wanted(mentioning: Sequence[MentioningText], answers: pa.Table, kept: pa.Table) -> list[Place]:
    """The places that messages mean, each once, sorted.

    Args:
        mentioning: the messages that are read, with their mentions.
        answers: what was found of these (`expressions.ANSWERS`).
        kept: the places of the mentions that stay as they are.
    """
    mentions = {found.message.message_id: found.mentions for found in mentioning}
    wanted = {Place(*row) for row in zip(*(kept[name].to_pylist() for name in Place._fields), strict=True)}
    for row in answers.to_pylist():
        if row["blob_id"]:
            mention = mentions[row["message_id"]][row["place"]]
            lines = mention.line_start or 0, mention.line_end or 0
            wanted.add(Place(row["repository_id"], row["blob_id"], *lines))
    return sorted(wanted)


def read_cuts(
    places: Sequence[Place],
    known: Mapping[Place, Cut],
    read: Callable[[str, str], bytes | None],
    find_private: Callable[[Sequence[str]], Collection[int]],
    *,
    is_reused: bool,
) -> dict[Place, Cut]:
    """What is shown of each place.

    Args:
        known: what was shown of some before.
        read: the bytes of a content by repository and id; None where they cannot be read.
        find_private: the numbers of the texts in which something is that must not be shown.
        is_reused: whether what is known counts; else only where the content cannot be read.
    """
    cuts: dict[Place, Cut] = {}
    read_once = lru_cache(maxsize=1)(read)  # the places of one content come together
    for place in places:
        earlier = known.get(place, Cut())
        if is_reused and earlier.text is not None:
            cuts[place] = earlier
            continue
        content = read_once(place.repository_id, place.blob_id)
        if content is not None:
            cuts[place] = cut_lines(content, place.line_start, place.line_end)
        else:
            cuts[place] = earlier if earlier.text is not None else Cut(reason="not at hand")
    shown = [(place, cut.text) for place, cut in cuts.items() if cut.text is not None]
    for number in find_private([text for _, text in shown]) if shown else ():
        cuts[shown[number][0]] = Cut(reason="withheld")
    return cuts


def find_contacts(texts: Sequence[str]) -> set[int]:
    """The numbers of the texts that hold a mail address, a password or a key."""
    return {
        number
        for number, text in enumerate(texts)
        if any(True for _ in (*find_mail_addresses(text), *find_secrets(text)))
    }


def read_known(stored: pa.Table) -> dict[Place, Cut]:
    """What the stored rows of `code_excerpts` show."""
    return {
        Place(*(row[name] for name in Place._fields)): Cut(row["first_line"], row["text"], row["reason"])
        for row in stored.to_pylist()
    }


def tell_excerpts(cuts: Mapping[Place, Cut]) -> pa.Table:
    """The rows of `expressions.EXCERPTS`."""
    rows = [
        {**place._asdict(), "first_line": cut.first_line, "text": cut.text, "reason": cut.reason}
        for place, cut in cuts.items()
    ]
    return pa.Table.from_pylist(rows, schema=EXCERPTS.schema().to_pyarrow())
