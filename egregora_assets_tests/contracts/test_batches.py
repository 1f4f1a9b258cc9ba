"""Batches: every row once, in one order, at one moment, with the database closed while they are used."""

from __future__ import annotations

import resource
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import ibis
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from egregora_assets.contracts.batches import order_totally, split_into_batches
from egregora_assets.contracts.bundles import BUNDLES, BUNDLES_BY_ASSET, CONTRACTS, Bundle
from egregora_assets.contracts.identifiers import public_uuid
from egregora_assets.contracts.tables import Tables
from egregora_assets.database.connection import DatabaseFile
from egregora_assets.database.tables import reading as spool
from egregora_assets.database.tables.reading import read_rows, spool_rows
from egregora_assets.errors import BatchesRefused, DiskFull, StatementFailed
from egregora_assets.redaction.leaks.scanner import Leak, scan_columns
from egregora_assets.stages.enriched.rows import find_texts
from egregora_assets_tests.contracts.contract_rows import insert_with_parents
from egregora_assets_tests.database.new_database import new_database
from egregora_assets_tests.processes import in_a_process

IDENTITIES = CONTRACTS["identities"]
COLUMNS = ("author_id", "chat_id", "display_name", "first_seen_at", "alias", "is_opted_out")
Person = tuple[str | None, str, bool]
"""Alias, name and wish: columns with many equals, one of them with nulls."""

people = st.lists(
    st.tuples(st.sampled_from([None, "", "a", "b", "é"]), st.sampled_from(["Ann", "Bo"]), st.booleans()), max_size=25
)


@pytest.fixture(scope="module")
def file(tmp_path_factory: pytest.TempPathFactory) -> DatabaseFile:
    return new_database(tmp_path_factory.mktemp("batches") / "vault.duckdb", "vault")


def put(file: DatabaseFile, rows: Sequence[Person], start: int = 0, *, only: bool = False) -> None:
    """Adds people, known by their number; `only`: everybody else goes."""
    columns: dict[str, Any] = {
        "author_id": pa.array([public_uuid("person", str(n)) for n in range(start, start + len(rows))], pa.string()),
        "alias": pa.array([r[0] for r in rows], pa.string()),
        "display_name": pa.array([r[1] for r in rows], pa.string()),
        "is_opted_out": pa.array([r[2] for r in rows], pa.bool_()),
    }
    with file.transaction() as connection:
        if only:
            connection.execute("DELETE FROM identities")
        connection.register("arriving", pa.table(columns))
        connection.execute(
            "INSERT INTO identities BY NAME SELECT *, '2024-01-01'::TIMESTAMP_NS AS first_seen_at, "
            "uuid() AS chat_id, uuid() AS run_id FROM arriving"
        )
        connection.unregister("arriving")


def tables_of(file: DatabaseFile, bundle: Bundle = BUNDLES_BY_ASSET["ingested"]) -> Tables:
    return Tables(bundle.tables, lambda e: read_rows(file, e), lambda e: spool_rows(file, e))


def names_in(batches: Iterator[pa.Table]) -> list[str]:
    return [str(name) for batch in batches for name in batch["display_name"].to_pylist()]


# --- coverage -------------------------------------------------------------------------------------------------------


@pytest.mark.slow
@settings(deadline=None, max_examples=40)
@given(people, st.integers(1, 30), st.permutations(["alias", "display_name", "is_opted_out"]), st.integers(0, 3))
def test_every_row_is_in_exactly_one_batch_in_one_order(
    file: DatabaseFile, rows: list[Person], size: int, columns: list[str], width: int
) -> None:
    put(file, rows, only=True)
    order_by = columns[:width]
    batches = list(tables_of(file).batches("identities", size, order_by))
    assert [b.num_rows for b in batches[:-1]] == [size] * (len(batches) - 1)
    assert all(0 < b.num_rows <= size for b in batches)
    found = [row for batch in batches for row in batch.select(COLUMNS).to_pylist()]
    kept = read_rows(file, IDENTITIES.table()).select(COLUMNS).to_pylist()
    assert found == sorted(kept, key=lambda r: [*((r[c] is None, str(r[c])) for c in order_by), r["author_id"]])
    assert len(found) == len(rows)


@pytest.mark.slow
@settings(deadline=None, max_examples=20)
@given(people, st.integers(1, 7), st.sampled_from([(), ("alias",), ("display_name", "alias")]))
def test_equal_rows_of_an_expression_are_each_counted(
    file: DatabaseFile, rows: list[Person], size: int, order_by: tuple[str, ...]
) -> None:
    put(file, rows, only=True)
    names = IDENTITIES.table().select("alias", "display_name")
    found = [tuple(r.values()) for b in tables_of(file).batches(names, size, order_by) for r in b.to_pylist()]
    place = {"alias": 0, "display_name": 1}
    order = [place[c] for c in dict.fromkeys((*order_by, "alias", "display_name"))]
    assert found == sorted(((a, n) for a, n, _ in rows), key=lambda r: [(r[i] is None, r[i] or "") for i in order])


@given(st.lists(st.integers(0, 9), max_size=12), st.integers(1, 12))
def test_how_rows_arrive_does_not_show(pieces: list[int], size: int) -> None:
    numbers = pa.table({"n": pa.array(range(sum(pieces)), pa.int64())})
    taken: list[int] = []

    def arriving(_: ibis.Table) -> Iterator[pa.Table]:
        for number in pieces:
            yield numbers.slice(sum(taken), number)
            taken.append(number)

    table = ibis.table({"n": "int64"}, name="numbers")
    whole = numbers["n"].to_pylist()
    for place, batch in enumerate(split_into_batches(table, size, "n", arriving)):
        assert batch["n"].to_pylist() == whole[place * size : (place + 1) * size]
        assert sum(taken) <= (place + 1) * size  # nothing is asked for before it is needed
    assert sum(taken) == len(whole)


def test_an_empty_table_has_no_batch(file: DatabaseFile) -> None:
    put(file, [], only=True)
    assert list(tables_of(file).batches("identities", 10, "alias")) == []


@pytest.mark.slow
@pytest.mark.parametrize("place", ["main", "vault"])
def test_batches_of_every_table_are_what_one_read_gives(tmp_path: Path, place: Any) -> None:
    file = new_database(tmp_path / "some.duckdb", place)
    for bundle in (b for b in BUNDLES if b.place == place):
        tables = tables_of(file, bundle)
        for contract in bundle.contracts:
            assert list(tables.batches(contract.name, 5, ())) == []
            with file.transaction() as connection:
                if not connection.execute(f'FROM "{contract.name}"').fetchone():
                    insert_with_parents(connection, contract.name)
            (batch,) = tables.batches(contract.name, 5, contract.column_names[0])
            assert batch.equals(tables.rows(contract.name))


# --- a table that changes -------------------------------------------------------------------------------------------


@pytest.mark.parametrize("bytes_in_memory", [0, 2**25], ids=["on the disk", "in memory"])
def test_all_batches_show_the_moment_of_the_first(
    file: DatabaseFile, bytes_in_memory: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(spool, "BYTES_IN_MEMORY", bytes_in_memory or 1)
    put(file, [(letter, f"name {letter}", False) for letter in "bcdefg"], only=True)
    batches = tables_of(file).batches("identities", 2, "alias")
    put(file, [("a", "name a", False)], 6)  # nobody has asked for a batch yet
    first = names_in(iter([next(batches)]))
    put(file, [("aa", "behind", False), ("z", "ahead", False)], 7)
    with file.transaction() as connection:
        connection.execute("DELETE FROM identities WHERE alias = 'f'")
        connection.execute("UPDATE identities SET alias = '0', display_name = 'moved' WHERE alias = 'g'")
    assert first + names_in(batches) == [f"name {letter}" for letter in "abcdefg"]
    assert names_in(tables_of(file).batches("identities", 3, "alias")) == [
        "moved",
        "name a",
        "behind",
        *(f"name {letter}" for letter in "bcde"),
        "ahead",
    ]


def delete_identities(path: Path) -> None:
    with DatabaseFile(path, wait_seconds=0).transaction() as connection:
        connection.execute("DELETE FROM identities")


@pytest.mark.process
def test_another_process_may_write_between_two_batches(file: DatabaseFile) -> None:
    put(file, [("a", "Ann", False), ("b", "Bo", False)], only=True)
    batches = tables_of(file).batches("identities", 1, "alias")
    next(batches)
    assert in_a_process(delete_identities, file.path).returncode == 0
    assert names_in(batches) == ["Bo"]
    assert read_rows(file, IDENTITIES.table()).num_rows == 0


def test_batches_that_are_left_unread_leave_nothing_behind(file: DatabaseFile, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(spool, "BYTES_IN_MEMORY", 1)
    put(file, [("a", "Ann", False)] * 5, only=True)
    before = sorted(p.name for p in file.path.parent.iterdir())
    batches = tables_of(file).batches("identities", 1, "alias")
    next(batches)
    assert sorted(p.name for p in file.path.parent.iterdir()) == before  # the rows lie in a file without a name
    put(file, [("b", "Bo", False)], 5)
    del batches
    assert sorted(p.name for p in file.path.parent.iterdir()) == before


def test_a_write_sees_its_own_rows_in_batches(file: DatabaseFile) -> None:
    put(file, [("a", "Ann", False)], only=True)
    with file.transaction() as connection:
        connection.execute("UPDATE identities SET display_name = 'Zoe'")
        assert names_in(tables_of(file).batches("identities", 1, "alias")) == ["Zoe"]


# --- what is refused ------------------------------------------------------------------------------------------------


def never(_: ibis.Table) -> Iterator[pa.Table]:
    raise AssertionError("nothing may be read")


@pytest.mark.parametrize("size", [0, -1])
def test_a_batch_of_no_rows_is_refused_before_anything_is_read(size: int) -> None:
    with pytest.raises(BatchesRefused, match="one row or more"):
        split_into_batches(IDENTITIES.table(), size, "alias", never)


@pytest.mark.parametrize("order_by", ["age", ("alias", "age"), ""])
def test_an_unknown_column_is_refused_with_those_that_there_are(order_by: str | tuple[str, ...]) -> None:
    with pytest.raises(BatchesRefused, match="order by some of author_id, chat_id"):
        split_into_batches(IDENTITIES.table(), 5, order_by, never)


def test_a_key_that_the_table_has_not_is_refused() -> None:
    with pytest.raises(BatchesRefused):
        order_totally(IDENTITIES.table().select("alias"), "alias", ("author_id",))


def read_on_a_full_disk(path: Path) -> None:
    """Reads rows that need more room than this process may have, and writes what it finds instead."""
    file = DatabaseFile(path)
    with file.transaction() as connection:
        connection.execute(
            "INSERT INTO rejected_lines SELECT uuid(), i + 1, repeat('x', 100), 'y', uuid() FROM range(5000) r(i)"
        )
    pytest.MonkeyPatch().setattr(spool, "BYTES_IN_MEMORY", 1)
    resource.setrlimit(resource.RLIMIT_FSIZE, (50_000, 50_000))
    with pytest.raises(DiskFull):
        next(spool_rows(file, CONTRACTS["rejected_lines"].table()))
    sys.stdout.write(" ".join(sorted(p.name for p in path.parent.iterdir())))


@pytest.mark.process
def test_a_full_disk_is_named_and_nothing_is_left(tmp_path: Path) -> None:
    path = new_database(tmp_path / "vault.duckdb", "vault").path
    done = in_a_process(read_on_a_full_disk, path)
    assert done.stdout == "vault.duckdb vault.duckdb.lock", done.stderr


@pytest.mark.slow
def test_a_failure_in_the_middle_of_the_rows_tells_no_value(tmp_path: Path) -> None:
    file = new_database(tmp_path / "vault.duckdb", "vault")
    with file.transaction() as connection:
        connection.execute(
            "INSERT INTO rejected_lines SELECT uuid(), i + 1, if(i < 250000, '1', 'Ann said'), 'y', uuid() "
            "FROM range(300000) r(i)"
        )
    table = CONTRACTS["rejected_lines"].table()
    failing = table.select(number=table.text.cast("int64"))
    with pytest.raises(StatementFailed) as refusal:
        list(spool_rows(file, failing))
    assert "Ann" not in str(refusal.value)


# --- what stages make of them ---------------------------------------------------------------------------------------


@pytest.mark.slow
@given(st.lists(st.sampled_from(["hello", "see https://example.org/a", "look at src/main.py:3", "v1.2 is out"])))
def test_messages_that_point_somewhere_are_the_same_however_texts_are_cut(texts: list[str]) -> None:
    rows = pa.table(
        {
            "message_id": [str(n) for n in range(len(texts))],
            "sent_at": pa.array([n * 10**9 for n in range(len(texts))], pa.timestamp("ns")),
            "text": pa.array(texts, pa.string()),
        }
    )
    refs = frozenset({"v1.2"})
    whole = find_texts([rows], refs)
    assert find_texts([rows.slice(n, 1) for n in range(len(texts))], refs) == whole
    assert list(whole.addressing) == list(dict.fromkeys(t for t in texts if "https" in t))
    assert [m.message.text for m in whole.mentioning] == [t for t in texts if "main.py" in t or "v1.2" in t]


def test_a_kind_is_found_once_in_a_column_however_many_parts_hold_it() -> None:
    def findings(data: bytes, place: str) -> tuple[Leak, ...]:
        return tuple(Leak(kind, place) for kind in ("phone", "name") if kind.encode() in data)

    parts = [("b.text", ["phone"]), ("b.text", ["a name", "phone"]), ("a.text", ["nothing"]), ("b.text", ["name"])]
    assert scan_columns(parts, findings) == [Leak("name", "b.text"), Leak("phone", "b.text")]
