"""What an erasure takes out of Dagster's history: what assets showed, also in a run that was killed."""

from __future__ import annotations

from pathlib import Path

import dagster as dg
import pytest

from egregora_assets.operations.erasing.history import forget_what_assets_showed, rewrite_history
from egregora_assets_tests.deployments import INSTANCE

TITLE = "Whose turn is it with the seed tray"


@dg.asset
def posts() -> dg.MaterializeResult[None]:
    return dg.MaterializeResult(metadata={"posts": dg.MetadataValue.md(TITLE)})


@pytest.mark.slow
@pytest.mark.filterwarnings("ignore::DeprecationWarning")
@pytest.mark.parametrize("is_killed", [False, True])
def test_no_file_of_dagsters_history_keeps_a_title(tmp_path: Path, is_killed: bool) -> None:
    with dg.DagsterInstance.local_temp(str(tmp_path), INSTANCE) as instance:
        run_id = dg.materialize([posts], instance=instance).run_id
        if is_killed:
            event = dg.DagsterEvent(dg.DagsterEventType.RUN_START.value, "posts")
            instance.handle_run_event(run_id, event)
            run = instance.get_run_by_id(run_id)
            assert run
            assert not run.is_finished
        assert any(TITLE.encode() in path.read_bytes() for path in tmp_path.rglob("*") if path.is_file())
        forget_what_assets_showed(instance)
        rewrite_history(tmp_path)
        kinds = {entry.dagster_event_type for entry in instance.all_logs(run_id)}
    assert dg.DagsterEventType.STEP_START in kinds
    assert not any(TITLE.encode() in path.read_bytes() for path in tmp_path.rglob("*") if path.is_file())
