"""What messages point to: links, media, code, and what is known of each without a network.

In: redacted texts, git history. Out: values. Not here: fetching (`services/`), tables.
"""
