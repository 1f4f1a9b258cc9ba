"""Documents become files: pages, feeds, search index.

In: the site as values. Out: files by path. Not here: writing them to a disk (`services/`), what they say (`writing/`).
"""
