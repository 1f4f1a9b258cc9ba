"""The inbox: the folder that chat exports are put into, and the files that the user names on the command line.

In: a folder, paths. Out: complete files with their digests, requests by token, the outcomes of reading. File names may
name people, so they stay in the vault: runs, tags and logs hold digests and tokens only. Not here: what files contain
(`readers/`).
"""
