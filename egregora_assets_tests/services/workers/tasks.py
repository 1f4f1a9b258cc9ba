"""What tests let workers do: found by its name in another process."""

from __future__ import annotations

import os
import signal
import sys
import time
from importlib import import_module
from pathlib import Path

from egregora_assets.errors import ChatUnknown
from egregora_assets.services.workers import pool

SECRET = "Nadia wrote that the shed burned"
HEAVY = {"dagster", "duckdb"}


def wait_and_double(number: int) -> int:
    """Twice the number; small ones take longest."""
    time.sleep(0.05 * max(0, 4 - number))
    return 2 * number


def name_process(_: int) -> int:
    """The process that the task is performed in."""
    time.sleep(0.1)
    return os.getpid()


def quote_a_message(_: int) -> None:
    """Fails as a library fails that quotes what it was given."""
    error = ValueError(SECRET)
    error.add_note(SECRET)
    raise error


def refuse(count: int) -> None:
    """Fails with an error of ours."""
    raise ChatUnknown(count)


def be_killed(_: int) -> None:
    """Ends as the system ends a process for lack of memory."""
    os.kill(os.getpid(), signal.SIGKILL)


def list_heavy_modules(module: str) -> list[str]:
    """Which heavy libraries the import of a module brings."""
    import_module(module)
    return sorted(HEAVY & sys.modules.keys())


def sleep(note: str) -> None:
    """Says that it runs, and sleeps for a long time."""
    Path(note).write_text(str(os.getpid()))
    time.sleep(600)


def hold(folder: str) -> None:
    """A program whose two workers are at work, and which signals end, whatever the one that started it does of them."""
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    signal.signal(signal.SIGINT, signal.default_int_handler)
    signal.pthread_sigmask(signal.SIG_UNBLOCK, {signal.SIGTERM, signal.SIGINT})
    pool.WorkerPool(2).perform("demo", sleep, [f"{folder}/{n}" for n in range(2)])


def run_command(*arguments: str) -> None:
    """The command `egregora`, for which starting workers always pays."""
    from egregora_assets.cli import main

    pool.START_SECONDS = pool.SEND_SECONDS = 0
    sys.exit(main(list(arguments)))


if __name__ == "__main__":
    if sys.argv[1] == "hold":
        hold(sys.argv[2])
    else:
        run_command(*sys.argv[2:])
