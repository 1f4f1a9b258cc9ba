"""Finds people who take no part in a chat and are named in it, and decides which of them are hidden.

In: the texts of a chat, where members and values stand in them, the language, the operator's choices. Out: spans to
hide, and a list of names for the operator to review. `hiding.find_third_parties` is the one place that decides.
"""
