"""Chat exports as messages: bytes in, one row a message out, of any program that has an adapter.

In: archives, folders, texts, tables, as bytes. Out: `ParsedChat`, with the lines that could not be read and what was
decided about the file. Not here: joining exports of one chat (`merging/`), the inbox (`services/`), tables.
"""
