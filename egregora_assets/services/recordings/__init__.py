"""The program that copies video and audio without what their containers tell."""
