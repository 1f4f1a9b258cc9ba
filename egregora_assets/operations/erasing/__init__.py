"""Erasing a person for good, and proving it.

In: participants. Out: databases, caches and copies without them, a proof that names nobody.
Not here: how a text loses a person (`redaction/`), the statements (`database/`), the journal (`services/`).
"""
