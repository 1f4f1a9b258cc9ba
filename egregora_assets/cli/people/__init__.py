"""The commands about people: who they are, whether they are published, what is removed of them, and reviewed names.

In: words on a command line. Out: words on a terminal. Not here: what happens to anybody's rows.
"""
