"""`Contract.rows`: whatever shape rows come in, they leave in the contract's columns and types."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pyarrow as pa
import pytest

from egregora_assets.contracts.bundles import CONTRACTS
from egregora_assets.contracts.conversation import CHATS, REDACTIONS
from egregora_assets.contracts.documents import DOCUMENTS
from egregora_assets.errors import RowsMalformed
from egregora_assets_tests.contracts.contract_rows import valid_row

COLUMNS: dict[str, list[Any]] = {
    "message_id": ["m", "n"],
    "ordinal": [0, 1],
    "pii_type": ["phone", "email"],
    "placeholder": ["<phone>", "<email>"],
}


@pytest.mark.parametrize(
    "given",
    [
        COLUMNS,
        [dict(zip(COLUMNS, row, strict=True)) for row in zip(*COLUMNS.values(), strict=True)],
        pa.table(COLUMNS),
        {**COLUMNS, "ordinal": pa.array([0, 1], pa.int64())},
        pa.table({"run_id": ["r", "r"], **COLUMNS}),
        ({**dict(zip(COLUMNS, row, strict=True)), "more": 1} for row in zip(*COLUMNS.values(), strict=True)),
    ],
    ids=["columns", "mappings", "a table", "Arrow columns", "a stored table", "mappings with more"],
)
def test_rows_have_the_columns_and_types_of_the_contract(given: Any) -> None:
    rows = REDACTIONS.rows(given)
    assert rows.schema == REDACTIONS.arrow_schema
    assert rows.to_pydict() == COLUMNS


@pytest.mark.parametrize("name", sorted(CONTRACTS))
def test_a_valid_row_of_any_contract_becomes_an_arrow_row(name: str) -> None:
    contract = CONTRACTS[name]
    rows = contract.rows([valid_row(name)])
    assert rows.num_rows == 1
    assert rows.column_names == [c for c in contract.column_names if c != "run_id"]
    assert [f.nullable for f in rows.schema] == [c.is_nullable for c in contract.columns if c.name != "run_id"]
    assert contract.rows(rows).equals(rows)
    assert contract.rows().schema == rows.schema


def test_what_is_not_given_is_null() -> None:
    assert CHATS.rows({"chat_id": ["c"]})["language"].to_pylist() == [None]
    assert CHATS.rows([{"chat_id": "c"}])["language"].to_pylist() == [None]


def test_times_may_be_integers_in_the_unit_of_their_column() -> None:
    (created_at,) = DOCUMENTS.rows([{"created_at": 1_000_000_000}])["created_at"].cast(pa.timestamp("us")).to_pylist()
    assert created_at == dt.datetime(1970, 1, 1, 0, 0, 1)


@pytest.mark.parametrize(
    ("columns", "reason"),
    [({"chat_id": ["c"], "nickname": ["x"]}, "nickname"), ({"chat_id": ["c"], "slug": []}, "different lengths")],
)
def test_columns_that_do_not_fit_are_refused(columns: dict[str, list[str]], reason: str) -> None:
    with pytest.raises(RowsMalformed, match=reason):
        CHATS.rows(columns)
