"""Every table, declared once.

In: nothing. Out: contracts (columns, keys, rules, meanings), identifiers, and the table views that assets exchange.
Not here: SQL, files, Dagster. DDL is rendered from these declarations in `database/`.
"""
