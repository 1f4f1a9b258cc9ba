"""Only months whose messages changed are read for what they point to, and what is stored is as if all were."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from egregora_assets.contracts.bundles import CONTRACTS, ENRICHED_BUNDLE
from egregora_assets.contracts.parts import ChangedParts
from egregora_assets.references import find_links, find_mentions
from egregora_assets.references.code_references import render_prefilter
from egregora_assets.services.run_options import RunOptions
from egregora_assets.stages.enriched.assets import enriched
from egregora_assets_tests.asset_bodies import ClockInHand, ContextInHand, VaultInMemory, body_of
from egregora_assets_tests.references.test_code_references import NobodyIsAsked, message
from egregora_assets_tests.room_store import StoreOfRoom
from egregora_assets_tests.room_tables import RoomTables

GIT = ("git_repositories", "git_refs", "git_commits", "git_chain", "git_file_versions")
Texts = dict[int, tuple[float, str]]
"""Messages by number: the day, and the text."""


class NoSettings:
    """A deployment without pictures needs none."""

    def values(self) -> None:
        return None


@dataclass
class Deployment:
    """A room that is brought up to date state by state."""

    store: StoreOfRoom = field(
        default_factory=lambda: StoreOfRoom(
            RoomTables("messages", "message_replies", "attachments", *GIT, *ENRICHED_BUNDLE.tables)
        )
    )

    def process(self, texts: Texts) -> int:
        """Returns how many rows of `message_links` were given."""
        room = self.store.room
        room.run("DELETE FROM messages")
        # The database deletes what refers to a message with it, and forgets the parts.
        owning = ("message_links", "code_references")
        lost = {row["message_id"] for name in owning for row in room.tables.rows(name).to_pylist()}
        rows = [message(number, day, text) for number, (day, text) in texts.items()]
        if lost - {row["message_id"] for row in rows}:
            self.store.parts = {}
        room.fill("messages", rows)
        tables, nothing = room.tables, {"web_pages": None, "leak_guard": None, "pictures": None, "git": None}
        changes: Any = body_of(enriched)(
            context=ContextInHand(), anonymized=tables, git_refs=tables, git_commits=tables, settings=NoSettings(),
            vault=VaultInMemory(), store=self.store, external_services=NobodyIsAsked(), clock=ClockInHand(),
            run_options=RunOptions(), **nothing,
        )  # fmt: skip
        assert isinstance(changes, ChangedParts)
        count = room.derive(changes.rows["message_links"]).num_rows
        self.store.write(changes)
        return count

    def show(self) -> Any:
        return self.store.show(("links", "message_links", "code_references")), dict(self.store.parts)


TEXTS = st.sampled_from(
    (
        "hello", "https://example.org/a https://example.org/b", "https://example.org/a", "src/main.py:3",
        "see abc1234f", "https://example.org/b src/main.py https://example.org/b src/b.py https://example.org/a",
    )
)  # fmt: skip
STATES = st.dictionaries(st.integers(0, 12), st.tuples(st.sampled_from((0.5, 20.0, 40.0, 75.0)), TEXTS), max_size=8)


@pytest.mark.slow
@settings(deadline=None, max_examples=6)
@given(STATES, st.lists(STATES, min_size=1, max_size=2))
def test_what_is_read_run_by_run_is_what_is_read_at_once(first: Texts, more: list[Texts]) -> None:
    deployment, state = Deployment(), first
    deployment.process(state)
    for changed in more:
        state = {**{n: said for n, said in state.items() if n % 5}, **changed}
        deployment.process(state)
        fresh = Deployment()
        fresh.process(state)
        assert deployment.show() == fresh.show()
        fresh.store.room.close()
    deployment.store.room.close()


def test_a_message_changes_its_month_alone_and_a_link_that_another_month_shares_stays() -> None:
    deployment = Deployment()
    deployment.process({1: (1.0, "https://example.org/a"), 2: (70.0, "https://example.org/a https://example.org/b")})
    assert deployment.process({1: (1.0, "hello"), 2: (70.0, "https://example.org/a https://example.org/b")}) == 0
    assert len(deployment.show()[0]["links"]) == 2
    assert deployment.process({1: (1.0, "hello"), 2: (70.0, "https://example.org/b")}) == 1
    assert [row["url"] for row in deployment.show()[0]["links"]] == ["https://example.org/b"]
    assert deployment.process({1: (1.0, "hello"), 2: (70.0, "https://example.org/b")}) == 0


def test_a_message_that_comes_from_another_month_and_points_to_nothing_any_more_leaves_no_rows() -> None:
    deployment = Deployment()
    deployment.process({5: (40.0, "https://example.org/a"), 12: (0.5, "src/main.py:3")})
    state = {5: (0.5, "hello"), 12: (0.5, "src/main.py:3")}
    deployment.process(state)
    fresh = Deployment()
    fresh.process(state)
    assert deployment.show() == fresh.show()
    assert deployment.show()[0]["links"] == []


PIECES = st.sampled_from(
    ("https://a.org/x", "HTTPS://A.org", "src/a.py", "a.PY", "Makefile", "abc1234", "deadbeef1", "v1.0", "feature/x",
     "main", "branch", "3.14", "ok.", "²", ".²x", "é.é", "[link-1]", "www.a.org", "node.js", "LICENSE", "x", "#7",
     "PR 12", "MR !3", "pull request\u00a04", "a/b#1", "HEAD", "HEAD~3", "@~2", "`bin/run`", "`a\\b`", ".env",
     "C:\\a.py", "line 3 of a.py", "ABCDEF1", "commit", "GH-4", "\n")
)  # fmt: skip
REFS = frozenset({"v1.0", "feature/x", "main", "a+b"})
LOOKS: dict[str, Callable[[str], object]] = {
    "links": find_links,
    "mentions": lambda text: find_mentions(text, REFS),
}


@pytest.mark.slow
@settings(deadline=None)
@given(st.lists(st.lists(PIECES, max_size=5).map(" ".join) | st.text(max_size=20), min_size=1, max_size=20))
def test_a_text_that_the_database_leaves_out_points_to_nothing(texts: list[str]) -> None:
    table = CONTRACTS["messages"].table()
    room = RoomTables("messages")
    room.fill("messages", [message(n, 1.0, text) for n, text in enumerate(texts)])
    kept = room.rows(table.filter(table.text.re_search(render_prefilter(REFS))).select("text"))["text"].to_pylist()
    room.close()
    for text in set(texts) - set(kept):
        assert not any(look(text) for look in LOOKS.values())
