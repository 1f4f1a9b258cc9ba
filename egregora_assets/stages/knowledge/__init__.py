"""What the conversation remembers: windows, passages, an index of words, vectors, what each window may look back on.

In: anonymised messages, titles of links. Out: `windows`, `window_messages`, `chunks`, `chunk_terms`,
`chunk_embeddings`, `window_context`. Everything here is computed again from the messages alone; retrieval looks only
back in time.
Not here: writing (the next room), names (they ended two rooms earlier), models that need a download.
"""
