"""What a command imports sooner or later: imported once by the process from which others are forked."""

import egregora_assets.cli.process  # noqa: F401 - for what it imports
from egregora_assets.definitions import defs

JOBS = list(defs.resolve_all_job_defs())
