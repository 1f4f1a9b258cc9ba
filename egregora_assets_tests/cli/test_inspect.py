"""`egregora inspect`: what an export is read as, without a deployment, and one clear error where it is not."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import zipfile
from pathlib import Path
from typing import Any

import pytest

from egregora_assets.cli import main
from egregora_assets_tests.deployments import digests, environment
from egregora_assets_tests.exports.sources import ANA, as_json, telegram_chat
from egregora_assets_tests.readers.whatsapp.test_cases import CASES, MANIFEST, one_of, plain

CHAT = "21/02/2024, 10:00 - Ana Prado: oi\n22/02/2024, 10:00 - Beto Ruiz: olá\n"
CAPTURE = pytest.CaptureFixture[bytes]


@pytest.fixture
def chat(tmp_path: Path) -> Path:
    path = tmp_path / "chat.txt"
    path.write_text(CHAT, encoding="utf-8")
    return path


def told(capture: CAPTURE, *arguments: str | Path) -> str:
    """What the command prints."""
    assert main(["inspect", *map(str, arguments)]) == 0
    return capture.readouterr().out.decode()


def rows_of(capture: CAPTURE, *arguments: str | Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in told(capture, *arguments, "--rows").split("\n")[:-1]]


def by_its_own(*arguments: str | Path, cwd: Path, **extra: str) -> subprocess.CompletedProcess[bytes]:
    """The command in a process of its own, without anything of a deployment around it."""
    command = [sys.executable, "-m", "egregora_assets.cli", "inspect", *map(str, arguments)]
    return subprocess.run(command, env=environment(**extra), capture_output=True, check=False, cwd=cwd, timeout=60)


@pytest.mark.parametrize("case", MANIFEST, ids=[c["id"] for c in MANIFEST])
def test_the_rows_of_a_case_are_those_that_were_written_by_hand(case: dict[str, Any], capsysbinary: CAPTURE) -> None:
    expected = json.loads((CASES / case["expected"]).read_text(encoding="utf-8"))
    files = [CASES / f for f in one_of(case["file"])]
    got = rows_of(capsysbinary, *files, "--time-zone", case["timezone"])
    assert len(got) == len(expected)
    for want, row in zip(expected, got, strict=True):
        assert list(row) == ["timestamp", "author", "text", "attachment", "kind", "utc", "edited"]
        assert (row["timestamp"], row["author"]) == (want["timestamp"], want["author"])
        assert plain(row["text"]) in [plain(t) for t in one_of(want["text"])]
        assert row["attachment"] in one_of(want["attachment"])
        assert row["kind"] in one_of(want["kind"])
        assert row["edited"] == want.get("edited", False)
        assert row["utc"] == want.get("utc", row["utc"])


@pytest.mark.process
def test_inspecting_needs_no_deployment_and_leaves_nothing_behind(tmp_path: Path, chat: Path) -> None:
    before = digests(tmp_path)
    tmp_path.chmod(0o555)
    home = {"HOME": str(tmp_path), "TMPDIR": str(tmp_path), "PYTHONDONTWRITEBYTECODE": "1"}
    done = by_its_own(chat, cwd=tmp_path, **home)
    tmp_path.chmod(0o755)
    assert (done.returncode, done.stderr) == (0, b"")
    assert digests(tmp_path) == before
    assert [p.name for p in tmp_path.iterdir()] == ["chat.txt"]


@pytest.mark.process
def test_inspecting_loads_neither_dagster_nor_a_database(chat: Path) -> None:
    program = (
        "import sys; from egregora_assets.cli import main\n"
        "assert main(['inspect', sys.argv[1]]) == 0\n"
        "print(sorted(set(sys.modules) & {'dagster', 'duckdb', 'PIL', 'typst'}))"
    )
    done = subprocess.run([sys.executable, "-c", program, chat], env=environment(), capture_output=True, check=True)
    assert done.stdout.split(b"\n")[-2] == b"[]"


def test_the_report_tells_decisions_with_their_evidence_and_quotes_nobody(chat: Path, capsysbinary: CAPTURE) -> None:
    report = told(capsysbinary, chat, "--time-zone", "Europe/Lisbon")
    for fact in (
        "WhatsApp on Android",
        "day, month, year, because of: a field above 12",
        "24 hours, without seconds",
        "Europe/Lisbon",
        "2024-02-21 10:00 to 2024-02-22 10:00",
        "2: text 2",
        "2 who write",
        "0 lines",
    ):
        assert fact in report
    for private in ("Ana", "Beto", " oi", "olá", "chat.txt"):
        assert private not in report


def test_names_are_shown_where_they_are_asked_for_and_cannot_move_the_cursor(
    tmp_path: Path, capsysbinary: CAPTURE
) -> None:
    path = tmp_path / "chat.txt"
    path.write_text(CHAT.replace("Ana Prado", "\x1b[2JAna\u2060"), encoding="utf-8")
    report = told(capsysbinary, path, "--names")
    assert "        1  \\u{1b}[2JAna\\u{2060}\n" in report
    assert "        1  Beto Ruiz\n" in report


def test_what_was_doubtful_is_said_with_its_line(tmp_path: Path, capsysbinary: CAPTURE) -> None:
    path = tmp_path / "chat.txt"
    path.write_bytes(
        b"preface\n3/2/24, 10:00 - Ana: caf\xe9 \x00\n3/2/24, 27:00 - Ana: never\n31/3/24, 01:30 - Ana: gap\n"
        b"27/10/24, 01:30 - Ana: twice\n"
    )
    report = told(capsysbinary, path, "--time-zone", "Europe/Dublin")
    assert "line 1: before the first message" in report
    assert "preface" not in report
    assert "shown as U+FFFD: 2 characters, 1 of them zero bytes" in report
    assert "line 3: begins with an impossible date or time" in report
    assert "a date or time that cannot be read, or of another layout: 1 line" in report
    assert "never" not in report
    assert "in an hour that clocks left out: 1 message;" in report
    assert "in an hour that clocks showed twice: 1 message;" in report


def test_an_order_of_dates_that_the_file_leaves_open_is_pointed_out(tmp_path: Path, capsysbinary: CAPTURE) -> None:
    path = tmp_path / "chat.txt"
    path.write_text("03/02/2024, 10:00 - Ana: oi\n", encoding="utf-8")
    assert "give --locale" in told(capsysbinary, path)
    assert rows_of(capsysbinary, path, "--locale", "en_US")[0]["timestamp"] == "2024-03-02T10:00:00"
    assert rows_of(capsysbinary, path, "--locale", "pt-BR")[0]["timestamp"] == "2024-02-03T10:00:00"


def test_attachments_are_compared_with_what_the_archive_holds(tmp_path: Path, capsysbinary: CAPTURE) -> None:
    lines = [f"21/02/2024, 10:0{n} - Ana: IMG-20240221-WA000{n}.jpg (file attached)\n" for n in (1, 2)]
    with zipfile.ZipFile(tmp_path / "chat.zip", "w") as archive:
        archive.writestr("_chat.txt", "".join(lines))
        archive.writestr("IMG-20240221-WA0001.JPG", b"x")
    assert "2 named, 1 of them in the archive" in told(capsysbinary, tmp_path / "chat.zip")


def test_several_files_are_told_one_by_one_and_as_one_conversation(
    tmp_path: Path, chat: Path, capsysbinary: CAPTURE
) -> None:
    longer, other = tmp_path / "longer.txt", tmp_path / "other.txt"
    longer.write_text(CHAT + "23/02/2024, 10:00 - Ana Prado: <Media omitted>\n", encoding="utf-8")
    other.write_text("21/02/2024, 11:00 - Caio: else\n22/02/2024, 11:00 - Dora: where\n", encoding="utf-8")
    report = told(capsysbinary, chat, longer)
    assert "2 messages with a file above" in report
    assert "3: text 2, media 1" in report.partition("2 files as one conversation")[2]
    assert "be sure that they are of one conversation" not in report
    assert "be sure that they are of one conversation" in told(capsysbinary, chat, other)
    assert len(rows_of(capsysbinary, longer, chat)) == 3


def make_folder(path: Path) -> None:
    path.mkdir()


def make_pipe(path: Path) -> None:
    os.mkfifo(path)


UNREADABLE = {
    "absent": (lambda path: None, "does not exist"),
    "folder without files": (make_folder, "is empty"),
    "pipe": (make_pipe, "is neither a file nor a folder"),
    "empty": (lambda path: path.write_bytes(b""), "is empty"),
    "diary": (lambda path: path.write_bytes(b"Dear diary\n" * 9), "not the export of a chat"),
    "no archive": (lambda path: path.with_suffix(".zip").write_bytes(b"Dear diary\n"), "not a ZIP archive"),
}


def test_times_keep_the_precision_that_the_export_has(tmp_path: Path, capsysbinary: CAPTURE) -> None:
    given = ["2024-03-04T10:00:00.123Z", "2024-03-04T10:00:00.123456Z", "2024-03-04T10:00:02Z"]
    path = tmp_path / "table.jsonl"
    path.write_text("".join(json.dumps({"sent_at": t, "author": "Ana Prado", "text": "oi"}) + "\n" for t in given))
    rows = rows_of(capsysbinary, path, "--time-zone", "Asia/Kolkata")
    assert [row["utc"] for row in rows] == given
    assert [row["timestamp"] for row in rows] == [t.removesuffix("Z").replace("T10:00", "T15:30") for t in given]


def test_what_a_message_answers_and_drew_is_in_its_row_where_the_export_says_so(
    tmp_path: Path, chat: Path, capsysbinary: CAPTURE
) -> None:
    path = tmp_path / "result.json"
    path.write_bytes(as_json(telegram_chat()))
    rows = {r["id"]: r for r in rows_of(capsysbinary, path)}
    assert (rows["3"]["reply_to"], rows["3"]["reactions"]) == ("2", [{"emoji": "👍", "author": ANA, "count": 1}])
    assert {"reply_to", "reactions"}.isdisjoint(rows["2"])
    assert all({"id", "reply_to", "reactions"}.isdisjoint(row) for row in rows_of(capsysbinary, chat))


@pytest.mark.parametrize(("make", "words"), UNREADABLE.values(), ids=list(UNREADABLE))
@pytest.mark.parametrize("option", ["--rows", "--names"])
def test_a_file_that_cannot_be_read_is_one_error_with_its_remedy(
    make: Any, words: str, option: str, tmp_path: Path, chat: Path, capsysbinary: CAPTURE
) -> None:
    path = tmp_path / "bad.txt"
    make(path)
    path = path if words != "not a ZIP archive" else path.with_suffix(".zip")
    assert main(["inspect", str(chat), str(path), option]) == 1
    out, err = capsysbinary.readouterr()
    assert out == b""
    assert err.count(b"Error:") == err.count(b"Remedy:") == 1
    assert words in err.decode()
    assert str(path) in err.decode()


def test_an_unknown_time_zone_is_one_error(chat: Path, capsysbinary: CAPTURE) -> None:
    assert main(["inspect", str(chat), "--time-zone", "Europe/Nowhere"]) == 1
    assert b"Remedy: name a zone" in capsysbinary.readouterr().err


@pytest.mark.parametrize("arguments", [(), ("chat.txt", "--rows", "--names")])
def test_wrong_usage_ends_with_2(arguments: tuple[str, ...]) -> None:
    with pytest.raises(SystemExit) as ended:
        main(["inspect", *arguments])
    assert ended.value.code == 2


@pytest.mark.process
def test_a_reader_who_has_seen_enough_may_go(tmp_path: Path) -> None:
    path = tmp_path / "chat.txt"
    path.write_text(CHAT * 20_000, encoding="utf-8")
    command = [sys.executable, "-m", "egregora_assets.cli", "inspect", str(path), "--rows"]
    with subprocess.Popen(command, env=environment(), stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        process.stdout.readline()
        process.stdout.close()
        assert process.stderr.read() == b""
        assert process.wait(60) == 0


@pytest.mark.process
def test_rows_are_utf_8_on_any_terminal(chat: Path, tmp_path: Path) -> None:
    done = by_its_own(chat, "--rows", cwd=tmp_path, PYTHONIOENCODING="latin-1", PYTHONUTF8="0")
    assert "olá" in done.stdout.decode("utf-8")


def test_an_export_of_another_program_is_told_as_its_own(tmp_path: Path, capsysbinary: CAPTURE) -> None:
    messages = [
        {"id": n, "type": "message", "date_unixtime": str(1708509600 + n), "date": "2024-02-21T10:00:00"}
        | {"from": name, "from_id": f"user{n}", "text": "hello"}
        for n, name in enumerate(("Ana", "Beto"), 1)
    ]
    path = tmp_path / "result.json"
    path.write_text(json.dumps({"name": "Garden", "type": "private_group", "id": 7, "messages": messages}), "utf-8")
    assert "Source       telegram" in told(capsysbinary, path)
    assert [r["author"] for r in rows_of(capsysbinary, path)] == ["Ana", "Beto"]
