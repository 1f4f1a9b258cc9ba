"""Adapters for other chat programs, one module each.

In: an open export (`ExportContent`). Out: its conversations, each with a `ParsedChat`. Installed packages add adapters
through the entry point group `egregora.sources`. Not here: which conversation an export belongs to, what is new in it,
anything of the vault.
"""
