"""What people shared, as pages list it: files that look the same once, links by subject, month and person."""
