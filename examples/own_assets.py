"""Assets of your own beside this program's, stored by the same IO manager: `dagster dev -f examples/own_assets.py`.

What an asset returns becomes a table of the schema `own` in `egregora.duckdb`; what it takes is a frame, an expression
or `Tables`, as its parameter says. pandas and polars are not installed with this program: install what you use.
"""

import dagster as dg
import ibis
import pandas as pd
import polars as pl
from dagster_duckdb import DuckDBResource

from egregora_assets.contracts.tables import Tables
from egregora_assets.definitions import build_defs


@dg.asset(io_manager_key="tables", group_name="own")
def hours(anonymized: pd.DataFrame) -> pd.DataFrame:
    """One row an hour of the day with its number of messages: pandas, from `messages`, the main table of an asset."""
    hour = anonymized["local_time"].dt.hour
    return hour.value_counts().sort_index().rename_axis("hour").reset_index(name="message_count")


@dg.asset(
    io_manager_key="tables",
    group_name="own",
    ins={"tags": dg.AssetIn("generated", metadata={"table": "document_tags", "columns": ["tag"]})},
)
def tag_counts(tags: pl.DataFrame) -> pl.DataFrame:
    """One row a tag with its number of documents: polars, from one column of another table."""
    return tags.group_by("tag").len("document_count").sort("tag")


@dg.asset(io_manager_key="tables", group_name="own")
def hosts(enriched: Tables) -> ibis.Table:
    """One row a host with its number of addresses: an Ibis expression, which DuckDB computes."""
    links = enriched["links"]
    return links.group_by("host").agg(address_count=links.count())


@dg.asset(io_manager_key="tables", group_name="own")
def busy_hours(hours: ibis.Table) -> ibis.Table:
    """The hours with more messages than the average one: an expression on a table of your own."""
    return hours.filter(hours.message_count > hours.message_count.mean())


@dg.asset(group_name="own", deps=[hours, "published"])
def report(duckdb: DuckDBResource) -> dg.MaterializeResult[None]:
    """Nothing is stored: a query on the connection of Dagster's own resource, which only reads."""
    with duckdb.get_connection() as connection:
        found = connection.execute("SELECT count(*) FROM site_files WHERE path LIKE 'posts/%'").fetchone()
    return dg.MaterializeResult(metadata={"posts": found[0] if found else 0})


defs = dg.Definitions.merge(build_defs(), dg.Definitions(assets=[hours, tag_counts, hosts, busy_hours, report]))
