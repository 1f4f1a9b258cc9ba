"""How what people said of a file is put together."""

BETWEEN_LINES = " · "
"""What a description has between the lines that speak of a file."""
