"""The stage that remembers: windows, passages, an index of words, vectors, the context of each window.

In: anonymised messages, titles of links. Out: `windows`, `window_messages`, `chunks`, `chunk_terms`,
`chunk_embeddings`, `window_context`. Retrieval looks only back in time, so a window holds until it or an earlier one
changes; all of it follows from the messages alone.
Not here: how windows and context are found (`retrieval/`), writing (`generated`), models that need a download.
"""
