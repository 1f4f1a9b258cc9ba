"""Pages of an earlier build, taken from the published site where they would come out the same."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from functools import cached_property

from egregora_assets.contracts.digests import ResultCache

FEED = "feed.json"
"""The feed that holds the HTML of the newest posts."""
SEARCH = "search/index.js"
"""The list of the segments of the search index."""


class PageCache(ResultCache[bytes]):
    """Pages of the last build, and texts of its feed. See `ResultCache` for what is kept and who may delete it.

    - Key: the page's path and `PagePlan.fingerprint`; of a text in the feed `feed.json#ID` and a digest of its prose.
    - Where: the notes in `HOME/cache/site_pages.json` (`services/digest_cache.py`), the bytes in `HOME/site`.
    """

    def list_candidates(self, subject: str) -> Iterable[bytes]:
        """The page, or text of the feed, that is published, if there is one."""
        path, _, document_id = subject.partition("#")
        content = self._feed.get(document_id) if document_id else self.read_stored(path)
        return () if content is None else (content,)

    def digest(self, result: bytes) -> str:
        """A digest of a page's bytes."""
        return hashlib.sha256(result).hexdigest()

    @cached_property
    def _feed(self) -> Mapping[str, bytes]:
        """The texts of the published feed by document id; none where it is missing or damaged."""
        try:
            items = json.loads(self.read_stored(FEED) or b"{}").get("items", ())
            return {str(i["id"]).removeprefix("urn:uuid:"): str(i["content_html"]).encode() for i in items}
        except (ValueError, TypeError, AttributeError, KeyError):
            return {}
