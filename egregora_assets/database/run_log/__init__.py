"""The run log: runs, materializations and their inputs, transmissions; and the queries of tracing.

In: runs and materializations. Out: the same, by key. Not here: Dagster's own storage.
"""
