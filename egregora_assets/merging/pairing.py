"""Pairs messages that are the same although two exports write them differently.

One may be deleted or edited since, lack its file, have another phone's name for the file, or be in another language of
the application: such messages of one author and one minute are paired after all equal ones. Notices are paired only if
no notice of the two exports is equal, as in two languages.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass

from egregora_assets.merging.chat_rows import Rows
from egregora_assets.readers.messages import values

_ANDROID_FILE = re.compile(r"(?:IMG|VID|AUD|PTT|STK|DOC)-\d{8}-WA\d+")
_IOS_FILE = re.compile(r"\d{8}-(?:PHOTO|VIDEO|AUDIO|STICKER|GIF)-\d{4}-|\d{4}-\d\d-\d\d-(?:PHOTO|VIDEO|AUDIO)-\d+")
_IOS_NUMBER = re.compile(r"^\d{8}-")
_ADDRESS = re.compile(r"https?://\S+")
_VOTES = re.compile(r"[(（]\D*(\d+)[^()（）]*[)）]\s*$", re.MULTILINE)
_WORDED = frozenset(["deleted", "call", "location", "poll", "system"])
"""Kinds whose texts are the application's words, in the language of the phone."""


@dataclass(frozen=True)
class Side:
    """One of two exports, with what is needed besides `Rows`."""

    rows: Rows
    edited: list[bool]

    def key(self, row: int) -> tuple[int, str | None]:
        """Minute and author of a message."""
        return self.rows.minutes[row], self.rows.authors[row]


def pair_leftovers(
    known: Rows, incoming: Rows, found: list[int | None], changes: dict[int, int], barred: Collection[int] = ()
) -> None:
    """Pairs messages that equal no other.

    Args:
        known, incoming: two exports of one chat, under the same names and on the same clock.
        found: for each incoming message the known one that it is; completed here.
        changes: known index to the incoming one that replaces it; completed here.
        barred: known messages that are certainly in no pair.
    """
    new = [i for i, k in enumerate(found) if k is None]
    if not new:
        return
    here, there = Side(known, values(known.table["is_edited"])), Side(incoming, values(incoming.table["is_edited"]))
    left = _find_unpaired(here, {there.key(i) for i in new}, {k for k in found if k is not None}.union(barred))
    cut = _find_cut_minutes(known, incoming)
    is_later = known.span[1] < incoming.span[1]
    are_notices_alike = any(k is not None and kind == "system" for k, kind in zip(found, incoming.kinds, strict=True))
    for i in new:
        if are_notices_alike and incoming.kinds[i] == "system":
            continue
        candidates = left.get(there.key(i), [])
        pairs = [k for k in candidates if may_pair(here, k, there, i, incoming.minutes[i] in cut)]
        if not pairs:
            continue
        k = next((k for k in pairs if known.texts[k] == incoming.texts[i]), pairs[0])
        found[i] = k
        candidates.remove(k)
        if says_more(here, k, there, i, is_later):
            changes[k] = i


def _find_unpaired(
    known: Side, groups: set[tuple[int, str | None]], matched: set[int]
) -> dict[tuple[int, str | None], list[int]]:
    """The known messages of some authors and minutes that nothing equals."""
    left: dict[tuple[int, str | None], list[int]] = defaultdict(list)
    for k, group in enumerate(zip(known.rows.minutes, known.rows.authors, strict=True)):
        if group in groups and k not in matched:
            left[group].append(k)
    return left


def _find_cut_minutes(known: Rows, incoming: Rows) -> set[int]:
    """Minutes in which one of the two begins or ends half-way: there a missing message proves nothing."""
    (a, b), (c, d) = known.span, incoming.span
    return ({a, c} if a != c else set()) | ({b, d} if b != d else set())


def may_pair(known: Side, k: int, incoming: Side, i: int, is_cut: bool) -> bool:
    """Whether two messages of one author in one minute may be the same although they differ."""
    kinds = {known.rows.kinds[k], incoming.rows.kinds[i]}
    names = known.rows.attachments[k], incoming.rows.attachments[i]
    is_edited = (known.edited[k] or incoming.edited[i]) and len(kinds) == 1 and names[0] == names[1]
    if kinds <= {"media", "contact"}:
        return _is_one_file(*names) or (is_edited and not is_cut)
    if len(kinds) == 1 and kinds <= _WORDED:
        return (not is_cut or kinds <= {"location", "poll"}) and _says_the_same(
            kinds.pop(), known.rows.texts[k], incoming.rows.texts[i]
        )
    return not is_cut and ("deleted" in kinds or is_edited)


def _is_one_file(known: str | None, incoming: str | None) -> bool:
    """Whether two names may be of one file: one is missing, or each phone system numbers in its own way."""
    if known is None or incoming is None:
        return known is not incoming
    plain = {_IOS_NUMBER.sub("", n) for n in (known, incoming)}
    systems = {bool(_IOS_NUMBER.match(n) or _IOS_FILE.match(n)) for n in (known, incoming)}
    return len(systems) == 2 and (len(plain) == 1 or any(_ANDROID_FILE.match(n) for n in (known, incoming)))


def _says_the_same(kind: str, known: str, incoming: str) -> bool:
    """Whether two texts of the application may mean the same in two languages, or with other numbers of votes."""
    if kind == "location":
        return _ADDRESS.findall(known) == _ADDRESS.findall(incoming)
    if kind == "poll":
        return known.split("\n")[1:2] == incoming.split("\n")[1:2]
    return True


def says_more(known: Side, k: int, incoming: Side, i: int, is_later: bool) -> bool:
    """Whether the incoming message of a pair replaces the known one."""
    kinds = known.rows.kinds[k], incoming.rows.kinds[i]
    if kinds[0] == kinds[1] == "poll":
        return _vote_count(incoming.rows.texts[i]) > _vote_count(known.rows.texts[k])
    if kinds[0] == kinds[1] and kinds[0] in _WORDED:
        return False
    if "deleted" in kinds:
        return kinds[1] == "deleted"
    if known.edited[k] and incoming.edited[i]:
        return is_later
    if known.edited[k] != incoming.edited[i]:
        return incoming.edited[i]
    return known.rows.attachments[k] is None


def _vote_count(poll: str) -> int:
    return sum(int(n) for n in _VOTES.findall(poll))
