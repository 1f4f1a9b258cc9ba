"""The words of a site can be looked at one by one, left out, and masked, and nothing else changes."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping, Sequence

import pytest

from egregora_assets.contracts.vocabularies import WITHHELD
from egregora_assets.site.build import build_site
from egregora_assets.site.site_model import Site
from egregora_assets.site.withholding import (
    MaskedSite,
    SiteText,
    count_by_place,
    find_leaking_texts,
    map_texts,
    mask_words,
)
from egregora_assets_tests.site.published_site import made_up_site

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def site() -> Site:
    return made_up_site()


def built(site: Site) -> dict[str, bytes]:
    return {file.path: file.content for file in build_site(site)}


def find(word: str, asked: list[str | None]) -> object:
    def find_word(texts: Sequence[str], chat_id: str | None) -> Mapping[int, tuple[str, ...]]:
        asked.append(chat_id)
        return {n: ("name",) for n, text in enumerate(texts) if word in text}

    return find_word


def test_a_site_with_the_same_texts_is_the_same_site(site: Site) -> None:
    assert built(map_texts(site, lambda text: text.text)) == built(site)


def test_a_masked_site_holds_nobodys_words_and_has_the_shape_of_the_site(site: Site) -> None:
    masked = {file.path: file.content for file in MaskedSite(site).build(None)}
    everything = b"\n".join(masked.values()).decode()
    shown = b"\n".join(built(site).values()).decode()
    words = ("punctual", "timetable", "coração", "rehearsal", "alert(1)", "ferries", "bakery")
    assert all(word in shown for word in words)
    assert not any(word in everything for word in words)
    pages = {path for path in built(site) if path.startswith("conversation/")}
    assert pages <= set(masked)


def test_a_text_is_left_out_wherever_the_site_shows_it_and_nothing_else_is(site: Site) -> None:
    asked: list[str | None] = []
    word = "harbour"
    found = find_leaking_texts(site, find(word, asked))  # type: ignore[arg-type]
    assert found
    assert {c.chat_id for c in site.chats} <= set(asked)
    clean = map_texts(site, lambda text: WITHHELD if text in found else text.text)
    before, after = built(site), built(clean)
    assert any(word.encode() in content for content in before.values())
    assert not any(word.encode() in content for path, content in after.items() if path.endswith(".html"))
    kept = [
        path for path, content in before.items() if path.startswith("conversation/2") and word.encode() not in content
    ]
    assert kept
    assert all(after[path] == before[path] for path in kept)
    assert all(place[2] == "name" for place in count_by_place(found))


def test_a_post_whose_address_tells_too_much_gets_one_of_its_id(site: Site) -> None:
    (post, *_) = site.posts
    told = post.slug.replace("-", " ")
    clean = map_texts(site, lambda text: WITHHELD if text.text == told else text.text)
    pages = [path for path in built(clean) if path.startswith("posts/")]
    assert f"posts/{post.slug}.html" not in pages
    assert any(post.document_id[:8] in path for path in pages)


def test_masking_keeps_links_and_references() -> None:
    reference = "[so](message:8a0b9c1d-0000-4000-8000-000000000000) at https://ferries.example.org/x Nadia!"
    assert mask_words(SiteText("post content", "1", reference, None)) == (
        "[x](message:8a0b9c1d-0000-4000-8000-000000000000) x https://x.x.x/x x!"
    )


@pytest.mark.parametrize("number", ["5511912345678", "529982247-25", "ada"])
def test_masking_keeps_no_number_or_name_that_is_written_as_a_reference(number: str) -> None:
    assert number not in mask_words(SiteText("message", "1", f"look ](message:{number}) and ![](media:{number})", None))


def test_a_text_is_looked_at_as_pages_show_it(site: Site) -> None:
    (post, *_) = site.posts
    (medium, *_) = site.media
    hidden = dataclasses.replace(
        site,
        posts=(dataclasses.replace(post, content="so said &#78;adia Osei\n\nend"),),
        media=(dataclasses.replace(medium, description="N\x02ad\ufff9ia Osei on the quay"),),
    )
    found = find_leaking_texts(hidden, find("Nadia Osei", []))  # type: ignore[arg-type]
    assert {text.place for text in found} == {"post content", "medium"}


def test_the_picture_of_a_title_that_is_left_out_is_not_copied(site: Site) -> None:
    post = next(p for p in site.posts if p.card)
    clean = map_texts(site, lambda text: WITHHELD if text.text == post.title else text.text)
    assert {c.path for c in site.copies} - {c.path for c in clean.copies} == {post.card}
    assert not any(post.card.encode() in content for content in built(clean).values() if post.card)


def test_a_text_of_no_chat_in_particular_is_looked_at_as_one_of_every_chat(site: Site) -> None:
    def find_here(texts: Sequence[str], chat_id: str | None) -> Mapping[int, tuple[str, ...]]:
        return {n: ("name",) for n, _ in enumerate(texts)} if chat_id == site.chats[-1].chat_id else {}

    found = find_leaking_texts(site, find_here)
    assert {text.owner_id for text in found if text.place == "medium"} == {m.media_id for m in site.media}
    assert any(text.place == "link" for text in found)


def test_what_two_neighbouring_lines_say_together_takes_the_whole_content(site: Site) -> None:
    (post, *_) = site.posts
    parted = dataclasses.replace(site, posts=(dataclasses.replace(post, content="so said Nadia\nOsei to us\n\nend"),))

    def find_name(texts: Sequence[str], _chat_id: str | None) -> Mapping[int, tuple[str, ...]]:
        return {n: ("name",) for n, text in enumerate(texts) if "Nadia Osei" in " ".join(text.split())}

    found = find_leaking_texts(parted, find_name)
    assert [text.place for text in found] == ["post whole content"]
    clean = map_texts(parted, lambda text: WITHHELD if text in found else text.text)
    assert clean.posts[0].content == WITHHELD
