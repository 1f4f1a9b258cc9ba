"""Documents as the content repository serves and stores them: one query a page, what people wrote in one transaction.

In: documents that a person saves. Out: documents with their parts. Not here: what writers make.
"""
