"""Word lists of redaction: given names and their short forms, ordinary words that are also names, pseudonyms, hosts.

Long lists are plain text in `data/`.
"""
