"""Dagster's web interface as a person uses it: open the graph, click "Materialize all", see the run succeed."""

from __future__ import annotations

import contextlib
import json
import shutil
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect, sync_playwright

from egregora_assets.contracts.vocabularies import ASSETS
from egregora_assets.services.disk import private_folder
from egregora_assets_tests.web.servers import (
    EGREGORA,
    START_SECONDS,
    WebServer,
    copy_sample,
    free_port,
    make_dagster_home,
    running_server,
)

BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
QUIET = (
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync",
)  # fmt: skip
RUN_SECONDS, BROWSER_MILLISECONDS = 600, 120_000
"""Generous: nothing here depends on a quiet machine."""
expect.set_options(timeout=BROWSER_MILLISECONDS)


@contextlib.contextmanager
def open_page() -> Iterator[Page]:
    """Open a page in the system's Chromium, which may speak to this machine alone."""
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


def expand_groups(page: Page, names: tuple[str, ...]) -> None:
    """Open the groups of the asset graph, which Dagster draws closed.

    A click opens a group and moves the view, and what is outside the view does not exist; the address remembers what is
    open, and a fresh page shows the whole graph: so one click a page.
    """
    closed = page.locator("[class*=collapsedGroupNodeBox]")
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


def materialize_all(page: Page, dagster: WebServer, names: tuple[str, ...]) -> None:
    """Open the graph of all assets, see every one, click the button."""
    page.goto(f"{dagster.address}/asset-groups")
    expand_groups(page, names)
    for name in names:
        expect(page.get_by_text(name, exact=True).first).to_be_visible()
    page.get_by_role("button", name="Materialize all").click()
    expect(page.get_by_text("Launched run").first).to_be_visible()


def run_state(dagster: WebServer) -> tuple[str, str]:
    """Return id and status of the newest run, two empty texts before there is one."""
    found = json.dumps(dagster.ask("{ runsOrError(limit: 1) { ... on Runs { results { id status } } } }"))
    runs = json.loads(found)["runsOrError"]["results"]
    return (runs[0]["id"], runs[0]["status"]) if runs else ("", "")


def wait_for_the_run(dagster: WebServer) -> tuple[str, str]:
    """Return id and status of the run when it is over."""
    deadline = time.monotonic() + RUN_SECONDS
    while time.monotonic() < deadline:
        run_id, status = run_state(dagster)
        if status in ("SUCCESS", "FAILURE", "CANCELED"):
            return run_id, status
        time.sleep(1)
    return run_state(dagster)


def see_the_run(page: Page, dagster: WebServer, run_id: str) -> None:
    """Open the page of the run and see that it succeeded."""
    page.goto(f"{dagster.address}/runs/{run_id}")
    expect(page.get_by_text("Success", exact=True).first).to_be_visible()


def see_the_checks(page: Page, dagster: WebServer, asset: str) -> None:
    """Open the checks of an asset and see that one passed."""
    page.goto(f"{dagster.address}/assets/{asset}?view=checks")
    expect(page.get_by_text("Passed").first).to_be_visible()


@pytest.mark.browser
@pytest.mark.slow
def test_materialize_all_in_the_browser_ends_in_a_site(tmp_path: Path) -> None:
    deployment, port = private_folder(tmp_path / "deployment"), free_port()
    copy_sample(deployment / "inbox")
    command = [*EGREGORA, "ui", "--port", str(port)]
    with running_server(command, port, make_dagster_home(tmp_path / "dagster_home"), deployment, tmp_path) as dagster:
        with open_page() as page:
            materialize_all(page, dagster, ASSETS)
            run_id, status = wait_for_the_run(dagster)
            assert status == "SUCCESS", dagster.words()[-3000:]
            see_the_run(page, dagster, run_id)
            see_the_checks(page, dagster, "anonymized")
        assert dagster.words().count(f"Dagster at {dagster.address} (Ctrl-C ends it)") == 1
        assert "DEBUG" not in dagster.words()

    assert (deployment / "site" / "index.html").is_file()
