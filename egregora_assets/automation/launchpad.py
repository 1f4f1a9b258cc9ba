"""What Dagster's launchpad shows of a run's configuration: the options of a run, and nothing of its services.

Every Dagster resource has a configuration of its own, and the launchpad would offer paths, the clock and the names of
caches to change for a run. Dagster has no switch for this; what is done here is pinned by a test of the schema.
"""

from __future__ import annotations

import copy
from collections.abc import Mapping
from contextvars import ContextVar
from typing import Any

import dagster as dg

from egregora_assets.services.run_options import RunOptions

OPTIONS = "run_options"
"""The name of the resource with a run's options."""
CONSOLE_LEVEL: ContextVar[str] = ContextVar("egregora_console_level", default="INFO")
"""From which level on the events of a job's run are printed in this process."""


def hide_config(resource: Any) -> dg.ResourceDefinition:
    """A resource as Dagster uses it, without its fields in the configuration of runs.

    Args:
        resource: a `ConfigurableResource` whose fields are decided, or a definition.
    """
    given = resource if isinstance(resource, dg.ResourceDefinition) else resource.get_resource_definition()
    schema = _retype(given.config_schema, __bool__=lambda _self: False)
    hidden: dg.ResourceDefinition = _retype(
        given, config_schema=property(lambda _self: schema), has_config_field=property(lambda _self: False)
    )
    return hidden


def _retype(given: Any, **members: Any) -> Any:
    """A copy of an object whose class has some other members."""
    copied = copy.copy(given)
    object.__setattr__(copied, "__class__", type(f"Hidden{type(given).__name__}", (type(given),), members))
    return copied


def _configure_run(options: Mapping[str, Any]) -> dict[str, Any]:
    """The configuration of a run, from its options."""
    return {
        "resources": {OPTIONS: {"config": dict(options)}},
        "loggers": {"console": {"config": {"log_level": CONSOLE_LEVEL.get()}}},
    }


JOB_CONFIG = dg.ConfigMapping(
    config_fn=_configure_run,
    config_schema=RunOptions.to_config_schema(),
    receive_processed_config_values=False,
)
"""The configuration of our jobs: the options of a run, without the sections that Dagster puts around them."""
