"""What is well in a deployment, and what needs a person: checks of what it stands on, and of what befell it.

In: an open deployment. Out: findings, problems and remedies, without names, texts or internals. Not here: mending.
"""
