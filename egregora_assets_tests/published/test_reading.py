"""`egregora top`, `read` and `compare`: the best posts, one as text, and what people say of two."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from egregora_assets import Deployment, errors
from egregora_assets.operations.published.plain_text import make_printable, render_plain_text
from egregora_assets.operations.published.reading import find_post
from egregora_assets_tests.built_once import Deployment as Built
from egregora_assets_tests.deployments import egregora, query
from egregora_assets_tests.exports.small_chat import SECRETS

ID = "0a1b2c3d-1111-8111-8111-000000000000"
ROWS: list[dict[str, Any]] = [
    {"document_id": ID, "slug": "the-gate", "page": "posts/the-gate.html"},
    {"document_id": ID.replace("0a", "ff"), "slug": "kale", "page": None},
    {"document_id": ID.replace("0a", "ff"), "slug": "more-kale", "page": None},
]


def test_a_post_in_the_terminal_has_headings_bars_and_no_address_of_the_site() -> None:
    content = (
        "# Title\n\n**Who:** two\n\n> 1 \\* 2 *is* two\n>\n> — [Otter](message:m1)\n\n\n\n![](media:f1)\n"
        "![x](media:f2)\n[there](https://e.org) 2 * 3 * 4 \x1b[31m"
    )
    assert render_plain_text(content) == (
        "Title\n─────\n\nWho: two\n\n  │ 1 * 2 is two\n  │\n  │ — Otter\n\n[picture]\n[x]\n"
        "there [https://e.org] 2 * 3 * 4  [31m"
    )


@given(st.text())
def test_no_character_of_a_post_controls_the_terminal(content: str) -> None:
    assert all(c.isprintable() or c == "\n" for c in render_plain_text(content))
    assert make_printable(content).isprintable()


@pytest.mark.parametrize("text", ["the-gate", "posts/the-gate.html", "https://e.org/x/posts/the-gate.html#a", ID[:8]])
def test_a_post_is_found_by_the_end_of_its_address_and_by_its_id(text: str) -> None:
    assert find_post(ROWS, text) is ROWS[0]


@pytest.mark.parametrize(("text", "count"), [("gate", "No"), ("0a1b", "No"), ("ff1b2c3d", "2")])
def test_a_post_that_is_not_told_clearly_is_refused(text: str, count: str) -> None:
    with pytest.raises(errors.PostUnclear, match=f"{count} posts? on the site"):
        find_post(ROWS, text)


def test_the_best_posts_are_listed_and_read(three_weeks: Built) -> None:
    home = three_weeks.home
    listed = json.loads(egregora("top", "--limit", "2", "--json", "--output", home).stdout)
    best = query(home, "SELECT post_id FROM elo_ratings ORDER BY rating DESC, post_id LIMIT 2")
    assert [(one["identifier"],) for one in listed] == best
    first = listed[0]
    assert (home / "site" / first["page"]).is_file()
    assert first["title"] in egregora("top", "--output", home).stdout
    for name in (first["slug"], first["page"], first["identifier"][:8]):
        shown = egregora("read", name, "--output", home).stdout
        assert shown.startswith(f"{first['title']}\n{first['day']}\n\n{first['summary']}\n")
        assert "  │ " in shown
        assert "message:" not in shown
        assert not [secret for secret in SECRETS if secret in shown]


def test_a_vote_turns_two_posts_and_stays(three_weeks: Built, tmp_path: Path) -> None:
    home = shutil.copytree(three_weeks.home, tmp_path / "home")
    better, worse = (one.identifier for one in Deployment(home).best_posts(limit=2))
    done = egregora("compare", better, worse, "--better", "second", "--no-run", "--output", home)
    assert done.stdout.startswith("1 vote written down.")
    asked = egregora("compare", "--no-run", "--output", home, typed="nonsense\ns\n=\n")
    assert asked.stderr.count("Which is better?") >= 3
    votes = "SELECT winner_id, loser_id, is_tie FROM elo_comparisons WHERE judge = 'person' ORDER BY is_tie"
    assert query(home, votes)[0] == (worse, better, False)
    before = query(home, votes)
    egregora("debug", "run-stage", "ranked", "--output", home)
    after = dict(query(home, "SELECT post_id, rating FROM elo_ratings"))
    assert after[worse] > after[better]
    assert query(home, votes) == before
    refused = egregora("compare", better, better, "--better", "tie", "--output", home, check=False)
    assert "Both are the same post." in refused.stderr
