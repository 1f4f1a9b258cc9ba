"""Copies of the two database files elsewhere, and putting one back.

In: an open deployment. Out: what was copied or restored. Not here: how a file is copied (`database/copies/`).
"""
