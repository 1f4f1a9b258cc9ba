"""What stands in front of Dagster's web server: requests that another page or another machine's name began are refused.

Dagster answers `GET /graphql?query=mutation ...` whoever asks, so any page that the same browser shows could start or
wipe runs with the address of a picture. A request must therefore name this very server (`Host`), and what a browser
says of where it came from (`Origin`, `Sec-Fetch-Site`) must say: from here, or typed by somebody.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterable, Mapping
from typing import Any

Scope = Mapping[str, Any]
Receive = Callable[[], Awaitable[Any]]
Send = Callable[[Any], Awaitable[None]]
Application = Callable[[Scope, Receive, Send], Awaitable[None]]

LOOPBACK = ("127.0.0.1", "localhost", "[::1]")
_GRAPHQL = "/graphql"
_REFUSAL = (
    b"Refused: this request was not begun by Dagster's own pages on this machine. Open the web interface under the "
    b"address that `egregora ui` prints (127.0.0.1 or localhost with its port), and start runs there.\n"
)
_SAFE_METHODS = ("GET", "HEAD")


def own_hosts(port: int) -> frozenset[str]:
    """The values of `Host` that mean this server."""
    return frozenset(f"{name}:{port}" for name in LOOPBACK)


def is_allowed(kind: str, method: str, path: str, query: str, headers: Mapping[str, str], hosts: Iterable[str]) -> bool:
    """Whether a request is let through.

    Args:
        kind: `http` or `websocket`.
        headers: by lower-case name.
        hosts: the values of `Host` that mean this server.
    """
    own = frozenset(hosts)
    if headers.get("host", "").lower() not in own:
        return False
    origin = headers.get("origin")
    if origin is not None and origin.lower().removeprefix("http://") not in own:
        return False
    asks = path.rstrip("/").endswith(_GRAPHQL)
    if kind == "http" and asks and (method == "OPTIONS" or (method in _SAFE_METHODS and query)):
        return False
    if headers.get("sec-fetch-site", "none") in ("same-origin", "none"):
        return True
    is_link = headers.get("sec-fetch-mode") == "navigate" and headers.get("sec-fetch-dest") == "document"
    return kind == "http" and method in _SAFE_METHODS and is_link and not asks


class WebGuard:
    """An ASGI application in front of another one. The port at which a request arrived says which `Host` is its own."""

    def __init__(self, app: Application) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answers 403 itself, closes a WebSocket with 1008, or hands the request on."""
        kind = scope["type"]
        if kind not in ("http", "websocket"):
            await self._app(scope, receive, send)
            return
        headers: dict[str, str] = {}
        for name, value in scope["headers"]:
            key = name.decode("latin-1").lower()
            # Twice the same header: what is said last must not hide what is said first.
            headers[key] = f"{headers[key]}, {value.decode('latin-1')}" if key in headers else value.decode("latin-1")
        query = scope.get("query_string", b"").decode("latin-1")
        server = scope.get("server")  # address and port of the socket; absent where there is no port
        hosts = own_hosts(server[1]) if server else frozenset[str]()
        if is_allowed(kind, scope.get("method", "GET"), scope["path"], query, headers, hosts):
            await self._app(scope, receive, send)
        elif kind == "websocket":
            await receive()
            await send({"type": "websocket.close", "code": 1008})
        else:
            told = [(b"content-type", b"text/plain; charset=utf-8"), (b"cache-control", b"no-store")]
            await send({"type": "http.response.start", "status": 403, "headers": told})
            await send({"type": "http.response.body", "body": _REFUSAL})
