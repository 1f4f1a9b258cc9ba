"""The sample export: a fictional group, eight weeks of its conversation, the ZIP that a phone would have made of it.

Comes in: the scripts beside this file (`script/*.txt`). Goes out: `WhatsApp Chat with Quintal Lab.zip`, `gotejo.bundle`
with the git repository that the chat speaks of, and `truth.json`, which lists everything planted in the chat that must
not leave the vault. Nobody in it exists: numbers are from
ranges reserved for fiction, addresses from reserved domains and documentation networks, cards are test numbers.

What does not belong here: anything that the pipeline needs to run.
"""
