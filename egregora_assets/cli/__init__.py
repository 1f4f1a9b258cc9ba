"""The `egregora` command: a shell over `egregora_assets.Deployment`.

In: words on a command line. Out: words on a terminal, and an exit code.
Not here: anything that a notebook could not do.
"""

from egregora_assets.cli.app import main

__all__ = ["main"]
