"""The config hash: the same for the same settings in any order, blind to secrets, and to nothing else."""

from __future__ import annotations

import copy
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import dagster as dg
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from egregora_assets.runs.configuration import hash_configuration, is_secret_name
from egregora_assets.services.settings import read_settings

Tree = dict[str, Any]
NAMES = st.text(st.characters(codec="utf-8"), min_size=1, max_size=8).filter(lambda n: not is_secret_name(n))
LEAVES = st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=8)
VALUES = st.recursive(
    LEAVES, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(NAMES, inner, max_size=3), max_leaves=8
)
TREES = st.dictionaries(NAMES, VALUES, max_size=4)
SECRET_NAMES = st.sampled_from(
    ["token", "api_key", "apiKey", "OPENAI_API_KEY", "db-password", "client.secret", "credentials", "Passphrase"]
)


def turned(value: Any) -> Any:
    """The same settings, written down in the opposite order."""
    if isinstance(value, dict):
        return {name: turned(value[name]) for name in reversed(list(value))}
    return [turned(v) for v in value] if isinstance(value, list) else value


def places(tree: Any, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    """The paths to everything in a tree."""
    inner = tree.items() if isinstance(tree, dict) else enumerate(tree) if isinstance(tree, list) else ()
    return [found for key, value in inner for found in ((*path, key), *places(value, (*path, key)))]


def folders(tree: Tree) -> list[Tree]:
    """The tree and every mapping inside it."""
    found = [tree]
    for path in places(tree):
        value: Any = tree
        for key in path:
            value = value[key]
        if isinstance(value, dict):
            found.append(value)
    return found


@pytest.mark.slow
@given(TREES, TREES)
def test_the_order_of_names_does_not_matter(run_config: Tree, settings: Tree) -> None:
    assert hash_configuration(turned(run_config), turned(settings)) == hash_configuration(run_config, settings)


@pytest.mark.slow
@given(TREES, SECRET_NAMES, LEAVES, st.data())
def test_a_secret_at_any_depth_does_not_matter(tree: Tree, name: str, secret: Any, data: st.DataObject) -> None:
    with_secret = copy.deepcopy(tree)
    data.draw(st.sampled_from(folders(with_secret)))[name] = secret
    assert hash_configuration(with_secret, {}) == hash_configuration(tree, {})
    assert hash_configuration({}, with_secret) == hash_configuration({}, tree)


@pytest.mark.slow
@given(TREES, VALUES, st.data())
def test_any_other_change_matters(tree: Tree, value: Any, data: st.DataObject) -> None:
    assume(places(tree))
    path = data.draw(st.sampled_from(places(tree)))
    changed = copy.deepcopy(tree)
    holder: Any = changed
    for key in path[:-1]:
        holder = holder[key]
    assume(repr(holder[path[-1]]) != repr(value) and turned(holder[path[-1]]) != value)
    holder[path[-1]] = value
    assert hash_configuration(changed, {}) != hash_configuration(tree, {})
    assert hash_configuration({}, changed) != hash_configuration({}, tree)


@pytest.mark.slow
@given(TREES, NAMES, VALUES)
def test_a_setting_more_matters(tree: Tree, name: str, value: Any) -> None:
    assume(name not in tree)
    assert hash_configuration({**tree, name: value}, {}) != hash_configuration(tree, {})


def test_run_configuration_and_settings_give_different_digests() -> None:
    assert hash_configuration({"a": 1}, {}) != hash_configuration({}, {"a": 1})


def test_of_an_environment_variable_the_name_counts_and_never_the_value(monkeypatch: pytest.MonkeyPatch) -> None:
    def hash_with(value: str) -> str:
        monkeypatch.setenv("SOME_SERVER", value)
        return hash_configuration({"resources": {"model": {"server": dg.EnvVar("SOME_SERVER")}}}, {})

    assert hash_with("one") == hash_with("two")
    assert hash_with("one") != hash_configuration({"resources": {"model": {"server": dg.EnvVar("OTHER_SERVER")}}}, {})


@pytest.mark.parametrize("name", ["max_tokens", "keyboard", "monkey", "minimum_window_messages", "secretary"])
def test_what_only_sounds_like_a_secret_counts(name: str) -> None:
    assert hash_configuration({name: 1}, {}) != hash_configuration({name: 2}, {})


def settings_hash(home: Path, environment: Mapping[str, str]) -> str:
    return hash_configuration({}, read_settings(home, environment).configuration())


def test_the_same_settings_in_a_file_in_another_order_or_from_the_environment_give_the_same_hash(
    tmp_path: Path,
) -> None:
    lines = ['time_zone = "Europe/Lisbon"', "minimum_window_messages = 7", 'site_title = "Harbour"']
    (tmp_path / "a").mkdir()
    (tmp_path / "b").mkdir()
    (tmp_path / "a" / "egregora.toml").write_text("\n".join(lines), encoding="utf-8")
    (tmp_path / "b" / "egregora.toml").write_text("\n".join(lines[:0:-1]), encoding="utf-8")
    environment = {"EGREGORA_TIME_ZONE": "Europe/Lisbon"}
    assert settings_hash(tmp_path / "a", {}) == settings_hash(tmp_path / "b", environment)


@pytest.mark.parametrize(
    ("name", "value"),
    [("time_zone", "Asia/Tokyo"), ("minimum_window_messages", "8"), ("cache_ttl_days", "5"), ("memory_limit", "1GB")],
)
def test_every_setting_counts(tmp_path: Path, name: str, value: str) -> None:
    assert settings_hash(tmp_path, {f"EGREGORA_{name.upper()}": value}) != settings_hash(tmp_path, {})


def test_the_private_label_and_the_folder_do_not_count(tmp_path: Path) -> None:
    assert settings_hash(tmp_path / "a", {"EGREGORA_CHAT_LABEL": "a private name"}) == settings_hash(tmp_path / "b", {})
