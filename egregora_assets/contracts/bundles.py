"""Which asset writes which tables: an asset's tables are written together, in one transaction."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from egregora_assets.contracts.annotations import (
    ANNOTATION_TABLES,
    MESSAGE_NOMINATIONS,
    MESSAGE_NOTES,
    NOMINATION_DECISIONS,
)
from egregora_assets.contracts.bookkeeping import BOOKKEEPING, TASKS
from egregora_assets.contracts.conversation import CONVERSATION
from egregora_assets.contracts.documents import DOCUMENT_TABLES, RANKING_TABLES, SITE_FILES
from egregora_assets.contracts.enrichment import ENRICHMENT
from egregora_assets.contracts.lookups import ASSET_CACHE, GIT_COMMIT_TABLES, GIT_LOOKUP_CACHE, GIT_REF_TABLES
from egregora_assets.contracts.memory import MEMORY
from egregora_assets.contracts.model import Contract, Place
from egregora_assets.contracts.vault import KEPT_CHATS, REVIEWED_NAMES, RIGHTS, VAULT


@dataclass(frozen=True)
class Bundle:
    """The tables of one asset, under the asset's key, parents before children.

    Attributes:
        main_table: the table that stands for the asset where one is asked for: as a frame, in the catalogue.
    """

    asset_key: str
    group: str
    contracts: tuple[Contract, ...]
    main_table: str

    @property
    def place(self) -> Place:
        """The database file that holds the bundle."""
        return self.contracts[0].place

    @property
    def tables(self) -> Mapping[str, Contract]:
        """Contracts by name, in order of writing."""
        return {c.name: c for c in self.contracts}


INGESTED_BUNDLE = Bundle("ingested", "private", VAULT, "ingested")
ANONYMIZED_BUNDLE = Bundle(
    "anonymized", "conversation", (*CONVERSATION, MESSAGE_NOTES, MESSAGE_NOMINATIONS), "messages"
)
GIT_REFS_BUNDLE = Bundle("git_refs", "caches", GIT_REF_TABLES, "git_refs")
GIT_COMMITS_BUNDLE = Bundle("git_commits", "caches", GIT_COMMIT_TABLES, "git_commits")
ENRICHED_BUNDLE = Bundle("enriched", "conversation", ENRICHMENT, "links")
KNOWLEDGE_BUNDLE = Bundle("knowledge", "conversation", MEMORY, "windows")
GENERATED_BUNDLE = Bundle("generated", "publication", DOCUMENT_TABLES, "documents")
RANKED_BUNDLE = Bundle("ranked", "publication", RANKING_TABLES, "elo_ratings")
ASSET_CACHE_BUNDLE = Bundle("asset_cache", "caches", (ASSET_CACHE, GIT_LOOKUP_CACHE), "asset_cache")
PUBLISHED_BUNDLE = Bundle("published", "publication", (SITE_FILES,), "site_files")

BUNDLES = (
    INGESTED_BUNDLE,
    ANONYMIZED_BUNDLE,
    GIT_REFS_BUNDLE,
    GIT_COMMITS_BUNDLE,
    ENRICHED_BUNDLE,
    KNOWLEDGE_BUNDLE,
    GENERATED_BUNDLE,
    RANKED_BUNDLE,
    ASSET_CACHE_BUNDLE,
    PUBLISHED_BUNDLE,
)
"""Every bundle, in pipeline order: a bundle's tables refer to tables of earlier bundles only."""

BUNDLES_BY_ASSET = {b.asset_key: b for b in BUNDLES}
UNBUNDLED = (
    *ANNOTATION_TABLES,
    NOMINATION_DECISIONS,
    TASKS,
    *RIGHTS,
    REVIEWED_NAMES,
    KEPT_CHATS,
)
"""Tables that no asset's write decides as a whole: rows come and go one by one."""
CONTRACTS: Mapping[str, Contract] = {
    c.name: c for c in (*BOOKKEEPING, *(c for b in BUNDLES for c in b.contracts), *UNBUNDLED)
}
"""Every contract by name, parents before children."""


def list_contracts(place: Place) -> tuple[Contract, ...]:
    """The contracts of one database file, parents before children."""
    return tuple(c for c in CONTRACTS.values() if c.place == place)


def list_children(name: str) -> tuple[Contract, ...]:
    """The contracts with a foreign key to the one named, in order of declaration."""
    return tuple(c for c in CONTRACTS.values() if name in c.parents)
