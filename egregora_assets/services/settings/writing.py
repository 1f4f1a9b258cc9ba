"""Writes settings into `egregora.toml`, once they were checked; comments, order and all other settings stay."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import tomlkit
from tomlkit.exceptions import ParseError

from egregora_assets.errors import SettingInvalid
from egregora_assets.services.disk import write_private
from egregora_assets.services.settings.reading import SETTINGS_FILE, check_settings, describe_position


def write_settings(home: Path, given: Mapping[str, Any]) -> None:
    """Writes settings into the file of a deployment, unless it has these values already.

    Args:
        given: values by name, texts or lists of mappings; None = leave the setting as it is.

    Raises:
        SettingInvalid: the file is not TOML, or would hold a value that cannot be used; nothing is written.
    """
    before, after = _change(home, given)
    if after != before:
        write_private(home / SETTINGS_FILE, after.encode())


def refuse_invalid(home: Path, given: Mapping[str, str | None]) -> None:
    """Does nothing where `write_settings` could write settings.

    Raises:
        SettingInvalid: it could not.
    """
    _change(home, given)


def _change(home: Path, given: Mapping[str, Any]) -> tuple[str, str]:
    """The text of the file as it is, and as it would be."""
    path = home / SETTINGS_FILE
    before = path.read_text(encoding="utf-8") if path.exists() else ""
    try:
        document = tomlkit.parse(before)
    except ParseError as error:
        raise SettingInvalid(SETTINGS_FILE, f"it is not TOML{describe_position(str(error))}") from None
    for name, value in given.items():
        if value is not None and document.get(name) != value:
            document = _take_example(document, name, value) if name not in document else document
            document[name] = value if isinstance(value, str) else _list_tables(value)
    after = tomlkit.dumps(document)
    try:
        check_settings(home, after.encode())
    except SettingInvalid as error:
        raise (error.at("") if given.get(error.setting) is not None else error) from None
    return before, after


def _list_tables(rows: Sequence[Mapping[str, str]]) -> Any:
    """Mappings as tables on one line, which swallow no setting that follows."""
    listed = tomlkit.array()
    for row in rows:
        table = tomlkit.inline_table()
        table.update(row)
        listed.append(table)
    return listed


def _take_example(document: tomlkit.TOMLDocument, name: str, value: Any) -> tomlkit.TOMLDocument:
    """The document with a setting where its commented example was; unchanged where there is none before a table."""
    text = tomlkit.dumps(document)
    example = re.search(rf"^# {re.escape(name)} = .*$", text, re.MULTILINE)
    if example is None or re.search(r"^\s*\[", text[: example.start()], re.MULTILINE):
        return document
    line = f"{name} = {(tomlkit.item(value) if isinstance(value, str) else _list_tables(value)).as_string()}"
    return tomlkit.parse(text[: example.start()] + line + text[example.end() :])
