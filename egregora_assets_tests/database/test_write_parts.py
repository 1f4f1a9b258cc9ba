"""Writing by parts: only the rows of changed parts are replaced, and everything is as if all had been written."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path

import duckdb
import ibis
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from egregora_assets.contracts.bundles import BUNDLES_BY_ASSET, CONTRACTS
from egregora_assets.contracts.identifiers import public_uuid
from egregora_assets.contracts.model import Contract
from egregora_assets.contracts.parts import ChangedParts, Part
from egregora_assets.contracts.tables import Rows
from egregora_assets.database.connection import DatabaseFile
from egregora_assets.database.people.main_erasure import erase_from_main
from egregora_assets.database.tables.difference import WriteResult
from egregora_assets.database.tables.parts import TableDigest, compute_table_digest, read_digest, read_parts
from egregora_assets.database.tables.reading import read_table
from egregora_assets.database.tables.writer import write
from egregora_assets.errors import PartsEntangled
from egregora_assets_tests.contracts.contract_rows import insert, valid_row
from egregora_assets_tests.database.new_database import new_database
from egregora_assets_tests.database.test_write import run_id

pytestmark = pytest.mark.slow  # each opens a file several times

BUNDLE = BUNDLES_BY_ASSET["knowledge"]
CHAT = valid_row("chats")["chat_id"]
TABLES = tuple(BUNDLE.tables)
Talk = Mapping[str, Mapping[str, int]]
"""By window: how often each term stands in it."""


def opened(folder: Path) -> DatabaseFile:
    return new_database(folder / "some.duckdb", fill=runs_and_a_chat)


@pytest.fixture
def file(tmp_path: Path) -> DatabaseFile:
    return opened(tmp_path)


def runs_and_a_chat(connection: duckdb.DuckDBPyConnection) -> None:
    for number in range(10):
        insert(connection, "runs", {**valid_row("runs"), "run_id": run_id(number)})
    insert(connection, "chats", {**valid_row("chats"), "run_id": run_id(0)})


def window_id(name: str) -> str:
    return public_uuid("window", name)


def rows(talk: Talk, looks_back: Mapping[str, str] | None = None) -> Rows:
    """The tables for some windows: a chunk each, with its terms.

    Args:
        looks_back: by window, another one whose chunk it may look back on.
    """
    given: dict[str, list[dict[str, object]]] = {name: [] for name in TABLES}
    for name, terms in talk.items():
        ids = {"window_id": window_id(name), "chat_id": CHAT}
        chunk_id = public_uuid("chunk", name, repr(sorted(terms.items())))
        given["windows"].append({**valid_row("windows"), **ids, "message_count": 1 + len(terms)})
        given["chunks"].append({**valid_row("chunks"), **ids, "chunk_id": chunk_id})
        given["chunk_terms"] += [{"chunk_id": chunk_id, "term": t, "term_count": n} for t, n in terms.items()]
        if other := (looks_back or {}).get(name):
            seen = public_uuid("chunk", other, repr(sorted(talk.get(other, {}).items())))
            link = {"window_id": window_id(name), "chunk_id": seen, "rank": 1, "score": 1.0}
            given["window_context"].append(link)
    return {name: CONTRACTS[name].rows(found) for name, found in given.items()}


def in_windows(names: Iterable[str]) -> dict[str, ibis.Table]:
    """The keys of everything that belongs to some windows."""
    found = {name: CONTRACTS[name].table() for name in TABLES}
    ids = [ibis.uuid(window_id(name)) for name in sorted(names)]
    of_windows = {name: t.filter(t.window_id.isin(ids)) for name, t in found.items() if "window_id" in t.columns}
    chunks = of_windows["chunks"].select("chunk_id")
    of_chunks = {n: t.semi_join(chunks, "chunk_id") for n, t in found.items() if "window_id" not in t.columns}
    return {name: t.select(*CONTRACTS[name].primary_key) for name, t in (of_windows | of_chunks).items()}


def parts_of(talk: Talk) -> dict[str, Part]:
    return {name: Part(public_uuid("part", repr(sorted(terms.items())))) for name, terms in talk.items()}


def put_changed(file: DatabaseFile, talk: Talk, number: int) -> WriteResult:
    """Writes what differs from the parts of the last write; everything where none are known."""
    earlier, now = read_stored_parts(file), parts_of(talk)
    if not earlier:
        return put(file, ChangedParts(rows(talk), {}, now), number)
    changed = {name for name in earlier.keys() | now.keys() if earlier.get(name) != now.get(name)}
    given = rows({name: terms for name, terms in talk.items() if name in changed})
    return put(file, ChangedParts(given, in_windows(changed), now), number)


def put(file: DatabaseFile, given: Rows | ChangedParts, number: int = 0) -> WriteResult:
    return write(file, BUNDLE, given, run_id(number), lambda connection, written: None)


def read_stored_parts(file: DatabaseFile) -> dict[str, Part]:
    with file.open_reader() as connection:
        return read_parts(connection, "knowledge")


def contents(file: DatabaseFile) -> dict[str, list[dict[str, object]]]:
    return {name: read_table(file, CONTRACTS[name]).drop_columns(["run_id"]).to_pylist() for name in TABLES}


TALKS = st.dictionaries(
    st.sampled_from("abcde"), st.dictionaries(st.sampled_from(["tea", "rain", "bus"]), st.integers(1, 2))
)


@settings(max_examples=5, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(steps=st.lists(st.tuples(TALKS, st.booleans()), min_size=1, max_size=3))
def test_after_any_changes_the_tables_and_their_versions_are_those_of_a_whole_write(
    tmp_path_factory: pytest.TempPathFactory, steps: list[tuple[Talk, bool]]
) -> None:
    file = opened(tmp_path_factory.mktemp("parts"))
    for number, (talk, is_whole) in enumerate(steps):
        written = put(file, rows(talk), number) if is_whole else put_changed(file, talk, number)
        whole = opened(tmp_path_factory.mktemp("whole"))
        assert put(whole, rows(talk)).data_version == written.data_version
        assert contents(file) == contents(whole)
        assert read_stored_parts(file) == ({} if is_whole else parts_of(talk))


def test_rows_of_other_parts_keep_their_run(file: DatabaseFile) -> None:
    put_changed(file, {"a": {"tea": 1}, "b": {"rain": 1}}, 1)
    written = put_changed(file, {"a": {"tea": 1}, "b": {"rain": 2}}, 2)
    assert written.tables["chunk_terms"].changed_count == 2
    runs = {r["term"]: r["run_id"] for r in read_table(file, CONTRACTS["chunk_terms"]).to_pylist()}
    assert runs == {"tea": run_id(1), "rain": run_id(2)}


def test_no_digest_is_computed_by_a_pass_over_a_table_that_is_written_in_parts(
    file: DatabaseFile, monkeypatch: pytest.MonkeyPatch
) -> None:
    put_changed(file, {"a": {"tea": 1}, "b": {"rain": 1}}, 1)
    passes: list[str] = []

    def compute(connection: duckdb.DuckDBPyConnection, contract: Contract) -> TableDigest:
        passes.append(contract.name)
        return compute_table_digest(connection, contract)

    monkeypatch.setattr("egregora_assets.database.tables.parts.compute_table_digest", compute)
    put_changed(file, {"a": {"tea": 1}, "b": {"rain": 2}}, 2)
    assert passes == []


def test_a_row_that_moves_from_a_part_that_is_not_written_is_moved(file: DatabaseFile) -> None:
    put_changed(file, {"a": {"tea": 1}}, 1)
    (chunk,) = read_table(file, CONTRACTS["chunks"]).to_pylist()
    moved = {name: value for name, value in chunk.items() if name != "run_id"} | {"window_id": window_id("b")}
    given = dict(rows({"b": {}})) | {"chunks": CONTRACTS["chunks"].rows([moved])}
    given["chunk_terms"] = read_table(file, CONTRACTS["chunk_terms"]).drop_columns(["run_id"])
    put(file, ChangedParts(given, in_windows(["b"]), {}), 2)
    (found,) = read_table(file, CONTRACTS["chunks"]).to_pylist()
    assert str(found["window_id"]) == window_id("b")


def test_a_row_of_a_part_that_did_not_change_is_not_lost_with_what_it_refers_to(file: DatabaseFile) -> None:
    talk = {"a": {"tea": 1}, "b": {"rain": 1}}
    put(file, ChangedParts(rows(talk, {"b": "a"}), in_windows("ab"), parts_of(talk)), 1)
    before = contents(file)
    changed = {"a": {"tea": 2}, "b": {"rain": 1}}
    given = ChangedParts(rows({"a": {"tea": 2}}), in_windows("a"), parts_of(changed))
    with pytest.raises(PartsEntangled):
        put(file, given, 2)
    assert contents(file) == before
    assert read_stored_parts(file) == {}


def test_parts_whose_rows_a_killed_write_took_out_are_written_again(
    file: DatabaseFile, monkeypatch: pytest.MonkeyPatch
) -> None:
    talk = {"a": {"tea": 1}, "b": {"rain": 1}}
    put_changed(file, talk, 1)
    before = contents(file)
    with file.transaction() as connection:
        insert(
            connection,
            "materializations",
            {**valid_row("materializations"), "run_id": run_id(1), "asset_key": "knowledge"},
        )
    with monkeypatch.context() as patch:
        patch.setattr("egregora_assets.database.tables.writer._apply", die)
        with pytest.raises(KeyboardInterrupt):
            put_changed(file, {"a": {"tea": 2}, "b": {"rain": 1}}, 2)
    assert contents(file) != before
    with file.open_reader() as connection:
        inputs = connection.execute("SELECT DISTINCT CAST(input_version AS VARCHAR) FROM materializations").fetchall()
    assert inputs == [("00000000-0000-0000-0000-000000000000",)]
    put_changed(file, talk, 3)
    assert contents(file) == before


def die(connection: duckdb.DuckDBPyConnection, unwritten: object) -> None:
    raise KeyboardInterrupt


def test_the_state_of_a_part_is_kept_with_it(file: DatabaseFile) -> None:
    part = Part("key", b"\x00words")
    put(file, ChangedParts(rows({}), in_windows([]), {"a": part}), 1)
    assert read_stored_parts(file) == {"a": part}


def test_an_erasure_forgets_every_part_and_digest(file: DatabaseFile) -> None:
    put_changed(file, {"a": {"tea": 1}}, 1)
    erase_from_main(file, {"message": [], "author": [], "document": []})
    with file.open_reader() as connection:
        assert read_parts(connection, "knowledge") == {}
        assert read_digest(connection, CONTRACTS["chunks"]) is None


def test_a_write_upstream_that_deletes_rows_of_an_asset_forgets_its_parts(file: DatabaseFile) -> None:
    put_changed(file, {"a": {"tea": 1}}, 1)
    upstream = BUNDLES_BY_ASSET["anonymized"]
    nobody = {contract.name: contract.rows() for contract in upstream.contracts}
    write(file, upstream, nobody, run_id(2), lambda connection, written: None)
    assert read_stored_parts(file) == {}
    assert put_changed(file, {}, 3).data_version == put(file, rows({}), 4).data_version
