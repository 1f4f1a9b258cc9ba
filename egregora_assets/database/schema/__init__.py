"""The schema: DDL rendered from the contracts, migrations of older files, the page that documents it.

In: contracts. Out: database files with today's tables. Not here: rows.
"""
