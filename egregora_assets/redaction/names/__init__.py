"""Finds participants in running text: every spelling of their names, and words that only look like one."""
