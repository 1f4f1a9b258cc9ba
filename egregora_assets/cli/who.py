"""`egregora who`: the name behind a pseudonym, from the vault, on this terminal alone."""

from __future__ import annotations

import argparse
import sys

from egregora_assets.cli.deployment import settle_folders
from egregora_assets.contracts.bundles import CONTRACTS
from egregora_assets.database.tables.writer import read
from egregora_assets.errors import PseudonymUnknown
from egregora_assets.language.folding import fold_name


def who(options: argparse.Namespace) -> bool:
    """Prints who is shown under a pseudonym or alias, a line for each conversation where somebody is.

    Returns: true.

    Raises:
        PseudonymUnknown: nobody is, or the vault no longer knows whom it means.
    """
    settle_folders(options)
    from egregora_assets.definitions import STORE

    STORE.prepare()
    authors, chats = CONTRACTS["authors"].table(), CONTRACTS["chats"].table()
    shown = authors.join(chats, authors.chat_id == chats.chat_id).select(
        authors.author_id, authors.pseudonym, authors.public_name, authors.is_opted_out, chats.slug
    )
    wanted = fold_name(options.pseudonym)
    meant = [
        row
        for row in read(STORE.file("main"), shown.order_by("slug", "author_id")).to_pylist()
        if wanted in (fold_name(row["pseudonym"]), fold_name(row["public_name"]))
    ]
    identities = CONTRACTS["identities"].table()
    known = identities.filter(identities.author_id.isin([row["author_id"] for row in meant])) if meant else None
    names = {
        row["author_id"]: row["display_name"]
        for row in (read(STORE.file("vault"), known).to_pylist() if known is not None else ())
    }
    print("The vault was read to answer this.", file=sys.stderr)
    found = [row for row in meant if row["author_id"] in names]
    if not found:
        raise PseudonymUnknown(bool(meant))
    for row in found:
        opted_out = " (opted out)" if row["is_opted_out"] else ""
        print(f"{row['slug']}: {row['public_name']} is {names[row['author_id']]}{opted_out}")
    return True
