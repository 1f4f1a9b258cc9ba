"""What pictures look like, and which lines of a conversation speak of them: for all that compares or shows them."""
