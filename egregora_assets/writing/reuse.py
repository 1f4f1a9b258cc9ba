"""Drafts of an earlier run that would come out the same again: taken from the stored documents instead of written.

A draft's key is a digest of everything that decides it. What is noted of a run are keys and digests of drafts, never
text, so that the notes can be thrown away and cannot outlive what somebody wants gone; a stored document that is not
what was noted (another hand's, another run's) is not taken.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from egregora_assets.contracts.digests import code_digest_of, key_of
from egregora_assets.writing.drafts import Draft

Notes = Mapping[str, tuple[str, str]]
"""By what a draft is about, its key and the digest of the draft."""

_PACKAGES = ("egregora_assets.writing", "egregora_assets.stages.generated", "egregora_assets.language")
_LIBRARIES = ("numpy", "snowballstemmer", "stopwordsiso")


@dataclass
class Reuse:
    """Hands out drafts, from the stored documents where they have them.

    Args:
        earlier: what the last run noted; empty = every draft is written.
        standing: the draft that a stored document holds, by what it is about; None where there is none.
        kept: what this run will have noted.
    """

    earlier: Notes = field(default_factory=dict)
    standing: Callable[[str], Draft | None] = lambda _subject: None
    kept: dict[str, tuple[str, str]] = field(default_factory=dict)

    def draft(self, subject: str, key: str, write: Callable[[], Draft | None]) -> Draft | None:
        """A draft: the stored one if it was written under this key and is whole, else a new one.

        That there was nothing to tell is noted too, and not found out again.

        Args:
            subject: see `subject_of`.
        """
        earlier_key, earlier_digest = self.earlier.get(subject, ("", ""))
        if earlier_key == key:
            for known in (self.standing(subject), None):
                if digest_of(known) == earlier_digest:
                    self.kept[subject] = (key, earlier_digest)
                    return known
        fresh = write()
        self.kept[subject] = (key, digest_of(fresh))
        return fresh


def subject_of(doc_type: str, chat_id: str, about: str) -> str:
    """What a draft is about, in one word: its type, its conversation, its window or person."""
    return f"{doc_type}/{chat_id}/{about}"


def digest_of(draft: Draft | None) -> str:
    """A digest of all that a draft says."""
    return key_of(draft)


def code_digest() -> str:
    """A digest of this room's code and words and of what they lean on: other code writes other drafts."""
    return code_digest_of(_PACKAGES, _LIBRARIES)
