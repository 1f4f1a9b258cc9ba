from __future__ import annotations

import ibis
import pytest

from egregora_assets.contracts.instants import convert_to_local_times
from egregora_assets_tests.sql_dialects import (
    DIALECTS,
    DIGEST,
    EXCEPTIONS,
    POSTGRES,
    SPARK,
    assert_portable,
    list_lacking,
)
from egregora_assets_tests.sql_snapshots import FOLDER, assert_sql

ROWS = ibis.table({"at": "timestamp(9)", "text": "string", "part": "float64"}, name="rows")
LOCAL = ROWS.select(at=convert_to_local_times(ROWS.at, "UTC"))
DIGESTS = ROWS.select(digest=ROWS.text.hexdigest("sha256"))


def test_every_listed_exception_is_of_a_reviewed_expression() -> None:
    assert [name for name in EXCEPTIONS if not (FOLDER / f"{name}.sql").exists()] == []


def test_a_function_that_is_passed_on_by_its_name_is_lacking_everywhere() -> None:
    for dialect in DIALECTS:
        assert "timezone()" in list_lacking(LOCAL, dialect)


def test_what_the_compiler_refuses_is_lacking_in_that_dialect_alone() -> None:
    assert list_lacking(DIGESTS, POSTGRES) == (DIGEST,)
    assert list_lacking(DIGESTS, SPARK) == ()


@pytest.mark.parametrize("dialect", DIALECTS)
def test_a_plain_expression_lacks_nothing(dialect: str) -> None:
    assert list_lacking(ROWS.group_by("text").aggregate(mean=ROWS.part.mean()), dialect) == ()


def test_an_expression_that_begins_to_need_duckdb_fails() -> None:
    with pytest.raises(AssertionError, match="put it plainly"):
        assert_portable("knowledge_list_names", DIGESTS)


def test_an_exception_that_is_no_longer_needed_fails() -> None:
    with pytest.raises(AssertionError, match="put it plainly"):
        assert_portable("knowledge_weeks", ROWS)


def test_a_snapshot_is_compiled_for_every_dialect(monkeypatch: pytest.MonkeyPatch, tmp_path: object) -> None:
    monkeypatch.setattr("egregora_assets_tests.sql_snapshots.FOLDER", tmp_path)
    monkeypatch.setenv("EGREGORA_UPDATE_SNAPSHOTS", "1")
    with pytest.raises(AssertionError, match="put it plainly"):
        assert_sql("new", LOCAL)
