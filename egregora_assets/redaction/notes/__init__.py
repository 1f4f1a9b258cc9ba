"""What participants write as notes, by a command in the chat: as it may be published.

In: what a note says, and its chat as it was redacted. Out: its text. Not here: which message it stands on.
"""
