"""What a deployment holds and what its latest run sent away, in counts."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import ibis
from ibis import _

from egregora_assets.contracts.bundles import CONTRACTS
from egregora_assets.contracts.vocabularies import WITHHELD
from egregora_assets.database.store import DuckDBStore
from egregora_assets.database.tables.reading import read_rows
from egregora_assets.operations.context import DeploymentContext
from egregora_assets.operations.git_history.repository_warnings import RepositoryWarning, list_repository_warnings
from egregora_assets.runs.latest_metadata import find_latest_number

_COUNTED = (
    ("messages", "messages"),
    ("people", "authors"),
    ("redactions", "redactions"),
    ("pictures and files", "media_files"),
    ("links", "links"),
    ("code references", "code_references"),
    ("citations", "citations"),
)
_DOCUMENTS = (("posts", "post"), ("profiles", "profile"), ("journal entries", "journal"))
_UNREVIEWED = "unreviewed_names"
_LEFT_OUT = "withheld"


@dataclass(frozen=True)
class Transmission:
    """What a run sent to one external service; None where the run died before it was counted."""

    service: str
    request_count: int | None
    sent_bytes: int | None


@dataclass(frozen=True)
class Summary:
    """What a deployment holds.

    Attributes:
        counts: how many of each thing, by the word for it.
        transmissions: what the latest run sent away, one a service, by name; empty if nothing left this machine.
        unreviewed_name_count: words that may be names of people and that nobody has judged.
        withheld_count: texts that are not published because something of the vault is left in them.
        page: the first page of the site.
        repository_warnings: configured repositories that were not read, or not whole, by name.
    """

    counts: Mapping[str, int]
    transmissions: tuple[Transmission, ...]
    unreviewed_name_count: int
    withheld_count: int
    page: Path
    repository_warnings: tuple[RepositoryWarning, ...] = ()


def summarize(context: DeploymentContext) -> Summary:
    """Counts what a deployment holds."""
    return Summary(
        _count_everything(context.store),
        _read_transmissions(context.store),
        count_unreviewed_names(context),
        count_withheld_texts(context),
        context.home / "site" / "index.html",
        list_repository_warnings(context),
    )


def count_unreviewed_names(context: DeploymentContext) -> int:
    """How many words may be names of people and were not judged when the messages were last anonymised.

    Raises:
        HistoryUnwritable: Dagster's history cannot be read.
    """
    with context.instance() as instance:
        return find_latest_number(instance, "anonymized", _UNREVIEWED) or 0


def count_withheld_texts(context: DeploymentContext) -> int:
    """How many messages are withheld, and how many texts of documents the site leaves out.

    Raises:
        HistoryUnwritable: Dagster's history cannot be read.
    """
    redactions = CONTRACTS["redactions"].table()
    with context.instance() as instance:
        left_out = find_latest_number(instance, "published", _LEFT_OUT) or 0
    return left_out + _count(context.store, redactions.filter(redactions.placeholder == WITHHELD))


def _count_everything(store: DuckDBStore) -> dict[str, int]:
    documents = CONTRACTS["documents"].table()
    shown = documents.filter(documents.status == "published")
    with store.file("main").open_reader():
        found = {word: _count(store, CONTRACTS[table].table()) for word, table in _COUNTED}
        by_type = read_rows(store.file("main"), shown.group_by("doc_type").aggregate(n=shown.count())).to_pylist()
        in_chat = _count(store, CONTRACTS["message_notes"].table())
    counts = {row["doc_type"]: int(row["n"]) for row in by_type}
    notes = in_chat + counts.get("annotation", 0)
    return found | {word: counts.get(doc_type, 0) for word, doc_type in _DOCUMENTS} | {"notes": notes}


def _count(store: DuckDBStore, table: ibis.Table) -> int:
    rows = read_rows(store.file("main"), table.aggregate(n=table.count()))
    return int(rows["n"][0].as_py())


def _read_transmissions(store: DuckDBStore) -> tuple[Transmission, ...]:
    runs, sent = CONTRACTS["runs"].table(), CONTRACTS["transmissions"].table()
    latest = runs.order_by(ibis.desc("created_at"), ibis.desc("run_id")).limit(1)
    found = sent.semi_join(latest, "run_id").group_by("service")
    totals = found.aggregate(requests=_.request_count.sum(), sent=_.sent_bytes.sum())
    rows = read_rows(store.file("main"), totals.order_by("service")).to_pylist()
    return tuple(Transmission(str(row["service"]), row["requests"], row["sent"]) for row in rows)
