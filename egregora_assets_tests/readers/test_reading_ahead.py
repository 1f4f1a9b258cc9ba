"""What is read ahead is what would be read in its turn."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import Any, BinaryIO

from egregora_assets.contracts.parts import perform_here
from egregora_assets.readers.ahead import read_ahead
from egregora_assets.readers.exports import Export
from egregora_assets.readers.messages import ReadOptions
from egregora_assets_tests.exports.sources import as_json, telegram_chat


def open_file(path: Path) -> BinaryIO:
    return path.open("rb")


def test_only_what_can_be_read_is_read_ahead_and_without_its_file(tmp_path: Path) -> None:
    for name, data in {"a.json": as_json(telegram_chat()), "b.txt": b"no chat", "c.zip": b"PK\3\4 broken"}.items():
        (tmp_path / name).write_bytes(data)
    paths = [*sorted(tmp_path.iterdir()), tmp_path / "gone.txt"]
    sizes = [path.stat().st_size if path.exists() else 9 for path in paths]
    files: list[Any] = [
        Export(path.name, size, path.name, open=partial(open_file, path))
        for path, size in zip(paths, sizes, strict=True)
    ]
    found = read_ahead(files, ReadOptions(), perform_here)
    assert {file for file, _, _ in found} == {"a.json"}
    (chats,) = found.values()
    assert [(chat.source, chat.stream, chat.parts) for chat in chats] == [("telegram", None, None)]
