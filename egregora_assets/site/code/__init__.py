"""Code on pages: what messages say of it, as it was then, and a page a file with its history.

In: mentions that were resolved, lines of files, commits. Out: links, excerpts and pages. Not here: finding and
resolving mentions (`references/`), reading repositories (`stages/enriched/`).
"""
