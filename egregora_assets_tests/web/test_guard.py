"""The guard before Dagster's web server: its own pages are let through, what another page began is not."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest

from egregora_assets.errors import WebServerUnguarded
from egregora_assets.operations.web.guard import WebGuard, is_allowed, own_hosts
from egregora_assets.operations.web.server import stand_guard

HOSTS = own_hosts(3000)
OWN = {"host": "127.0.0.1:3000"}
PAGE = {**OWN, "sec-fetch-site": "same-origin", "origin": "http://127.0.0.1:3000"}
TYPED = {**OWN, "sec-fetch-site": "none", "sec-fetch-mode": "navigate", "sec-fetch-dest": "document"}
LINK = {**TYPED, "sec-fetch-site": "cross-site"}
PICTURE = {**OWN, "sec-fetch-site": "cross-site", "sec-fetch-mode": "no-cors", "sec-fetch-dest": "image"}
MUTATION = "query=mutation%20%7BwipeAssets%7D"


@pytest.mark.parametrize(
    ("kind", "method", "path", "query", "headers"),
    [
        ("http", "GET", "/", "", TYPED),
        ("http", "GET", "/runs/0a", "", LINK),
        ("http", "POST", "/graphql", "", PAGE),
        ("http", "POST", "/graphql", "op=x", PAGE),
        ("http", "POST", "/graphql", "", OWN),
        ("http", "GET", "/graphql", "", TYPED),
        ("http", "GET", "/static/x.js", "", {**OWN, "sec-fetch-site": "same-origin"}),
        ("websocket", "GET", "/graphql", "", {**PAGE, "host": "localhost:3000", "origin": "http://localhost:3000"}),
    ],
)
def test_its_own_pages_typed_addresses_and_links_are_let_through(
    kind: str, method: str, path: str, query: str, headers: dict[str, str]
) -> None:
    assert is_allowed(kind, method, path, query, headers, HOSTS)


@pytest.mark.parametrize(
    ("kind", "method", "path", "query", "headers"),
    [
        ("http", "GET", "/graphql", MUTATION, PICTURE),
        ("http", "GET", "/graphql", MUTATION, OWN),
        ("http", "HEAD", "/graphql/", MUTATION, OWN),
        ("http", "GET", "/graphql", MUTATION, PAGE),
        ("http", "GET", "/behind/a/prefix/graphql", MUTATION, OWN),
        ("http", "GET", "/graphql", "", LINK),
        ("http", "OPTIONS", "/graphql", "", {**OWN, "origin": "http://evil.example"}),
        ("http", "POST", "/graphql", "", {**OWN, "origin": "http://evil.example"}),
        ("http", "POST", "/graphql", "", {**OWN, "origin": "http://127.0.0.1:3001"}),
        ("http", "POST", "/graphql", "", {**OWN, "origin": "https://127.0.0.1:3000"}),
        ("http", "POST", "/graphql", "", {**OWN, "origin": "null"}),
        ("http", "POST", "/graphql", "", {**OWN, "sec-fetch-site": "same-site"}),
        ("http", "POST", "/runs", "", LINK),
        ("http", "GET", "/logs/a/stdout", "", PICTURE),
        ("http", "GET", "/", "", {**TYPED, "host": "evil.example:3000"}),
        ("http", "GET", "/", "", {**TYPED, "host": "127.0.0.1:3001"}),
        ("http", "GET", "/", "", {"sec-fetch-site": "none"}),
        ("websocket", "GET", "/graphql", "", {**OWN, "origin": "http://evil.example"}),
        ("websocket", "GET", "/graphql", "", LINK),
    ],
)
def test_what_another_page_or_another_name_began_is_refused(
    kind: str, method: str, path: str, query: str, headers: dict[str, str]
) -> None:
    assert not is_allowed(kind, method, path, query, headers, HOSTS)


def answers(
    kind: str, *headers: tuple[bytes, bytes], server: tuple[str, int] | None = ("127.0.0.1", 3000)
) -> list[Any]:
    """What comes back through the guard from an application that answers everything."""
    sent: list[Any] = []

    async def app(_scope: Any, _receive: Any, send: Any) -> None:
        await send("answered")

    async def receive() -> Any:
        return {"type": "websocket.connect"}

    async def send(message: Any) -> None:
        sent.append(message)

    scope = {
        "type": kind,
        "method": "POST",
        "path": "/graphql",
        "query_string": b"",
        "headers": list(headers),
        "server": server,
    }
    asyncio.run(WebGuard(app)(scope, receive, send))
    return sent


def test_the_guard_stands_before_the_application() -> None:
    good, evil = (b"Host", b"127.0.0.1:3000"), (b"Origin", b"http://evil.example")
    assert answers("lifespan") == ["answered"]
    assert answers("http", good) == ["answered"]
    assert answers("http", good, evil)[0]["status"] == 403
    assert answers("http", good, (b"host", b"evil.example"))[0]["status"] == 403
    assert answers("websocket", good, evil) == [{"type": "websocket.close", "code": 1008}]


def test_the_port_of_the_request_says_which_host_is_its_own() -> None:
    host = (b"Host", b"localhost:3001")
    assert answers("http", host, server=("127.0.0.1", 3001)) == ["answered"]
    assert answers("http", host, server=("127.0.0.1", 3000))[0]["status"] == 403
    assert answers("http", host, server=None)[0]["status"] == 403


def test_the_refusal_names_the_address_that_is_served() -> None:
    told = answers("http", (b"Host", b"evil.example:3000"))[1]["body"].decode()
    assert "egregora ui" in told


@pytest.mark.slow
def test_a_web_server_that_is_built_in_another_way_does_not_start(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delattr("dagster_webserver.graphql.GraphQLServer.create_asgi_app")
    with pytest.raises(WebServerUnguarded, match="install the versions"):
        stand_guard()
