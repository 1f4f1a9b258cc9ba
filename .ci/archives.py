"""Builds the wheel and the source archive, and tries the wheel as somebody who has nothing but it.

The wheel is installed into an empty environment with the locked dependencies, each compared with its hash. There, far
from the source tree, the command says its version, makes the sample's site and serves Dagster's web interface with the
definitions. Ends with 1 unless all of that succeeds, and the source archive builds the same wheel.

archives.py [FOLDER]    FOLDER: where both archives stay; without it they are deleted in the end
"""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
import tarfile
import tempfile
import time
import urllib.error
import urllib.request
import zipfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
LOCK = ROOT / ".ci" / "requirements.lock"
PIP = ("-m", "pip", "install", "--disable-pip-version-check", "--quiet", "--require-virtualenv")
LEAST_PAGES = 30
"""The sample makes more; a site without posts has about ten."""
LEAST_ASSETS = 10
_ANSWER_SECONDS = 180
_END_SECONDS = 60
_ASKED = """{ workspaceOrError { ... on Workspace { locationEntries { name loadStatus } } }
    assetNodes { isMaterializable } }"""


def build(source: Path, folder: Path, *kinds: str) -> dict[str, Path]:
    """Builds archives of a source tree without fetching anything; returns them by kind: `wheel`, `sdist`."""
    folder.mkdir(parents=True, exist_ok=True)
    options = [word for kind in kinds for word in ("-t", kind)]
    command = [sys.executable, "-m", "hatchling", "build", *options, "-d", str(folder)]
    subprocess.run(command, cwd=source, check=True, stdout=subprocess.DEVNULL)
    endings = {"wheel": "*.whl", "sdist": "*.tar.gz"}
    return {kind: next(folder.glob(endings[kind])) for kind in kinds}


def build_from_archive(archive: Path, folder: Path) -> Path:
    """Unpacks a source archive in a folder, builds its wheel there and returns the wheel."""
    with tarfile.open(archive) as packed:
        packed.extraction_filter = getattr(tarfile, "data_filter", None)  # Python 3.11.3 and earlier have none
        packed.extractall(folder)  # noqa: S202 - our own archive
    return build(folder / archive.name.removesuffix(".tar.gz"), folder / "again", "wheel")["wheel"]


def list_strangers(wheel: Path) -> list[str]:
    """What a wheel holds besides the package and what belongs to every wheel; and every export but the sample."""
    with zipfile.ZipFile(wheel) as packed:
        names = packed.namelist()
    information = wheel.name.removesuffix("-py3-none-any.whl") + ".dist-info/"
    known = {information + name for name in ("METADATA", "WHEEL", "RECORD", "entry_points.txt", "licenses/LICENSE")}
    exports = [name for name in names if name.endswith(".zip")]
    return sorted({n for n in names if not n.startswith("egregora_assets/")} - known) + exports[1:]


def make_environment(folder: Path, wheel: Path) -> Path:
    """Makes an environment with the locked dependencies and a wheel; returns the folder of its programs."""
    subprocess.run([sys.executable, "-m", "venv", str(folder)], check=True)
    programs = folder / ("Scripts" if os.name == "nt" else "bin")
    for wanted in (("--require-hashes", "--only-binary", ":all:", "-r", str(LOCK)), ("--no-deps", str(wheel))):
        subprocess.run([programs / "python", *PIP, *wanted], check=True)
    return programs


def run_away(command: Sequence[str | Path], folder: Path) -> str:
    """Runs a program in a folder, with nothing of the source tree on its path; returns what it printed."""
    ended = subprocess.run(command, cwd=folder, env=_environment(folder), capture_output=True, text=True)
    if ended.returncode:
        raise SystemExit(f"{' '.join(map(str, command))} ended with {ended.returncode}\n{ended.stdout}{ended.stderr}")
    return ended.stdout


def ask_interface(egregora: Path, folder: Path) -> dict[str, Any]:
    """Starts the web interface over a deployment `site`, and returns what its GraphQL says of the definitions."""
    port = _free_port()
    command = [str(egregora), "ui", "--output", "site", "--port", str(port)]
    log = folder / "interface.log"
    with log.open("wb") as out:
        process = subprocess.Popen(command, cwd=folder, env=_environment(folder), stdout=out, stderr=out)
        try:
            deadline = time.monotonic() + _ANSWER_SECONDS
            while time.monotonic() < deadline and process.poll() is None:
                answer = _ask(port)
                if '"LOADED"' in json.dumps(answer):
                    return answer
                time.sleep(1)
        finally:
            process.send_signal(signal.SIGINT)
            process.wait(_END_SECONDS)
    raise SystemExit(f"The web interface does not answer.\n{log.read_text('utf-8', 'replace')}")


def judge(version: str, pages: int, definitions: dict[str, Any]) -> list[str]:
    """What is wrong with what an installed wheel did; nothing = it is as it should be."""
    problems = [] if version.startswith("egregora") else ["it does not say its version"]
    problems += [f"the site has {pages} pages"] if pages < LEAST_PAGES else []
    assets = sum(node["isMaterializable"] for node in definitions.get("assetNodes", []))
    return problems + ([f"the web interface shows {assets} assets"] if assets < LEAST_ASSETS else [])


def main(arguments: list[str]) -> int:
    """Builds and tries; returns the exit code."""
    with tempfile.TemporaryDirectory(prefix="egregora-") as name:
        scratch = Path(name)
        built = build(ROOT, Path(arguments[0]).resolve() if arguments else scratch / "dist", "sdist", "wheel")
        again = build_from_archive(built["sdist"], scratch / "unpacked")
        problems = [f"the wheel holds {one}" for one in list_strangers(built["wheel"])]
        if again.read_bytes() != built["wheel"].read_bytes():
            problems.append("the source archive builds another wheel")
        egregora = make_environment(scratch / "environment", built["wheel"]) / "egregora"
        away = scratch / "away"
        away.mkdir()
        version = run_away([egregora, "-V"], away).strip()
        run_away([egregora, "process", "--sample", "--output", "site"], away)
        pages = len(list((away / "site" / "site").rglob("*.html")))
        problems += judge(version, pages, ask_interface(egregora, away))
    print(
        *(problems or [f"{version}: the wheel makes a site of {pages} pages and serves its definitions."]),
        sep="\n",
    )
    return 1 if problems else 0


def _environment(folder: Path) -> dict[str, str]:
    """The variables of this process without those that name a source tree, a deployment or a person's folder."""
    named = ("PYTHON", "EGREGORA_", "DAGSTER_", "VIRTUAL_ENV")
    kept = {name: value for name, value in os.environ.items() if not name.startswith(named)}
    return {**kept, "HOME": str(folder)}


def _free_port() -> int:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return int(listener.getsockname()[1])


def _ask(port: int) -> dict[str, Any]:
    """The data of the answer; nothing while the server does not answer."""
    asked = urllib.request.Request(
        f"http://127.0.0.1:{port}/graphql", json.dumps({"query": _ASKED}).encode(), {"Content-Type": "application/json"}
    )
    try:
        with urllib.request.urlopen(asked, timeout=30) as answer:  # noqa: S310 - our own server, on this machine
            found: dict[str, Any] = json.load(answer)["data"]
            return found
    except (OSError, urllib.error.URLError):
        return {}


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
