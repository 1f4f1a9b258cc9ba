"""Which services outside this machine may be asked: none, unless the setting `services` names them."""

from __future__ import annotations

import dagster as dg

from egregora_assets.contracts.external_services import SERVICES
from egregora_assets.services.settings import Settings


class ExternalServices(dg.ConfigurableResource):  # type: ignore[type-arg]
    """The one place that decides whether anything may leave this machine."""

    settings: Settings

    def list_enabled(self) -> tuple[str, ...]:
        """The services that the settings name, in order of declaration.

        Raises:
            SettingInvalid: the settings cannot be read.
        """
        named = self.settings.values().services
        return tuple(name for name in SERVICES if name in named)

    def is_enabled(self, service: str) -> bool:
        """Whether a service may be asked."""
        return service in self.list_enabled()

    def describe(self) -> str:
        """One line for a person: what leaves this machine."""
        return "; ".join(f"{n}: {SERVICES[n].leaves}" for n in self.list_enabled()) or (
            "nothing: no external service is enabled"
        )
