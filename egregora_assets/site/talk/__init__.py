"""Talk as a page shows it: the quotes of a document as turns of people, each with what was said around it.

In: a document's finished HTML, the rows of the conversation. Not here: whole days (`conversation`).
"""
