"""Database files of the predecessor, which are not trusted: a separate process reads a copy as text.

In: a path that the operator named. Out: rows of the requested tables. Not here: importing them (`legacy/`).
"""
