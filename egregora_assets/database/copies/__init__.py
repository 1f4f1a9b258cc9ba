"""Verified copies of a database file: snapshots, backups, restoring one.

In: a closed database file. Out: files beside it. Not here: backups of a whole deployment (`operations/`).
"""
