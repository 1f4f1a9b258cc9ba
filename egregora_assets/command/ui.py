"""`egregora ui`: Dagster's web interface, on this machine alone."""

from __future__ import annotations

import argparse
import os
import sys

from egregora_assets.command.deployment import instance, settle_folders


def ui(options: argparse.Namespace) -> bool:
    """Replaces this process by `dagster dev` on 127.0.0.1, with web server and daemon."""
    home = settle_folders(options)
    with instance():
        pass
    print(f"Deployment folder: {home}")
    print(f"Dagster at http://127.0.0.1:{options.port} (Ctrl-C ends it)", flush=True)
    arguments = ["dev", "-m", "egregora_assets.definitions", "-h", "127.0.0.1", "-p", str(options.port)]
    os.execv(sys.executable, [sys.executable, "-m", "dagster", *arguments])
