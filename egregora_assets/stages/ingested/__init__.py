"""Chat exports become one row a message, private.

In: the inbox's exports (archives, texts, tables), as bytes, of any program that has an adapter. Out: `ingested`,
`identities`, `export_files`, `rejected_lines`, `export_media`, in the vault. Not here: pseudonyms, removal of personal
data, anything that may be published.
"""
