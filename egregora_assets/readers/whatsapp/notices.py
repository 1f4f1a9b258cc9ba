"""Tells notices of the application from what people wrote, where a mark in front says that it may be either.

Where brackets enclose the stamp, a notice stands behind a name as a message does: the group's, or that of who acted.
The mark of direction in front of it is no proof, because pasted and right-to-left texts begin with one, too. Behind a
person's name only a known notice is one: what nobody knows is what that person wrote.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from functools import lru_cache

import numpy as np
import numpy.typing as npt

from egregora_assets.language.folding import fold_phrase
from egregora_assets.readers.whatsapp.headers import MARKS
from egregora_assets.readers.whatsapp.vocabulary import NoticeWords, load_vocabulary

MAX_LOOKED_AT = 40
"""Marked bodies of an author without others that are looked at, to tell whether it is the group."""
MAX_NOTICE = 1500
_SAMPLE_WORDS = 40
_WORD = re.compile(r"[^\s,.:;!?/\"“”„«»()]+")
_QUOTED = re.compile(r"[\"“„«「『][^\"”“»」』\n]{1,200}[\"”“»」』]")
_SPACED = re.compile(r"[0-9A-Za-z\u00c0-\u024f\u0370-\u04ff\u0531-\u058f\u10a0-\u10ff]")
"""Letters of scripts that put spaces between words, and digits."""
_NAME_ENDS = re.compile(f"[{MARKS}~ ]+")


def begins_with_name(text: str, name: str) -> bool:
    """Whether a text begins with a name, as a word or several."""
    folded, wanted = fold_phrase(text[: len(name) + 40]).lstrip("~ "), fold_phrase(name)
    if not wanted or not folded.startswith(wanted):
        return False
    rest = folded[len(wanted) :]
    return not rest or not (_SPACED.match(wanted[-1]) and _SPACED.match(rest))


def is_notice_about(text: str, author: str) -> bool:
    """Whether a marked text behind a person's name is a known notice.

    Args:
        text: without marks.
        author: the clean name in front of it.
    """
    if len(text) > MAX_NOTICE:
        return False
    folded = fold_phrase(text)
    words = load_vocabulary().notices
    if load_vocabulary().encryption_stem.search(folded):
        return folded.startswith(words.heads) or begins_with_name(text, author)
    if folded.startswith(words.sentences):
        return True
    if begins_with_name(text, author):
        rest = fold_phrase(text.lstrip("~ ")[len(author) :])
        return _says_what_was_done(rest, words) or rest in words.verbs
    first, _, rest = folded.partition(" ")
    is_enough = rest.count(" ") < 3 or words.topics.search(rest) is not None
    if first in words.you:
        return rest in words.verbs or (is_enough and _says_what_was_done(rest, words))
    return is_enough and first in words.deeds


def _says_what_was_done(rest: str, words: NoticeWords) -> bool:
    """Whether what follows a name or "you" has a verb of notices that is more than an auxiliary."""
    found = _WORD.findall(rest)[:_SAMPLE_WORDS]
    if any(w in words.strong for w in found) or words.inside.search(rest):
        return True
    return any(w in words.verbs for w in found) and words.topics.search(rest) is not None


def reads_like_notice(text: str, names: Collection[str]) -> bool:
    """Whether a marked text behind a name that may be the group's reads like any notice.

    Args:
        names: of the people who write in the file.
    """
    folded = fold_phrase(text[:MAX_NOTICE])
    words = load_vocabulary().notices
    if load_vocabulary().encryption_stem.search(folded) or _QUOTED.search(text):
        return True
    if _says_what_was_done(folded, words):
        return True
    pieces = _NAME_ENDS.split(text[:200])
    return any(" ".join(pieces[:n]) in names for n in range(1, 6))


class Speakers:
    """Who of a bracketed file's authors are people, and who is the group or the application.

    Args:
        names: clean name of each distinct author; None for notices.
        authors: the author of each record.
        is_plain: whether a record's body begins without a mark of direction: then a person wrote it.
    """

    def __init__(
        self, names: Sequence[str | None], authors: npt.NDArray[np.int32], is_plain: npt.NDArray[np.bool_]
    ) -> None:
        self._names = names
        self._is_person: npt.NDArray[np.bool_] = np.zeros(len(names), np.bool_)
        self._is_person[np.unique(authors[is_plain])] = True
        self._is_plain = self._is_person.copy()
        self._people = frozenset(
            name for name, is_it in zip(names, self._is_person.tolist(), strict=True) if is_it and name is not None
        )
        left = np.flatnonzero(~is_plain & ~self._is_person[authors])
        _, starts, places = np.unique(authors[left], return_index=True, return_inverse=True)
        order = np.argsort(places, kind="stable")
        nth = np.empty(len(left), np.intp)
        firsts = np.searchsorted(places[order], np.arange(len(starts)))
        nth[order] = np.arange(len(left)) - firsts[places[order]] if len(left) else 0
        self.doubtful: npt.NDArray[np.intp] = left[nth < MAX_LOOKED_AT]
        """Some records of each author of whom no record is plain."""

    def judge(self, authors: npt.NDArray[np.int32], kinds: Sequence[tuple[str, str]]) -> None:
        """Decides about authors without a plain record.

        One is a person who sent a file or a place, or about whom a notice under their own name tells; the group, if at
        least half of the rest reads like notices.

        Args:
            authors: of the doubtful records; kinds: of the same, kind and text.
        """
        votes: dict[int, int] = {}
        for code, (kind, text) in zip(authors.tolist(), kinds, strict=True):
            name = self._names[code] or ""
            if kind != "system" or begins_with_name(text, name):
                self._is_person[code] = True
            votes[code] = votes.get(code, 0) + (1 if reads_like_notice(text, self._people) else -1)
        for code, vote in votes.items():
            self._is_person[code] |= vote < 0

    def wrote(self, code: int, text: str) -> bool:
        """Whether an author wrote a marked text that is no known phrase; else it is a notice.

        Args:
            code: the author; text: without marks.
        """
        name = self._names[code]
        if name is None or not self._is_person[code] or (not self._is_plain[code] and begins_with_name(text, name)):
            return False
        return not _is_notice_about(text, name)


_is_notice_about = lru_cache(maxsize=4096)(is_notice_about)
