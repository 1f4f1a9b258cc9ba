"""Writes a git bundle without git: objects by their content, a pack of them, the refs; see gitformat-bundle(5).

Objects are stored, not deflated, so that no version of zlib has a say in the bytes.
"""

from __future__ import annotations

import hashlib
import struct
import zlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

COMMIT, TREE, BLOB = 1, 2, 3
_NAMES = {COMMIT: b"commit", TREE: b"tree", BLOB: b"blob"}
_LONGEST_BLOCK = 65_535
_BEGIN = datetime.fromisoformat("1970-01-01")
AUTHOR = "Gotejo <gotejo@git.example.org>"


@dataclass
class Repository:
    """A repository while it is written: its objects, and where its refs point."""

    objects: dict[str, tuple[int, bytes]] = field(default_factory=dict)
    refs: dict[str, str] = field(default_factory=dict)

    def commit(self, files: Mapping[str, str], parent: str | None, at: datetime, subject: str) -> str:
        """Add a commit of all files, by path with slashes; return its id.

        Args:
            at: author and committer date, UTC.
        """
        tree = self._add_tree({path: self._add(BLOB, text.encode()) for path, text in files.items()})
        who = f"{AUTHOR} {int((at - _BEGIN).total_seconds())} +0000"
        head = [f"tree {tree}", *([f"parent {parent}"] if parent else []), f"author {who}", f"committer {who}"]
        return self._add(COMMIT, "\n".join([*head, "", subject, ""]).encode())

    def write_bundle(self) -> bytes:
        """Return the bundle with all refs; the first one is what HEAD means."""
        lines = [f"{commit_id} {name}" for name, commit_id in self.refs.items()]
        head = f"{next(iter(self.refs.values()))} HEAD"
        return "\n".join(["# v2 git bundle", *lines, head, "", ""]).encode() + self._write_pack()

    def _add(self, kind: int, content: bytes) -> str:
        name = hashlib.sha1(b"%s %d\0%s" % (_NAMES[kind], len(content), content), usedforsecurity=False).hexdigest()
        self.objects[name] = (kind, content)
        return name

    def _add_tree(self, blobs: Mapping[str, str]) -> str:
        """Add the trees of paths; return the id of the outermost."""
        inner: dict[str, dict[str, str]] = {}
        entries: dict[bytes, tuple[bytes, str]] = {}
        for path, blob in blobs.items():
            name, _, rest = path.partition("/")
            if rest:
                inner.setdefault(name, {})[rest] = blob
            else:
                entries[name.encode()] = (b"100644", blob)
        for name, rest_blobs in inner.items():
            entries[name.encode()] = (b"40000", self._add_tree(rest_blobs))
        # Git sorts the name of a folder as if it ended with a slash.
        order = sorted(entries, key=lambda name: name + (b"/" if entries[name][0] == b"40000" else b""))
        return self._add(TREE, b"".join(b"%s %s\0" % (entries[n][0], n) + bytes.fromhex(entries[n][1]) for n in order))

    def _write_pack(self) -> bytes:
        pack = struct.pack(">4sII", b"PACK", 2, len(self.objects))
        pack += b"".join(_head(kind, len(content)) + _store(content) for kind, content in self.objects.values())
        return pack + hashlib.sha1(pack, usedforsecurity=False).digest()


def _head(kind: int, size: int) -> bytes:
    """The kind and size of an object of a pack: four bits of the size, then seven a byte."""
    byte, size, out = kind << 4 | size & 15, size >> 4, bytearray()
    while size:
        out.append(byte | 0x80)
        byte, size = size & 0x7F, size >> 7
    return bytes([*out, byte])


def _store(content: bytes) -> bytes:
    """Content in the format of zlib, in blocks that are not compressed."""
    starts = range(0, len(content), _LONGEST_BLOCK) or (0,)
    blocks = [content[start : start + _LONGEST_BLOCK] for start in starts]
    out = b"\x78\x01"
    for number, block in enumerate(blocks, 1):
        out += struct.pack("<BHH", number == len(blocks), len(block), len(block) ^ 0xFFFF) + block
    return out + struct.pack(">I", zlib.adler32(content))
