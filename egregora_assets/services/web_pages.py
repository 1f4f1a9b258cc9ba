"""Fetches pages that somebody shared from the public web: no private network, no other host.

The host's name is resolved once, every answer must be a public address, and the connection is made to that very
address, so that a name which resolves differently a moment later is harmless. No other module opens connections.
"""

from __future__ import annotations

import contextlib
import http
import http.client
import ipaddress
import socket
import ssl
import threading
import time
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from itertools import groupby
from typing import Literal
from urllib.parse import urljoin, urlsplit

import dagster as dg

MAXIMUM_BYTES = 512 * 1024
"""The first part of a page that is read: titles and descriptions are at its head."""
TIMEOUT_SECONDS = 10.0
REDIRECTS = 3
BUDGET_SECONDS = 120.0
"""The time that a run may spend on all pages; the rest waits for the next run."""
_WORKERS = 8
_REDIRECTING = frozenset({301, 302, 303, 307, 308})
_PAGE_TYPES = frozenset({"text/html", "application/xhtml+xml"})
_TRANSLATING = tuple(map(ipaddress.IPv6Network, ("64:ff9b::/96", "64:ff9b:1::/48", "::/96")))
_AGENT = "egregora-link-preview"

Status = Literal["fetched", "refused", "failed", "pending"]
Open = Callable[[str, str], http.client.HTTPConnection]
"""A connection for a host's name, to one of its addresses."""
Resolve = Callable[[str], Sequence[str]]


@dataclass(frozen=True)
class Answer:
    """The result of fetching a page.

    Attributes:
        reason: why there is no page, from a closed vocabulary.
        body: the page's first bytes; empty unless fetched.
        charset: their encoding according to the server.
        request_count, sent_bytes: what was sent.
    """

    status: Status
    reason: str | None = None
    body: bytes = b""
    charset: str | None = None
    request_count: int = 0
    sent_bytes: int = 0


class _Refused(Exception):
    """The guard refuses an address."""


def is_public(address: str) -> bool:
    """Whether an IP address belongs to the public internet, also inside of transition formats such as 6to4."""
    try:
        found = ipaddress.ip_address(address.partition("%")[0])
    except ValueError:
        return False
    if isinstance(found, ipaddress.IPv6Address):
        inner = found.ipv4_mapped or found.sixtofour or (found.teredo and found.teredo[1])
        if inner or any(found in network for network in _TRANSLATING):
            return False
    return found.is_global and not (found.is_multicast or found.is_reserved or found.is_unspecified)


def resolve_host(host: str) -> list[str]:
    """The addresses of a host's name, as the machine's resolver gives them.

    Raises:
        OSError: there are none.
    """
    found = socket.getaddrinfo(host, 443, type=socket.SOCK_STREAM)
    return [str(entry[4][0]) for entry in found]


class _SecureConnection(http.client.HTTPSConnection):
    """A connection to an address that was checked, under the name that its certificate must bear."""

    def __init__(self, host: str, address: str) -> None:
        super().__init__(host, timeout=TIMEOUT_SECONDS)
        self._address, self._trust = address, ssl.create_default_context()

    def connect(self) -> None:
        """Opens the connection to the checked address, whatever the name means by now."""
        plain = socket.create_connection((self._address, 443), timeout=TIMEOUT_SECONDS)
        self.sock = self._trust.wrap_socket(plain, server_hostname=self.host)


class WebPages(dg.ConfigurableResource):  # type: ignore[type-arg]
    """Pages of the public web, by https alone."""

    def ask(self, addresses: Sequence[str]) -> dict[str, Answer]:
        """The result for each clean address. Hosts are asked in parallel, the pages of one host one after the other."""
        return ask_all(addresses, resolve_host, _SecureConnection, time.monotonic() + BUDGET_SECONDS)


def ask_all(addresses: Iterable[str], resolve: Resolve, connect: Open, until: float) -> dict[str, Answer]:
    """The result for each address.

    Args:
        resolve: resolves a host to its addresses.
        connect: connects to a host at an address.
        until: on `time.monotonic()`; what is not asked by then is `pending`.
    """
    ordered = sorted(addresses, key=lambda a: (urlsplit(a).netloc, a))
    hosts = [list(group) for _, group in groupby(ordered, key=lambda a: urlsplit(a).netloc)]

    def ask_host(pages: list[str]) -> dict[str, Answer]:
        return {page: _ask_one(page, resolve, connect, until) for page in pages}

    with ThreadPoolExecutor(_WORKERS) as pool:
        return {page: answer for found in pool.map(ask_host, hosts) for page, answer in found.items()}


def _ask_one(address: str, resolve: Resolve, connect: Open, until: float) -> Answer:
    """Fetches one address, following redirects to the same host."""
    spent = Answer("failed")
    try:
        for _ in range(REDIRECTS + 1):
            if time.monotonic() > until:
                return replace(spent, status="pending", reason="left for the next run")
            answer, onward = _send_request(address, resolve, connect)
            spent = replace(
                answer,
                request_count=spent.request_count + answer.request_count,
                sent_bytes=spent.sent_bytes + answer.sent_bytes,
            )
            if onward is None:
                return spent
            if urlsplit(onward).netloc != urlsplit(address).netloc:
                raise _Refused("it leads to another host")
            address = onward
        raise _Refused("it leads on and on")
    except _Refused as refused:
        return replace(spent, status="refused", reason=str(refused), body=b"")


def _send_request(address: str, resolve: Resolve, connect: Open) -> tuple[Answer, str | None]:
    """Sends one request. Returns: the answer, and the address that it redirects to, if any."""
    parts = urlsplit(address)
    if parts.scheme != "https" or parts.port not in (None, 443):
        raise _Refused("it is not https")
    host = parts.hostname or ""
    try:
        found = resolve(host)
    except (OSError, UnicodeError):
        return Answer("failed", "its host is not known"), None
    if not found or not all(map(is_public, found)):
        raise _Refused("its host is not on the public internet")
    target = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    head = {"Host": host, "User-Agent": _AGENT, "Accept": "text/html", "Accept-Encoding": "identity"}
    size = len(f"GET {target} HTTP/1.1\r\n") + sum(len(f"{name}: {value}\r\n") for name, value in head.items()) + 2
    connection = connect(host, found[0])
    timer = threading.Timer(2 * TIMEOUT_SECONDS, _interrupt, [connection])
    timer.daemon = True
    timer.start()
    try:
        connection.putrequest("GET", target, skip_host=True, skip_accept_encoding=True)
        for name, value in head.items():
            connection.putheader(name, value)
        connection.endheaders()
        return _read_response(connection.getresponse(), address, size)
    except (OSError, http.client.HTTPException, UnicodeError, ValueError):
        return Answer("failed", "its host did not answer well", request_count=1, sent_bytes=size), None
    finally:
        timer.cancel()
        connection.close()


def _interrupt(connection: http.client.HTTPConnection) -> None:
    """Interrupts a host that answers too slowly."""
    line = connection.sock
    if line is not None:
        with contextlib.suppress(OSError):
            line.shutdown(socket.SHUT_RDWR)


def _read_response(response: http.client.HTTPResponse, address: str, size: int) -> tuple[Answer, str | None]:
    sent = Answer("failed", request_count=1, sent_bytes=size)
    if response.status in _REDIRECTING:
        onward = response.headers.get("Location")
        if onward:
            return sent, urljoin(address, onward)
    if response.status != http.HTTPStatus.OK:
        return replace(sent, reason=f"its host answered {response.status}"), None
    if response.headers.get_content_type() not in _PAGE_TYPES:
        return replace(sent, status="refused", reason="it is no page"), None
    body = _read_head(response)
    return replace(sent, status="fetched", body=body, charset=response.headers.get_content_charset()), None


def _read_head(response: http.client.HTTPResponse) -> bytes:
    """The first bytes of a page, read within the time that a request may take."""
    until, found = time.monotonic() + TIMEOUT_SECONDS, b""
    while len(found) < MAXIMUM_BYTES and time.monotonic() < until:
        piece = response.read1(min(1 << 16, MAXIMUM_BYTES - len(found)))
        if not piece:
            break
        found += piece
    return found
