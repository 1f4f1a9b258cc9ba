"""Which services outside this machine may be asked: none, unless the setting `services` names them."""

from __future__ import annotations

import dagster as dg

from egregora_assets.contracts.outside import SERVICES
from egregora_assets.services.settings import Settings


class Outside(dg.ConfigurableResource):  # type: ignore[type-arg]
    """The one place that says whether something may leave this machine."""

    settings: Settings

    def switched_on(self) -> tuple[str, ...]:
        """The services that the settings name, in their order of declaration."""
        named = self.settings.values().services
        return tuple(name for name in SERVICES if name in named)

    def is_on(self, service: str) -> bool:
        """Whether a service may be asked."""
        return service in self.switched_on()

    def describe(self) -> str:
        """One line for a person: what leaves this machine."""
        names = self.switched_on()
        if not names:
            return "nothing: no service outside is switched on"
        return "; ".join(f"{name}: {SERVICES[name].leaves}" for name in names)
