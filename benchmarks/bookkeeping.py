"""What our bookkeeping costs a step: run row, reuse, lineage, checks of freshness, against a plain Dagster asset.

    python benchmarks/bookkeeping.py [--steps 15] [--json OUT.json]

One asset with next to nothing to do (`git_refs` without repositories) is materialised again and again on a persistent
instance, in turn with an asset that returns None: once fresh (nothing is reused: its body runs and its write is
compared), once reused. Processor time of this process, medians.
"""

from __future__ import annotations

import argparse
import json
import os
import statistics
import tempfile
import time
from pathlib import Path
from typing import Any


def main() -> None:
    """Measures and prints a table."""
    options = argparse.ArgumentParser(description=__doc__.split("\n\n")[0])
    options.add_argument("--steps", type=int, default=15)
    options.add_argument("--json", type=Path)
    given = options.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        figures = measured(Path(folder), given.steps)
    plain = figures["plain asset"]
    for name, seconds in figures.items():
        print(f"{name}: {1000 * seconds:.0f} ms a run of one step, {seconds / plain:.2f} x the plain asset")
    if given.json:
        given.json.write_text(json.dumps(figures, indent=1), encoding="utf-8")


def measured(folder: Path, steps: int) -> dict[str, float]:
    """Median processor seconds by kind of step."""
    home = folder / "dagster"
    home.mkdir()
    (home / "dagster.yaml").write_text("telemetry:\n  enabled: false\n", encoding="utf-8")
    os.environ.update(DAGSTER_HOME=str(home), EGREGORA_HOME=str(folder / "egregora"))
    import dagster as dg

    from egregora_assets.caches.assets import git_refs
    from egregora_assets.definitions import build_resources
    from egregora_assets.runs.checks import FORCE_TAG

    resources = build_resources()

    @dg.asset
    def plain() -> None:
        """Nothing."""

    kinds: dict[str, dict[str, Any]] = {
        "plain asset": {"assets": [plain]},
        "ours, computed and compared": {"assets": [git_refs], "resources": resources, "tags": {FORCE_TAG: "true"}},
        "ours, reused": {"assets": [git_refs], "resources": resources},
    }
    seconds: dict[str, list[float]] = {name: [] for name in kinds}
    with dg.DagsterInstance.get() as instance:
        for step in range(steps + 1):
            for name, options in kinds.items():
                started = time.process_time()
                assert dg.materialize(instance=instance, **options).success
                if step:
                    seconds[name].append(time.process_time() - started)
    return {name: statistics.median(values) for name, values in seconds.items()}


if __name__ == "__main__":
    main()
