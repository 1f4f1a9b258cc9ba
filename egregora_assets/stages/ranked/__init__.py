"""Which posts are best: pairs of posts, a judge's verdicts, ratings.

In: documents with what they cite, the windows that they tell of. Out: `elo_comparisons` (a log that only grows),
`elo_ratings`. Posts meet inside their own conversation, and no pair meets twice before the same judge.
Not here: writing, showing, a clock: a verdict is dated by what it is about.
"""
