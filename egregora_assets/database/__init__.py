"""The database: the only importer of DuckDB.

In: contracts and rows. Out: tables with enforced constraints, written by difference in one transaction.
Not here: what a table means (contracts), how its rows are made (stages).

`connection` opens a file, `error_translation` translates DuckDB's errors, Dagster uses `store` and `io_manager`.
"""
