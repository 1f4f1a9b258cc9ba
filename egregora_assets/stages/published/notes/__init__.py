"""Binds notes to their tables: what stands below messages, posts and other notes.

In: annotations and notes of the chat. Out: documents and what each is written on. Not here: how they look.
"""
