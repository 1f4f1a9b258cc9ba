"""What files of the configured repositories were at a time, answered from the database.

In: the caches of git's history. Out: states of files. Not here: reading repositories (`caches/`).
"""
