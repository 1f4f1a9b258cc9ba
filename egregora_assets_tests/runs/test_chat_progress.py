"""Which conversation is behind although stages are written as a whole: in Dagster and in `egregora status`."""

from __future__ import annotations

from pathlib import Path

import dagster as dg
import pytest

from egregora_assets import Deployment
from egregora_assets_tests import built_once
from egregora_assets_tests.deployments import egregora
from egregora_assets_tests.exports.small_chat import PEOPLE, write_export

pytestmark = [pytest.mark.slow, pytest.mark.filterwarnings("ignore::DeprecationWarning")]


def test_a_chat_is_behind_until_its_messages_are_told_of(
    small_home: Path, small_deployment: built_once.Deployment, tmp_path: Path
) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("DAGSTER_HOME", str(small_home / "dagster"))
        with dg.DagsterInstance.get() as instance:
            event = instance.get_latest_materialization_event(dg.AssetKey("published"))
    assert event
    assert event.asset_materialization
    table = str(event.asset_materialization.metadata["chats"].value)
    assert "not told of yet" in table
    assert not [name for name in PEOPLE if name in table]
    (told,) = Deployment(small_home).status().chats
    assert (told.waiting_count, told.message_count > 0) == (0, True)
    assert "No chat is behind (1)." in egregora("status", "--output", small_home).stdout
    longer = write_export(tmp_path / small_deployment.export.name, days=10)
    egregora("process", longer, "--target-stage", "anonymized", "--output", small_home)
    (behind,) = Deployment(small_home).status().chats
    assert 0 < behind.waiting_count < behind.message_count
    said = egregora("status", "--output", small_home).stdout
    assert f"Chat {behind.slug} is behind: {behind.waiting_count} of {behind.message_count} messages" in said
