"""What the site asks of code, and how the answers become mentions, files and commits."""
