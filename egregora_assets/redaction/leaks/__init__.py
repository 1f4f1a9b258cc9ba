"""What must not be published, and how it is found in texts and in any bytes."""
