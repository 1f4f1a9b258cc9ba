"""The database: the only importer of DuckDB.

In: contracts and rows. Out: tables that refuse what is wrong, written by difference in one transaction.
Not here: what any table means (contracts), how its rows are made (stages).

`connection` opens a file, `refusals` turns DuckDB's errors into ours, `store` and `io_manager` are what Dagster uses;
`schema/`, `tables/`, `copies/`, `people/`, `content/`, `run_log/` and `legacy/` do the work.
"""
