"""`egregora review names`: words that look like people whom nobody knows, for the operator to judge."""

from __future__ import annotations

import argparse
import json
import re
import sys
from collections.abc import Iterator, Sequence

from egregora_assets.cli.deployment import settle_folders
from egregora_assets.contracts.bundles import CONTRACTS
from egregora_assets.contracts.vault import EVERY_CHAT
from egregora_assets.database.people.reviewed_names import Decision, decide
from egregora_assets.database.store import DuckDBStore
from egregora_assets.database.tables.writer import read
from egregora_assets.errors import ReviewRefused
from egregora_assets.language.folding import fold_words
from egregora_assets.redaction.unreviewed_names import Candidate, find_unreviewed_names

_MOST_CONTEXTS = 3
_LEFT = "name", "decision", "where"


def review_names(options: argparse.Namespace) -> bool:
    """Writes the decisions that are given, or lists what is to be decided (or was, with `--list`).

    Returns: true.

    Raises:
        ReviewRefused: a word to decide has no letters, or there is no conversation of that name.
    """
    settle_folders(options)
    from egregora_assets.definitions import STORE

    STORE.prepare()
    slugs = _slugs(STORE)
    scope = scope_of(options.chat, slugs)
    decisions = [
        *decisions_of(options.add, "person", scope),
        *decisions_of(options.ignore, "not_a_person", scope),
        *decisions_of(options.forget, None, scope),
    ]
    if decisions:
        decide(STORE.file("vault"), decisions)
        print(f"{len(decisions)} noted in the vault. `egregora process` applies it to every message.", file=sys.stderr)
    elif options.list:
        _print_decided(STORE, slugs, options.json)
    else:
        found = [c for c in candidates(STORE) if scope in (EVERY_CHAT, *c.chat_ids)]
        _print_candidates(found, slugs, with_context=options.context, as_json=options.json)
    return True


def candidates(store: DuckDBStore) -> list[Candidate]:
    """The words of everything that may be read that look like people, without those that were judged."""
    chats, messages, authors = (CONTRACTS[name].table() for name in ("chats", "messages", "authors"))
    with store.file("main").reading():
        languages = read(store.file("main"), chats.select("chat_id", "language")).to_pylist()
        told = read(store.file("main"), messages.select("chat_id", "text"))
        shown = read(store.file("main"), authors.select("pseudonym", "public_name")).to_pylist()
    texts: dict[str, list[str]] = {row["chat_id"]: [] for row in languages}
    for chat_id, text in zip(told["chat_id"].to_pylist(), told["text"].to_pylist(), strict=True):
        texts[str(chat_id)].append(str(text))
    decided = {(row["scope"], row["name"]) for row in store.own("reviewed_names").to_pylist()}
    return find_unreviewed_names(
        {row["chat_id"]: (row["language"], texts[row["chat_id"]]) for row in languages},
        decided,
        {name for row in shown for name in row.values()},
    )


def _slugs(store: DuckDBStore) -> dict[str, str]:
    rows = read(store.file("main"), CONTRACTS["chats"].table().select("chat_id", "slug")).to_pylist()
    return {row["chat_id"]: row["slug"] for row in rows}


def scope_of(chat: str | None, slugs: dict[str, str]) -> str:
    """The scope of decisions: a conversation by its slug, or all.

    Raises:
        ReviewRefused: there is no such conversation.
    """
    if chat is None:
        return EVERY_CHAT
    for chat_id, slug in slugs.items():
        if chat == slug:
            return chat_id
    raise ReviewRefused("there is no conversation of that name; `egregora who` and the site show their names")


def decisions_of(words: Sequence[str] | None, decision: str | None, scope: str) -> Iterator[Decision]:
    """A decision for each word; `-` stands for the lines of standard input.

    Raises:
        ReviewRefused: a word has no letters.
    """
    for given in words or ():
        for line in sys.stdin.read().splitlines() if given == "-" else [given]:
            spelled = re.sub(r"['’]s?$", "", " ".join(line.split()))
            name = " ".join(fold_words(spelled))
            if not name and line.strip():
                raise ReviewRefused("a name must have letters")
            if name:
                yield Decision(name, spelled, decision, scope)


def _print_decided(store: DuckDBStore, slugs: dict[str, str], as_json: bool) -> None:
    rows = [
        {"name": r["spelled"], "decision": r["decision"], "where": slugs.get(r["scope"], r["scope"])}
        for r in sorted(store.own("reviewed_names").to_pylist(), key=lambda r: (r["name"], r["scope"]))
    ]
    if as_json:
        print(json.dumps(rows, ensure_ascii=False, indent=2))
        return
    for row in rows:
        print("\t".join(str(row[column]) for column in _LEFT))


def _print_candidates(found: Sequence[Candidate], slugs: dict[str, str], *, with_context: bool, as_json: bool) -> None:
    if as_json:
        print(json.dumps([_told(c, slugs, with_context) for c in found], ensure_ascii=False, indent=2))
        return
    for c in found:
        start = c.count - c.inside_count
        print(f"{c.spelled:24} {c.count:6,}  inside {c.inside_count:,}, first {start:,}, called {c.called_count:,}")
        for context in c.contexts(_MOST_CONTEXTS) if with_context else ():
            print(f"    {context}")
    print(
        f"{len(found):,} words may be people. `--add WORD` hides one, `--ignore WORD` keeps one; `-` reads lines.",
        file=sys.stderr,
    )


def _told(c: Candidate, slugs: dict[str, str], with_context: bool) -> dict[str, object]:
    contexts: dict[str, object] = {"contexts": c.contexts(_MOST_CONTEXTS)} if with_context else {}
    return {
        "name": c.spelled,
        "count": c.count,
        "inside": c.inside_count,
        "called": c.called_count,
        "chats": sorted(slugs[i] for i in c.chat_ids),
        **contexts,
    }
