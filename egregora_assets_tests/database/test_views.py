"""The views answer what a person asks, in one short query, as a longer one over the tables would."""

from __future__ import annotations

from pathlib import Path

import duckdb
import pytest

from egregora_assets.contracts.views import VIEWS
from egregora_assets_tests.built_once import Deployment
from egregora_assets_tests.contracts.contract_rows import insert, insert_with_parents, valid_row
from egregora_assets_tests.database.new_database import new_database
from egregora_assets_tests.deployments import query
from egregora_assets_tests.exports.small_chat import PEOPLE

VAULT = "vault/vault.duckdb"


def test_who_wrote_how_much_is_one_line_and_names_nobody(three_weeks: Deployment) -> None:
    counts = query(
        three_weeks.home,
        "SELECT author, count(*) FROM anonymized_messages WHERE author IS NOT NULL GROUP BY 1 ORDER BY 1",
    )
    assert counts == query(
        three_weeks.home,
        "SELECT public_name, count(*) FROM messages JOIN authors USING (author_id) GROUP BY 1 ORDER BY 1",
    )
    assert len(counts) == len(PEOPLE) - 1
    assert not {name for name, _ in counts} & set(PEOPLE)


def test_what_was_taken_out_stands_beside_the_text(three_weeks: Deployment) -> None:
    found = query(
        three_weeks.home, "SELECT message_id, redacted FROM anonymized_messages WHERE len(redacted) > 0 ORDER BY 1"
    )
    assert found == query(
        three_weeks.home,
        "SELECT message_id, list(pii_type ORDER BY ordinal) FROM redactions GROUP BY message_id ORDER BY 1",
    )
    assert found


def test_who_shared_which_link_and_picture_is_one_line(three_weeks: Deployment) -> None:
    shared = query(three_weeks.home, "SELECT author, unnest(urls) FROM enriched_messages ORDER BY ALL")
    assert shared == query(
        three_weeks.home,
        "SELECT public_name, url FROM message_links JOIN links USING (link_id) JOIN messages USING (message_id) "
        "JOIN authors USING (author_id) ORDER BY ALL",
    )
    pictures = query(three_weeks.home, "SELECT sum(len(media_ids))::INT FROM enriched_messages")
    assert shared
    assert pictures == query(three_weeks.home, "SELECT count(*) FROM message_media") != [(0,)]


def test_what_a_week_may_look_back_on_is_read_in_order(three_weeks: Deployment) -> None:
    latest = "(SELECT max(window_start) FROM windows)"
    found = query(
        three_weeks.home, f"SELECT rank, text FROM knowledge_context WHERE window_start = {latest} ORDER BY rank"
    )
    assert [rank for rank, _ in found] == list(range(1, len(found) + 1)) != []
    earlier = query(three_weeks.home, f"SELECT text FROM chunks WHERE last_sent_at < {latest}")
    assert {(text,) for _, text in found} <= set(earlier)


def test_in_the_vault_a_line_is_found_under_its_author_and_export(three_weeks: Deployment) -> None:
    found = query(
        three_weeks.home,
        "SELECT author_name, text, file_name FROM ingested_messages WHERE author_name IS NOT NULL ORDER BY ALL",
        VAULT,
    )
    assert {name for name, _, _ in found} == set(PEOPLE)
    assert {name for _, _, name in found} == {three_weeks.export.name}
    assert query(three_weeks.home, "SELECT count(*) FROM ingested_messages", VAULT) == query(
        three_weeks.home, "SELECT count(*) FROM ingested", VAULT
    )


def fill_code(connection: duckdb.DuckDBPyConnection) -> None:
    """A message that names a file that a repository knows, with its lines, and one that nobody knows."""
    repository = {**insert_with_parents(connection, "git_repositories"), "name": "mill"}
    connection.execute("UPDATE git_repositories SET name = 'mill'")
    message = insert_with_parents(connection, "messages")
    known = {"repository_id": repository["repository_id"], "path": "src/wheel.py", "commit_id": "c", "blob_id": "b"}
    row = {**valid_row("code_references"), "message_id": message["message_id"]}
    insert(connection, "code_references", {**row, "ordinal": 1, "text": "nowhere.py"})
    insert(connection, "code_references", {**row, "ordinal": 0, "text": "wheel.py", **known, "is_resolved": True})
    place = {"repository_id": repository["repository_id"], "blob_id": "b", "line_start": 0, "line_end": 0}
    lines = {"first_line": 1, "text": "turn()", "reason": None}
    insert(connection, "code_excerpts", {**valid_row("code_excerpts"), **place, **lines})


@pytest.mark.slow
def test_code_stands_in_order_with_what_it_was_when_it_was_mentioned(tmp_path: Path) -> None:
    file = new_database(tmp_path / "some.duckdb")
    with file.open_writer() as connection:
        fill_code(connection)
        query_code = "SELECT code_references, code FROM enriched_messages"
        ((texts, code),) = connection.execute(query_code).fetchall()
    assert texts == ["wheel.py", "nowhere.py"]
    assert [(c["repository"], c["path"], c["excerpt"]) for c in code] == [
        ("mill", "src/wheel.py", "turn()"),
        (None, None, None),
    ]


def test_every_view_lies_where_its_tables_lie() -> None:
    assert {v.name: {c.place for c in v.contracts} for v in VIEWS} == {v.name: {v.place} for v in VIEWS}
    assert {v.name for v in VIEWS if v.place == "vault"} == {"ingested_messages"}
