"""Database files of the predecessor, which may hold anything: read as text from a copy, in a process of its own.

In: a path that the operator named. Out: rows of the wanted tables. Not here: what they become.
"""
