"""Binds figures to their tables: what is counted over everybody, and how posts fared.

In: messages that are shown, comparisons of posts. Out: rows of counts. Not here: which of them may be shown (`site/`).
"""
