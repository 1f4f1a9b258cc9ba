"""Settings of a deployment: declared once, read from `egregora.toml` and the environment, written with comments kept.

In: a folder, an environment. Out: `Settings` (the resource), `SettingsValues`, `read_settings`,
`write_settings`, where the folder is. Not here: what a setting does.
"""

from egregora_assets.services.settings.declarations import SettingsValues
from egregora_assets.services.settings.folder import (
    DAGSTER_VARIABLE,
    DEFAULT_FOLDER,
    HOME_VARIABLE,
    deployment_folder,
    note_deployment,
)
from egregora_assets.services.settings.reading import SETTINGS_FILE, Settings, read_settings
from egregora_assets.services.settings.setting_types import RepositorySetting
from egregora_assets.services.settings.writing import write_settings

__all__ = [
    "DAGSTER_VARIABLE", "DEFAULT_FOLDER", "HOME_VARIABLE", "SETTINGS_FILE", "RepositorySetting", "Settings",
    "SettingsValues", "deployment_folder", "note_deployment", "read_settings", "write_settings",
]  # fmt: skip
