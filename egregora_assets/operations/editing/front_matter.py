"""An edited post as it lies in a file: front matter between two lines of dashes, then Markdown."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from uuid import UUID

from egregora_assets.contracts.documents import DOCUMENT_STATUSES
from egregora_assets.errors import EditedPostRefused

_FENCE = "---"
_PAIR = re.compile(r"([a-z_]+):(?:\s+(.*))?$")
_LONG_ESCAPE = re.compile(r"(?<!\\)((?:\\\\)*)\\U([0-9a-fA-F]{8})")
_REQUIRED = ("id", "version", "title", "summary")
_AS_EXPORTED = "`egregora export posts FOLDER` writes it as it should be."
_LARGEST = 4_000_000
"""Bytes of a file."""


@dataclass(frozen=True)
class EditedPost:
    """What a file says of a post.

    Attributes:
        version: digest of the writer's version that it was taken from.
        status: None = as it is; tags: None = as they are.
        lines: of the body; the first one is line `first` of the file, counted from 1.
        places: the lines of the front matter, by name.
    """

    path: Path
    document_id: str
    version: str
    title: str
    summary: str
    status: str | None
    tags: tuple[str, ...] | None
    lines: tuple[str, ...]
    first: int
    places: dict[str, int]


def read_edited_post(path: Path) -> EditedPost:
    """The post in a file.

    Raises:
        EditedPostRefused: it cannot be read, or its front matter is broken.
    """
    lines = _read_lines(path)
    if lines[0].rstrip() != _FENCE:
        raise EditedPostRefused(path, 1, "there is no front matter", f"begin it with a line `---`; {_AS_EXPORTED}")
    end = next((n for n, line in enumerate(lines) if n and line.rstrip() == _FENCE), None)
    if end is None:
        raise EditedPostRefused(path, 1, "the front matter has no end", "end it with a line `---`.")
    values, places = _read_pairs(path, lines[1:end])
    for name in _REQUIRED:
        if not str(values.get(name) or "").strip():
            raise EditedPostRefused(path, places.get(name, 1), f"`{name}` is missing", _AS_EXPORTED)
    for name in ("id", "version"):
        if not _is_id(values[name]):
            raise EditedPostRefused(path, places[name], f"`{name}` is no identifier", _AS_EXPORTED)
    status = values.get("status")
    if status is not None and status not in DOCUMENT_STATUSES:
        raise EditedPostRefused(
            path, places["status"], "there is no such status", "write draft, published or archived."
        )
    tags = values.get("tags")
    body = lines[end + 1 :]
    start = next((n for n, line in enumerate(body) if line.strip()), len(body))
    while body and not body[-1].strip():
        body.pop()
    if not body[start:]:
        raise EditedPostRefused(path, end + 1, "nothing follows the front matter", "write the post's text below it.")
    return EditedPost(
        path, str(UUID(values["id"])), str(UUID(values["version"])), values["title"].strip(), values["summary"].strip(),
        status, None if tags is None else tuple(tags), tuple(body[start:]), end + 2 + start, places,
    )  # fmt: skip


def _read_lines(path: Path) -> list[str]:
    try:
        if path.stat().st_size > _LARGEST:
            raise EditedPostRefused(path, 1, "it is longer than 4 MB", "write less.")
        text = path.read_text("utf-8-sig")
    except UnicodeDecodeError:
        raise EditedPostRefused(path, 1, "it is no text in UTF-8", "save it as UTF-8.") from None
    except OSError:
        raise EditedPostRefused(path, 1, "it cannot be read", "name a Markdown file that you may read.") from None
    return text.replace("\r\n", "\n").split("\n")


def _read_pairs(path: Path, lines: list[str]) -> tuple[dict[str, Any], dict[str, int]]:
    """The values of the front matter and their lines; what is indented, or has none below it, is left to the export."""
    values: dict[str, Any] = {}
    places: dict[str, int] = {}
    for number, line in enumerate(lines, start=2):
        if not line.strip() or line.startswith((" ", "\t", "#", "- ")):
            continue
        pair = _PAIR.match(line.rstrip())
        if pair is None:
            raise EditedPostRefused(
                path, number, "this line is no `name: value`", "put the text below the second `---`."
            )
        name, written = pair[1], (pair[2] or "").strip()
        if name in places:
            raise EditedPostRefused(path, number, "this name is there twice", "leave one of them.")
        places[name] = number
        if written:
            values[name] = _read_value(path, number, name, written)
    return values, places


def _read_value(path: Path, number: int, name: str, written: str) -> Any:
    """A value: in double quotes as JSON has it, in single quotes, a list in brackets, or plain."""
    if name == "tags":
        found = _parse(written) if written.startswith("[") else None
        if found is None and written.startswith("[") and written.endswith("]"):
            found = [tag.strip().strip("'\"") for tag in written[1:-1].split(",") if tag.strip()]
        if not isinstance(found, list) or not all(isinstance(tag, str) and tag.strip() for tag in found):
            raise EditedPostRefused(path, number, "`tags` is no list", 'write it as ["one", "two"].')
        return sorted({tag.strip() for tag in found})
    if written.startswith('"'):
        found = _parse(written)
        if not isinstance(found, str):
            raise EditedPostRefused(
                path, number, "the quotation marks do not close", 'write \\" for one inside the text.'
            )
        return found
    if written.startswith("'") and written.endswith("'") and len(written) > 1:
        return written[1:-1].replace("''", "'")
    return written


def _parse(written: str) -> Any:
    """What JSON reads, with the long escapes of YAML; None where it is broken."""
    try:
        return json.loads(_LONG_ESCAPE.sub(lambda m: m[1] + json.dumps(chr(int(m[2], 16)))[1:-1], written))
    except (ValueError, OverflowError):
        return None


def _is_id(value: Any) -> bool:
    try:
        UUID(str(value))
    except ValueError:
        return False
    return True
