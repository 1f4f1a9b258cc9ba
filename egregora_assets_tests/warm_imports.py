"""What a command imports sooner or later: imported once by the process from which others are forked."""

from egregora_assets.cli import process as _process
from egregora_assets.definitions import defs

JOBS = list(defs.resolve_all_job_defs())
assert _process
