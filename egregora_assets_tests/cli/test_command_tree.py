"""The tree of commands: quick and light help with examples, completion, the page of the docs, terminals and quiet."""

from __future__ import annotations

import json
import os
import pty
import re
import shlex
import subprocess
import sys
from pathlib import Path

import click
import pytest

from egregora_assets.cli.app import EARLIER_NAMES
from egregora_assets.cli.page import list_commands, replace_table
from egregora_assets_tests.deployments import ROOT, egregora, environment, understand
from egregora_assets_tests.exports.small_chat import write_export

COMMANDS = {context.command_path: context for context in list_commands()}
HEAVY = {
    "babel", "dagster", "duckdb", "ibis", "numpy", "pandas", "PIL", "pyarrow", "pydantic", "rich", "sqlalchemy",
    "typst",
}  # fmt: skip
_EXAMPLE = r"^\s*(?:Example: )?(?:echo .* \| )?egregora (.*)$"
EARLIER = {
    "process", "inspect", "inbox", "doctor", "backup", "restore", "opt-out", "opt-in", "erase", "vault delete",
    "key export", "key import", "trace", "who", "leak-scan", "review names", "review leaks", "redact",
    "import-legacy", "ui", "debug run-stage", "debug export", "debug dag-status",
}  # fmt: skip
HELPS = """
import contextlib, io, json, sys
from egregora_assets.cli import main
texts = {}
for words in json.loads(sys.argv[1]):
    with contextlib.redirect_stdout(io.StringIO()) as text:
        assert main(words) == 0
    texts[" ".join(words)] = text.getvalue()
print(json.dumps([texts, sorted({m.partition(".")[0] for m in sys.modules})]))
"""


def test_every_command_that_there_ever_was_is_there() -> None:
    later = {"status", "completion", "sql", "init", "settings", "open", "serve", "search", "publish", "annotate"} | {
        "export posts",
        "export tables",
        *("top", "read", "compare"),
        "annotations list",
        "git at",
        "annotations remove",
        *("documents list", "documents archive", "documents unarchive", "documents announce"),
        *("documents draft", "documents publish", "import posts", "keep", "skip"),
        *("cache status", "cache prune"),
    }
    assert {f"egregora {name}" for name in EARLIER | later} == set(COMMANDS)


@pytest.mark.process
def test_the_help_of_every_command_has_an_example_and_loads_nothing_heavy() -> None:
    """What keeps it quick: the processor needs tenths of a second where a heavy library takes seconds."""
    paths = [[], *(path.split()[1:] for path in COMMANDS), ["debug"], ["export"], ["key"], ["vault"], ["review"]]
    asked = [["--version"], *([*path, "--help"] for path in paths)]
    done = subprocess.run(
        [sys.executable, "-c", HELPS, json.dumps(asked)], env=environment(), capture_output=True, text=True, check=True
    )
    texts, modules = json.loads(done.stdout)
    assert HEAVY & set(modules) == set()
    without = {words for words, text in texts.items() if not re.search(r"^  Examples?:", text, re.MULTILINE)}
    assert without == {"--version"}
    for path, context in COMMANDS.items():
        text = texts[f"{path.removeprefix('egregora ')} --help"]
        assert context.command.help
        assert f"Usage: {path}" in text


def test_the_page_has_the_table_that_the_commands_give() -> None:
    page = (ROOT / "docs" / "command-line.md").read_text("utf-8")
    assert replace_table(page) == page, "run `make commands`"


def test_every_example_of_a_help_is_understood() -> None:
    found = 0
    for context in COMMANDS.values():
        for line in re.findall(_EXAMPLE, context.command.epilog or "", re.MULTILINE):
            understand(shlex.split(re.split(r"\s#|\|", line)[0]))
            found += 1
    assert found >= len(COMMANDS) - 2


@pytest.mark.parametrize("earlier", EARLIER_NAMES)
def test_a_command_of_the_predecessor_says_what_it_is_called_now(earlier: str) -> None:
    done = egregora(earlier, check=False)
    named = re.search(r"Did you mean `egregora (.*)`\?", done.stderr)
    assert (done.returncode, named is not None) == (2, True), done.stderr
    assert named is not None
    understand(shlex.split(named[1]))


@pytest.mark.process
@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_completion_prints_a_script_for_the_shell(shell: str) -> None:
    assert "_EGREGORA_COMPLETE" in egregora("completion", shell).stdout


def test_a_shell_completes_commands_and_options() -> None:
    extra = {"_EGREGORA_COMPLETE": "bash_complete", "COMP_WORDS": "egregora lea", "COMP_CWORD": "1"}
    assert egregora(extra=extra).stdout == "plain,leak-scan\n"
    extra |= {"COMP_WORDS": "egregora process --forc", "COMP_CWORD": "2"}
    assert egregora(extra=extra).stdout == "plain,--force-refresh\n"


def test_what_changes_a_deployment_can_be_quiet() -> None:
    quiet = {
        path.removeprefix("egregora ") for path, c in COMMANDS.items() if "quiet" in {p.name for p in c.command.params}
    }
    assert quiet == {
        *("process", "backup", "restore", "opt-out", "opt-in", "erase", "debug run-stage"),
        *(
            "annotate",
            "compare",
            "annotations remove",
            "documents archive",
            "documents unarchive",
            "documents announce",
            *("documents draft", "documents publish", "import posts", "keep", "skip"),
        ),
    }


@pytest.mark.process
@pytest.mark.slow
def test_quiet_says_nothing_and_a_terminal_gets_a_bar_and_a_table(tmp_path: Path) -> None:
    export, home = write_export(tmp_path / "chat.zip", days=3), tmp_path / "home"
    arguments = ("process", export, "--target-stage", "ingested", "--output", home)
    done = egregora(*arguments, "--quiet")
    assert (done.stdout, done.stderr) == ("", "")
    done = egregora(*arguments, "--json")
    document = json.loads(done.stdout)
    assert (document["error"], document["stages"][0]["is_reused"]) == (None, True)
    assert done.stderr.splitlines()[-1] == "[1/1] Ingesting messages … (nothing to do, 54 rows)"
    shown = on_a_terminal(*arguments, "--force-refresh")
    assert "[1/1] Ingesting messages … (" in re.sub(r"\x1b\[[0-9;?]*[A-Za-z]", "", shown)
    assert "rows/s" in shown
    assert "\x1b[" in shown
    table = on_a_terminal("status", "--output", home)
    assert re.search(r"ingested .*fresh", table)
    plain = egregora("status", "--output", home).stdout
    assert "\x1b" not in plain
    assert plain.split()[:12] == egregora("debug", "dag-status", "--output", home).stdout.split()[:12]


def on_a_terminal(*arguments: str | Path) -> str:
    """What the command draws on a terminal of 120 columns."""
    ours, theirs = pty.openpty()
    process = subprocess.Popen(
        [sys.executable, "-m", "egregora_assets.cli", *map(str, arguments)],
        env=environment(TERM="xterm-256color", COLUMNS="160"),
        stdout=theirs,
        stderr=subprocess.PIPE,
        cwd=ROOT,
    )
    os.close(theirs)
    drawn = b""
    while True:
        try:
            piece = os.read(ours, 65536)
        except OSError:  # what a terminal says where the other end is closed
            break
        if not piece:
            break
        drawn += piece
    os.close(ours)
    _, trouble = process.communicate(timeout=60)
    assert process.returncode == 0, trouble.decode()
    return drawn.decode()


def test_groups_have_no_code_of_their_own() -> None:
    """A group only names its commands: it takes no options that one of them would have to know."""
    groups = {c.parent.command for c in COMMANDS.values() if c.parent and c.parent.parent}
    assert all(isinstance(g, click.Group) and not g.params for g in groups)


@pytest.mark.slow
def test_a_former_name_of_a_setting_is_noticed_in_one_plain_line(tmp_path: Path) -> None:
    home = tmp_path / "home"
    egregora("init", "--yes", "--output", home)
    (home / "egregora.toml").write_text(f'inbox_done = "{tmp_path}/done"\n')
    done = egregora("inbox", "--output", home)
    notice = "The setting inbox_done is now called processed_dir; the next version will not know the former name."
    assert done.stderr.splitlines() == [f"Notice: {notice}"]
