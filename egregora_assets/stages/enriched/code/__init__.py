"""The lines of code that messages mention, as they were then, read from the repositories once."""
