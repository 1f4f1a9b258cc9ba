"""Messages become documents: posts, profiles, journal entries, in the members' own words.

In: a conversation under pseudonyms. Out: drafts and documents, each quote with the message that it comes from.
Not here: which messages make a window (`retrieval/`), HTML (`site/`), tables.
"""
