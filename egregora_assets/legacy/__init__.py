"""Rows of a deployment of the predecessor as rows of the current tables.

In: older rows as text, the current state. Out: rows to add, and the outcome of each older row with its reasons.
Not here: files, databases, the vault. Everything is pure; the caller passes the functions that check texts.
"""
