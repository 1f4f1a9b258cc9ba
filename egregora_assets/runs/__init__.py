"""Runs: Dagster's run storage and events mapped onto `runs` and `materializations`; the frame of every asset and check.

In: Dagster's runs, instances, contexts. Out: the run log, the stage decorator and the check decorators with their error
boundary and their reuse of unchanged results, freshness, lineage, traces. Not here: SQL.
"""
