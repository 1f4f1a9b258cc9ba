"""The stage that finds what messages point to: media, links, code.

In: anonymised messages and attachments, the git caches. Out: `media_files`, `message_media`, `links`, `message_links`,
`code_references`. Texts stay as they are: pages join.
Not here: names and personal data (redacted by `anonymized`), requests to the network (`services/`), pictures.
"""
