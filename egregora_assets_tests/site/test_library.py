"""The library: links under what people said of them, by month, subject and person."""

from __future__ import annotations

import dataclasses
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from egregora_assets.site import Site, build_site, inspect_files
from egregora_assets.site.addresses import day_page
from egregora_assets.site.library.links import choose_title, find_said_title, group_by_person, group_by_subject
from egregora_assets.site.site_model import Link
from egregora_assets_tests.site.published_site import made_up_site


@pytest.fixture(scope="module")
def site() -> Site:
    return made_up_site(post_count=3)


def _shared_by(link: Link, person_ids: tuple[str, ...]) -> Link:
    return dataclasses.replace(link, person_ids=person_ids)


@pytest.mark.parametrize(
    ("text", "title"),
    [
        ("The new timetable: https://a.example/t", "The new timetable"),
        ("https://a.example/t — the boats leave earlier now", "the boats leave earlier now"),
        ("see https://a.example/t [link-secret-1]", ""),
        ("https://a.example/t", ""),
        ("the menu of Friday: bakery.example.org/menu", "the menu of Friday"),
        ("v0.1.0 publicada: https://a.example/t", "v0.1.0 publicada"),
        ("First line\nthe recipe of the bread\nhttps://a.example/t", "the recipe of the bread"),
    ],
)
def test_a_link_is_called_what_its_message_says_of_it(text: str, title: str) -> None:
    assert find_said_title(text) == title


@given(st.text(max_size=300))
def test_a_title_is_one_short_line_without_an_address(text: str) -> None:
    title = find_said_title(f"{text} https://a.example/t")
    assert len(title) <= 121
    assert not re.search(r"https?://|\n", title)


def test_a_page_s_own_title_goes_first_then_its_message_then_what_was_said_around_it() -> None:
    assert choose_title("Boats", ["the new timetable https://a.example"], []) == "Boats"
    assert (
        choose_title(None, ["https://a.example", "look, the new one https://a.example"], ["x"]) == "look, the new one"
    )
    assert choose_title(None, ["https://a.example"], ["Does it sail?", "It does"]) == "Does it sail? · It does"
    assert choose_title(None, ["https://a.example"], []) is None


def test_a_link_is_listed_under_the_subjects_that_are_spoken_of_around_it(site: Site) -> None:
    bread, boats = site.links[1], site.links[0]
    talk = {bread.message_id: "Who bakes the sourdough bread?"}
    subjects, others = group_by_subject((bread, boats), ("sourdough bread", "São João", "boats"), talk)
    assert subjects == {"sourdough bread": [bread], "boats": [boats]}
    assert others == []
    assert group_by_subject((bread, boats), (), talk) == ({}, [bread, boats])


def test_a_link_stands_once_under_everybody_who_shared_it(site: Site) -> None:
    first, second = map(_shared_by, site.links, (("a", "b"), ("b",)))
    assert group_by_person((first, second)) == {"a": [first], "b": [first, second]}


@pytest.mark.parametrize("kind", ["video", "audio"])
def test_a_recording_is_played_where_it_was_sent_and_loads_nothing_before(site: Site, kind: str) -> None:
    shown = next(m for m in site.media if m.path)
    medium = dataclasses.replace(
        shown, media_type=kind, path="media/a.mp4", thumbnail="media/b.webp", description="<Us>"
    )
    others = tuple(m for m in site.media if m != shown)
    with_it = dataclasses.replace(site, media=(medium, *others))
    copies = ["media/a.mp4", "media/b.webp", *(copy.path for copy in site.copies)]
    pages = {f.path: f.content.decode() for f in inspect_files(build_site(with_it), copies)}
    for path in (day_page(medium.day), f"gallery/{medium.day.year}.html"):
        (player,) = re.findall(rf"<{kind} [^>]*>", pages[path])
        assert 'src="../media/a.mp4" aria-label="&lt;Us&gt;"' in player
        assert 'controls="controls" preload="none"' in player
        assert ('poster="../media/b.webp"' in player) == (kind == "video")


def test_the_pages_name_months_subjects_and_people(site: Site) -> None:
    person = site.people[0]
    links = tuple(_shared_by(link, (person.person_id,)) for link in site.links)
    pages = {f.path: f.content.decode() for f in build_site(dataclasses.replace(site, links=links))}
    for path in ("links/index.html", "links/subjects.html", "links/people.html"):
        assert all(f'href="{link.url}"'.replace("&", "&amp;") in pages[path] for link in links), path
    assert person.name in re.findall(r"<h2>(?:<a[^>]*>)?([^<]+)", pages["links/people.html"])
