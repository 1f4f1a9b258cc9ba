"""What an older deployment of the predecessor holds, as rows of today's tables.

In: rows of older tables as text, and what there is today. Out: rows to add, and what became of each older row and why.
Not here: files, databases, the vault. Everything is pure; texts are looked through by what the caller passes in.
"""
