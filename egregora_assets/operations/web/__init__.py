"""Dagster's web interface on this machine alone.

In: a deployment, a port. Out: a web server behind a guard, and Dagster's daemon. Not here: the pages, which are
Dagster's.
"""
