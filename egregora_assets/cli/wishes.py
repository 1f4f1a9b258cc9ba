"""`egregora opt-out` and `egregora opt-in`: the operator's decision whether somebody is published."""

from __future__ import annotations

import argparse
import sys

from egregora_assets.cli.deployment import settle_folders
from egregora_assets.cli.people import person
from egregora_assets.contracts.instants import utc_now
from egregora_assets.database.people.consent import record_consent_decision
from egregora_assets.services.erasure_records import refuse_during_erasure


def decide(options: argparse.Namespace) -> bool:
    """Keeps the decision in the vault and, unless told otherwise, brings the site up to date.

    Returns: whether that succeeded.

    Raises:
        PersonUnknown, PersonAmbiguous: it is not clear who is meant.
        ErasureUnfinished: an erasure has to be ended first.
    """
    home = settle_folders(options)
    refuse_during_erasure(home)
    from egregora_assets.definitions import STORE

    STORE.prepare()
    meant = person(STORE, options.author)
    is_new = record_consent_decision(STORE.file("vault"), meant.author_id, options.command, utc_now())
    word = "decided" if is_new else "already decided"
    print(f"{meant.shown}: {options.command} is {word}. It stands above what is written in the chat.")
    if options.command == "opt-in":
        print(
            "Only who agreed may be published. An opt-out that they write in the chat from now on counts again.",
            file=sys.stderr,
        )
    if options.no_run:
        print("It takes effect with the next `egregora process`.")
        return True
    return up_to_date(options)


def up_to_date(options: argparse.Namespace, *, force_refresh: bool = False) -> bool:
    """Runs the pipeline up to the site, without new exports but for those in the inbox."""
    from egregora_assets.cli.process import process

    given = dict.fromkeys(("key", "time_zone", "locale", "title", "label"))
    run = argparse.Namespace(
        **given,
        command=options.command,
        output=options.output,
        exports=[],
        sample=False,
        target_stage="published",
        force_refresh=force_refresh,
    )
    return process(run)
