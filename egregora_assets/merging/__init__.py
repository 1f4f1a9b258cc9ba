"""Exports of one chat become one conversation: the same message counts once, and its id stays what it is.

In: exports that were read. Out: the rows of the conversation, whatever the order and overlap of its exports.
Not here: reading (`readers/`), where the rows are kept (`database/`).
"""
