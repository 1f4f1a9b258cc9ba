"""Dagster's web interface as a person uses it: open the graph, click "Materialize all", see the run succeed."""

from __future__ import annotations

import contextlib
import json
import os
import shutil
import socket
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass
from importlib import resources
from pathlib import Path

import psutil
import pytest
from playwright.sync_api import Browser, Page, expect, sync_playwright

from egregora_assets.contracts.vocabularies import ASSETS

BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
QUIET = (
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync",
)  # fmt: skip
START_COMMAND = "import sys; from egregora_assets.cli import main; sys.exit(main())"
START_SECONDS, RUN_SECONDS, BROWSER_MILLISECONDS = 300, 600, 120_000
"""Generous: nothing here depends on a quiet machine."""
expect.set_options(timeout=BROWSER_MILLISECONDS)


@dataclass(frozen=True)
class Dagster:
    """A running web interface and the folders it works in."""

    address: str
    home: Path
    log: Path

    def ask(self, query: str) -> dict[str, object]:
        """Return what its GraphQL answers to a query."""
        body = json.dumps({"query": query}).encode()
        request = urllib.request.Request(f"{self.address}/graphql", body, {"Content-Type": "application/json"})  # noqa: S310
        with urllib.request.urlopen(request, timeout=60) as answer:  # noqa: S310
            found: dict[str, object] = json.loads(answer.read())["data"]
        return found


def free_port() -> int:
    """Return a port on which nobody listens."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return int(listener.getsockname()[1])


def end_with_children(process: psutil.Process) -> None:
    """End a process and all that it started, each by its id: Dagster's code server outlives its parent by 45 s."""
    family = [*process.children(recursive=True), process]
    for member in family:
        with contextlib.suppress(psutil.NoSuchProcess):
            member.terminate()
    _, alive = psutil.wait_procs(family, timeout=5)
    for member in alive:
        with contextlib.suppress(psutil.NoSuchProcess):
            member.kill()
    psutil.wait_procs(alive, timeout=5)


def wait_until_it_answers(dagster: Dagster, process: psutil.Process) -> None:
    """Return when the code location is loaded; fail with the end of the log when it dies or is too slow."""
    query = "{ workspaceOrError { ... on Workspace { locationEntries { loadStatus } } } }"
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline and process.is_running() and process.status() != psutil.STATUS_ZOMBIE:
        with contextlib.suppress(OSError):
            if '"LOADED"' in json.dumps(dagster.ask(query)):
                return
        time.sleep(0.5)
    pytest.fail(f"the web interface did not start:\n{dagster.log.read_text('utf-8', 'replace')[-3000:]}")


@contextlib.contextmanager
def running_interface(folder: Path, command: list[str], variables: dict[str, str]) -> Iterator[Dagster]:
    """Start the web interface in a fresh Dagster home; end it and all its processes afterwards."""
    home, port, log = folder / "dagster_home", free_port(), folder / "interface.log"
    home.mkdir()
    shutil.copy(Path(__file__).parents[2] / "dagster_home" / "dagster.yaml", home / "dagster.yaml")
    with log.open("wb") as out, tempfile.TemporaryDirectory(prefix="ui-") as scratch:  # short: sockets are made in it
        ours = {"DAGSTER_HOME": str(home), "TMPDIR": scratch, "PYTHONPATH": str(Path(__file__).parents[2])}
        environment = {**os.environ, **variables, **ours}
        process = psutil.Popen(
            [*command, str(port)], cwd=folder, env=environment, stdout=out, stderr=out, start_new_session=True
        )
        dagster = Dagster(f"http://127.0.0.1:{port}", home, log)
        try:
            wait_until_it_answers(dagster, process)
            yield dagster
        finally:
            end_with_children(process)


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


def materialize_all(page: Page, dagster: Dagster, names: tuple[str, ...]) -> None:
    """Open the graph of all assets, see every one, click the button."""
    page.goto(f"{dagster.address}/asset-groups")
    expand_groups(page, names)
    for name in names:
        expect(page.get_by_text(name, exact=True).first).to_be_visible()
    page.get_by_role("button", name="Materialize all").click()
    expect(page.get_by_text("Launched run").first).to_be_visible()


def run_state(dagster: Dagster) -> tuple[str, str]:
    """Return id and status of the newest run, two empty texts before there is one."""
    found = json.dumps(dagster.ask("{ runsOrError(limit: 1) { ... on Runs { results { id status } } } }"))
    runs = json.loads(found)["runsOrError"]["results"]
    return (runs[0]["id"], runs[0]["status"]) if runs else ("", "")


def wait_for_the_run(dagster: Dagster) -> tuple[str, str]:
    """Return id and status of the run when it is over."""
    deadline = time.monotonic() + RUN_SECONDS
    while time.monotonic() < deadline:
        run_id, status = run_state(dagster)
        if status in ("SUCCESS", "FAILURE", "CANCELED"):
            return run_id, status
        time.sleep(1)
    return run_state(dagster)


def status_of(address: str, **headers: str) -> int:
    """The status of the answer to a request that no page of Dagster's made."""
    try:
        request = urllib.request.Request(address, headers=headers)  # noqa: S310
        with urllib.request.urlopen(request, timeout=30) as answer:  # noqa: S310
            return int(answer.status)
    except urllib.error.HTTPError as refusal:
        return refusal.code


def see_the_run(page: Page, dagster: Dagster, run_id: str) -> None:
    """Open the page of the run and see that it succeeded."""
    page.goto(f"{dagster.address}/runs/{run_id}")
    expect(page.get_by_text("Success", exact=True).first).to_be_visible()


def see_the_checks(page: Page, dagster: Dagster, asset: str) -> None:
    """Open the checks of an asset and see that one passed."""
    page.goto(f"{dagster.address}/assets/{asset}?view=checks")
    expect(page.get_by_text("Passed").first).to_be_visible()


@pytest.mark.browser
@pytest.mark.slow
def test_materialize_all_in_the_browser_ends_in_a_site(tmp_path: Path) -> None:
    deployment = tmp_path / "deployment"
    inbox = deployment / "inbox"
    inbox.mkdir(parents=True)
    deployment.chmod(0o700)
    sample = resources.files("egregora_assets") / "sample" / "WhatsApp Chat with Quintal Lab.zip"
    (inbox / "chat.zip").write_bytes(sample.read_bytes())
    old = time.time() - 3600
    os.utime(inbox / "chat.zip", (old, old))

    command = [sys.executable, "-c", START_COMMAND, "ui", "--port"]
    variables = {"EGREGORA_HOME": str(deployment)}
    with running_interface(tmp_path, command, variables) as dagster, open_page() as page:
        assert status_of(f"{dagster.address}/graphql?query=%7Bversion%7D") == 403
        assert status_of(f"{dagster.address}/locations", Origin="http://example.org") == 403
        assert status_of(f"{dagster.address}/locations") == 200
        materialize_all(page, dagster, ASSETS)
        run_id, status = wait_for_the_run(dagster)
        page.screenshot(path=tmp_path / "graph.png")
        assert status == "SUCCESS", dagster.log.read_text("utf-8", "replace")[-3000:]
        see_the_run(page, dagster, run_id)
        page.screenshot(path=tmp_path / "run.png")
        see_the_checks(page, dagster, "anonymized")
        page.screenshot(path=tmp_path / "checks.png")

    assert (deployment / "site" / "index.html").is_file()
    assert all((tmp_path / name).stat().st_size > 10_000 for name in ("graph.png", "run.png", "checks.png"))
