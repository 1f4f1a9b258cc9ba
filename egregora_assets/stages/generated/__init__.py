"""The stage that writes documents: posts, profiles and journal entries from the windows of a conversation.

In: windows, messages, people, links, pictures (all anonymised). Out: documents, document_authors, document_tags,
citations. Unchanged drafts are taken from the stored documents (`writing/draft_cache.py`).
Not here: which messages make a window (`knowledge`), rankings (`ranked`), HTML (`published`).
"""
