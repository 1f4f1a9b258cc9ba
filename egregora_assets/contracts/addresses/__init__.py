"""Addresses on the web as people write them."""
