"""What a person sees of an asset in Dagster: short tables of public text, in which nothing is markup."""

from __future__ import annotations

import datetime as dt
from typing import Any

import dagster as dg
import pyarrow as pa

from egregora_assets.runs.shown import SHOWN_ROWS, read_kept, render_posts, render_table, render_windows
from egregora_assets.services.leak_guard import LeakGuard
from egregora_assets_tests.asset_bodies import GuardInHand

WEEK = dt.datetime(2024, 3, 4)


def guard(private: str = "\0") -> LeakGuard:
    found: Any = GuardInHand(private)
    return found  # type: ignore[no-any-return]


def posts(*titles: str, **changed: Any) -> pa.Table:
    rows = [
        {
            "document_id": str(n),
            "doc_type": "post",
            "status": "published",
            "title": title,
            "slug": f"slug-{n}",
            "window_start": WEEK + dt.timedelta(weeks=n),
            **changed,
        }
        for n, title in enumerate(titles)
    ]
    return pa.Table.from_pylist(rows)


def test_posts_are_listed_with_week_title_and_address_the_newest_first() -> None:
    lines = render_posts(posts("Older", "Newer"), guard()).value.split("\n")
    assert lines == [
        "| week | title | address |",
        "| --- | --- | --- |",
        "| 2024-03-11 | Newer | posts/slug-1.html |",
        "| 2024-03-04 | Older | posts/slug-0.html |",
    ]


def test_rated_posts_are_listed_the_best_first() -> None:
    lines = render_posts(posts("Good", "Less good"), guard(), {"0": 1600.4, "1": 1400.0}).value.split("\n")
    assert lines[2:] == [
        "| 1600 | 2024-03-04 | Good | posts/slug-0.html |",
        "| 1400 | 2024-03-11 | Less good | posts/slug-1.html |",
    ]


def test_what_is_not_published_is_not_listed() -> None:
    for changed in ({"status": "archived"}, {"doc_type": "profile"}):
        assert "Older" not in render_posts(posts("Older", **changed), guard()).value


def test_a_title_that_the_leak_guard_finds_something_in_is_withheld_with_its_address() -> None:
    lines = render_posts(posts("About Benedita", "Harmless"), guard("Benedita")).value.split("\n")
    assert lines[2:] == ["| 2024-03-11 | Harmless | posts/slug-1.html |", "| 2024-03-04 | \\(withheld\\) |  |"]


def test_no_cell_is_markup() -> None:
    text = render_table(["a"], [["![x](https://example.org/x.png) <b> `c` | d\ne"]]).value
    assert text.split("\n")[2] == ("| \\!\\[x\\]\\(https\\://example.org/x.png\\) \\<b\\> \\`c\\` \\| d e |")


def test_a_long_table_is_cut_and_says_so() -> None:
    text = render_table(["n"], [[n] for n in range(SHOWN_ROWS + 3)]).value
    assert text.count("\n| ") == SHOWN_ROWS + 1
    assert text.endswith("and 3 more")


def test_windows_are_listed_the_newest_first() -> None:
    rows = [
        {
            "window_start": WEEK + dt.timedelta(weeks=n),
            "window_end": WEEK + dt.timedelta(weeks=n + 1),
            "message_count": n,
        }
        for n in (1, 2)
    ]
    lines = render_windows(pa.Table.from_pylist(rows)).value.split("\n")
    assert [line.split("|")[3].strip() for line in lines[2:]] == ["2", "1"]


def test_tables_and_links_stay_when_rows_are_used_again_and_counts_do_not() -> None:
    metadata: dict[str, Any] = {
        "posts": dg.MetadataValue.md("a table"),
        "site": dg.MetadataValue.url("https://example.org"),
        "exports read": 1,
        "is_reused": False,
    }
    with dg.DagsterInstance.ephemeral() as instance:
        instance.report_runless_asset_event(dg.AssetMaterialization("generated", metadata=metadata))
        assert set(read_kept(instance, "generated")) == {"posts", "site"}
        assert read_kept(instance, "ranked") == {}
