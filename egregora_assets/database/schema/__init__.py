"""The schema: DDL rendered from the contracts, migrations of older files, the page that documents it.

In: contracts. Out: database files with the current tables. Not here: rows.
"""
