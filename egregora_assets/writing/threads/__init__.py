"""Threads: conversations that go on beside each other in one chat, told apart by whom each message addresses."""
