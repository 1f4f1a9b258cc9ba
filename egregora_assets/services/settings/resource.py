"""The settings as Dagster's resource."""

from __future__ import annotations

import os

import dagster as dg

from egregora_assets.services.settings.declarations import SettingsValues
from egregora_assets.services.settings.reading import deployment_folder, read_settings


class Settings(dg.ConfigurableResource):  # type: ignore[type-arg]
    """The deployment's settings, read whenever they are asked for.

    Attributes:
        home: the deployment's folder; empty = `EGREGORA_HOME`, else `egregora_home` beside `DAGSTER_HOME`.
    """

    home: str = ""

    def values(self) -> SettingsValues:
        """All settings, from the file and the environment.

        Raises:
            SettingInvalid: an unknown name, or a value that cannot be used; names the setting.
            DagsterHomeUnset: neither the folder nor DAGSTER_HOME is given.
        """
        return read_settings(deployment_folder(self.home, os.environ), os.environ)
