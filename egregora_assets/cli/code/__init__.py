"""Commands about the code that a conversation speaks of."""
