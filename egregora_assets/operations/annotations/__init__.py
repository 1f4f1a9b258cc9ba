"""What people write on messages, posts and other annotations: written, listed and taken off by command.

In: a text and what it is written on. Out: rows of `documents` and `annotations`, which the next run shows.
"""
