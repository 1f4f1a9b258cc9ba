"""Reads the word lists that lie beside this module in `data/`.

A file holds words separated by white space; where its first line says so, each line is an entry of its own. Lines that
begin with # are comments. Every file is UTF-8.
"""

from __future__ import annotations

from functools import cache
from importlib import resources
from importlib.resources.abc import Traversable


def list_languages(name: str) -> frozenset[str]:
    """The codes of the languages for which there is a list `NAME.CODE.txt`."""
    files = (entry.name.split(".") for entry in _find_folder().iterdir())
    return frozenset(parts[1] for parts in files if parts[0] == name and len(parts) == 3)


def read_lines(name: str) -> list[str]:
    """The lines of the list `NAME.txt`, in order, without comments and empty lines."""
    lines = _find_folder().joinpath(f"{name}.txt").read_text("utf-8").split("\n")
    return [line for line in lines if line and not line.startswith("#")]


@cache
def list_words(name: str) -> tuple[str, ...]:
    """The words of a list, in order."""
    return tuple(word for line in read_lines(name) for word in line.split())


@cache
def read_words(*names: str) -> frozenset[str]:
    """The words of one or more lists together."""
    return frozenset(word for name in names for word in list_words(name))


def _find_folder() -> Traversable:
    return resources.files("egregora_assets.redaction.lexicon").joinpath("data")
