"""Text becomes text that may be published: names become pseudonyms, personal data become placeholders.

In: messages and participants of one chat. Out: redacted texts, pseudonyms, and the leak scan that finds in any bytes
what should not be there; redaction and scan share one decision. Not here: tables, files, the operator's commands.
"""
