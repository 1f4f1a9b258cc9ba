"""Names end here.

In: the vault's raw messages and identities (this room is their only reader). Out: chats, exports, authors under
pseudonyms, messages whose personal data are placeholders, a row for each placeholder, attachments without metadata.
Not here: reading exports, links, anything that needs the network.
"""
