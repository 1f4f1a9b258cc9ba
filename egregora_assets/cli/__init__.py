"""What the `egregora` command does: the same definitions and instance as Dagster's own interfaces, from a terminal.

In: parsed options. Out: exit codes and words on a terminal. Not here: anything that a run in Dagster could not do.
"""

from egregora_assets.cli.app import main, parser

__all__ = ["main", "parser"]
