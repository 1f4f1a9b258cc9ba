"""Writing by difference: unchanged rows keep their run, a bad write or a kill leaves the last good tables."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import duckdb
import ibis
import pyarrow as pa
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from egregora_assets.contracts.bundles import BUNDLES_BY_ASSET, CONTRACTS
from egregora_assets.contracts.identifiers import public_uuid
from egregora_assets.contracts.tables import Derived
from egregora_assets.database.connection import DatabaseFile
from egregora_assets.database.tables import writer
from egregora_assets.database.tables.difference import WriteResult
from egregora_assets.database.tables.reading import read_rows
from egregora_assets.database.tables.writer import write
from egregora_assets.errors import EgregoraError, RowsMalformed, RowsRefused, WriteConflict
from egregora_assets_tests.contracts.contract_rows import insert, valid_row
from egregora_assets_tests.database.new_database import new_database
from egregora_assets_tests.processes import in_a_process, program

BUNDLE = BUNDLES_BY_ASSET["git_refs"]


def run_id(number: int) -> str:
    return public_uuid("run", str(number))


@pytest.fixture
def file(tmp_path: Path) -> DatabaseFile:
    return opened(tmp_path)


def opened(folder: Path) -> DatabaseFile:
    return new_database(folder / "some.duckdb", fill=ten_runs)


def ten_runs(connection: duckdb.DuckDBPyConnection) -> None:
    for number in range(10):
        insert(connection, "runs", {**valid_row("runs"), "run_id": run_id(number)})


def rows(names: Mapping[str, str]) -> dict[str, pa.Table]:
    """Repositories by name → branch, each with one observed ref."""
    ids = [public_uuid("repository", n) for n in names]
    size = len(names)
    return {
        "git_repositories": pa.table(
            {
                "repository_id": pa.array(ids, pa.string()),
                "name": pa.array(list(names), pa.string()),
                "branch": pa.array(list(names.values()), pa.string()),
                "is_shallow": pa.array([False] * size, pa.bool_()),
            }
        ),
        "git_refs": pa.table(
            {
                "repository_id": pa.array(ids, pa.string()),
                "ref_name": pa.array(["HEAD"] * size, pa.string()),
                "observed_at": pa.array(["2024-01-01 00:00:00+00"] * size, pa.string()),
                "commit_id": pa.array(["c"] * size, pa.string()),
                "change": pa.array(["seen"] * size, pa.string()),
            }
        ),
    }


def put(file: DatabaseFile, names: Mapping[str, str], number: int = 0) -> WriteResult:
    return write(file, BUNDLE, rows(names), run_id(number), lambda connection, written: None)


def stored(file: DatabaseFile) -> dict[str, tuple[str, str]]:
    found = read_rows(file, CONTRACTS["git_repositories"].table()).to_pylist()
    return {r["name"]: (r["branch"], r["run_id"]) for r in found}


@pytest.mark.slow
def test_the_same_rows_again_write_nothing_and_keep_their_run(file: DatabaseFile) -> None:
    first = put(file, {"a": "main", "b": "main"}, 1)
    second = put(file, {"b": "main", "a": "main"}, 2)
    assert first.total.inserted_count == 4
    assert second.total.changed_count == 0
    assert second.data_version == first.data_version
    assert {run for _, run in stored(file).values()} == {run_id(1)}


def test_only_the_row_that_differs_gets_the_new_run(file: DatabaseFile) -> None:
    put(file, {"a": "main", "b": "main"}, 1)
    written = put(file, {"a": "main", "b": "trunk"}, 2)
    assert written.tables["git_repositories"].updated_count == 1
    assert stored(file) == {"a": ("main", run_id(1)), "b": ("trunk", run_id(2))}


@pytest.mark.slow
def test_a_row_that_others_refer_to_goes_with_what_refers_to_it(file: DatabaseFile) -> None:
    put(file, {"a": "main", "b": "main"}, 1)
    written = put(file, {"b": "main"}, 2)
    assert written.tables["git_repositories"].deleted_count == 1
    assert list(stored(file)) == ["b"]
    assert read_rows(file, CONTRACTS["git_refs"].table()).num_rows == 1


def test_an_expression_over_stored_rows_and_results_is_computed_by_the_database(file: DatabaseFile) -> None:
    put(file, {"a": "main", "b": "trunk"}, 1)
    stored_rows, given = CONTRACTS["git_repositories"].table(), rows({"a": "main", "b": "trunk"})
    renamed = ibis.table({"repository_id": "uuid", "branch": "string"}, name="result_branches")
    expression = stored_rows.inner_join(renamed, "repository_id").select(
        "repository_id", "name", "is_shallow", branch=renamed.branch
    )
    results = {"result_branches": given["git_repositories"].select(["repository_id", "branch"]).slice(0, 1)}
    derived = {**rows({"a": "main"}), "git_repositories": Derived(expression, results)}
    written = write(file, BUNDLE, derived, run_id(2), lambda connection, made: None)
    assert written.tables["git_repositories"].deleted_count == 1
    assert stored(file) == {"a": ("main", run_id(1))}


def test_after_a_conflict_an_expression_is_not_asked_again_where_rows_are_gone(
    file: DatabaseFile, monkeypatch: pytest.MonkeyPatch
) -> None:
    apply, calls = writer._apply, []

    def conflict_first(*arguments: object) -> WriteResult:
        calls.append(1)
        if len(calls) == 1:
            raise WriteConflict(str(file.path))
        return apply(*arguments)  # type: ignore[arg-type]

    put(file, {"a": "main", "b": "trunk"}, 1)
    monkeypatch.setattr(writer, "_apply", conflict_first)
    own = CONTRACTS["git_repositories"].table()
    kept = own.filter(own.branch == "main").drop("run_id")
    with pytest.raises(WriteConflict):
        write(file, BUNDLE, {**rows({}), "git_repositories": kept}, run_id(2), lambda connection, made: None)
    written = write(file, BUNDLE, {**rows({}), "git_repositories": kept}, run_id(2), lambda connection, made: None)
    assert (written.tables["git_repositories"].row_count, list(stored(file))) == (1, ["a"])


def test_a_failed_read_leaves_no_result_under_a_name_of_a_table(file: DatabaseFile) -> None:
    put(file, {"a": "main"}, 1)
    table = CONTRACTS["git_repositories"].table()
    given = Derived(table.filter(table.name.cast("int64") == 1), rows({"z": "main"}))
    with file.open_reader():
        with pytest.raises(EgregoraError):
            read_rows(file, given)
        assert list(stored(file)) == ["a"]


def test_append_only_rows_stay_when_they_are_not_given_again(file: DatabaseFile) -> None:
    put(file, {"a": "main"}, 1)
    without_refs = {**rows({"a": "main"}), "git_refs": rows({})["git_refs"]}
    written = write(file, BUNDLE, without_refs, run_id(2), lambda connection, made: None)
    assert written.tables["git_refs"].row_count == 1


def test_a_bad_write_leaves_the_last_good_tables(file: DatabaseFile) -> None:
    put(file, {"a": "main"}, 1)
    bad = rows({"a": "main", "b": "main"})
    bad["git_refs"] = bad["git_refs"].set_column(4, "change", pa.array(["seen", "nonsense"]))
    with pytest.raises(RowsRefused) as refusal:
        write(file, BUNDLE, bad, run_id(2), lambda connection, written: None)
    assert "nonsense" not in str(refusal.value)
    assert stored(file) == {"a": ("main", run_id(1))}


def test_a_failing_seal_takes_the_rows_back(file: DatabaseFile) -> None:
    def fail(connection: duckdb.DuckDBPyConnection, written: WriteResult) -> None:
        raise ValueError("no")

    with pytest.raises(ValueError, match="no"):
        write(file, BUNDLE, rows({"a": "main"}), run_id(1), fail)
    assert stored(file) == {}


@pytest.mark.parametrize(
    "spoil",
    [
        lambda r: r.pop("git_refs"),
        lambda r: r.update(surplus=r["git_refs"]),
        lambda r: r.update(git_refs=r["git_refs"].drop_columns(["change"])),
        lambda r: r.update(git_refs=r["git_refs"].append_column("extra", pa.array(["x"]))),
    ],
    ids=["a table missing", "a table too many", "a column missing", "a column too many"],
)
def test_rows_that_do_not_fit_the_contract_are_named(file: DatabaseFile, spoil: object) -> None:
    given_rows = rows({"a": "main"})
    spoil(given_rows)  # type: ignore[operator]
    with pytest.raises(RowsMalformed):
        write(file, BUNDLE, given_rows, run_id(1), lambda connection, written: None)


STATES = st.dictionaries(st.sampled_from("abcdef"), st.sampled_from(["main", "trunk"]))


@pytest.mark.slow
@settings(
    max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
)
@given(steps=st.lists(STATES, min_size=1, max_size=4))
def test_after_any_sequence_of_writes_the_tables_hold_the_last(
    tmp_path_factory: pytest.TempPathFactory, steps: list[dict[str, str]]
) -> None:
    file = opened(tmp_path_factory.mktemp("law"))
    for number, step in enumerate(steps):
        made = put(file, step, number)
    fresh = put(opened(tmp_path_factory.mktemp("fresh")), steps[-1])
    assert {name: branch for name, (branch, _) in stored(file).items()} == steps[-1]
    if all(set(s) <= set(steps[-1]) for s in steps):
        assert made.data_version == fresh.data_version


def one_message(text: str) -> dict[str, pa.Table]:
    """A conversation of one message, with a placeholder in it."""
    made = {}
    for contract in BUNDLES_BY_ASSET["anonymized"].contracts:
        row = {k: v for k, v in valid_row(contract.name).items() if k != "run_id"}
        made[contract.name] = pa.Table.from_pylist([row])
    made["message_replies"] = made["message_replies"].slice(0, 0)  # there is no other message that it could answer
    place = made["messages"].schema.get_field_index("text")
    made["messages"] = made["messages"].set_column(place, "text", pa.array([text]))
    return made


@pytest.mark.slow
def test_a_message_that_was_edited_is_written_although_others_refer_to_it(file: DatabaseFile) -> None:
    bundle = BUNDLES_BY_ASSET["anonymized"]
    for number, text in enumerate(["said", "said better"]):
        written = write(file, bundle, one_message(text), run_id(number), lambda connection, made: None)
    assert [r["text"] for r in read_rows(file, CONTRACTS["messages"].table()).to_pylist()] == ["said better"]
    assert written.tables["messages"].row_count == 1
    assert read_rows(file, CONTRACTS["redactions"].table()).num_rows == 1
    again = write(file, bundle, one_message("said better"), run_id(2), lambda connection, made: None)
    assert again.total.changed_count == 0


KILLED = """
import os, signal, sys
from pathlib import Path
sys.path.insert(0, {root!r})
from egregora_assets_tests.database.test_write import BUNDLE, rows, run_id
from egregora_assets.database.connection import DatabaseFile
from egregora_assets.database.tables.writer import write

def die(connection, written):
    if {when!r} == "before the commit":
        os.kill(os.getpid(), signal.SIGKILL)

write(DatabaseFile(Path({path!r})), BUNDLE, rows({{"a": "trunk", "c": "main"}}), run_id(2), die)
os.kill(os.getpid(), signal.SIGKILL)
"""


@pytest.mark.process
@pytest.mark.parametrize(
    ("when", "expected"),
    [("before the commit", {"a": "main", "b": "main"}), ("after the commit", {"a": "trunk", "c": "main"})],
)
def test_a_kill_leaves_the_state_before_or_after_the_write(tmp_path: Path, when: str, expected: dict[str, str]) -> None:
    file = opened(tmp_path)
    put(file, {"a": "main", "b": "main"}, 1)
    killed = KILLED.format(root=str(Path(__file__).parents[2]), when=when, path=str(file.path))
    if when == "before the commit":
        # `b` is not referred to by anything after its ref is gone, so only the rows that had to go may be missing.
        expected = {"a": "main"}
    done = in_a_process(program, killed)
    assert done.returncode == -9, done.stderr
    assert {name: branch for name, (branch, _) in stored(file).items()} == expected
    assert put(file, {"a": "trunk", "c": "main"}, 3).tables["git_repositories"].row_count == 2
