"""Which posts are better: pairs of posts, a rubric's verdicts, Bradley-Terry ratings.

In: counted features of posts. Out: verdicts and ratings. Not here: tables, a clock.
"""
