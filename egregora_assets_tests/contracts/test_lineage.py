"""What the contracts say of where rows and columns come from: rows by keys, columns by declaration and expression."""

from __future__ import annotations

from itertools import pairwise

import dagster as dg
import ibis
import pyarrow as pa
import pytest

from egregora_assets.contracts.bundles import BUNDLES, CONTRACTS
from egregora_assets.contracts.lineage import Column, list_declared_columns, list_sources
from egregora_assets.contracts.relations import ASSETS_BY_TABLE, list_relations
from egregora_assets.contracts.tables import Derived
from egregora_assets.database.schema.ddl import compile_select
from egregora_assets.definitions import list_stages
from egregora_assets.runs.lineage import build_column_lineage, hide_texts, trace_columns
from egregora_assets.stages.anonymized import expressions as anonymized
from egregora_assets.stages.enriched import expressions as enriched
from egregora_assets.stages.knowledge import expressions as knowledge
from egregora_assets.stages.ranked import expressions as ranked

CHAT = "00000000-0000-8000-8000-0000000000c1"


def table(name: str) -> ibis.Table:
    return CONTRACTS[name].table()


# --- rows -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "sources"),
    [
        ("messages", {"chats", "authors", "exports"}),
        ("redactions", {"messages"}),
        ("citations", {"messages"}),
        ("documents", {"document_addresses", "chats", "authors", "media_files", "windows", "citations"}),
        ("document_addresses", {"chats", "documents", "document_authors", "citations"}),
        ("media_files", {"message_media", "attachments"}),
        ("windows", {"chats", "window_messages"}),
        ("window_messages", {"messages"}),
        ("chunks", {"chats", "windows"}),
        ("code_references", {"messages", "git_repositories", "git_commits"}),
        ("elo_comparisons", {"document_addresses"}),
        ("elo_ratings", {"document_addresses", "elo_comparisons", "starting_ratings"}),
        ("site_files", {"document_addresses", "documents", "media_files"}),
    ],
)
def test_keys_tell_what_a_row_was_made_from(name: str, sources: set[str]) -> None:
    assert {r.source for r in list_relations(name)} == sources


def test_a_rating_stands_on_comparisons_won_and_lost() -> None:
    won_and_lost = {r.source_columns for r in list_relations("elo_ratings") if r.source == "elo_comparisons"}
    assert won_and_lost == {("winner_id",), ("loser_id",)}


@pytest.mark.parametrize("name", sorted(ASSETS_BY_TABLE))
def test_a_relation_pairs_columns_of_one_type_and_leads_to_nothing_later(name: str) -> None:
    order = {b.asset_key: place for place, b in enumerate(BUNDLES)}
    for relation in list_relations(name):
        here = [CONTRACTS[relation.table].column(c).type for c in relation.columns]
        there = [CONTRACTS[relation.source].column(c).type for c in relation.source_columns]
        assert [str(t) for t in here] == [str(t) for t in there]
        assert order[ASSETS_BY_TABLE[relation.source]] <= order[ASSETS_BY_TABLE[name]]


# --- columns --------------------------------------------------------------------------------------------------------


def test_every_column_that_a_declaration_names_exists() -> None:
    named = {*list_declared_columns(), *(s for d in list_declared_columns() for s in list_sources(*d))}
    assert [(t, c) for t, c in sorted(named) if c not in CONTRACTS[t].column_names] == []


@pytest.mark.parametrize("key", [b.asset_key for b in BUNDLES])
def test_lineage_leads_only_to_assets_that_are_inputs(key: str) -> None:
    stage = list_stages()[key]
    deps = [d for c in stage.bundle.contracts for d in build_column_lineage(c).deps_by_column.values()]
    assert {d.asset_key.path[0] for found in deps for d in found} <= set(stage.upstream_keys)


@pytest.mark.parametrize(
    ("name", "expression"),
    [
        *anonymized.express_tables().items(),
        ("message_media", enriched.list_message_media(table("attachments"))),
    ],
    ids=[*anonymized.express_tables(), "message_media"],
)
def test_the_declaration_of_an_expression_says_what_the_expression_does(name: str, expression: ibis.Table) -> None:
    traced = trace_columns(expression)
    behind = {
        column: found for column, found in traced.items() if found and all(t in ASSETS_BY_TABLE for t, _ in found)
    }
    assert behind == {column: list_sources(name, column) for column in behind}
    assert behind or name in COMPUTED


COMPUTED = {
    *("redactions", "attachments", "message_reactions", "message_mentions", "message_notes", "message_nominations"),
}
"""Tables whose columns all come from results, and whose rows are those of messages that may be read."""


def test_lineage_of_an_expression_goes_through_joins_unions_windows_and_groups() -> None:
    names = ("citations", "documents", "messages", "message_replies")
    posts = trace_columns(ranked.list_posts(table("documents"), ranked.list_quotes(*map(table, names))))
    assert posts["letter_count"] == (("documents", "content"),)
    assert ("messages", "sent_at") in posts["pair_count"]
    assert ("message_replies", "reply_to_id") in posts["break_count"]
    assert posts["quote_count"] == ()
    people = trace_columns(knowledge.list_names(table("authors")))
    assert people["name"] == (("authors", "pseudonym"), ("authors", "public_name"))
    files = trace_columns(enriched.list_files(table("attachments"), table("messages")))
    assert files["caption"] == (("messages", "text"),)


def test_what_refers_to_a_table_of_its_own_asset_has_the_sources_of_that_table() -> None:
    assert list_sources("redactions", "message_id") == (("ingested", "message_id"),)
    assert list_sources("citations", "message_id") == (("messages", "message_id"),)
    assert list_sources("git_chain", "repository_id") == (("git_repositories", "repository_id"),)
    assert list_sources("documents", "writer") == ()


def test_lineage_leads_from_table_to_table() -> None:
    (source,) = build_column_lineage(CONTRACTS["messages"]).deps_by_column["sent_at"]
    assert (source.asset_key, source.column_name) == (dg.AssetKey(["ingested", "ingested"]), "sent_at")


def test_the_expression_itself_decides_over_the_declaration() -> None:
    attachments = table("attachments")
    changed = attachments.select("message_id", "ordinal", media_id=attachments.message_id)
    (source,) = build_column_lineage(CONTRACTS["message_media"], changed).deps_by_column["media_id"]
    assert (source.asset_key, source.column_name) == (dg.AssetKey(["anonymized", "attachments"]), "message_id")


def test_a_column_of_a_result_has_its_declared_sources_and_the_others_those_of_the_expression() -> None:
    links, urls = table("message_links"), ibis.table({"link_id": "uuid", "host": "string"}, name="result_links")
    found = links.inner_join(urls, "link_id").select("link_id", host=urls.host)
    lineage = build_column_lineage(CONTRACTS["links"], Derived(found, {"result_links": pa.table({})}))
    assert [dep.column_name for dep in lineage.deps_by_column["link_id"]] == ["link_id"]
    declared = {dep.column_name for dep in lineage.deps_by_column["host"]}
    assert declared == {column for _, column in list_sources("links", "host")}


def test_rows_that_are_kept_from_one_write_to_the_next_are_no_source() -> None:
    media, kept = table("message_media"), table("attachments").select("message_id", "ordinal", "media_id")
    lineage = build_column_lineage(CONTRACTS["message_media"], media.select(*kept.columns).union(kept))
    assert {dep.asset_key.path[1] for deps in lineage.deps_by_column.values() for dep in deps} == {"attachments"}


def test_sql_is_shown_without_any_literal_text() -> None:
    titles = knowledge.join_link_titles(table("links"), table("message_links"))
    namings = knowledge.list_namings(
        table("messages"), titles, {CHAT: "Amber|Heron", CHAT.replace("c1", "c2"): "O'Brien"}
    )
    sql = hide_texts(compile_select(namings))
    assert not [word for word in (CHAT, "Amber", "Heron", "Brien") if word in sql]
    assert 'FROM "messages"' in sql
    assert "?" in sql


def test_sources_are_in_a_fixed_order() -> None:
    found: list[Column] = [
        s for t in sorted(ASSETS_BY_TABLE) for c in CONTRACTS[t].column_names for s in list_sources(t, c)
    ]
    assert found
    for name in ("documents", "site_files", "messages"):
        for column in CONTRACTS[name].column_names:
            assert all(a < b for a, b in pairwise(list_sources(name, column)))
