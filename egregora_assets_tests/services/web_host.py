"""A host of the web on this machine: what lies outside of it is stood in for by a real server of known pages."""

from __future__ import annotations

import http.client
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

PUBLIC = "93.184.215.14"


@dataclass
class Host:
    """A server that notes what it is asked.

    Attributes:
        pages: by path: status, headers, body.
        asked: what came, byte by byte of the head: request line and headers.
        connected: host and address of every connection that was made.
    """

    pages: Mapping[str, tuple[int, dict[str, str], bytes]]
    asked: list[bytes] = field(default_factory=list)
    connected: list[tuple[str, str]] = field(default_factory=list)
    port: int = 0

    def connect(self, host: str, address: str) -> http.client.HTTPConnection:
        """A connection to this server, whatever the address."""
        self.connected.append((host, address))
        return http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)


@contextmanager
def web_host(pages: Mapping[str, tuple[int, dict[str, str], bytes]]) -> Iterator[Host]:
    """Serves pages until the end of the block."""
    host = Host(pages)

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            host.asked.append(f"{self.requestline}\r\n".encode() + bytes(self.headers))
            status, headers, body = host.pages.get(self.path, (404, {}, b""))
            self.send_response(status)
            for name, value in headers.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the library's name
            """Says nothing."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        host.port = server.server_address[1]
        thread = threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True)
        thread.start()
        yield host
        server.shutdown()
        thread.join()
