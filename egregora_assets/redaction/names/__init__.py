"""Names in running text: every spelling of a participant, and words that only look like one."""
