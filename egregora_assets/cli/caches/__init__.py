"""`egregora cache`: the files that were dear to make."""
