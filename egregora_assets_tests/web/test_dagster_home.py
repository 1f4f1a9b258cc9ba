"""Dagster's settings in a deployment: renewed while they are ours, left alone once somebody changed them."""

from __future__ import annotations

import hashlib
from pathlib import Path

import pytest

from egregora_assets.operations import dagster_home
from egregora_assets.operations.context import open_context
from egregora_assets.operations.dagster_home import make_dagster_home, renew_settings
from egregora_assets.operations.web.instance import GuardedInstance
from egregora_assets.services.disk import private_folder
from egregora_assets_tests.deployments import egregora
from egregora_assets_tests.web.servers import ROOT

SHIPPED = (ROOT / "dagster_home" / "dagster.yaml").read_bytes()
EARLIER = b"# what an earlier version shipped\ntelemetry: {enabled: false}\n"


def settings(folder: Path) -> bytes:
    return (folder / "dagster.yaml").read_bytes()


@pytest.mark.slow
def test_a_deployment_gets_a_guarded_instance_without_telemetry(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("DAGSTER_HOME", raising=False)
    context = open_context(tmp_path / "home")
    with context.instance() as instance:
        assert isinstance(instance, GuardedInstance)
        assert not instance.telemetry_enabled
        assert instance.python_log_level == "INFO"


def test_the_own_folder_gets_its_settings_also_where_a_variable_names_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DAGSTER_HOME", str(tmp_path / "home" / "dagster"))
    assert open_context(tmp_path / "home").is_own_dagster
    assert settings(tmp_path / "home" / "dagster") == SHIPPED


def test_settings_that_were_shipped_before_are_renewed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(dagster_home, "_EARLIER", {hashlib.sha256(EARLIER).hexdigest()})
    (tmp_path / "dagster.yaml").write_bytes(EARLIER)
    renew_settings(tmp_path)
    assert settings(tmp_path) == SHIPPED


def test_settings_that_this_version_wrote_are_renewed_by_the_next(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as before:
        before.setattr(dagster_home, "_read_shipped", lambda: EARLIER)
        folder = make_dagster_home(tmp_path)
    assert settings(folder) == EARLIER
    renew_settings(folder)
    assert settings(folder) == SHIPPED


@pytest.mark.slow
def test_settings_that_somebody_changed_stay_and_the_doctor_says_so(tmp_path: Path) -> None:
    folder = make_dagster_home(private_folder(tmp_path / "home"))
    own = b"telemetry:\n  enabled: false\n"
    (folder / "dagster.yaml").write_bytes(own)
    (tmp_path / "home" / "egregora.duckdb").touch()
    done = egregora("doctor", "--output", tmp_path / "home", check=False)
    assert settings(folder) == own
    assert "only `egregora ui` is guarded" in done.stdout


def test_a_folder_without_settings_gets_none(tmp_path: Path) -> None:
    renew_settings(tmp_path)
    assert list(tmp_path.iterdir()) == []
