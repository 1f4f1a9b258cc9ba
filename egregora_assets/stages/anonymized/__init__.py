"""Binds redaction to tables: the last stage that sees names.

In: the vault's raw messages and identities (no other stage reads them). Out: chats, exports, authors under pseudonyms,
messages with placeholders for personal data, a row for each placeholder, attachments without metadata. Not here:
reading exports, links, anything that needs the network.
"""
