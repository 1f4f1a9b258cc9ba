"""Pages of an earlier build that would come out the same again: taken as they stand instead of being made.

A page's key is a digest of everything that decides its bytes. What is kept of a build are keys and digests of bytes,
never text, so that it can be thrown away and cannot outlive what somebody wants gone.
"""

from __future__ import annotations

import hashlib
import sys
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from functools import cache
from importlib import metadata, resources
from importlib.resources.abc import Traversable

import pyarrow as pa

KeptPages = Mapping[str, tuple[str, str]]
"""By path, the key of a page and the digest of its bytes."""

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


def key_of(*parts: object) -> str:
    """A digest of values whose `repr` tells all of them apart, and of bytes."""
    digest = hashlib.sha256()
    for part in parts:
        data = part if isinstance(part, bytes) else repr(part).encode("utf-8", "surrogatepass")
        digest.update(len(data).to_bytes(8, "big") + data)
    return digest.hexdigest()


def rows_as_bytes(rows: pa.Table) -> bytes:
    """Rows as bytes that tell any two tables apart."""
    sink = pa.BufferOutputStream()
    with pa.ipc.new_stream(sink, rows.schema) as stream:
        stream.write_table(rows.combine_chunks())
    return sink.getvalue().to_pybytes()


@cache
def code_digest() -> str:
    """A digest of this room's code and templates and of what they lean on: other code makes other pages."""
    versions = [f"{name} {metadata.version(name)}" for name in _LIBRARIES]
    files = sorted(_files(resources.files("egregora_assets.stages.published"), ""))
    return key_of(sys.version, *versions, *(part for file in files for part in file))


def _files(folder: Traversable, path: str) -> Iterable[tuple[str, bytes]]:
    for entry in folder.iterdir():
        if entry.is_dir():
            yield from _files(entry, f"{path}{entry.name}/")
        elif not entry.name.endswith(".pyc"):
            yield f"{path}{entry.name}", entry.read_bytes()
