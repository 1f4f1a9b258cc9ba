"""Tests of posts that people edit and of messages that they nominate."""
