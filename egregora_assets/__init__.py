"""Egregora assets: a group chat's export in, a private, exact, readable publication out.

`Deployment` is the Python API, `inspect_exports` and `redact_lines` need no deployment; docs/python-api.md shows them.
Each is imported when it is first used, so that `import egregora_assets` stays quick.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from egregora_assets.deployment import Deployment
    from egregora_assets.operations.inspection import inspect_exports
    from egregora_assets.operations.sample import find_sample
    from egregora_assets.redaction.lines import redact_lines, redact_objects

__version__ = "0.1.0"
__all__ = ["Deployment", "__version__", "find_sample", "inspect_exports", "redact_lines", "redact_objects"]

_HOMES = {
    "Deployment": "egregora_assets.deployment",
    "find_sample": "egregora_assets.operations.sample",
    "inspect_exports": "egregora_assets.operations.inspection",
    "redact_lines": "egregora_assets.redaction.lines",
    "redact_objects": "egregora_assets.redaction.lines",
}


def __getattr__(name: str) -> Any:
    """Imports a public name when it is first asked for."""
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(_HOMES[name]), name)
