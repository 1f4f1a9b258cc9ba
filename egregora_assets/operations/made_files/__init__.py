"""The files that were dear to make and lie beside the database: what there is, and what can go.

In: the table `asset_cache` and the folder `cache/`. Out: counts and sizes. Not here: making files, which runs do.
"""
