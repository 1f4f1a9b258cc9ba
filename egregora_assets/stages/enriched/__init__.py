"""What messages point to: media, links, code.

In: anonymised messages and attachments, the git caches. Out: `media_files`, `message_media`, `links`, `message_links`,
`code_references`. Nothing is replaced in a text: pages join.
Not here: names and personal data (they ended one room earlier), looking at the network, making pictures.
"""
