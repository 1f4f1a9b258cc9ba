"""A deployment with messages, a picture, a post and a repository, in which Dagster runs the caches and `enriched`."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any

import dagster as dg
import pyarrow as pa
from PIL import Image

import egregora_assets.caches.checks
import egregora_assets.stages.enriched.checks  # noqa: F401 - both make checks known
from egregora_assets.caches.assets import asset_cache, git_commits, git_refs
from egregora_assets.contracts.bundles import ANONYMIZED_BUNDLE, BUNDLES_BY_ASSET, CONTRACTS, Bundle
from egregora_assets.database.io_manager import DuckDBTables
from egregora_assets.database.run_log.store import record_materialization
from egregora_assets.database.store import DuckDBStore
from egregora_assets.database.tables.difference import WriteResult
from egregora_assets.runs.checks import CHECKS, build_check_steps
from egregora_assets.runs.records import RunRecord
from egregora_assets.runs.run_log import Outcome
from egregora_assets.services.clock import Clock
from egregora_assets.services.external_services import ExternalServices
from egregora_assets.services.git import Git
from egregora_assets.services.pictures import Pictures
from egregora_assets.services.run_options import RunOptions
from egregora_assets.services.settings import Settings
from egregora_assets.services.vault import Vault
from egregora_assets.services.web_pages import WebPages
from egregora_assets.stages.anonymized.resources import VaultLeakGuard
from egregora_assets.stages.enriched.assets import enriched
from egregora_assets_tests.caches.git_repository import with_history

CHAT, AUTHOR = (f"00000000-0000-8000-8000-0000000000{n}" for n in ("c1", "a1"))
POST, MEDIA = (f"00000000-0000-8000-8000-0000000000{n}" for n in ("d1", "f1"))
RUN = "00000000-0000-8000-8000-000000000001"
UPSTREAM = [dg.AssetSpec(key).with_io_manager_key("tables") for key in ("anonymized", "generated")]
OURS = ("git_refs", "git_commits", "enriched", "asset_cache")


class Deployment:
    """A folder with messages, a picture, a post and a repository."""

    def __init__(self, home: Path, instance: dg.DagsterInstance) -> None:
        self.home, self.instance = home / "home", instance
        self.repository, times = with_history(home / "project", 4, steps=6)
        self.home.mkdir(mode=0o700)
        self.configure("project")
        settings = Settings(home=str(self.home))
        vault = Vault(settings=settings)
        self.store = DuckDBStore(settings=settings, vault=vault)
        self.resources: dict[str, Any] = {
            "settings": settings,
            "vault": vault,
            "store": self.store,
            "tables": DuckDBTables(store=self.store),
            "git": Git(),
            "pictures": Pictures(),
            "clock": Clock(),
            "external_services": ExternalServices(settings=settings),
            "web_pages": WebPages(),
            "leak_guard": VaultLeakGuard(settings=settings, store=self.store, vault=vault),
            "run_options": RunOptions(),
        }
        self._write_upstream(times[-1])

    def configure(self, *names: str) -> None:
        entries = [f'[[repositories]]\nname = "{n}"\npath = "{self.repository.folder}"\n' for n in names]
        (self.home / "egregora.toml").write_text("\n".join(entries))

    def _write_upstream(self, last: int) -> None:
        self.store.prepare()
        now = dt.datetime(2024, 1, 1, tzinfo=dt.UTC)
        self.store.runs.begin_run(RunRecord(RUN, "test", "running", "manual", "*", RUN, "1", now))
        (self.home / "cache" / "media").mkdir(parents=True)
        Image.new("RGB", (800, 600), "navy").save(self.home / "cache" / "media" / f"{MEDIA}.webp", "WEBP")
        self._write(ANONYMIZED_BUNDLE, upstream_rows(last))
        self._write(BUNDLES_BY_ASSET["generated"], post_rows())

    def _write(self, bundle: Bundle, rows: dict[str, pa.Table]) -> None:
        """Writes an asset as a run does that has just made it."""

        def record(connection: Any, written: WriteResult) -> None:
            record_materialization(connection, bundle.asset_key, RUN, Outcome(rows, "1", RUN, {}, 0.0), written, 0)

        self.store.write(bundle, rows, RUN, record)

    def run(self, *only: str) -> dict[str, tuple[int, int, int]]:
        """Runs our assets and checks; by asset: rows inserted, updated, deleted."""
        assets: list[Any] = [git_refs, git_commits, enriched, asset_cache]
        chosen = [a for a in assets if a.key.to_user_string() in (only or OURS)]
        checks = build_check_steps({key: CHECKS[key] for key in (only or OURS)})
        result = dg.materialize(
            [*assets, *checks, *UPSTREAM],
            selection=dg.AssetSelection.assets(*chosen) | dg.AssetSelection.checks(*checks),
            resources=self.resources,
            instance=self.instance,
        )
        assert all(e.passed for e in result.get_asset_check_evaluations())
        counts = ("rows_inserted", "rows_updated", "rows_deleted")
        found = {}
        for event in result.get_asset_materialization_events():
            metadata = event.materialization.metadata
            key = event.materialization.asset_key.to_user_string()
            if key in OURS:
                found[key] = tuple(int(metadata[c].value) for c in counts)  # type: ignore[arg-type]
        return found  # type: ignore[return-value]

    def count(self, name: str) -> int:
        return self.store.read_own_table(name).num_rows


def upstream_rows(last: int) -> dict[str, pa.Table]:
    times = [dt.datetime.fromtimestamp(last + i, dt.UTC).replace(tzinfo=None) for i in range(3)]
    texts = ["src/a.py:3 is https://example.org/a?utm_source=x", "A picture", "step"]
    messages = [
        {
            "message_id": f"00000000-0000-8000-8000-{i:012d}",
            "chat_id": CHAT,
            "author_id": AUTHOR,
            "sent_at": times[i],
            "local_time": times[i],
            "position": i,
            "kind": "media" if i == 1 else "text",
            "text": text,
            "is_edited": False,
        }
        for i, text in enumerate(texts)
    ]
    attachment = {
        "message_id": messages[1]["message_id"],
        "ordinal": 0,
        "media_id": MEDIA,
        "media_type": "image",
        "mime_type": "image/webp",
        "byte_count": 1,
        "width": 800,
        "height": 600,
        "clean_path": f"cache/media/{MEDIA}.webp",
        "is_pii_redacted": True,
    }
    chat = {"chat_id": CHAT, "source": "whatsapp", "slug": "c", "public_title": "The Table", "time_zone": "UTC"}
    author = {"author_id": AUTHOR, "chat_id": CHAT, "pseudonym": "Heron", "public_name": "Heron", "is_opted_out": False}
    rows: dict[str, list[dict[str, Any]]] = {
        "chats": [chat],
        "authors": [author],
        "messages": messages,
        "attachments": [attachment],
    }
    return bundle_rows("anonymized", rows)


def post_rows() -> dict[str, pa.Table]:
    at = dt.datetime(2024, 1, 8)
    post = {
        "document_id": POST,
        "chat_id": CHAT,
        "doc_type": "post",
        "slug": "p",
        "title": "A question?",
        "summary": "s",
        "content": "c",
        "content_hash": POST,
        "status": "published",
        "decided_by": "writer",
        "language": "en",
        "created_at": at,
        "window_start": at - dt.timedelta(days=7),
        "window_end": at,
        "writer": "test",
    }
    address = {name: post[name] for name in ("document_id", "chat_id", "doc_type", "slug")}
    cited = {"document_id": POST, "ordinal": 0, "message_id": "00000000-0000-8000-8000-000000000000", "quote": "src"}
    return bundle_rows("generated", {"document_addresses": [address], "documents": [post], "citations": [cited]})


def bundle_rows(asset_key: str, rows: dict[str, list[dict[str, Any]]]) -> dict[str, pa.Table]:
    """Rows by contract; tables without rows are empty."""
    made = {}
    for name in BUNDLES_BY_ASSET[asset_key].tables:
        names = [c for c in CONTRACTS[name].column_names if c != "run_id"]
        given = rows.get(name, [])
        made[name] = pa.Table.from_pylist(given) if given else pa.table({n: pa.array([], pa.string()) for n in names})
    return made
