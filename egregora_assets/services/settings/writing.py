"""Writes settings into `egregora.toml`; comments, order and all other settings stay as they are."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import tomlkit
from tomlkit.exceptions import ParseError

from egregora_assets.errors import SettingInvalid
from egregora_assets.services.disk import write_private
from egregora_assets.services.settings.reading import SETTINGS_FILE


def write_settings(home: Path, given: Mapping[str, str | None]) -> None:
    """Writes settings into the file of a deployment, unless it has these values already.

    Args:
        given: values by name; None = leave the setting as it is.

    Raises:
        SettingInvalid: the file is not TOML.
    """
    path = home / SETTINGS_FILE
    text = path.read_text(encoding="utf-8") if path.exists() else ""
    try:
        document = tomlkit.parse(text)
    except ParseError as error:
        raise SettingInvalid(SETTINGS_FILE, f"it is not TOML ({type(error).__name__})") from None
    for name, value in given.items():
        if value is not None and document.get(name) != value:
            document[name] = value
    after = tomlkit.dumps(document)
    if after != text:
        write_private(path, after.encode())
