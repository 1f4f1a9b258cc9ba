"""`egregora redact`: lines in, redacted lines out, in their order, without a deployment."""

from __future__ import annotations

import json
import subprocess
import sys
from contextlib import chdir
from pathlib import Path
from typing import Any

import pytest

from egregora_assets_tests.deployments import egregora, environment

ROSTER = ["Nadia Osei", "Bill Trent"]


def objects(*given: Any) -> list[Any]:
    done = egregora("redact", "--jsonl", typed="\n".join(map(json.dumps, given)))
    return [json.loads(line) for line in done.stdout.splitlines()]


def test_plain_lines_are_one_conversation_with_the_roster_of_a_file(tmp_path: Path) -> None:
    (tmp_path / "names.txt").write_text("\ufeffNadia Osei\n\nBill Trent\n", "utf-8")
    text = "Nadia wrote to bill@example.com\r\n\nand bill@example.com answered Nadia Osei"
    with chdir(tmp_path):
        done = egregora("redact", "--roster", "names.txt", "--lang", "en", typed=text)
    first, empty, last = done.stdout.splitlines()
    name = first.removesuffix(" wrote to [email-1]")
    assert (empty, last) == ("", f"and [email-1] answered {name}")
    assert len(name.split()) == 2
    assert sorted(p.name for p in tmp_path.iterdir()) == ["names.txt"]


def test_objects_are_answered_in_order_each_by_itself() -> None:
    answers = objects(
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


def test_a_pseudonym_tells_the_place_in_the_roster_and_nothing_of_the_name() -> None:
    one, other = objects({"text": "Nadia!", "roster": ["Nadia"]}, {"text": "Stefan!", "roster": ["Stefan"]})
    assert one == other


@pytest.mark.process
def test_bytes_that_are_no_text_and_half_characters_do_no_harm() -> None:
    command = [sys.executable, "-m", "egregora_assets.cli", "redact"]
    done = subprocess.run(command, input=b"a \xff b\n", env=environment(LC_ALL="C"), capture_output=True, check=True)
    assert done.stdout.decode() == "a \ufffd b\n"
    assert objects({"text": "a \ud800 b"})[0]["text"] == "a ? b"


@pytest.mark.parametrize(
    "line", ["no json but private", '["private"]', '{"text": 1}', '{"text": "private", "roster": "x"}', "[" * 100_000]
)
def test_a_line_that_cannot_be_read_is_named_without_its_text(line: str) -> None:
    done = egregora("redact", "--jsonl", typed='{"text": "good"}\n' + line, check=False)
    assert done.returncode == 1
    assert json.loads(done.stdout)["text"] == "good"
    assert "ine 2 of the input" in done.stderr
    assert "private" not in done.stderr
