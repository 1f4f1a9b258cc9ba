"""Pairs messages that are the same although two exports write them differently.

One may be deleted or edited since, lack its file, have another phone's name for the file, or be in another language of
the application: such messages of one author and one minute are paired after all equal ones. Notices are paired only if
no notice of the two exports is equal, as in two languages.

Where exports show messages in different forms (deleted, edited), equal texts alone pair them wrongly: of "kkk, kkk" and
"deleted, kkk" the first was deleted. So the messages of one person in one minute are paired by place, if both exports
have all of them or one has only the first or the last ones. The program's ids decide before that.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass

from egregora_assets.merging.chat_rows import Content, Rows, number_equals
from egregora_assets.readers.messages import values

_ANDROID_FILE = re.compile(r"(?:IMG|VID|AUD|PTT|STK|DOC)-\d{8}-WA\d+")
_IOS_FILE = re.compile(r"\d{8}-(?:PHOTO|VIDEO|AUDIO|STICKER|GIF)-\d{4}-|\d{4}-\d\d-\d\d-(?:PHOTO|VIDEO|AUDIO)-\d+")
_IOS_NUMBER = re.compile(r"^\d{8}-")
_ADDRESS = re.compile(r"https?://\S+")
_VOTES = re.compile(r"[(（]\D*(\d+)[^()（）]*[)）]\s*$", re.MULTILINE)
_WORDED = frozenset(["deleted", "call", "location", "poll", "system"])
"""Kinds whose texts are the application's words, in the language of the phone."""


Group = tuple[int, str | None]
"""Local minute and author."""


@dataclass(frozen=True)
class Side:
    """One of two exports, with what is needed besides `Rows`."""

    rows: Rows
    edited: list[bool]

    def key(self, row: int) -> Group:
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


def _find_unpaired(known: Side, groups: set[Group], matched: set[int]) -> dict[Group, list[int]]:
    """The known messages of some authors and minutes that nothing equals."""
    left: dict[Group, list[int]] = defaultdict(list)
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


@dataclass(frozen=True)
class Edges:
    """Minutes that exports may cover only in part.

    Attributes:
        first: minutes in which one may begin, so that it has their last messages; last: in which one may end.
    """

    first: Collection[int]
    last: Collection[int]


@dataclass(frozen=True)
class Groups:
    """Messages of one export by group.

    Attributes:
        groups: the group of every message; order: what they are sorted by within a group.
        edges: minutes that the export may cover only in part.
    """

    groups: Sequence[Group]
    order: Sequence[int]
    edges: Edges

    def find_rows(self, wanted: Collection[Group]) -> dict[Group, list[int]]:
        """The messages of some groups, in order."""
        rows: dict[Group, list[int]] = defaultdict(list)
        for row, group in enumerate(self.groups):
            if group in wanted:
                rows[group].append(row)
        for found in rows.values():
            found.sort(key=lambda r: self.order[r])
        return rows


def _pair_groups(
    known: Groups, incoming: Groups, changed: Collection[Group], is_same: Callable[[int, int], bool]
) -> dict[int, int | None]:
    """Pairs by place the messages of groups in which something was edited or deleted.

    Args:
        changed: the groups to look at.
        is_same: whether a known and an incoming message may be one.

    Returns: incoming message to known one, or to None where it is new, for the groups of which that is sure.
    """
    pairs: dict[int, int | None] = {}
    here, there = known.find_rows(changed), incoming.find_rows(changed)
    for group, theirs in there.items():
        mine = here.get(group)
        if mine:
            pairs |= _pair_group(mine, theirs, group[0], (known.edges, incoming.edges), is_same) or {}
    return pairs


def _pair_group(
    mine: list[int], theirs: list[int], minute: int, edges: tuple[Edges, Edges], is_same: Callable[[int, int], bool]
) -> dict[int, int | None] | None:
    """The pairs of one group; None where nothing is sure."""
    shorter, longer = edges if len(mine) <= len(theirs) else edges[::-1]
    has_end, has_beginning = minute in shorter.first, minute in shorter.last
    if len(mine) != len(theirs):
        is_whole = minute not in longer.first and minute not in longer.last
        is_alike = (minute in longer.first, minute in longer.last) == (has_end, has_beginning)
        if has_end == has_beginning or not (is_whole or is_alike):
            return None
    count = min(len(mine), len(theirs))
    cut = slice(-count, None) if has_end and not has_beginning else slice(0, count)
    pairs = list(zip(mine[cut], theirs[cut], strict=True))
    if not all(is_same(k, i) for k, i in pairs):
        return None
    return dict.fromkeys(theirs) | {i: k for k, i in pairs}


def match_keys(
    known: Rows, contents: Sequence[Content], keys: Sequence[str | None], known_keys: Sequence[str | None]
) -> list[int | None]:
    """For each incoming message the known one with its id, else the equal one among those without an id."""
    by_key = {key: k for k, key in enumerate(known_keys) if key}
    found = [by_key.get(key) if key else None for key in keys]
    free = [k for k, key in enumerate(known_keys) if not key]
    if free:
        known_contents = known.contents()
        free_contents = [known_contents[k] for k in free]
        where = dict(zip(zip(free_contents, number_equals(free_contents), strict=True), free, strict=True))
        left = [i for i, k in enumerate(found) if k is None]
        asked = [contents[i] for i in left]
        for i, key in zip(left, zip(asked, number_equals(asked), strict=True), strict=True):
            found[i] = where.get(key)
    return found


def pair_by_place(
    known: Rows, incoming: Rows, found: list[int | None], changes: dict[int, int], edges: Edges | None
) -> None:
    """Pairs by place the messages of one person in each minute in which something was edited or deleted.

    Args:
        found: for each incoming message the known one; completed here.
        changes: known index to the incoming one that replaces it; completed here.
        edges: minutes that the known rows may cover only in part; None = the first and the last.
    """
    here, there = (Side(r, values(r.table["is_edited"])) for r in (known, incoming))
    changed = {
        (side.rows.minutes[n], author)
        for side in (here, there)
        for n, (kind, is_edited, author) in enumerate(zip(side.rows.kinds, side.edited, side.rows.authors, strict=True))
        if (is_edited or kind == "deleted") and author is not None
    }
    if not changed:
        return
    mine = Groups(_list_groups(known), values(known.table["position"]), edges or _find_edges(known))
    theirs = Groups(_list_groups(incoming), values(incoming.table["position"]), _find_edges(incoming))

    def is_same(k: int, i: int) -> bool:
        is_equal = (known.texts[k], known.attachments[k]) == (incoming.texts[i], incoming.attachments[i])
        return is_equal or may_pair(here, k, there, i, False)

    is_later = known.span[1] < incoming.span[1]
    for i, k in _pair_groups(mine, theirs, changed, is_same).items():
        found[i] = k
        if k is not None and known.texts[k] != incoming.texts[i] and says_more(here, k, there, i, is_later):
            changes[k] = i


def _list_groups(rows: Rows) -> list[Group]:
    return list(zip(rows.minutes, rows.authors, strict=True))


def _find_edges(rows: Rows) -> Edges:
    """The first and the last minute: an export may begin and end half-way into one."""
    return Edges({rows.span[0]}, {rows.span[1]})
