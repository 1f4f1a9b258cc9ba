"""What happened to the group itself: who came and went, another name, a thousandth message, an anniversary.

In: the conversation as pages show it. Out: lines in the site's language, and entries for the feeds. Not here: anything
that is not on the site already.
"""
