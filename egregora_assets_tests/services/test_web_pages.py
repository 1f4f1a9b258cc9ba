"""What may be asked of the web, and what is understood of the answer."""

from __future__ import annotations

import time
from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from egregora_assets.references.previews import Preview, read_preview
from egregora_assets.services.web_pages import MAXIMUM_BYTES, Answer, ask_all, is_public
from egregora_assets_tests.services.web_host import PUBLIC, Host, web_host

HTML = {"Content-Type": "text/html; charset=utf-8"}
PRIVATE = (
    "127.0.0.1", "127.1.2.3", "0.0.0.1", "10.0.0.1", "172.16.0.1", "172.31.255.255", "192.168.1.1", "169.254.169.254",
    "100.64.0.1", "192.0.0.1", "192.0.2.1", "198.18.0.1", "198.51.100.7", "203.0.113.9", "224.0.0.1", "240.0.0.1",
    "255.255.255.255", "::1", "::", "fe80::1", "fe80::1%eth0", "fc00::1", "fd12::1", "ff02::1", "2001:db8::1",
    "::ffff:127.0.0.1", "::ffff:93.184.215.14", "64:ff9b::7f00:1", "2002:7f00:1::", "::127.0.0.1", "not an address", "",
)  # fmt: skip


@pytest.mark.parametrize("address", PRIVATE)
def test_an_address_that_is_not_the_public_internets_is_none(address: str) -> None:
    assert not is_public(address)


@pytest.mark.parametrize("address", [PUBLIC, "8.8.8.8", "2606:2800:21f:cb07:6820:80da:af6b:8b2c"])
def test_an_address_of_the_public_internet_is_one(address: str) -> None:
    assert is_public(address)


def asked(host: Host, address: str, found: Sequence[str] = (PUBLIC,)) -> Answer:
    answers = ask_all([address], lambda _: found, host.connect, time.monotonic() + 60)
    return answers[address]


def test_a_page_is_fetched_from_the_address_that_was_checked_and_every_byte_that_left_is_counted() -> None:
    with web_host({"/a?b=1": (200, HTML, b"<title>A page</title>")}) as host:
        answer = asked(host, "https://example.org/a?b=1")
    assert answer.status == "fetched"
    assert answer.body == b"<title>A page</title>"
    assert host.connected == [("example.org", PUBLIC)]
    (request,) = host.asked
    assert b"cookie" not in request.lower()
    assert b"referer" not in request.lower()
    head = request.replace(b"\r\n", b"\n").rstrip(b"\n").replace(b"\n", b"\r\n") + b"\r\n\r\n"
    assert (answer.request_count, answer.sent_bytes) == (1, len(head))


@pytest.mark.parametrize("private", PRIVATE[:-2])
def test_a_host_that_means_a_private_address_is_not_connected_to_even_among_public_ones(private: str) -> None:
    with web_host({}) as host:
        answer = asked(host, "https://example.org/", [PUBLIC, private])
    assert (answer.status, answer.sent_bytes) == ("refused", 0)
    assert host.connected == []


@pytest.mark.parametrize("address", ["http://example.org/", "https://example.org:8443/", "ftp://example.org/"])
def test_nothing_but_https_at_its_own_port_is_asked(address: str) -> None:
    with web_host({}) as host:
        assert asked(host, address).status == "refused"
    assert host.connected == []


def test_a_page_that_leads_to_another_host_is_not_followed_and_one_of_its_own_host_is() -> None:
    pages = {
        "/own": (302, {"Location": "/page"}, b""),
        "/page": (200, HTML, b"<title>x</title>"),
        "/other": (302, {"Location": "https://other.example/"}, b""),
        "/inner": (302, {"Location": "https://127.0.0.1/"}, b""),
        "/plain": (301, {"Location": "http://example.org/page"}, b""),
        "/round": (307, {"Location": "/round"}, b""),
    }
    with web_host(pages) as host:
        found = {path: asked(host, f"https://example.org{path}") for path in pages}
    assert {path: answer.status for path, answer in found.items()} == {
        "/own": "fetched",
        "/page": "fetched",
        "/other": "refused",
        "/inner": "refused",
        "/plain": "refused",
        "/round": "refused",
    }
    assert found["/own"].request_count == 2
    assert {name for name, _ in host.connected} == {"example.org"}


def test_what_is_no_page_or_no_answer_is_none_and_a_huge_one_is_cut() -> None:
    pages = {
        "/picture": (200, {"Content-Type": "image/png"}, b"x"),
        "/gone": (404, HTML, b"x"),
        "/huge": (200, HTML, b"<title>big</title>" + b"x" * 3 * MAXIMUM_BYTES),
    }
    with web_host(pages) as host:
        assert asked(host, "https://example.org/picture").status == "refused"
        assert asked(host, "https://example.org/gone").reason == "its host answered 404"
        assert len(asked(host, "https://example.org/huge").body) == MAXIMUM_BYTES
    assert asked(host, "https://example.org/").status == "failed"  # it has gone


def test_what_there_is_no_time_for_is_left_for_the_next_run() -> None:
    with web_host({}) as host:
        answers = ask_all(["https://example.org/"], lambda _: [PUBLIC], host.connect, time.monotonic() - 1)
    assert [a.status for a in answers.values()] == ["pending"]
    assert host.connected == []


def test_a_page_is_told_by_its_own_statements_before_its_heading() -> None:
    page = b"""<html><head><meta charset="iso-8859-1"><title>Heading &amp; more</title>
        <meta name="description" content="  What   it\nis about "><meta property="og:title" content="Caf\xe9">
        <meta property="og:site_name" content="The site"></head><body><title>no</title></body>"""
    assert read_preview(page) == Preview("Café", "What it is about", "The site")
    assert read_preview("<title>Größe</title>".encode(), "utf-8").title == "Größe"


def test_a_statement_that_holds_an_address_or_a_number_is_left_out() -> None:
    page = b'<title>Write to someone@example.org</title><meta name="description" content="Call +44 20 7946 0000">'
    assert read_preview(page) == Preview()


@given(st.binary(max_size=400), st.sampled_from([None, "utf-8", "utf-16", "base64", "nonsense", "idna"]))
def test_any_bytes_give_a_preview_without_line_ends_or_marks(body: bytes, charset: str | None) -> None:
    found = read_preview(b"<title>" + body + b"</title>", charset)
    assert found.title is None or (len(found.title) <= 200 and found.title.split() and "\n" not in found.title)
    assert "\u202e" not in (found.title or "")
