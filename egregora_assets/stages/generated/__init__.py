"""The stage that writes documents: posts, profiles and journal entries from the windows of a conversation.

In: windows, messages, people, links, pictures (all anonymised). Out: documents, document_authors, document_tags,
citations. Only windows and people of whom something else is told than before are written (`writing/progress/`).
Not here: which messages make a window (`knowledge`), rankings (`ranked`), HTML (`published`).
"""
