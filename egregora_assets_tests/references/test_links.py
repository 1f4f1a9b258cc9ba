"""Web addresses: what counts as one, and what is left of it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from egregora_assets.contracts.addresses.bare_hosts import find_bare_hosts, may_hold_host
from egregora_assets.references.links import clean_address, find_links


def urls(text: str) -> list[str]:
    return [link.url for link in find_links(text)]


@pytest.mark.parametrize(
    ("raw", "clean"),
    [
        ("HTTPS://Example.ORG", "https://example.org/"),
        ("https://example.org:443/a", "https://example.org/a"),
        ("http://example.org:8080/a", "http://example.org:8080/a"),
        ("https://someone:word@example.org/a", "https://example.org/a"),
        ("https://example.org/a?utm_source=x&utm_medium=y&page=2", "https://example.org/a?page=2"),
        ("https://example.org/a?fbclid=1&gclid=2", "https://example.org/a"),
        ("https://example.org/a?access_token=abc&q=tea", "https://example.org/a?q=tea"),
        ("https://example.org/a?q=one+two", "https://example.org/a?q=one+two"),
        ("https://example.org/a?X-Amz-Signature=12&id=3", "https://example.org/a?id=3"),
        ("https://example.org/a;jsessionid=12AB?b=c", "https://example.org/a?b=c"),
        ("https://example.org/a?next=https://other.org/x", "https://example.org/a"),
        ("https://example.org/a?x=0123456789abcdef0123456789abcdef", "https://example.org/a"),
        ("https://example.org/cb#access_token=abc&state=1", "https://example.org/cb"),
        ("https://example.org/doc#section-2", "https://example.org/doc#section-2"),
        ("https://example.org/doc#:~:text=hello", "https://example.org/doc"),
        ("https://example.org/a/./b/../c", "https://example.org/a/c"),
        ("https://example.org/web/http://x.org/", "https://example.org/web/http://x.org/"),
        ("https://example.org/%7ecaf%c3%a9/é", "https://example.org/~caf%C3%A9/%C3%A9"),
        ("https://bücher.example/x", "https://xn--bcher-kva.example/x"),
        ("https://www.youtube.com/watch?v=abcDEF12345&si=zzz", "https://www.youtube.com/watch?v=abcDEF12345"),
        ("https://github.com/o/r/blob/main/a.py#L10-L20", "https://github.com/o/r/blob/main/a.py#L10-L20"),
    ],
)
def test_an_address_is_cleaned_to_its_canonical_form(raw: str, clean: str) -> None:
    link = clean_address(raw)
    assert link is not None
    assert link.url == clean


@pytest.mark.parametrize(
    "raw",
    [
        "https://example.org/[phone-1]",
        "https://[url_secret-1]/x",
        "https://example.org/?q=%5Bemail-1%5D",
        "https://chat.whatsapp.com/AbCdEf123",
        "https://wa.me/5511912345678",
        "https://t.me/+AbCdEf",
        "https://discord.com/invite/abc",
        "http://localhost:8000/",
        "http://192.168.0.1/admin",
        "http://[::1]/",
        "https://exa mple.org",
        "https://example.org:99999/",
        "https://",
        "javascript:alert(1)",
        "https://example.org/login/eyJhbGciOiJI.eyJzdWIiOiIx.sig",
        "https://example.org/" + "a" * 2_000,
    ],
)
def test_what_cannot_be_cleaned_is_no_link(raw: str) -> None:
    assert clean_address(raw) is None


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("see https://example.org/a, please.", ["https://example.org/a"]),
        ("(https://example.org/a_(b))", ["https://example.org/a_(b)"]),
        ("**https://example.org/a**", ["https://example.org/a"]),
        ("[tea](https://example.org/tea)", ["https://example.org/tea"]),
        ("<https://example.org/tea>", ["https://example.org/tea"]),
        ("“https://example.org/tea”", ["https://example.org/tea"]),
        ("https://example.org/a https://example.org/a?utm_source=x", ["https://example.org/a"]),
        ("https://b.example/ and http://a.example/", ["https://b.example/", "http://a.example/"]),
        ("example.org is not an address here", []),
        ("\u2068https://example.org/a\u2069", ["https://example.org/a"]),
    ],
)
def test_addresses_are_found_in_a_sentence(text: str, found: list[str]) -> None:
    assert urls(text) == found


PARTS = st.text(
    alphabet=st.one_of(st.sampled_from("abcXYZ019/.%?&=#;:@+-_~()[]é漢 "), st.characters(exclude_categories=["Cs"])),
    max_size=40,
)


@given(PARTS, PARTS, PARTS)
def test_cleaning_what_is_clean_changes_nothing(path: str, query: str, fragment: str) -> None:
    link = clean_address(f"https://Example.org/{path}?{query}#{fragment}")
    if link is not None:
        assert clean_address(link.url) == link
        assert link.url.isascii()


@given(st.text())
def test_any_text_can_be_searched(text: str) -> None:
    for link in find_links("https://a.example/" + text + " http://" + text):
        assert "[" not in link.url
        assert "@" not in link.url.split("/")[2]


@given(
    st.sampled_from(["utm_source", "fbclid", "token", "session_id", "X-Goog-Signature", "password"]),
    st.from_regex(r"[a-z0-9]{1,12}", fullmatch=True),
)
def test_no_tracker_or_secret_survives(name: str, value: str) -> None:
    link = clean_address(f"https://example.org/a?page=1&{name}={value}zq")
    assert link is not None
    assert link.url == "https://example.org/a?page=1"


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("see www.example.org, it is there", ["https://www.example.org/"]),
        ("the menu (bakery.com.br/cardapio) is new", ["https://bakery.com.br/cardapio"]),
        ("The site:\n- example.org\nis down", ["https://example.org/"]),
        ("menu:example.org/a_(b)", ["https://example.org/a_(b)"]),
        ("WWW.EXAMPLE.ORG", ["https://www.example.org/"]),
        ("https://a.example.org/b.com/c and b.example.org/x", ["https://a.example.org/b.com/c", "https://b.example.org/x"]),
        ("example.org/reset?token=0123456789abcdef0123456789abcdef", ["https://example.org/reset"]),
        *((text, []) for text in (
            "google.com is slow", "at the end.De novo", "tonight.de noite", "ok.no", "node.js and app.py/x",
            "README.md/x", "write to a@example.org", "git@example.org:owner/name", "src/a.com/b", "v1.2.3/x",
            "e.g. this", "wa.me/5511912345678", "either.and/or", "www.[person-1].org", "...", "15.10.2024",
        )),
    ],
)  # fmt: skip
def test_an_address_without_its_scheme_is_a_link_only_where_it_is_meant(text: str, found: list[str]) -> None:
    assert urls(text) == found


@given(st.text(alphabet="ab.:/@w-[]() \norg", max_size=60))
def test_what_is_found_without_a_scheme_stands_in_the_text_as_written(text: str) -> None:
    for host in find_bare_hosts(text):
        assert text[host.start :].startswith(host.text)
        assert may_hold_host(text)
