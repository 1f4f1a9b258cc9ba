"""The search index: what it holds, how it is cut, and what of it is made again."""

from __future__ import annotations

import json
import re
from collections import Counter
from dataclasses import replace
from typing import Any

import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from egregora_assets.contracts.vocabularies import WITHHELD
from egregora_assets.site.addresses import make_anchor
from egregora_assets.site.build import build_site
from egregora_assets.site.context import SiteContext
from egregora_assets.site.page_cache import PageCache
from egregora_assets.site.searching.entries import SearchEntries
from egregora_assets.site.searching.index import Entry, Segment, Terms, build_index, split_terms
from egregora_assets.site.searching.talk import BLOCK_SIZE, NOBODY, Block
from egregora_assets.site.site_model import Site
from egregora_assets_tests.site.published_site import made_up_site


def index_of(site: Site, cache: PageCache | None = None) -> dict[str, bytes]:
    """The files of the site's search index."""
    return dict(build_index(SearchEntries(SiteContext(site)).list_segments(), cache or PageCache()))


@pytest.fixture(scope="module")
def index() -> dict[str, bytes]:
    return index_of(made_up_site())


def calls_of(files: dict[str, bytes], function: str) -> list[list[Any]]:
    """The arguments of each call of a function of the search script."""
    start, end = f"egregora.{function}(".encode(), b");\n"
    return [
        json.loads(b"[%b]" % c.removeprefix(start).removesuffix(end)) for c in files.values() if c.startswith(start)
    ]


def words_of(files: dict[str, bytes]) -> dict[tuple[str, int], dict[str, list[int]]]:
    """The words of a search index by segment and file."""
    return {(name, number): words for name, number, words in calls_of(files, "words")}


def lines_of(files: dict[str, bytes]) -> list[tuple[str, str, str, str]]:
    """Page with anchor, name, hour and text of every line of talk."""
    return [
        (f"{address}#{anchor}", names[name] if name != NOBODY else "", clock, text)
        for _, _, names, days in calls_of(files, "talk")
        for address, _, lines in days
        for anchor, name, clock, text in lines
    ]


def with_texts(site: Site, changed: dict[int, str]) -> Site:
    """The site with other texts, by the number of the message."""
    rows = site.conversation.rows
    texts = [changed.get(i, text) for i, text in enumerate(rows["text"].to_pylist())]
    rows = rows.set_column(rows.column_names.index("text"), "text", pa.array(texts, pa.string()))
    return replace(site, conversation=replace(site.conversation, rows=rows))


def without_last_day(site: Site) -> Site:
    """The site before its last day of conversation."""
    days, rows = site.conversation.days, site.conversation.rows
    return replace(site, conversation=replace(site.conversation, rows=rows[: days[-1].start], days=days[:-1]))


def test_the_index_tells_the_first_word_and_ending_of_each_file_of_a_segment() -> None:
    entries = [
        Entry("a.html", "Um Coração", "posts", "", "no bairro"),
        Entry("b.html", "Ferry", "posts", "", "coracao coração 日本語 𐌰𐌱 ﾞｱ"),
    ]
    talk = Block(["Fox"], [("c.html", "1 May", [("m-1", 0, "09h", "A ferry, a ferry!")])])
    files = dict(build_index([Segment("2024", "key", lambda: entries, lambda: [talk])], PageCache()))
    assert list(files) == [f"search/{name}.js" for name in ("2024/entries", "2024/t0", "2024/w0", "2024/e0", "index")]
    assert files["search/index.js"] == b'egregora.index([["2024",2,1,["bairro"],["oacaroc"]]]);\n'
    words = files["search/2024/w0.js"].decode()
    assert words.startswith('egregora.words("2024",0,{"bairro":[0],"coracao":[0,-8,1,-2],"ferry":[1,-8,1,-2],')
    assert '"日本語":[1],"𐌰𐌱":[1]' in words  # as scripts compare words
    assert files["search/2024/e0.js"] == b'egregora.endings("2024",0,"coracao bairro ferry");\n'
    told = 'egregora.talk("2024",0,["Fox"],[["c.html","1 May",[["m-1",0,"09h","A ferry, a ferry!"]]]]);\n'
    assert files["search/2024/t0.js"] == told.encode()
    assert split_terms("A l'École, straße!") == ["ecole", "strasse"]


def test_every_word_of_the_site_is_found_in_the_file_that_the_list_names(index: dict[str, bytes]) -> None:
    site, found = made_up_site(), words_of(index)
    [[listed]] = calls_of(index, "index")
    first = {(name, number): word for name, _, _, words, _ in listed for number, word in enumerate(words)}
    assert first == {key: next(iter(words)) for key, words in found.items()}
    assert all(list(words) == sorted(words, key=lambda w: w.encode("utf-16-be")) for words in found.values())
    said = {t for d in site.conversation.days for text in site.conversation.read_texts(d) for t in split_terms(text)}
    assert said <= {word for words in found.values() for word in words}
    assert [name for name, *_ in listed] == ["2023", "2024-01", "2024-02", "2024-03", "people"]
    for name, number, ends in calls_of(index, "endings"):
        turned = [word[::-1] for word in ends.split(" ")]
        assert turned == sorted(turned)
        assert turned[0] == next(ends for listed_name, *_, ends in listed if listed_name == name)[number]


def test_every_message_that_says_something_stands_in_one_block_as_its_page_shows_it(index: dict[str, bytes]) -> None:
    pages = {f.path: f.content.decode() for f in build_site(made_up_site()) if f.path.startswith("conversation/")}
    lines = lines_of(index)
    said = [text for text in made_up_site().conversation.rows["text"].to_pylist() if text]
    assert len(lines) == len(said) == len({address for address, *_ in lines})
    for address, name, clock, _ in lines:
        path, anchor = address.split("#")
        place = pages[path].index(f'id="{anchor}"')
        assert not name or (name in pages[path][:place] and f">{clock}<" in pages[path])
    assert max(len(days) for _, _, _, days in calls_of(index, "talk")) > 1
    assert all(sum(len(d[2]) for d in days) <= BLOCK_SIZE for _, _, _, days in calls_of(index, "talk"))


def test_what_is_withheld_or_gone_is_not_to_be_found() -> None:
    site = with_texts(made_up_site(), {40: WITHHELD, 41: "", 42: "the umbrella of Wednesday"})
    ids = [make_anchor("m", str(i)) for i in site.conversation.rows["message_id"].to_pylist()]
    anchors = {address.split("#")[1] for address, *_ in lines_of(index_of(site))}
    assert not {ids[40], ids[41]} & anchors
    assert ids[42] in anchors
    left = {address.split("#")[1] for address, *_ in lines_of(index_of(without_last_day(site)))}
    assert left == anchors - set(ids[site.conversation.days[-1].start :])


def test_another_name_a_note_or_one_word_makes_a_segment_anew() -> None:
    site = made_up_site()
    person = site.people[0]
    renamed = replace(site, people=(replace(person, name="Crimson Owl"), *site.people[1:]))
    note = replace(site.posts[0], document_id="a" * 32, content="mind the umbrella", tags=(), summary="")
    message_id = str(site.conversation.rows["message_id"][0])
    noted = replace(site, notes={message_id: (note,)})
    kept = {s.name: s.key for s in SearchEntries(SiteContext(site)).list_segments()}
    for other, names in (
        (renamed, set(kept) - {"people"}),
        (noted, {"2023"}),
        (with_texts(site, {0: "umbrella"}), {"2023"}),
    ):
        keys = {s.name: s.key for s in SearchEntries(SiteContext(other)).list_segments()}
        assert {name for name in keys if keys[name] != kept[name]} == names
    assert any(text == "mind the umbrella" for *_, text in lines_of(index_of(noted)))
    assert any(name == "Crimson Owl" for _, name, _, _ in lines_of(index_of(renamed)))


def test_identifiers_in_addresses_are_no_words_to_search_for(index: dict[str, bytes]) -> None:
    words = {word for words in words_of(index).values() for word in words}
    assert words
    assert not [w for w in words if re.fullmatch(r"[0-9a-f]{12}", w)]


def test_only_segments_of_what_changed_are_made_again(monkeypatch: pytest.MonkeyPatch) -> None:
    site = made_up_site()
    day = site.conversation.days[-1]
    cache = PageCache()
    files = index_of(without_last_day(site), cache)
    counted: list[str] = []
    real = Terms.count

    def noted(self: Terms, text: str) -> Counter[str]:
        counted.append(text)
        return real(self, text)

    monkeypatch.setattr(Terms, "count", noted)
    grown = index_of(site, PageCache(cache.notes, files.get))
    segments = SearchEntries(SiteContext(site)).list_segments()
    newest = next(s for s in segments if s.name == f"{day.day:%Y-%m}")
    assert counted == [*(e.text for e in newest.list_entries()), *(b.text for b in newest.list_blocks())]
    assert counted
    monkeypatch.undo()
    assert grown == index_of(site)
    spoilt = {
        "search/2023/w0.js": b"x",
        "search/2023/t0.js": b"",
        "search/people/entries.js": b"",
        "search/index.js": b"egregora.index([1]);\n",
    }
    assert index_of(site, PageCache(cache.notes, (files | spoilt).get)) == grown


@given(st.text(alphabet="aAßÉé\u0301ﬁ½ΣςΟσ\u00a0\u2009\u3000\x1c İı'-_12 \n", max_size=40))
def test_words_are_counted_as_if_the_text_were_folded_whole(text: str) -> None:
    assert Terms().count(text) == Counter(split_terms(text))


@given(st.lists(st.text(min_size=1, max_size=60), min_size=1, max_size=8))
def test_every_term_of_a_message_stands_in_the_words_of_its_block(texts: list[str]) -> None:
    lines = [(f"m-{i}", 0, "09h", text) for i, text in enumerate(texts)]
    block = Block(["Fox"], [("c.html", "1 May", lines)])
    files = dict(build_index([Segment("a", "key", tuple, lambda: [block])], PageCache()))
    words = {word for words in words_of(files).values() for word in words}
    assert words == {term for text in texts for term in split_terms(text)}
    assert {w for _, _, ends in calls_of(files, "endings") for w in ends.split(" ")} == {w for w in words if len(w) > 3}
