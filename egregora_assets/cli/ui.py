"""`egregora ui`: Dagster's web interface, on this machine alone and behind a guard."""

from __future__ import annotations

import argparse
import signal
import subprocess
import sys
import time
from collections.abc import Sequence
from types import FrameType

from egregora_assets.cli.deployment import instance, settle_folders, settle_runs
from egregora_assets.errors import DatabaseBusy
from egregora_assets.services.inbox import Inbox
from egregora_assets.services.settings import Settings
from egregora_assets.services.vault import Vault


def ui(options: argparse.Namespace) -> bool:
    """Runs Dagster's web server on 127.0.0.1 and its daemon until interrupted; the inbox is there before them.

    Returns: whether they ended because they were told to, and not by themselves.

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
    web = [sys.executable, "-m", "egregora_assets.cli.web_server", str(options.port)]
    daemon = [sys.executable, "-m", "dagster._daemon", "run", "-m", "egregora_assets.definitions"]
    return _together(web, daemon)


_WAIT_SECONDS = 30.0


def _together(*commands: Sequence[str]) -> bool:
    """Runs programs until one of them ends or this one is told to end; then all of them end.

    Returns: whether it was told to.
    """
    told: list[int] = []

    def note(number: int, _frame: FrameType | None) -> None:
        told.append(number)

    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, note)
    processes = [subprocess.Popen(command) for command in commands]
    while not told and all(process.poll() is None for process in processes):
        time.sleep(0.2)
    for process in processes:
        if process.poll() is None:
            process.send_signal(signal.SIGINT)
    deadline = time.monotonic() + _WAIT_SECONDS
    for process in processes:
        try:
            process.wait(max(0.0, deadline - time.monotonic()))
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
    if not told:
        print("Dagster's web server or its daemon ended by itself; what it said is above.", file=sys.stderr)
    return bool(told)


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
