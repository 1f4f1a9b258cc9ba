"""The queue of tasks in the main file.

In: work that stages put off. Out: what is due, and what became of it. Not here: the work itself.
"""
