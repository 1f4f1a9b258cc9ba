"""The writer's room: from the windows of a conversation to posts, profiles and journal entries people like to read.

In: windows, messages, people, links, pictures (all anonymised). Out: documents, document_authors, document_tags,
citations. What would come out the same again is taken from the stored documents (`reuse.py`, `trail.py`).
Not here: which messages make a window (`knowledge`), what is best (`ranked`), HTML (`published`).
"""
