"""Kills real runs at random moments and looks whether anything is lost.

    python benchmarks/kill_loop.py [--kills 200] [--seed 1] [--chain 3] [--minutes 60] [--export FILE] [--json OUT.json]

First an undisturbed run, with the time that each stage takes. Then deployments with the same key: in each, up to
`--chain` runs are killed (SIGKILL to the whole process), each at a random moment of a random stage, before the first
stage, or after the last one (where the run is settled and the snapshot is made); then one run is left alone. After it,
site and canonical export must have the bytes of the undisturbed run, every run must be ended in the run log and in
Dagster's (a killed one as lost, failed or, if only its end was cut off, completed), and every snapshot must be sound.
Both files must be readable after every kill.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import os
import random
import re
import shutil
import subprocess
import sys
import tempfile
import threading
import time
from collections import Counter
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parent.parent
SAMPLE = next((ROOT / "egregora_assets" / "sample").glob("*.zip"))
BEFORE, AFTER = "before the first stage", "after the last stage"
STAGE = re.compile(r"\[\d+/\d+\] ([^…]+) … ")
READ = """
import duckdb, json, sys
found = {}
for path, query in json.loads(sys.argv[1]):
    with duckdb.connect(path, read_only=True) as c:
        found[path + query] = [[str(v) for v in row] for row in c.execute(query).fetchall()]
print(json.dumps(list(found.values())))
"""
DAGSTER = """
import dagster as dg, json
with dg.DagsterInstance.get() as i: print(json.dumps(sorted(r.status.value for r in i.get_runs())))
"""


def environment(**extra: str) -> dict[str, str]:
    kept = {k: v for k, v in os.environ.items() if not k.startswith(("EGREGORA_", "DAGSTER_"))}
    return {**kept, "PYTHONPATH": str(ROOT), "DO_NOT_TRACK": "1", **extra}


def python(program: str, *arguments: str, **extra: str) -> Any:
    """What a small program prints as JSON; it ends the loop if it fails."""
    done = subprocess.run(
        [sys.executable, "-c", program, *arguments],
        env=environment(**extra),
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        raise SystemExit(f"a look at the files failed:\n{done.stderr}")
    return json.loads(done.stdout.strip().splitlines()[-1])


def read(*queries: tuple[Path, str]) -> list[list[list[str]]]:
    """Rows of database files, read in a process of their own."""
    found: list[list[list[str]]] = python(READ, json.dumps([[str(path), query] for path, query in queries]))
    return found


def egregora(*arguments: str) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-u", "-m", "egregora_assets.cli", *arguments],
        env=environment(), stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, cwd=ROOT,
    )  # fmt: skip


class Watched:
    """A run whose stages are noted as they begin."""

    def __init__(self, home: Path, export: Path) -> None:
        self.process = egregora("process", str(export), "--output", str(home))
        self.began: list[tuple[str, float]] = [(BEFORE, time.monotonic())]
        self.text = ""
        self._reader = threading.Thread(target=self._read, daemon=True)
        self._reader.start()

    def _read(self) -> None:
        assert self.process.stdout
        while piece := self.process.stdout.read(1):
            self.text += piece
            names = STAGE.findall(self.text)
            if len(names) == len(self.began):
                self.began.append((names[-1], time.monotonic()))
            if piece == ")" and self.text.count(" rows)") + self.text.count(" written)") == 10 == len(names):
                self.began.append((AFTER, time.monotonic()))

    def ended(self) -> float:
        """Waits for the end; when it was."""
        self.process.wait()
        at = time.monotonic()
        self._reader.join()
        return at


def undisturbed(home: Path, export: Path) -> dict[str, float]:
    """Seconds of each stage of a run that nobody disturbs."""
    run = Watched(home, export)
    end = run.ended()
    if run.process.returncode:
        raise SystemExit(f"the undisturbed run failed:\n{run.text}")
    times = [*run.began, ("", end)]
    return {name: times[i + 1][1] - at for i, (name, at) in enumerate(run.began)}


def killed(home: Path, export: Path, stage: str, delay: float) -> str:
    """A run that is killed some seconds after a stage began. Returns: where it really was, or "" if it had ended."""
    run = Watched(home, export)
    while run.process.poll() is None:
        if any(name == stage and time.monotonic() - at >= delay for name, at in run.began):
            break
        time.sleep(0.002)
    run.process.kill()
    run.ended()
    return run.began[-1][0] if run.process.returncode == -9 else ""


def digest_of(folder: Path) -> dict[str, str]:
    files = sorted(p for p in folder.rglob("*") if p.is_file())
    return {str(p.relative_to(folder)): hashlib.sha256(p.read_bytes()).hexdigest() for p in files}


def result_of(home: Path, folder: Path) -> dict[str, dict[str, str]]:
    """Digests of the site and of the canonical export."""
    shutil.rmtree(folder, ignore_errors=True)
    done = egregora("debug", "export", str(folder), "--output", str(home))
    if done.wait():
        raise SystemExit("the canonical export failed")
    return {"site": digest_of(home / "site"), "tables": digest_of(folder)}


def wrong_with_runs(home: Path, kills: int) -> list[str]:
    """What the run log and Dagster's storage say wrongly."""
    ((*statuses,),) = [read((home / "egregora.duckdb", "SELECT status FROM runs"))[0]]
    ours = Counter(row[0] for row in statuses)
    dagster = Counter(python(DAGSTER, DAGSTER_HOME=str(home / "dagster")))
    found = [f"run log: {n} {s}" for s, n in ours.items() if s not in {"completed", "lost", "failed"}]
    found += [f"Dagster's: {n} {s}" for s, n in dagster.items() if s not in {"SUCCESS", "FAILURE"}]
    if not 1 <= sum(ours.values()) <= kills + 1 or not ours["completed"]:
        found.append(f"run log: {dict(ours)} after {kills} kills")
    return found


def doubled(home: Path) -> list[str]:
    """Whether a message stands in the vault twice: the canonical export tells of the other file."""
    query = "SELECT count(*) - count(DISTINCT message_id) FROM ingested"
    ((row,),) = read((home / "vault" / "vault.duckdb", query))
    return [] if row == ["0"] else [f"{row[0]} messages doubled in the vault"]


def unreadable(home: Path) -> list[str]:
    """Files that cannot be opened after a kill; snapshots that cannot be read."""
    files = [home / "egregora.duckdb", home / "vault" / "vault.duckdb", *sorted((home / "snapshots").glob("*.duckdb"))]
    found = []
    for path in files:
        if path.exists():
            try:
                read((path, "SELECT count(*) FROM duckdb_tables()"))
            except SystemExit as error:
                found.append(f"{path.name}: {error}")
    return found


def one_chain(folder: Path, export: Path, key: Path, plan: list[tuple[str, float]], expected: Any) -> dict[str, Any]:
    """Kills by plan, then a run left alone. Returns: where the kills fell, and everything that is wrong."""
    home = folder / "home"
    shutil.rmtree(home, ignore_errors=True)
    (home / "vault").mkdir(parents=True, mode=0o700)
    home.chmod(0o700)
    shutil.copy2(key, home / "vault")
    fell: list[str] = []
    wrong: list[str] = []
    for stage, delay in plan:
        fell.append(killed(home, export, stage, delay))
        wrong += unreadable(home)
    last = Watched(home, export)
    last.ended()
    if last.process.returncode:
        wrong.append(f"the last run failed: {last.text[-2000:]}")
        return {"fell": fell, "wrong": wrong}
    found = result_of(home, folder / "tables")
    for what, digests in found.items():
        differ = sorted(k for k in digests.keys() | expected[what].keys() if digests.get(k) != expected[what].get(k))
        wrong += [f"{what}: {name} differs" for name in differ[:5]]
    left = [p.name for p in home.glob("*.wal")] + [p.name for p in (home / "snapshots").glob(".copy-*")]
    wrong += [f"left behind: {name}" for name in left]
    wrong += wrong_with_runs(home, len(plan)) + doubled(home) + unreadable(home)
    return {"fell": fell, "wrong": wrong}


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__.split("\n\n")[0])
    options.add_argument("--kills", type=int, default=200)
    options.add_argument("--seed", type=int, default=1)
    options.add_argument("--chain", type=int, default=3, help="kills in one deployment, at most")
    options.add_argument("--minutes", type=float, default=float("inf"), help="stop after so long, whatever was reached")
    options.add_argument("--export", type=Path, default=SAMPLE)
    options.add_argument("--json", type=Path)
    given = options.parse_args()
    draws, deadline = random.Random(given.seed), time.monotonic() + 60 * given.minutes
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        seconds = undisturbed(folder / "undisturbed", given.export)
        print(f"seed {given.seed}; undisturbed: " + ", ".join(f"{k} {v:.1f} s" for k, v in seconds.items()), flush=True)
        expected = result_of(folder / "undisturbed", folder / "expected")
        key = folder / "undisturbed" / "vault" / "deployment.key"
        chains: list[dict[str, Any]] = []
        fell: Counter[str] = Counter()
        while sum(fell.values()) < given.kills and time.monotonic() < deadline:
            length = min(draws.randint(1, given.chain), given.kills - sum(fell.values()))
            plan = [(stage, draws.uniform(0, seconds[stage])) for stage in draws.choices(sorted(seconds), k=length)]
            chains.append(one_chain(folder / "chain", given.export, key, plan, expected))
            fell.update(stage for stage in chains[-1]["fell"] if stage)
            verdict = "; ".join(chains[-1]["wrong"]) or "sound"
            print(f"{sum(fell.values()):>4} kills, deployment {len(chains)}: {verdict}", flush=True)
    report = {"seed": given.seed, "kills": sum(fell.values()), "deployments": len(chains), "where": dict(fell)}
    report["wrong"] = [chain for chain in chains if chain["wrong"]]
    for stage, count in fell.most_common():
        print(f"    {count:>4}  {stage}")
    print(f"{report['kills']} kills in {report['deployments']} deployments, {len(report['wrong'])} wrong")
    if given.json:
        given.json.write_text(json.dumps(report, indent=1), encoding="utf-8")
    sys.exit(1 if report["wrong"] else 0)


if __name__ == "__main__":
    main()
