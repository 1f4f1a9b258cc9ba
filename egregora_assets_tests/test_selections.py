"""What the page for Dagster engineers says of selections, tags and code holds for the definitions."""

from __future__ import annotations

import re
from pathlib import Path

import dagster as dg
import pytest

from egregora_assets.contracts.bundles import BUNDLES
from egregora_assets.definitions import build_defs, defs
from egregora_assets.runs.code_references import CODE_REFERENCES

PAGE = (Path(__file__).parent.parent / "docs" / "dagster.md").read_text("utf-8")
SELECTIONS = re.findall(r"^\| `([^`]*[:+][^`]*)` \| (`.*`) \|$", PAGE, re.MULTILINE)
STAGES = defs.resolve_asset_graph().executable_asset_keys
SPECS = {s.key.to_user_string(): s for s in defs.resolve_all_asset_specs() if s.key in STAGES}


def references_of(spec: dg.AssetSpec) -> list[object]:
    """The code references of an asset."""
    value = spec.metadata[CODE_REFERENCES]
    assert isinstance(value, dg.CodeReferencesMetadataValue)
    return list(value.code_references)


def test_the_page_shows_a_selection_by_each_attribute() -> None:
    shown = " ".join(selection for selection, _ in SELECTIONS)
    assert all(f"{name}:" in shown for name in ("tag", "kind", "group", "owner", "key"))


@pytest.mark.parametrize(("selection", "assets"), SELECTIONS)
def test_a_selection_selects_what_the_page_says(selection: str, assets: str) -> None:
    found = dg.AssetSelection.from_string(selection).resolve(defs.resolve_asset_graph())
    assert sorted(key.to_user_string() for key in found) == re.findall(r"`(\w+)`", assets)


def test_the_tag_of_privacy_is_the_file_that_holds_the_tables() -> None:
    assert {b.asset_key: SPECS[b.asset_key].tags["privacy"] == "vault" for b in BUNDLES} == {
        b.asset_key: b.place == "vault" for b in BUNDLES
    }


@pytest.mark.parametrize("key", sorted(SPECS))
def test_an_asset_names_the_line_of_its_body(key: str) -> None:
    (reference,) = references_of(SPECS[key])
    assert isinstance(reference, dg.LocalFileCodeReference)
    lines = Path(reference.file_path).read_text("utf-8").splitlines()[(reference.line_number or 0) - 1 :]
    assert next(line for line in lines if line.startswith("def ")).startswith(f"def {key}(")


def test_where_the_address_of_the_code_is_known_an_asset_links_to_it(tmp_path: Path) -> None:
    linked = build_defs(tmp_path, source_address="https://github.com/example/egregora-assets")
    for spec in (spec for spec in linked.resolve_all_asset_specs() if spec.key in STAGES):
        (reference,) = references_of(spec)
        assert isinstance(reference, dg.UrlCodeReference)
        assert re.fullmatch(
            r"https://github.com/example/egregora-assets/tree/v[\d.]+/egregora_assets/\S+\.py#L\d+", reference.url
        )
