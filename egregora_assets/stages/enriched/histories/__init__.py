"""The histories of the configured repositories, as they are asked for what messages mention."""
