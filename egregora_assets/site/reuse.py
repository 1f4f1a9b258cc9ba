"""Pages of an earlier build that would come out the same again: taken as they stand instead of being made.

A page's key is a digest of everything that decides its bytes. What is kept of a build are keys and digests of bytes,
never text, so that it can be thrown away and cannot outlive what somebody wants gone.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

import pyarrow as pa

from egregora_assets.contracts.digests import code_digest_of

KeptPages = Mapping[str, tuple[str, str]]
"""By path, the key of a page and the digest of its bytes."""

_PACKAGES = ("egregora_assets.site", "egregora_assets.stages.published", "egregora_assets.language")
_LIBRARIES = ("jinja2", "markupsafe", "markdown-it-py", "nh3")


@dataclass
class Reuse:
    """Hands out pages, from the standing site where that has them.

    Args:
        earlier: what the last build noted; empty = every page is made.
        standing: reads a file of the standing site by its path; None where there is none.
        kept: what this build will have noted.
    """

    earlier: KeptPages = field(default_factory=dict)
    standing: Callable[[str], bytes | None] = lambda _path: None
    kept: dict[str, tuple[str, str]] = field(default_factory=dict)

    def page(self, path: str, key: str, make: Callable[[], bytes]) -> bytes:
        """The bytes of a page: those that stand if they were made under this key and are whole, else new ones."""
        earlier_key, earlier_digest = self.earlier.get(path, ("", ""))
        content = self.standing(path) if earlier_key == key else None
        if content is None or _digest(content) != earlier_digest:
            content = make()
        self.kept[path] = (key, _digest(content))
        return content


def _digest(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def rows_as_bytes(rows: pa.Table) -> bytes:
    """Rows as bytes that tell any two tables apart."""
    sink = pa.BufferOutputStream()
    with pa.ipc.new_stream(sink, rows.schema) as stream:
        stream.write_table(rows.combine_chunks())
    return sink.getvalue().to_pybytes()


def code_digest() -> str:
    """A digest of this room's code and templates and of what they lean on: other code makes other pages."""
    return code_digest_of(_PACKAGES, _LIBRARIES)
