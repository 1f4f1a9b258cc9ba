"""The stage that remembers: windows, passages, an index of words, vectors, the context of each window.

In: anonymised messages, titles of links. Out: `windows`, `window_messages`, `chunks`, `chunk_terms`,
`chunk_embeddings`, `window_context`. Everything is computed again from the messages alone; retrieval looks only back
in time.
Not here: how windows and context are found (`retrieval/`), writing (`generated`), models that need a download.
"""
