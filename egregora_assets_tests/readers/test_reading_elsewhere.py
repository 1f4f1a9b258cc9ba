"""Reading is a function of a file and options alone: another process gives the same, in whatever order."""

from __future__ import annotations

import pickle
from concurrent.futures import ProcessPoolExecutor
from functools import partial
from multiprocessing import get_context
from pathlib import Path

import pytest

from egregora_assets.merging import preview_exports
from egregora_assets_tests.exports.small_chat import write_export
from egregora_assets_tests.exports.sources import as_json, telegram_chat

IOS = "[13/01/2024, 08:00:00] Ana: bom dia\r\n[13/01/2024, 08:00:07] Beto: \u200eimage omitted\r\n"


def exports(folder: Path) -> list[Path]:
    """One export each of three programs, of which one has relations and one has attachments."""
    (folder / "ios.txt").write_text(IOS, encoding="utf-8", newline="")
    (folder / "telegram.json").write_bytes(as_json(telegram_chat()))
    return [write_export(folder / "chat.zip", days=2), folder / "ios.txt", folder / "telegram.json"]


def test_the_task_of_reading_and_what_it_gives_can_be_sent(tmp_path: Path) -> None:
    for path in exports(tmp_path):
        task = partial(preview_exports, [path], "Europe/Lisbon", "pt_PT")
        there = pickle.loads(pickle.dumps(pickle.loads(pickle.dumps(task))()))  # noqa: S301 - our own bytes
        assert there == task()


@pytest.mark.process
def test_other_processes_read_the_same_in_any_order(tmp_path: Path) -> None:
    paths = exports(tmp_path)
    here = [preview_exports([path]) for path in paths]
    with ProcessPoolExecutor(1, get_context("spawn")) as pool:
        assert list(pool.map(preview_exports, [[path] for path in reversed(paths)])) == here[::-1]
