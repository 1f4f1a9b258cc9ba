"""All that depends on a language: folding, telling which language it is, the words of frames and of the interface.

In: text, language codes. Out: text and values. Not here: which sentence is worth telling (`writing/`), what hides a
person (`redaction/`), tables. Knows nothing but `errors`.
"""
