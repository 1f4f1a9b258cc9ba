"""`egregora ui`: Dagster's web interface, on this machine alone."""

from __future__ import annotations

import argparse
import os
import sys

from egregora_assets.command.deployment import instance, settle_folders, settle_runs
from egregora_assets.errors import DatabaseBusy
from egregora_assets.services.inbox import Inbox
from egregora_assets.services.settings import Settings
from egregora_assets.services.vault import Vault


def ui(options: argparse.Namespace) -> bool:
    """Replaces this process by `dagster dev` on 127.0.0.1, with web server and daemon; the inbox is there before it.

    Raises:
        InboxMissing, InboxUnreadable: the folder that the settings name.
        SettingInvalid: a setting is unknown or impossible.
    """
    home = settle_folders(options)
    with instance():
        pass
    _settle_what_died()
    settings = Settings()
    waiting = Inbox(settings=settings, vault=Vault(settings=settings)).describe()
    print(f"Deployment folder: {home}")
    print(f"Inbox: {waiting}")
    print(f"Dagster at http://127.0.0.1:{options.port} (Ctrl-C ends it)", flush=True)
    arguments = ["dev", "-m", "egregora_assets.definitions", "-h", "127.0.0.1", "-p", str(options.port)]
    os.execv(sys.executable, [sys.executable, "-m", "dagster", *arguments])


def _settle_what_died() -> None:
    """Ends runs whose process is gone, so that no sensor waits for them; not while another process writes."""
    from egregora_assets.definitions import STORE

    if not STORE.file("main").path.exists():
        return
    try:
        STORE.prepare()
        settle_runs(STORE)
    except DatabaseBusy:
        print("Another process writes to the database: runs that died are settled by the next run.", file=sys.stderr)
