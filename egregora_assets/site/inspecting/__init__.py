"""Looks through finished pages: every link leads somewhere, and nothing runs or loads that must not.

In: files of a site by path, and what was noted of an earlier one. Out: findings, and notes. Not here: names and values
that must not be published (`redaction/leaks`).
"""
