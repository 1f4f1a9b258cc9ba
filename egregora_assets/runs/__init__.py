"""Runs: Dagster's run storage and events mapped onto `runs` and `materializations`; what every asset has in common.

In: Dagster's runs, instances, contexts. Out: run records, reconciled statuses, the stage decorator with its error
boundary and its reuse of unchanged results. Not here: SQL.
"""
