"""Exports of other chat programs become the rows that WhatsApp's reader gives.

In: a file of the inbox, opened. Out: its conversations, each as `ParsedChat`. One module a program; others are added by
installed packages through the entry point group `egregora.sources`. Not here: which conversation an export belongs to,
what is new in it, anything of the vault.
"""
