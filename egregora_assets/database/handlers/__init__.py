"""How values become tables, and tables values: one handler for each kind of value, as Dagster's IO managers have them.

In: what an asset returns, or the type that a parameter names. Out: rows in a file, or a value. Not here: which table an
asset is, which handler serves.
"""
