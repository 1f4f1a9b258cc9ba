"""A query from a notebook or a script: `python examples/query.py my-garden`, with the folder of a deployment."""

import sys

from dagster_duckdb import DuckDBResource

from egregora_assets.definitions import build_resources

database: DuckDBResource = build_resources(sys.argv[1])["duckdb"]
with database.get_connection() as connection:
    weeks = connection.sql(
        "SELECT date_trunc('week', sent_at) AS week, count(*) AS messages FROM messages GROUP BY ALL"
    )
    for week, messages in weeks.order("week").fetchall():
        print(f"{week:%Y-%m-%d} {messages:6,}")
