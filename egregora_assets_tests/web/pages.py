"""What a person does on the pages of Dagster's web interface, in the system's own Chromium."""

from __future__ import annotations

import contextlib
import json
import re
import shutil
import time
from collections.abc import Iterator, Sequence

import pytest
from playwright.sync_api import Browser, Page, expect, sync_playwright

from egregora_assets.runs.catalogue import GROUP
from egregora_assets_tests.web.servers import LOCATION, START_SECONDS, WebServer

BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
QUIET = (
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync",
)  # fmt: skip
RUN_SECONDS, BROWSER_MILLISECONDS = 600, 120_000
"""Generous: nothing here depends on a quiet machine."""
ENDED = ("SUCCESS", "FAILURE", "CANCELED")
expect.set_options(timeout=BROWSER_MILLISECONDS)


@contextlib.contextmanager
def open_page() -> Iterator[Page]:
    """A page in the system's Chromium, which may speak to this machine alone."""
    program = next((found for name in BROWSERS if (found := shutil.which(name))), None)
    assert program, "no Chromium on the PATH: install the system's package (Debian: apt-get install chromium)"
    with sync_playwright() as playwright:
        browser: Browser = playwright.chromium.launch(executable_path=program, args=list(QUIET))
        page = browser.new_page(viewport={"width": 1600, "height": 1000})
        page.route(lambda address: "127.0.0.1" not in address, lambda route: route.abort())
        page.set_default_timeout(BROWSER_MILLISECONDS)
        try:
            yield page
        finally:
            browser.close()


def list_runs(server: WebServer) -> list[tuple[str, str]]:
    """Id and status of every run, the newest first."""
    found = server.ask("{ runsOrError { ... on Runs { results { id status } } } }")
    return [(run["id"], run["status"]) for run in found["runsOrError"]["results"]]


def wait_for_run(server: WebServer, known: Sequence[tuple[str, str]], statuses: Sequence[str]) -> tuple[str, str]:
    """Id and status of the first run after the known ones, once it has one of these statuses."""
    deadline, before, run = time.monotonic() + RUN_SECONDS, {run_id for run_id, _ in known}, ("", "none began")
    while time.monotonic() < deadline and server.is_running():
        run = next((run for run in reversed(list_runs(server)) if run[0] not in before), run)
        if run[1] in statuses:
            return run
        time.sleep(0.5)
    pytest.fail(f"the run is {run[1]}:\n{server.words()[-3000:]}")


def materialize_all(page: Page, server: WebServer, names: Sequence[str]) -> None:
    """Opens the graph of all assets, sees every one, clicks the button."""
    page.goto(f"{server.address}/asset-groups")
    _expand_groups(page, names)
    for name in names:
        expect(page.get_by_text(name, exact=True).first).to_be_visible()
    page.get_by_role("button", name="Materialize all").click()
    expect(page.get_by_text("Launched run").first).to_be_visible()


def _expand_groups(page: Page, names: Sequence[str]) -> None:
    """Opens the groups of the asset graph, which Dagster draws closed, but for that of the tables, which none makes.

    A click opens a group and moves the view, and what is outside the view does not exist; the address remembers what is
    open, and a fresh page shows the whole graph: so one click a page.
    """
    closed = page.locator("[class*=collapsedGroupNodeBox]").filter(has_not_text=re.compile(f"^{GROUP}"))
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline:
        if not closed.count():
            if all(page.get_by_text(name, exact=True).count() for name in names):
                return
            page.wait_for_timeout(200)
            continue
        before = page.url
        closed.first.click()
        expect(page).not_to_have_url(before)
        page.reload()


def cancel(page: Page, server: WebServer, run_id: str) -> None:
    """Ends a run on its page and confirms it."""
    page.goto(f"{server.address}/runs/{run_id}")
    page.get_by_role("button", name="Terminate").first.click()
    page.get_by_role("button", name="Terminate 1 run").click()


def see_run(page: Page, server: WebServer, run_id: str, words: str) -> None:
    """Opens the page of a run and sees how it ended."""
    page.goto(f"{server.address}/runs/{run_id}")
    expect(page.get_by_text(words, exact=True).first).to_be_visible()


def see_check(page: Page, server: WebServer, asset: str, check: str, words: str) -> None:
    """Opens a check of an asset and sees words on its page."""
    page.goto(f"{server.address}/assets/{asset}?view=checks&checkDetail={check}")
    expect(page.get_by_text(check).first).to_be_visible()
    expect(page.get_by_text(words).first).to_be_visible()


def switch_on(page: Page, server: WebServer, sensor: str) -> None:
    """Switches a sensor on, on its page, which shows that before Dagster has done it."""
    page.goto(f"{server.address}/locations/{LOCATION}/sensors/{sensor}")
    page.locator("label:has(input[type=checkbox])").first.click()
    deadline = time.monotonic() + START_SECONDS
    while server.switch() != "RUNNING" and time.monotonic() < deadline:
        time.sleep(0.2)
    expect(page.locator("input[type=checkbox]").first).to_be_checked()


def read_severity(server: WebServer, asset: str, check: str) -> str:
    """How grave Dagster calls the latest failure of a check."""
    query = """query ($key: AssetKeyInput!) { assetNodeOrError(assetKey: $key) { ... on AssetNode {
        assetChecksOrError { ... on AssetChecks { checks {
            name executionForLatestMaterialization { evaluation { success severity } } } } } } } }"""
    found = json.dumps(server.ask(query, key={"path": [asset]}))
    checks = json.loads(found)["assetNodeOrError"]["assetChecksOrError"]["checks"]
    latest = next(c["executionForLatestMaterialization"] for c in checks if c["name"] == check)
    return "passed" if latest["evaluation"]["success"] else str(latest["evaluation"]["severity"])
