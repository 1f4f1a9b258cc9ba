"""The stage that ranks posts: comparisons of pairs, ratings.

In: documents with their citations, windows, messages. Out: `elo_comparisons` (a log that only grows), `elo_ratings`.
Posts are compared inside their own conversation, and no pair twice by the same judge.
Not here: the rubric and the ratings (`ranking/`), a clock: a comparison has the date of the later post.
"""
