"""Personal data in running text: one module a kind, behind cheap tests of which kinds a text can hold."""
