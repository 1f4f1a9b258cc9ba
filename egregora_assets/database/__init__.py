"""The database: the only importer of DuckDB.

In: contracts and rows. Out: tables that refuse what is wrong, written by difference in one transaction.
Not here: what any table means (contracts), how its rows are made (stages).
"""
