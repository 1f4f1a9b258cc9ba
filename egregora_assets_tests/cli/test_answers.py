"""`--json`: one document on standard output, also of what failed, with the keys that the docs describe."""

from __future__ import annotations

import json
import re
from dataclasses import asdict
from pathlib import Path
from typing import Any

import pytest

from egregora_assets.cli.answers import describe_result
from egregora_assets.cli.result import print_result
from egregora_assets.errors import DiskFull
from egregora_assets.operations.git_history.repository_warnings import RepositoryWarning
from egregora_assets.operations.process import ProcessResult
from egregora_assets.operations.running import Progress
from egregora_assets.operations.summary import Summary
from egregora_assets.services.inbox.errors import ExportUnusable
from egregora_assets_tests.deployments import ROOT, Done, egregora
from egregora_assets_tests.exports.small_chat import PEOPLE, write_export


def documented(page: str, table: str) -> set[str]:
    """The keys in the first column of a table of the docs."""
    text = (ROOT / "docs" / page).read_text("utf-8")
    rows = text.partition(f"<!-- {table}: begin -->")[2].partition(f"<!-- {table}: end -->")[0]
    cells = [line.split("|")[1] for line in rows.splitlines() if line.startswith("| `")]
    return {key for cell in cells for key in re.findall(r"`(\w+)`", cell)}


def answer(done: Done) -> dict[str, Any]:
    """The one document on standard output."""
    found: dict[str, Any] = json.loads(done.stdout)
    return found


def test_the_document_of_a_run_has_the_keys_that_the_docs_describe() -> None:
    failed, full = ExportUnusable(1, "does not exist", "chat.zip"), DiskFull("snapshots")
    result = ProcessResult(failed, (), (), (Path("rankings.duckdb"),), 0, None, False, full, None)
    found = describe_result(result, [Progress("ingested", 0.25, 3, 1)])
    assert set(found) == documented("command-line.md", "keys of process")
    assert found["error"] == {
        "code": "ExportUnusable", "problem": failed.problem, "remedy": failed.remedy, "detail": "chat.zip",
    }  # fmt: skip
    assert found["copy_failure"]["remedy"] == full.remedy
    assert found["stages"] == [
        {"asset": "ingested", "seconds": 0.25, "rows": 3, "written": 1, "is_reused": False},
    ]
    assert json.loads(json.dumps(found)) == found


def test_one_of_a_kind_is_counted_in_the_singular(capsys: pytest.CaptureFixture[str]) -> None:
    counts = {"messages": 1200, "people": 1, "links": 1, "pictures and files": 1, "journal entries": 1, "posts": 0}
    summary = Summary(counts, (), 0, 0, Path("/site/index.html"))
    print_result(ProcessResult(None, (), (), (), 0, None, False, None, summary))
    shown = capsys.readouterr().out
    assert "Made: 1,200 messages, 1 person, 1 link, 1 picture or file, 1 journal entry." in shown


def test_a_repository_that_was_not_read_is_a_line_of_the_summary(capsys: pytest.CaptureFixture[str]) -> None:
    unread = RepositoryWarning("ana/boat", "The git repository ana/boat cannot be read.", "put it back.")
    result = ProcessResult(None, (), (), (), 0, None, False, None, Summary({}, (), 0, 0, Path("/site"), (unread,)))
    print_result(result, quiet=True)
    assert capsys.readouterr().err == f"Warning: {unread.problem} Remedy: put it back.\n"
    assert describe_result(result, [])["summary"]["repository_warnings"] == [asdict(unread)]


@pytest.mark.slow
@pytest.mark.parametrize(
    ("words", "code", "exit_code"),
    [
        (("process", "none.zip"), "ExportsMissing", 1),
        (("inspect", "none.zip"), "ExportUnusable", 1),
        (("status",), "DeploymentAbsent", 1),
        (("proces",), "Usage", 2),
        (("process", "--tme-zone", "UTC"), "Usage", 2),
    ],
)
def test_what_fails_is_a_document_with_code_and_remedy(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, words: tuple[str, ...], code: str, exit_code: int
) -> None:
    monkeypatch.chdir(tmp_path)
    done = egregora(*words, "--json", check=False)
    error = answer(done)["error"]
    assert (done.returncode, error["code"], set(error)) == (exit_code, code, {"code", "problem", "remedy", "detail"})
    assert error["remedy"]
    assert error["problem"] in done.stderr
    assert list(tmp_path.iterdir()) == []
    assert "{" not in egregora(*words, check=False).stdout


def test_an_inspection_is_a_document_that_names_people_on_request_alone(tmp_path: Path) -> None:
    export = write_export(tmp_path / "chat.zip", days=3)
    done = egregora("inspect", export, "--json")
    found = answer(done)
    assert set(found) == {"time_zone", "locale", "files", "conversation"}
    assert set(found["files"][0]) == documented("inspect.md", "keys of a file")
    assert found["conversation"].items() <= found["files"][0].items()
    assert found["files"][0]["messages"] == sum(found["files"][0]["kinds"].values()) > 10
    assert not any(name in done.stdout for name in PEOPLE)
    assert set(answer(egregora("inspect", export, "--json", "--names"))["names"]) <= set(PEOPLE)
