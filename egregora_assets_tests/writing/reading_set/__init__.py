"""Conversations written as people write, each in a folder with what a post of it must tell, and the reviewed post."""
