"""Drafts of an earlier run, taken from the stored documents where they would come out the same."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass

from egregora_assets.contracts.digests import ResultCache, digest_code, digest_values
from egregora_assets.writing.drafts import Draft

_PACKAGES = (
    "egregora_assets.writing",
    "egregora_assets.stages.generated",
    "egregora_assets.language",
    "egregora_assets.redaction.third_parties",
    "egregora_assets.redaction.lexicon",
)
_LIBRARIES = ("babel", "numpy", "snowballstemmer", "stopwordsiso")


PutOff = Callable[[Mapping[str, str], Callable[[Collection[str]], None]], None]
"""Lets profiles be written that have to be: it is given their fingerprints by author_id, and what writes some of them.
There is no profile of those that it leaves out: an earlier one may name somebody who is hidden since."""


@dataclass
class DraftCache(ResultCache[Draft | None]):
    """Posts and profiles of the last run. See `ResultCache` for what is kept and who may delete it.

    - Key: `name_subject`, and the fingerprint that `fingerprints.DraftFingerprints` computes.
    - Where: the notes in `HOME/cache/drafts.json` (`services/draft_notes.py`), the drafts in the tables `documents`,
      `document_authors`, `document_tags` and `citations`.

    That a window or person has no draft is noted too, and not found out again.

    Attributes:
        put_off: for a stage that puts profiles through its queue; otherwise they are written at once.
    """

    put_off: PutOff = lambda stale, write: write(stale)

    def list_candidates(self, subject: str) -> Iterable[Draft | None]:
        """The stored draft, and that there was nothing to write."""
        return (self.read_stored(subject), None)

    def digest(self, result: Draft | None) -> str:
        """A digest of all that a draft says."""
        return digest_values(result)


def name_subject(doc_type: str, chat_id: str, about: str) -> str:
    """The key of a draft: its type, its conversation, and the window or person that it is about."""
    return f"{doc_type}/{chat_id}/{about}"


def fingerprint_code() -> str:
    """A digest of the code and words that decide a draft, and of the libraries that they use."""
    return digest_code(_PACKAGES, _LIBRARIES)
