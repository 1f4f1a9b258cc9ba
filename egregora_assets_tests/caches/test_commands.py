"""`egregora cache`: what lies there is told, and what nothing uses, is damaged or belongs to nothing goes and heals."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from egregora_assets import Deployment
from egregora_assets.contracts.lookups import CACHE_KINDS
from egregora_assets.operations.made_files.cache import MAKERS
from egregora_assets_tests.deployments import digests, egregora

pytestmark = pytest.mark.slow


def test_every_kind_that_the_table_knows_is_made_or_said_to_come() -> None:
    assert set(MAKERS) == set(CACHE_KINDS)


def test_what_is_damaged_or_belongs_to_nothing_goes_and_is_made_again(small_home: Path) -> None:
    deployment = Deployment(small_home)
    cards = small_home / "cache" / "cards"
    before = digests(cards)
    first, second, *_ = sorted(cards.iterdir())
    found = {one.kind: one for one in deployment.cache_status(verify=True).kinds}
    assert found["social_card"].count == len(before)
    assert (found["social_card"].damaged_count, found["completion"].count) == (0, 0)

    flipped = bytearray(first.read_bytes())
    flipped[-1] ^= 1
    first.write_bytes(flipped)
    second.unlink()
    (cards / "stray.png").write_bytes(b"stray")
    damaged = []
    for more in ((), ("--verify",)):
        told = json.loads(egregora("cache", "status", "--json", *more, "--output", small_home).stdout)
        damaged += [kind["damaged_count"] for kind in told["kinds"] if kind["kind"] == "social_card"]
    assert damaged == [1, 2]
    would = json.loads(egregora("cache", "prune", "--dry-run", "--json", "--output", small_home).stdout)
    assert would["counts"] == {"unwanted": 0, "damaged": 1, "stray": 1}
    assert (cards / "stray.png").exists()
    assert "1 damaged, 1 stray" in egregora("cache", "prune", "--output", small_home).stdout
    deployment.process()
    assert digests(cards) == before
    assert egregora("cache", "prune", "--output", small_home).stdout == "There is nothing to remove.\n"
