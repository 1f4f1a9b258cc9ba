"""Finds personal data in running text: one module a family of kinds, behind a prefilter."""
