"""Nothing leaves the machine: the whole pipeline runs where no network is, and nothing in it even tries."""

from __future__ import annotations

import ast
import subprocess
import sys
from pathlib import Path

import pytest

from egregora_assets.operations.web import interface
from egregora_assets_tests.deployments import ROOT, environment, query
from egregora_assets_tests.exports.small_chat import write_export
from egregora_assets_tests.source_trees import parse_source

WATCHED = """
import sys

TELLING = ("socket.connect", "socket.getaddrinfo", "socket.gethostbyname", "socket.gethostbyaddr", "socket.sendto",
           "socket.sendmsg", "socket.getnameinfo", "urllib.Request", "http.client.connect", "smtplib.connect",
           "ftplib.connect")

def watch(event, arguments):
    if event in TELLING and not (event.startswith("socket.") and arguments and getattr(arguments[0], "family", 0) == 1):
        with open(sys.argv[1], "a") as out:
            out.write(event + "\\n")
        raise PermissionError("the network is blocked")

sys.addaudithook(watch)
from egregora_assets.cli import main
raise SystemExit(main(sys.argv[2:]))
"""
"""The command, with every way of Python to the network watched and closed. Sockets of the file system are let be."""
WITHOUT_NETWORK = ("unshare", "--net", "--map-root-user")
NETWORK = {"socket", "ssl", "http", "urllib", "smtplib", "ftplib", "requests", "httpx", "aiohttp", "urllib3", "asyncio"}
FETCHER = "services/web_pages.py"
WEB_INTERFACE = "operations/web/interface.py"
PREVIEW = "operations/published/preview.py"
"""Answers on this machine alone, and asks nobody."""
"""The one module that opens a connection to others. What listens does so through libraries of Dagster's."""
PURE = {"urllib.parse"}


def has_namespaces() -> bool:
    """Whether this machine lets us take the network away from libraries that are not Python's, too."""
    try:
        return subprocess.run([*WITHOUT_NETWORK, "true"], capture_output=True, check=False).returncode == 0
    except OSError:
        return False


@pytest.mark.process
@pytest.mark.slow
def test_the_whole_pipeline_runs_without_a_network_and_nothing_tries_to_reach_one(tmp_path: Path) -> None:
    export, home, tried = write_export(tmp_path / "chat.zip"), tmp_path / "home", tmp_path / "tried"
    program = [sys.executable, "-c", WATCHED, tried, "process", export, "--output", home]
    command = [*(WITHOUT_NETWORK if has_namespaces() else ()), *map(str, program)]
    done = subprocess.run(command, env=environment(), cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    assert not tried.exists(), tried.read_text()
    assert (home / "site" / "index.html").is_file()
    assert query(home, "SELECT count(*) FROM transmissions") == [(0,)]
    assert query(home, "SELECT DISTINCT status FROM links") == [("skipped",)]


@pytest.mark.process
def test_the_watch_itself_notices_who_tries(tmp_path: Path) -> None:
    watch = WATCHED.rpartition("from egregora_assets")[0]
    attempts = (
        "import socket; socket.create_connection(('127.0.0.1', 9))",
        "import socket; socket.getaddrinfo('localhost', 1)",
        "import urllib.request; urllib.request.urlopen('http://127.0.0.1:9/')",
    )
    for attempt in attempts:
        tried = tmp_path / "tried"
        done = subprocess.run([sys.executable, "-c", watch + attempt, tried], capture_output=True, check=False)
        assert done.returncode != 0
        assert tried.read_text()
        tried.unlink()


@pytest.mark.slow
@pytest.mark.parametrize("path", sorted((ROOT / "egregora_assets").rglob("*.py")), ids=lambda p: p.name)
def test_only_the_guarded_fetcher_imports_the_network(path: Path) -> None:
    found = set()
    for node in ast.walk(parse_source(path)):
        names = [a.name for a in node.names] if isinstance(node, ast.Import) else []
        if isinstance(node, ast.ImportFrom) and node.module and not node.level:
            names = [node.module]
        found |= {name.split(".")[0] for name in names if name not in PURE}
    may_import = path in {ROOT / "egregora_assets" / place for place in (FETCHER, WEB_INTERFACE, PREVIEW)}
    assert bool(found & NETWORK) == may_import


def test_the_web_interface_asks_nobody_but_itself() -> None:
    """It waits until its own server answers, and connects to a fixed address of this machine."""
    calls = [
        node
        for node in ast.walk(parse_source(ROOT / "egregora_assets" / WEB_INTERFACE))
        if isinstance(node, ast.Call) and "Connection" in ast.unparse(node.func)
    ]
    assert [ast.unparse(call.args[0]) for call in calls] == ["_HOST"]
    assert interface._HOST == "127.0.0.1"
