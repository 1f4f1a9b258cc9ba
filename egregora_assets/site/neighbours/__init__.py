"""What leads from one post to others: tags that several share, and the two posts nearest to it, with the reason.

Not here: which posts retrieval found alike (`knowledge`), the pages themselves (`site/pages.py`).
"""
