"""What is done with what a run made."""
