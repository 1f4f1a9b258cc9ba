"""Identifiers: keyed, versioned, separated."""

from __future__ import annotations

import pickle
import uuid

import pytest
from hypothesis import given
from hypothesis import strategies as st

from egregora_assets.contracts.identifiers import DeploymentKey, public_uuid

KEY = DeploymentKey(bytes(range(32)))
VALUES = st.lists(st.text(st.characters(codec="utf-8"), max_size=4) | st.just("\0") | st.just("a\0b"), max_size=4)


@given(VALUES)
def test_an_identifier_is_a_uuid_of_version_8(values: list[str]) -> None:
    found = uuid.UUID(KEY.uuid("message", *values))
    assert (found.version, found.variant) == (8, uuid.RFC_4122)
    assert str(found) == KEY.uuid("message", *values)


@given(VALUES, VALUES)
def test_different_values_never_run_together(first: list[str], second: list[str]) -> None:
    assert (first == second) == (KEY.uuid("message", *first) == KEY.uuid("message", *second))


def test_another_key_or_domain_gives_another_identifier() -> None:
    other = DeploymentKey(bytes(32))
    assert len({KEY.uuid("a", "x"), KEY.uuid("b", "x"), other.uuid("a", "x"), public_uuid("a", "x")}) == 4


def test_identifiers_stay_what_they_were() -> None:
    assert KEY.uuid("message", "a", "b") == "d518b292-0dd4-8ac1-8a7e-2e8cd27e01c1"
    assert public_uuid("message", "a", "b") == "fda0aa47-2ea1-86d4-9829-09a2dfb40cf4"


def test_a_key_does_not_show_itself() -> None:
    assert "00" not in repr(KEY)
    with pytest.raises(TypeError):
        pickle.dumps(KEY)


def test_a_key_has_32_bytes() -> None:
    with pytest.raises(ValueError, match="32"):
        DeploymentKey(b"short")
