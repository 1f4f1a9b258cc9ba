"""What Linux and macOS do for this program and Windows does not: locks that end with their process, opening without
following links, folders that are flushed to the disk, groups of processes.

In: descriptors, paths. Out: locks, files, processes. Not here: what they are for. No other module uses what is there on
POSIX systems alone (a test of the house's rules), so that this package says what another system lacks.
"""
