"""How a conversation is told by parts: what was told stays, and the next run goes on from where the last one stood.

In: a conversation window by window, and the parts of an earlier run. Out: the documents that changed, and the parts.
Not here: what a document says (`posts`, `profiles`, `journals`), how words are counted (`reading/`), tables.
"""
