"""The run log: runs, what each wrote and read, what was sent to services; and the rows that tracing follows back.

In: runs and materializations. Out: the same, by key. Not here: Dagster's own storage.
"""
