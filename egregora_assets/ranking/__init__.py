"""Which posts are better: pairs of posts, a rubric's verdicts, Bradley-Terry ratings.

In: posts with their points. Out: comparisons and ratings. Not here: tables, a clock.

- `score_post(counts)` gives the points of a post by the rubric;
- `compare_posts(posts, log, key)` makes the comparisons that are still missing;
- `rate_posts(posts, log)` rates every post from the whole log.
"""

from egregora_assets.ranking.league import NEVER_COMPARED, PERSON, Comparison, Post, compare_posts, rate_posts
from egregora_assets.ranking.rubric import JUDGE, JUDGE_FAMILY, score_post

__all__ = [
    "JUDGE",
    "JUDGE_FAMILY",
    "NEVER_COMPARED",
    "PERSON",
    "Comparison",
    "Post",
    "compare_posts",
    "rate_posts",
    "score_post",
]
