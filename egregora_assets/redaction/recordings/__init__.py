"""Video and audio: which may be published, and whether anything but picture and sound is left in a clean copy."""
