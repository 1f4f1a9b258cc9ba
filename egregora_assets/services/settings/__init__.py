"""Settings of a deployment: declared once, read from `egregora.toml` and the environment, written with comments kept.

In: a folder, an environment. Out: `Settings` (the resource), `SettingsValues`, `read_settings`,
`write_settings`, where the folder is. Not here: what a setting does.

Where the folder is must be known before anything heavy is imported; the rest is imported when it is first used.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

from egregora_assets.services.settings.folder import (
    DAGSTER_VARIABLE,
    DEFAULT_FOLDER,
    HOME_VARIABLE,
    deployment_folder,
    note_deployment,
)

if TYPE_CHECKING:
    from egregora_assets.services.settings.declarations import SettingsValues
    from egregora_assets.services.settings.reading import SETTINGS_FILE, Settings, read_settings
    from egregora_assets.services.settings.setting_types import RepositorySetting
    from egregora_assets.services.settings.writing import write_settings

__all__ = [
    "DAGSTER_VARIABLE", "DEFAULT_FOLDER", "HOME_VARIABLE", "SETTINGS_FILE", "RepositorySetting", "Settings",
    "SettingsValues", "deployment_folder", "note_deployment", "read_settings", "write_settings",
]  # fmt: skip

_HOMES = {
    "SETTINGS_FILE": "reading",
    "Settings": "reading",
    "read_settings": "reading",
    "SettingsValues": "declarations",
    "RepositorySetting": "setting_types",
    "write_settings": "writing",
}


def __getattr__(name: str) -> Any:
    """Imports a name of this package when it is first asked for."""
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"{__name__}.{_HOMES[name]}"), name)
