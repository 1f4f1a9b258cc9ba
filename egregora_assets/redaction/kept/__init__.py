"""What is kept of a chat that was redacted, so that of a longer one only the new texts are."""
