"""Chat exports become one row a message, private.

In: the exports in the inbox, of any program that has an adapter. Out: `ingested` and the tables of its bundle, in the
vault. Not here: pseudonyms, removal of personal data, anything that may be published.
"""
