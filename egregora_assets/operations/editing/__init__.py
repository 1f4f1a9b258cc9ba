"""Posts that people edit, read from files, compared with what stands, saved; and messages that posts keep or skip."""
