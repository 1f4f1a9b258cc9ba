"""Egregora assets: a group chat's export in, a private, exact, readable publication out.

Rooms by stage under `stages/`, lookups under `caches/`, tables declared in `contracts/`, kept by `database/`, driven by
`definitions.py` (Dagster) and `cli.py` (the `egregora` command).
"""

__version__ = "0.1.0"
