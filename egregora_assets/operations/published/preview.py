"""A preview of the site on this machine alone: read-only, with fixed headers, nothing but the site's own files.

The standard library's server is enough: it answers one person with files from the disk. Starlette, which comes with
Dagster, would add a redirect or a header of its own with any of its versions, and takes seconds to load.
"""

from __future__ import annotations

import errno
import shutil
import signal
import socketserver
from collections.abc import Callable
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path, PurePosixPath
from typing import Any

from egregora_assets.errors import PortTaken
from egregora_assets.operations.context import DeploymentContext
from egregora_assets.operations.published.files import is_folder, open_file, read_address
from egregora_assets.operations.published.site import locate_site
from egregora_assets.operations.web.guard import LOOPBACK, is_allowed, own_hosts
from egregora_assets.services.erasure_records import refuse_during_erasure
from egregora_assets.site.inspecting.inspection import get_base_path
from egregora_assets.site.page import CONTENT_SECURITY_POLICY

HEADERS = {
    "Content-Security-Policy": f"{CONTENT_SECURITY_POLICY}; frame-ancestors 'none'",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cache-Control": "no-store",
}
_NOT_FOUND = "404.html"
_PLAIN = "text/plain; charset=utf-8"
_TYPES = {
    ".html": "text/html; charset=utf-8", ".css": "text/css; charset=utf-8", ".js": "text/javascript; charset=utf-8",
    ".json": "application/json", ".xml": "application/xml", ".svg": "image/svg+xml", ".txt": _PLAIN,
    ".png": "image/png", ".jpg": "image/jpeg", ".jpeg": "image/jpeg", ".gif": "image/gif", ".webp": "image/webp",
}  # fmt: skip
"""Those that the site has; the machine's own table of types may say anything."""
_IDLE_SECONDS = 30


class Preview(ThreadingHTTPServer):
    """A server of a site's folder on a port of 127.0.0.1; port 0 = any free one.

    Args:
        base_path: the path of the site's address, below which it answers as well; ends with a slash.

    Raises:
        PortTaken: another program listens there.
    """

    def __init__(self, site: Path, port: int, base_path: str = "/") -> None:
        self.site, self.base_path = site, base_path
        try:
            super().__init__((LOOPBACK[0], port), _Answer)
        except OSError as error:
            if error.errno not in (errno.EADDRINUSE, errno.EACCES):
                raise
            raise PortTaken(port, "serve") from None

    def server_bind(self) -> None:
        """Binds without asking the network for this machine's name, as the library would."""
        socketserver.TCPServer.server_bind(self)
        self.server_name, self.server_port = LOOPBACK[0], self.socket.getsockname()[1]

    def handle_error(self, *_: Any) -> None:
        """Says nothing of a reader who went away."""

    @property
    def address(self) -> str:
        """Where it answers."""
        return f"http://{LOOPBACK[0]}:{self.server_port}{self.base_path}"


class _Answer(BaseHTTPRequestHandler):
    """Answers one request."""

    server: Preview
    server_version, sys_version = "egregora", ""
    timeout = _IDLE_SECONDS  # of one that asks and then waits

    def do_GET(self) -> None:
        """Sends a file of the site, or says why not."""
        headers: dict[str, str] = {}
        for name, value in self.headers.items():
            key = name.lower()
            # Twice the same header: what is said last must not hide what is said first.
            headers[key] = f"{headers[key]}, {value}" if key in headers else value
        if not is_allowed("http", self.command, self.path, "", headers, own_hosts(self.server.server_port)):
            self.send_error(HTTPStatus.FORBIDDEN, "Refused: open the address that `egregora serve` printed.")
            return
        target = self.path
        if target.startswith(self.server.base_path):
            target = f"/{target.removeprefix(self.server.base_path)}"
        path = read_address(target)
        if path is not None and is_folder(self.server.site, path):
            self._redirect(f"{self.path.partition('?')[0].partition('#')[0]}/")
        elif path is None or not self._send_file(path, HTTPStatus.OK):
            self._send_not_found()

    def do_HEAD(self) -> None:
        """The same without the file."""
        self.do_GET()

    def send_error(self, code: int, message: str | None = None, *_: Any) -> None:
        """Answers in plain words; a method that the library does not find is one that is not allowed."""
        if code == HTTPStatus.NOT_IMPLEMENTED:
            code, message = HTTPStatus.METHOD_NOT_ALLOWED, "Only GET and HEAD are answered."
        self.close_connection = True
        body = f"{message or HTTPStatus(code).phrase}\n".encode()
        self._send_head(code, _PLAIN, len(body), {"Allow": "GET, HEAD"} if code == 405 else {})
        if self.command != "HEAD":
            self.wfile.write(body)

    def log_message(self, *_: Any) -> None:
        """Says nothing: an address may hold words of the site."""

    def _send_not_found(self) -> None:
        if not self._send_file(_NOT_FOUND, HTTPStatus.NOT_FOUND):
            self.send_error(HTTPStatus.NOT_FOUND, "There is no such page.")

    def _send_file(self, path: str, status: HTTPStatus) -> bool:
        """Sends a file of the site. Returns: whether it is there."""
        stream = open_file(self.server.site, path)
        if stream is None:
            return False
        with stream:
            size = stream.seek(0, 2)
            stream.seek(0)
            kind = _TYPES.get(PurePosixPath(path).suffix.lower(), "application/octet-stream")
            self._send_head(status, kind, size)
            if self.command != "HEAD":
                shutil.copyfileobj(stream, self.wfile)
        return True

    def _redirect(self, target: str) -> None:
        self._send_head(HTTPStatus.MOVED_PERMANENTLY, _PLAIN, 0, {"Location": f"/{target.lstrip('/')}"})

    def _send_head(self, status: int, kind: str, size: int, more: dict[str, str] | None = None) -> None:
        self.send_response(status)
        for name, value in {"Content-Type": kind, "Content-Length": str(size), **HEADERS, **(more or {})}.items():
            self.send_header(name, value)
        self.end_headers()


def serve_site(context: DeploymentContext, port: int, on_ready: Callable[[str], None] = lambda _: None) -> None:
    """Serves the published site on 127.0.0.1 until this process is interrupted, whose signals it takes over.

    A later run replaces the site; the preview then shows the new one.

    Args:
        on_ready: is told the address once it answers.

    Raises:
        SiteMissing: nothing is published yet.
        PortTaken: another program listens there.
        ErasureUnfinished: an erasure was cut off.
        SettingInvalid: a setting cannot be used.
    """
    refuse_during_erasure(context.home)
    site = locate_site(context)
    with Preview(site, port, get_base_path(context.settings.site_url)) as preview:
        for number in (signal.SIGINT, signal.SIGTERM):
            signal.signal(number, signal.default_int_handler)
        try:
            on_ready(preview.address)
            preview.serve_forever()
        except KeyboardInterrupt:
            return
