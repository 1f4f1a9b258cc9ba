"""Dagster's web interface as a person uses it, in a real browser, on one `egregora ui`."""

from __future__ import annotations

import http.server
import json
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import quote

import pytest
from playwright.sync_api import Page, expect

from egregora_assets.contracts.vocabularies import ASSETS
from egregora_assets.services.disk import private_folder
from egregora_assets_tests.exports.small_chat import GROUP_TITLE, write_export
from egregora_assets_tests.web.pages import (
    ENDED,
    cancel,
    list_runs,
    materialize_all,
    open_page,
    read_severity,
    see_check,
    see_run,
    switch_on,
    wait_for_run,
)
from egregora_assets_tests.web.servers import (
    EGREGORA,
    WebServer,
    copy_sample,
    free_port,
    make_dagster_home,
    running_server,
    write_mutation,
)

BROWSER = """import sys, urllib.request
status = urllib.request.urlopen(sys.argv[1] + "/server_info").status
open(sys.argv[2], "w").write(f"{sys.argv[1]} {status}")
"""
"""A web browser that notes which address it was given and what answered there at that moment."""
FOREIGN_PAGE = """<title>begun</title><iframe name=frame></iframe><img src="{address}?query={query}">
<form method=post enctype=text/plain target=frame action="{address}"><input name='{body}' value=''></form>
<script>
document.forms[0].submit();
const tries = ["text/plain", "application/json"].map(type =>
    fetch("{address}", {{method: "POST", mode: "no-cors", headers: {{"Content-Type": type}}, body: '{body}'}}));
tries.push(new Promise(done => {{ document.images[0].onerror = document.images[0].onload = done; }}));
Promise.allSettled(tries).then(() => setTimeout(() => {{ document.title = "tried"; }}, 500));
</script>"""
"""Tries to switch the sensor of the inbox on: by a picture, by a form, by scripts."""


@contextmanager
def foreign_page(server: WebServer) -> Iterator[str]:
    """The address of a page of another server on this machine, which attacks the given one."""
    body = json.dumps({"query": write_mutation()}).replace("'", "&#39;")
    page = FOREIGN_PAGE.format(address=f"{server.address}/graphql", query=quote(write_mutation()), body=body)

    class Handler(http.server.BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(200)
            self.send_header("Content-Type", "text/html")
            self.end_headers()
            self.wfile.write(page.encode())

        def log_message(self, *_: object) -> None:
            """Says nothing."""

    with http.server.HTTPServer(("127.0.0.1", 0), Handler) as other:
        threading.Thread(target=other.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{other.server_port}/"
        other.shutdown()


def wait_for_file(path: Path) -> str:
    """The text of a file, once it is there."""
    deadline = time.monotonic() + 60
    while not (path.exists() and path.read_text()) and time.monotonic() < deadline:
        time.sleep(0.1)
    return path.read_text()


def visit_a_foreign_page(page: Page, server: WebServer) -> None:
    """Looks at a page that attacks; the sensor stays off."""
    with foreign_page(server) as address:
        page.goto(address)
        expect(page).to_have_title("tried")
    assert server.switch() == "STOPPED"


def cancel_a_run(page: Page, server: WebServer) -> None:
    """Begins a run of everything and ends it on its page."""
    known = list_runs(server)
    materialize_all(page, server, ASSETS)
    run_id, _ = wait_for_run(server, known, ("STARTED",))
    cancel(page, server, run_id)
    assert wait_for_run(server, known, ENDED)[1] == "CANCELED"
    see_run(page, server, run_id, "Canceled")


def make_the_site(page: Page, server: WebServer, site: Path) -> None:
    """Materialises everything; there is a site, and a check has passed."""
    known = list_runs(server)
    materialize_all(page, server, ASSETS)
    run_id, status = wait_for_run(server, known, ENDED)
    assert status == "SUCCESS", server.words()[-3000:]
    see_run(page, server, run_id, "Success")
    see_check(page, server, "anonymized", "no_vault_value_in_messages", "Passed")
    assert (site / "index.html").is_file()


def drop_exports(page: Page, server: WebServer, inbox: Path) -> None:
    """Switches the sensor on, then drops an export and one that was cut off: one run, and a warning."""
    known = list_runs(server)
    whole = write_export(inbox / f"WhatsApp Chat with {GROUP_TITLE}.zip", days=8)
    (inbox / "cut off.zip").write_bytes(whole.read_bytes()[: whole.stat().st_size // 2])
    switch_on(page, server, "inbox")
    run_id, status = wait_for_run(server, known, ENDED)
    assert status == "SUCCESS", server.words()[-3000:]
    see_run(page, server, run_id, "Success")
    see_check(page, server, "ingested", "every_export_was_read", "egregora inbox")
    assert read_severity(server, "ingested", "every_export_was_read") == "WARN"


@pytest.mark.browser
@pytest.mark.slow
def test_a_person_runs_the_pipeline_in_the_browser(tmp_path: Path) -> None:
    deployment, port, opened = private_folder(tmp_path / "deployment"), free_port(), tmp_path / "opened"
    copy_sample(deployment / "inbox")
    (tmp_path / "browser.py").write_text(BROWSER)
    command = [*EGREGORA, "ui", "--open", "--port", str(port)]
    variables = {"BROWSER": f"{sys.executable} {tmp_path / 'browser.py'} %s {opened}"}
    dagster_home = make_dagster_home(tmp_path / "dagster_home")

    with running_server(command, port, dagster_home, deployment, tmp_path, **variables) as server, open_page() as page:
        assert wait_for_file(opened) == f"{server.address} 200"
        visit_a_foreign_page(page, server)
        cancel_a_run(page, server)
        make_the_site(page, server, deployment / "site")
        drop_exports(page, server, deployment / "inbox")
        assert server.words().count(f"Dagster at {server.address} (Ctrl-C ends it)") == 1
        assert "DEBUG" not in server.words()
