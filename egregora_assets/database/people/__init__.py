"""Rights of people: consent decisions, reviewed names, erasures.

In: decisions of the operator. Out: rows of the vault, both files without an erased person. Not here: finding a person.
"""
