"""Syntax trees of source files, parsed once: several rules look at every file."""

from __future__ import annotations

import ast
from functools import cache
from pathlib import Path


@cache
def parse_source(path: Path) -> ast.Module:
    """The tree of a file; only to be looked at."""
    return ast.parse(path.read_text(encoding="utf-8"))
