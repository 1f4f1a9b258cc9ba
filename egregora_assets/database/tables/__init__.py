"""The rows of tables: written by difference, added, read as Arrow or as text.

In: contracts, rows, expressions. Out: rows in the file, rows as Arrow. Not here: which rows an asset makes.
"""
