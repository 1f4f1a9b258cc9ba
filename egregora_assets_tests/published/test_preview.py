"""The preview of the site: its own files alone, to this machine alone, with fixed headers; and opening the site."""

from __future__ import annotations

import http.client
import os
import shutil
import signal
import socket
import threading
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from egregora_assets_tests.built_once import Deployment
from egregora_assets_tests.deployments import egregora
from egregora_assets_tests.processes import command, started
from egregora_assets_tests.web.servers import free_port

Answer = tuple[int, dict[str, str], bytes]


@pytest.fixture
def site(tmp_path: Path) -> Path:
    """A small folder with everything that must not be given out beside it and in it."""
    folder = tmp_path / "home" / "site"
    (folder / "posts" / "bare").mkdir(parents=True)
    (folder / "index.html").write_text("start")
    (folder / "404.html").write_text("nothing here")
    (folder / "posts" / "index.html").write_text("posts")
    (folder / "posts" / "a b.html").write_text("post")
    (folder / ".hidden").write_text("secret")
    (folder.parent / "vault").mkdir()
    (folder.parent / "vault" / "key").write_text("secret")
    (folder / "link.html").symlink_to("../vault/key")
    (folder / "linked").symlink_to("../vault")
    os.mkfifo(folder / "pipe.html")
    return folder


@pytest.fixture
def port(site: Path) -> Iterator[int]:
    """The port at which the small folder is served."""
    from egregora_assets.operations.published.preview import Preview

    with Preview(site, 0, "/garden/") as preview:
        thread = threading.Thread(target=preview.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
        thread.start()
        yield preview.server_port
        preview.shutdown()


def ask(port: int, path: str, method: str = "GET", **headers: str) -> Answer:
    """The answer to a request that says what is given and nothing else."""
    with closing(http.client.HTTPConnection("127.0.0.1", port, timeout=20)) as connection:
        connection.putrequest(method, path, skip_host=True, skip_accept_encoding=True)
        for name, value in {"Host": f"127.0.0.1:{port}", **headers}.items():
            if value:
                connection.putheader(name.replace("_", "-"), value)
        connection.endheaders()
        answer = connection.getresponse()
        return answer.status, {k.lower(): v for k, v in answer.getheaders()}, answer.read()


def test_it_gives_out_the_files_of_the_site_with_fixed_headers(port: int) -> None:
    for path, body in (
        ("/", b"start"),
        ("/posts/?q=1", b"posts"),
        ("/posts/a%20b.html", b"post"),
        ("/garden/", b"start"),
    ):
        status, headers, content = ask(port, path)
        assert (status, content) == (200, body)
        assert headers["content-type"] == "text/html; charset=utf-8"
        assert headers["x-content-type-options"] == "nosniff"
        assert headers["referrer-policy"] == "no-referrer"
        assert headers["cache-control"] == "no-store"
        assert "default-src 'none'" in headers["content-security-policy"]
        assert headers["content-length"] == str(len(body))
    status, headers, content = ask(port, "/", "HEAD")
    assert (status, headers["content-length"], content) == (200, "5", b"")
    status, headers, _ = ask(port, "/posts")
    assert (status, headers["location"]) == (301, "/posts/")


@pytest.mark.parametrize(
    "path",
    [
        "/../vault/key", "/%2e%2e/vault/key", "/..%2fvault%2fkey", "/%252e%252e/vault/key", "/posts/../../vault/key",
        "/link.html", "/linked/key", "/.hidden", "/%2ehidden", "/pipe.html", "/posts/bare/", "/posts/bare",
        "/posts//index.html", "/nothing", "/%ff", "/%00", "/..\\vault\\key", "/index.html/", "/C:/x",
    ],
)  # fmt: skip
def test_nothing_but_a_file_of_the_site_is_given_out_and_no_folder_is_listed(port: int, path: str) -> None:
    status, headers, content = ask(port, path)
    assert (status, content) == (404, b"nothing here")
    assert headers["x-content-type-options"] == "nosniff"


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "OPTIONS", "PROPFIND"])
def test_nothing_but_reading_is_answered(port: int, method: str) -> None:
    status, headers, _ = ask(port, "/", method)
    assert (status, headers["allow"]) == (405, "GET, HEAD")
    assert "content-security-policy" in headers


@pytest.mark.parametrize(
    "headers",
    [
        {"Host": "garden.example:80"}, {"Host": "127.0.0.1"}, {"Host": ""}, {"Origin": "http://other.example"},
        {"Sec_Fetch_Site": "cross-site", "Sec_Fetch_Mode": "no-cors", "Sec_Fetch_Dest": "image"},
    ],
)  # fmt: skip
def test_what_another_page_or_another_name_of_this_machine_asks_is_refused(port: int, headers: dict[str, str]) -> None:
    status, answered, content = ask(port, "/", **headers)
    assert status == 403
    assert "content-security-policy" in answered
    assert b"start" not in content


def test_it_listens_on_loopback_alone(port: int) -> None:
    with socket.socket() as listener:
        listener.bind(("127.0.0.2", port))


def test_a_site_that_is_replaced_is_shown_as_it_is_now(port: int, site: Path) -> None:
    old = site.rename(site.with_name("old"))
    assert ask(port, "/")[0] == 404
    site.mkdir()
    (site / "index.html").write_text("new")
    assert ask(port, "/")[2] == b"new"
    assert old.is_dir()


@pytest.mark.process
def test_ctrl_c_ends_it_with_success_and_every_page_of_a_site_is_there(small_deployment: Deployment) -> None:
    port = free_port()
    running = started(command, "serve", "--port", str(port), "--output", str(small_deployment.home))
    running.says(f"Site at http://127.0.0.1:{port}/ (Ctrl-C ends it)\n")
    site = small_deployment.home / "site"
    for path in [p.relative_to(site).as_posix() for p in sorted(site.rglob("*")) if p.is_file()][::20]:
        status, headers, content = ask(port, f"/{path}")
        assert (status, content) == (200, (site / path).read_bytes())
        assert headers["content-type"] != "application/octet-stream", path
    taken = egregora("serve", "--port", str(port), "--output", small_deployment.home, check=False)
    assert taken.returncode == 1
    assert f"Another program listens on port {port}" in taken.stderr
    assert f"egregora serve --port {port + 1}" in taken.stderr
    os.kill(running.pid, signal.SIGINT)
    done = running.ended()
    assert (done.returncode, done.stderr) == (0, "")


@pytest.mark.parametrize("is_there", [True, False])
def test_the_site_is_opened_or_said_to_be_opened_by_hand(
    small_deployment: Deployment, is_there: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened = list[str]()

    def open_address(address: str) -> bool:
        opened.append(address)
        return is_there

    monkeypatch.setattr("egregora_assets.cli.published.open.webbrowser.open", open_address)
    done = egregora("open", "--output", small_deployment.home)
    page = small_deployment.home / "site" / "index.html"
    assert done.stdout == f"Site: {page}\n"
    assert opened == [page.as_uri()]
    said = "" if is_there else f"No web browser could be started; open {page.as_uri()} yourself.\n"
    assert done.stderr == said


@pytest.mark.parametrize("words", [["open"], ["serve"], ["publish", "www"]], ids=lambda w: str(w[0]))
def test_where_nothing_is_published_yet_it_says_how_it_would_be(tmp_path: Path, words: list[str]) -> None:
    (tmp_path / ".key-check").touch()
    tmp_path.chmod(0o700)
    done = egregora(*words, "--output", tmp_path, check=False)
    assert done.returncode == 1
    assert f"Nothing is published yet in {tmp_path / 'site'}." in done.stderr
    assert "Remedy: run `egregora process EXPORT`" in done.stderr


@pytest.mark.parametrize(
    "words",
    [["serve"], ["search", "word"], ["publish", "www"], ["export", "posts", "new"], ["export", "tables", "new"]],
    ids=" ".join,
)
def test_while_an_erasure_has_not_ended_nothing_is_given_out(
    tmp_path: Path, words: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    home = tmp_path / "home"
    (home / "vault").mkdir(parents=True)
    for folder in (home, home / "vault"):
        folder.chmod(0o700)
    (home / "vault" / "erasure.json").write_text("{}")
    (home / ".key-check").touch()
    done = egregora(*words, "--output", home, check=False)
    assert done.returncode == 1
    assert "Remedy: " in done.stderr
    assert "egregora erase --resume" in done.stderr.partition("Remedy: ")[2]
    assert [path.name for path in tmp_path.iterdir()] == ["home"]


@pytest.mark.slow
def test_a_site_that_is_gone_is_there_again_after_the_remedy(
    small_home: Path, small_deployment: Deployment, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("egregora_assets.cli.published.open.webbrowser.open", lambda _: True)
    shutil.rmtree(small_home / "site")
    refused = egregora("open", "--output", small_home, check=False)
    assert "egregora process EXPORT" in refused.stderr.partition("Remedy: ")[2]
    egregora("process", small_deployment.export, "--output", small_home)
    assert egregora("open", "--output", small_home).stdout == f"Site: {small_home / 'site' / 'index.html'}\n"
