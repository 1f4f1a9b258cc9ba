"""What the writer knows of a language: the phrases of its frame and the words that matter or do not, as data.

In: nothing. Out: `Language` values by code. Not here: logic.
"""
