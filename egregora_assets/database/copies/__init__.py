"""Copies of a database file: compared when they are made, kept as snapshots, put back by a restore.

In: a closed database file. Out: files beside it. Not here: backups of the whole deployment (the command).
"""
