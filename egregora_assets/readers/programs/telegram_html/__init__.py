"""Telegram's HTML: the pages of a chat, and what stands in one message of them."""
