"""What a conversation remembers: windows, chunks, an index of words, vectors, and what a window may look back on.

In: redacted messages in order. Out: values and Arrow columns. Retrieval looks only back in time.
"""
