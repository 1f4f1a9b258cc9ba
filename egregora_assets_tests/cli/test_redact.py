"""`egregora redact`: lines in, redacted lines out, in their order, without a deployment."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from egregora_assets_tests.deployments import ROOT, environment

ROSTER = ["Nadia Osei", "Bill Trent"]


def redacted(folder: Path, text: str | bytes, *arguments: str | Path) -> subprocess.CompletedProcess[bytes]:
    return subprocess.run(
        [sys.executable, "-m", "egregora_assets.cli", "redact", *map(str, arguments)],
        input=text if isinstance(text, bytes) else text.encode(),
        env=environment(PYTHONPATH=str(ROOT)),
        cwd=folder,
        capture_output=True,
        check=False,
    )


def objects(folder: Path, *given: Any) -> list[Any]:
    done = redacted(folder, "\n".join(map(json.dumps, given)), "--jsonl")
    assert done.returncode == 0, done.stderr
    return [json.loads(line) for line in done.stdout.decode().splitlines()]


def test_plain_lines_are_one_conversation_with_the_roster_of_a_file(tmp_path: Path) -> None:
    (tmp_path / "names.txt").write_text("\ufeffNadia Osei\n\nBill Trent\n", "utf-8")
    text = "Nadia wrote to bill@example.com\r\n\nand bill@example.com answered Nadia Osei"
    done = redacted(tmp_path, text, "--roster", "names.txt", "--lang", "en")
    assert done.returncode == 0, done.stderr
    first, empty, last = done.stdout.decode().splitlines()
    name = first.removesuffix(" wrote to [email-1]")
    assert (empty, last) == ("", f"and [email-1] answered {name}")
    assert len(name.split()) == 2
    assert sorted(p.name for p in tmp_path.iterdir()) == ["names.txt"]


def test_objects_are_answered_in_order_each_by_itself(tmp_path: Path) -> None:
    answers = objects(
        tmp_path,
        {"id": 7, "text": "Nadia: call +44 20 7946 0331", "roster": ROSTER, "lang": "en"},
        {"text": "o Nonato mora longe", "roster": ["Raimundo Nonato"], "lang": "pt-BR"},
        {"id": "x", "text": "no. 7946 is an order, +44 20 7946 0332 is not", "lang": "xx"},
    )
    first, second, third = answers
    name = first["redactions"][0]["placeholder"]
    assert first == {
        "id": 7,
        "text": f"{name}: call [phone-1]",
        "redactions": [{"kind": "name", "placeholder": name}, {"kind": "phone", "placeholder": "[phone-1]"}],
    }
    assert "id" not in second
    assert "Nonato" not in second["text"]
    assert third["text"] == "no. 7946 is an order, [phone-1] is not"


def test_a_pseudonym_tells_the_place_in_the_roster_and_nothing_of_the_name(tmp_path: Path) -> None:
    one, other = objects(tmp_path, {"text": "Nadia!", "roster": ["Nadia"]}, {"text": "Stefan!", "roster": ["Stefan"]})
    assert one == other


def test_bytes_that_are_no_text_and_half_characters_do_no_harm(tmp_path: Path) -> None:
    assert redacted(tmp_path, b"a \xff b\n").stdout.decode() == "a \ufffd b\n"
    assert objects(tmp_path, {"text": "a \ud800 b"})[0]["text"] == "a ? b"


@pytest.mark.parametrize(
    "line", ["no json but private", '["private"]', '{"text": 1}', '{"text": "private", "roster": "x"}', "[" * 100_000]
)
def test_a_line_that_cannot_be_read_is_named_without_its_text(tmp_path: Path, line: str) -> None:
    done = redacted(tmp_path, '{"text": "good"}\n' + line, "--jsonl")
    assert done.returncode == 1
    assert json.loads(done.stdout)["text"] == "good"
    assert "ine 2 of the input" in done.stderr.decode()
    assert "private" not in done.stderr.decode()
