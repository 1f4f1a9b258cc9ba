"""docs/settings.md says which assets another value of a setting makes stale: it is what freshness compares."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from egregora_assets import Deployment
from egregora_assets.definitions import list_stages
from egregora_assets.services.settings.declarations import DECLARED_SETTINGS
from egregora_assets_tests.caches.git_repository import Repository
from egregora_assets_tests.exports.small_chat import write_export

OTHERS: dict[str, object] = {
    "time_zone": "Asia/Tokyo",
    "locale": "en_US",
    "site_language": "pt",
    "site_url": "https://example.org/garden/",
    "services": ["link_previews"],
    "default_phone_regions": ["BR"],
    "redact_types": ["email"],
    "third_parties": "show",
    "recordings": "show",
    "window_unit": "days",
    "window_overlap": 0.25,
    "always_redact": ["lantern"],
    "never_redact": ["lantern"],
    "memory_limit": "1GB",
    "failure_command": ["/bin/true"],
    "processed_dir": "done",
    "inbox": "elsewhere",
}
"""Another value for settings of which not any number or text is one."""


def find_versions(deployment: Deployment) -> dict[str, str]:
    """What each asset's last result is compared by."""
    context = deployment.context
    with context.store.file("main").open_reader():
        log = context.store.runs
        return {
            key: stage.compute_input_version(context.services, stage.find_latest_inputs(log))
            for key, stage in list_stages().items()
        }


@pytest.mark.process
@pytest.mark.slow
def test_the_documented_assets_are_those_that_become_stale(small_home: Path) -> None:
    deployment, file = Deployment(small_home), small_home / "egregora.toml"
    written = {line.partition(" ")[0]: line for line in file.read_text("utf-8").splitlines()}
    repository = Repository(small_home / "code")
    repository.commit("first")
    (small_home / "elsewhere").mkdir(mode=0o700)
    write_export(small_home / "elsewhere" / "chat.zip", days=3)
    before, found = find_versions(deployment), {}
    for name in DECLARED_SETTINGS:
        value = json.dumps(OTHERS.get(name, "Another name" if "title" in name or "label" in name else 5))
        line = f"{name} = {value}"
        if name == "repositories":
            path = json.dumps(str(repository.folder))
            line = f'[[repositories]]\nname = "code"\npath = {path}\naddress = "https://git.example.org/lab/code"'
        file.write_text("\n".join([*(kept for n, kept in written.items() if n != name), line]) + "\n", "utf-8")
        after = find_versions(deployment)
        found[name] = {key for key, version in after.items() if version != before[key]}
    documented = {n: set(list_stages()) if s.decides_results else set(s.stales) for n, s in DECLARED_SETTINGS.items()}
    assert found == documented
    assert not any(s.is_private and s.decides_results for s in DECLARED_SETTINGS.values())
