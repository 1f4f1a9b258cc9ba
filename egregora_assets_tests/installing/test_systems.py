"""A system without POSIX's locks, as Windows: a clear error at once, wherever one comes in, and nothing is made."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest

from egregora_assets.errors import SystemUnsupported
from egregora_assets.services.system import support
from egregora_assets_tests.deployments import environment

ROOT = Path(__file__).parents[2]
WINDOWS = """
import os, platform, sys
sys.modules.update(dict.fromkeys(("fcntl", "pwd", "grp", "termios", "tty", "pty", "syslog")))
platform.system = lambda: "Windows"
for name in ("fork", "killpg", "pread", "pwrite", "O_NOFOLLOW", "O_NONBLOCK", "O_CLOEXEC", "O_DIRECTORY", "fchmod"):
    delattr(os, name)
"""
"""What a process begins with that is to find what Windows has: those modules cannot be imported. `resource` stays:
psutil needs it on Linux."""


def on_windows(program: str, folder: Path) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-c", f"{WINDOWS}\n{program}"]
    return subprocess.run(command, cwd=folder, env=environment(), capture_output=True, text=True)


@pytest.mark.process
@pytest.mark.slow
@pytest.mark.parametrize(
    "arguments", [["process", "--sample"], ["--version"], ["inspect", "chat.zip"]], ids=lambda a: " ".join(a)
)
def test_every_command_says_that_windows_is_not_supported(arguments: list[str], tmp_path: Path) -> None:
    done = on_windows(f"from egregora_assets.cli import main; sys.exit(main({arguments}))", tmp_path)
    assert done.returncode == 1
    assert done.stderr.startswith("\nError: Windows cannot do what keeps a deployment private and whole")
    assert "wsl --install" in done.stderr
    assert "Traceback" not in done.stderr
    assert list(tmp_path.iterdir()) == []


@pytest.mark.process
@pytest.mark.slow
def test_notebooks_and_dagster_are_told_the_same(tmp_path: Path) -> None:
    program = """
import importlib
from egregora_assets.errors import SystemUnsupported
for module, name in (("egregora_assets", "Deployment"), ("egregora_assets.definitions", "defs")):
    try:
        getattr(importlib.import_module(module), name)
    except SystemUnsupported as error:
        print(error.system)
"""
    done = on_windows(program, tmp_path)
    assert done.stdout.split() == ["Windows", "Windows"], done.stderr
    assert list(tmp_path.iterdir()) == []


def test_this_system_is_supported() -> None:
    support.require_posix()


def test_the_error_names_a_place_in_the_docs_that_is_there() -> None:
    page = (ROOT / "docs" / "operations.md").read_text("utf-8")
    assert "docs/operations.md" in SystemUnsupported("Windows").remedy
    assert re.search(r"^## Linux, macOS, Windows$", page, re.MULTILINE)
