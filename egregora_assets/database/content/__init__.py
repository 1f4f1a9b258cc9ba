"""The content repository: finds documents, one query a page, and saves what people write.

In: documents that a person saves. Out: documents with their parts. Not here: what writers write.
"""
