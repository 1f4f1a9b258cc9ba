"""Materialises the sample as a Dagster deployment does, in a folder of its own, and looks at what comes out.

`dg check defs`, then `dagster asset materialize --select '*'`, with a Dagster home made from dagster_home/dagster.yaml.
Ends with 1 unless both succeed, the console has no line of level DEBUG, and there is a site with a page a post.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Mapping
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
LOCATION = "egregora_assets.definitions"
CHECK = ("dg", "check", "defs")
MATERIALIZE = ("dagster", "asset", "materialize", "--select", "*", "-m", LOCATION)
LEAST_PAGES = 30
"""The sample makes more; a site without posts has about ten."""
_SETTLED_SECONDS = 3600


def make_deployment(folder: Path) -> dict[str, str]:
    """Makes a Dagster home and a deployment with the sample in its inbox; returns the variables that name them.

    The folder of the person who calls is replaced as well: nothing may be noted or read there.
    """
    dagster_home, inbox, person = folder / "dagster_home", folder / "egregora_home" / "inbox", folder / "person"
    for made in (dagster_home, inbox.parent, inbox, person):
        made.mkdir(mode=0o700)
    shutil.copy(ROOT / "dagster_home" / "dagster.yaml", dagster_home)
    export = next((ROOT / "egregora_assets" / "sample").glob("*.zip"))
    shutil.copyfile(export, inbox / export.name)
    settled = time.time() - _SETTLED_SECONDS
    os.utime(inbox / export.name, (settled, settled))
    return {"DAGSTER_HOME": str(dagster_home), "EGREGORA_HOME": str(inbox.parent), "HOME": str(person)}


def run(command: tuple[str, ...], folders: Mapping[str, str]) -> tuple[int, str]:
    """Runs a program of this environment in the checkout; returns its exit code and all that it wrote."""
    program = Path(sys.executable).with_name(command[0])
    ended = subprocess.run(
        [program, *command[1:]], cwd=ROOT, env={**os.environ, **folders}, capture_output=True, text=True
    )
    return ended.returncode, ended.stdout + ended.stderr


def judge(code: int, written: str, site: Path, person: Path) -> list[str]:
    """What is wrong with a run of the pipeline; nothing = it is as it should be.

    Args:
        person: the folder of the person who called, in which Dagster notes usage for its makers unless told not to.
    """
    pages = list(site.rglob("*.html"))
    problems = [f"it ended with {code}"] if code else []
    problems += ["it wrote lines of level DEBUG"] if "DEBUG" in written else []
    problems += [f"the site has {len(pages)} pages"] if len(pages) < LEAST_PAGES else []
    problems += ["usage was noted"] if list(person.rglob("*")) else []
    return problems + ([] if (site / "index.html").is_file() else ["the site has no first page"])


def main() -> int:
    """Runs both; returns the exit code."""
    with tempfile.TemporaryDirectory(prefix="egregora-") as name:
        folders = make_deployment(Path(name))
        code, written = run(CHECK, folders)
        if code:
            print(written, f"dg check defs ended with {code}", sep="\n")
            return 1
        code, written = run(MATERIALIZE, folders)
        site = Path(folders["EGREGORA_HOME"]) / "site"
        problems = judge(code, written, site, Path(folders["HOME"]))
        if problems:
            print(written, f"dagster asset materialize: {'; '.join(problems)}", sep="\n")
            return 1
        print(f"dg accepts the definitions, and Dagster made a site of {len(list(site.rglob('*.html')))} pages.")
    return 0


if __name__ == "__main__":
    sys.exit(main())
