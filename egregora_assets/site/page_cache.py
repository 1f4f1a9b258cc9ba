"""Pages of an earlier build, taken from the published site where they would come out the same."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable

import pyarrow as pa

from egregora_assets.contracts.digests import ResultCache, digest_code

_PACKAGES = ("egregora_assets.site", "egregora_assets.stages.published", "egregora_assets.language")
_LIBRARIES = ("babel", "jinja2", "markupsafe", "markdown-it-py", "nh3")


class PageCache(ResultCache[bytes]):
    """Pages of the last build. See `ResultCache` for what is kept and who may delete it.

    - Key: the page's path, and the fingerprint that `day_pages.DayPages` computes.
    - Where: the notes in `HOME/cache/site_pages.json` (`services/site_folder.py`), the pages in `HOME/site`.
    """

    def list_candidates(self, subject: str) -> Iterable[bytes]:
        """The page that is published, if there is one."""
        content = self.read_stored(subject)
        return () if content is None else (content,)

    def digest(self, result: bytes) -> str:
        """A digest of a page's bytes."""
        return hashlib.sha256(result).hexdigest()


def serialize_rows(rows: pa.Table) -> bytes:
    """Rows as bytes that differ for any two tables that differ."""
    sink = pa.BufferOutputStream()
    with pa.ipc.new_stream(sink, rows.schema) as stream:
        stream.write_table(rows.combine_chunks())
    return sink.getvalue().to_pybytes()


def fingerprint_code() -> str:
    """A digest of the code and templates that decide a page, and of the libraries that they use."""
    return digest_code(_PACKAGES, _LIBRARIES)
