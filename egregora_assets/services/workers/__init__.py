"""Worker processes: pure functions of parts, computed for several conversations at the same time.

In: a function and its tasks. Out: its results, in their order. Not here: what is computed, and what is written: a
worker opens neither database, knows no key, and gets only what its function needs.
"""
