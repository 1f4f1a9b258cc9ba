"""What a run made, for those who read it: where the site is, a preview of it, and the way out into another folder.

In: the site's folder and the copy for readers. Out: pages on loopback, what was found, files elsewhere. Not here: how
the site is made (`stages/published/`). Nothing of this package reads the vault, but for the leak scan before `publish`.
"""
