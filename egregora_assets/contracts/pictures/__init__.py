"""What pictures look like, and which lines of a conversation speak of them and of links: for all that shows them."""
