"""The Python API as a notebook uses it: values come back, nothing is printed, and the environment stays as it is."""

from __future__ import annotations

import inspect
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

import egregora_assets
from egregora_assets import Deployment
from egregora_assets.errors import PersonUnknown, VaultEmpty
from egregora_assets.operations import review
from egregora_assets.operations.running import StageStep
from egregora_assets.services.inbox.errors import ExportUnusable
from egregora_assets_tests.deployments import ROOT, environment
from egregora_assets_tests.exports.small_chat import PEOPLE, write_export

PAGE = (ROOT / "docs" / "python-api.md").read_text("utf-8")


@pytest.mark.process
def test_importing_the_package_loads_nothing_heavy() -> None:
    program = (
        "import sys, egregora_assets; egregora_assets.__version__\n"
        "print(sorted({m.partition('.')[0] for m in sys.modules} & {'dagster', 'duckdb', 'ibis', 'pyarrow', 'click'}))"
    )
    done = subprocess.run(
        [sys.executable, "-c", program], env=environment(), capture_output=True, text=True, check=True
    )
    assert done.stdout == "[]\n"


def test_a_name_that_is_not_public_is_no_attribute() -> None:
    with pytest.raises(AttributeError, match="has no attribute 'Deployments'"):
        _ = egregora_assets.Deployments


@pytest.mark.process
@pytest.mark.slow
def test_the_examples_of_the_page_run_as_they_stand(tmp_path: Path) -> None:
    blocks = re.findall(r"```python\n(.*?)```", PAGE, re.DOTALL)
    assert len(blocks) == 3
    done = subprocess.run(
        [sys.executable, "-W", "ignore", "-c", "\n".join(blocks)],
        env=environment(),
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert "[('whatsapp', 3322)]" in done.stdout
    assert "'anonymized': 'fresh'" in done.stdout
    assert "[phone-1]" in done.stdout
    assert "Nadia" not in done.stdout
    assert [p.name for p in tmp_path.iterdir()] == ["my-garden"]


def test_the_page_names_every_public_method() -> None:
    public = {name for name in dir(Deployment) if not name.startswith("_")} - {"context", "home"}
    assert {name for name in public if f"`{name}" not in PAGE} == set()


def test_a_method_has_the_docstring_and_the_arguments_of_its_operation(tmp_path: Path) -> None:
    method = Deployment(tmp_path / "home").review_names
    assert list(inspect.signature(method).parameters) == ["add", "ignore", "forget", "chat"]
    assert method.__doc__ == review.review_names.__doc__


@pytest.mark.slow
def test_two_deployments_work_one_after_the_other_in_one_process(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    for name in [n for n in os.environ if n.startswith(("EGREGORA_", "DAGSTER_"))]:
        monkeypatch.delenv(name)
    before = dict(os.environ)
    found = {}
    monkeypatch.setattr("egregora_assets.contracts.counting.steps._TOLD_EVERY_SECONDS", 0.0)
    for name, days in (("one", 3), ("two", 5)):
        deployment = Deployment(tmp_path / name)
        events: list[object] = []
        export = write_export(tmp_path / f"{name}.zip", days=days)
        result = deployment.process([export], target_stage="anonymized", progress=events.append)
        assert result.error is None
        assert len(events) > 4
        assert {("ingested", "files"), ("anonymized", "messages written")} <= {
            (event.asset_key, event.step.unit) for event in events if isinstance(event, StageStep)
        }
        found[name] = (result.files[0].messages, deployment)
    assert found["one"][0] != found["two"][0]
    for _, deployment in found.values():
        states = {asset.asset_key: asset.state for asset in deployment.status().assets}
        assert (states["anonymized"], states["published"]) == ("fresh", "missing")
        assert deployment.context.dagster_home == deployment.home / "dagster"
        deployment.export_key(deployment.home.with_suffix(".key"))
        assert deployment.doctor().is_sound
    assert dict(os.environ) == before
    assert capfd.readouterr() == ("", "")


@pytest.mark.slow
def test_what_is_wrong_is_raised_with_its_remedy_and_names_nobody(
    tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    deployment = Deployment(tmp_path / "home")
    with pytest.raises(ExportUnusable) as refused:
        deployment.process([tmp_path / f"{PEOPLE[0]}.zip"])
    assert refused.value.remedy
    assert PEOPLE[0] not in str(refused.value)
    with pytest.raises(VaultEmpty):
        deployment.leak_scan()
    with pytest.raises(PersonUnknown):
        deployment.opt_out("Nobody Here")
    assert deployment.resume_erasure() is None
    assert not deployment.has_unfinished_erasure
    assert capfd.readouterr() == ("", "")
