"""What windows are made of: weeks or other stretches of a conversation, and the messages that two of them share."""
