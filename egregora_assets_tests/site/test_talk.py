"""Talk as pages show it: who and when once, quotes as bubbles, and around a quote no more than the day's page shows."""

from __future__ import annotations

import datetime as dt
import html
import re
from dataclasses import replace

import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st
from markupsafe import Markup

from egregora_assets.contracts.identifiers import public_uuid
from egregora_assets.contracts.vocabularies import WITHHELD
from egregora_assets.site.build import build_site
from egregora_assets.site.context import SiteContext
from egregora_assets.site.conversation import Transcript
from egregora_assets.site.conversation_model import Conversation, Day, Message
from egregora_assets.site.page import render_page
from egregora_assets.site.pages import PagePlans
from egregora_assets.site.talk.ledes import begins_with_summary, lift_picture
from egregora_assets.site.talk.nearby import Nearby, Neighbourhood
from egregora_assets.site.talk.sayings import list_sayings
from egregora_assets.site.talk.turns import Around, show_talk
from egregora_assets.site.withholding import SiteText, map_texts
from egregora_assets.site.words import Words
from egregora_assets_tests.site.published_site import made_up_site

AROUND = Around("In context", "Read on", "en")
FOX, WREN = (public_uuid("test", "person", name) for name in ("Fox", "Wren"))
DAY = dt.date(2024, 3, 4)


def address(number: int) -> str:
    return f"../conversation/2024-03-04.html#m-{number:012x}"


def message_id(number: int) -> str:
    return f"{number:012x}".ljust(32, "0")


def quote(name: str, when: str, number: int, text: str) -> str:
    said = f'<p class="attribution">— <a href="{address(number)}" class="place">{name}, {when}</a></p>'
    return f'<blockquote class="hue-{len(name)}">\n<p>{text}</p>\n{said}\n</blockquote>\n'


def talk(*said: tuple[str, str | None, str, str]) -> Conversation:
    """Messages (chat, person, clock, text) of one day, numbered from 0."""
    rows = [
        {
            "message_id": message_id(number), "chat_id": chat, "person_id": person, "day": DAY, "clock": clock,
            "kind": "text", "text": text, "is_edited": False,
        }
        for number, (chat, person, clock, text) in enumerate(said)
    ]  # fmt: skip
    return Conversation(pa.Table.from_pylist(rows), (Day(DAY, 0, len(rows)),))


def test_what_one_person_says_in_a_row_has_one_name_one_hour_and_a_bubble_each() -> None:
    quotes = [
        quote("Fox", "Mon 18h", 1, "One"),
        quote("Fox", "Mon 18h", 2, "Two"),
        quote("Wren", "Mon 18h", 3, "Three"),
    ]
    shown = show_talk(f"<h2>Before</h2>\n{''.join(quotes)}<p>After</p>\n", {}, AROUND)
    assert re.findall(r"<b>(\w+)</b> <small>([^<]*)</small>", shown) == [("Fox", "Mon 18h"), ("Wren", "Mon 18h")]
    assert re.findall(r'<div class="bubble">\n<p>(\w+)</p>', shown) == ["One", "Two", "Three"]
    assert (shown.startswith("<h2>Before</h2>\n"), shown.endswith("<p>After</p>\n")) == (True, True)
    assert (shown.count('<div class="talk">'), shown.count("<blockquote")) == (1, 2)


def test_an_hour_is_told_again_where_it_is_another_one() -> None:
    shown = show_talk(quote("Fox", "Mon 18h", 1, "One") + quote("Fox", "Mon 21h", 2, "Two"), {}, AROUND)
    assert re.findall(r">(?:<small>)?(\w\w\w \d\dh)<", shown.replace("</b> ", "")) == ["Mon 18h", "Mon 21h"]
    assert shown.count("<b>Fox</b>") == 1


@given(
    st.lists(
        st.tuples(st.sampled_from(["Fox", "Wren"]), st.sampled_from(["Mon 18h", "Tue 09h"]), st.booleans()), max_size=8
    )
)
def test_every_quote_keeps_its_words_and_the_way_to_its_place(quotes: list[tuple[str, str, bool]]) -> None:
    near = {address(i): (Nearby(message_id(i), FOX, "Fox", "Aha"),) for i, q in enumerate(quotes) if q[2]}
    parts = [quote(name, when, i, f"Text {i}.") for i, (name, when, _) in enumerate(quotes)]
    shown = show_talk("<p>Between.</p>\n".join(parts), near, AROUND)
    assert re.findall(r"Text \d\.", shown) == [f"Text {i}." for i in range(len(quotes))]
    assert {address(i) for i in range(len(quotes))} <= {html.unescape(a) for a in re.findall('href="([^"]*)"', shown)}


def test_a_sentence_that_leads_into_a_quote_stands_in_place_of_the_name() -> None:
    lead = f'<p>The last word was <a href="{address(1)}" class="place">Fox</a>’s:</p>\n'
    shown = show_talk(f"<p>Before.</p>\n{lead}{quote('Fox', 'Mon 18h', 1, 'One')}", {}, AROUND)
    told = f'The last word was <a href="{address(1)}" class="place"><b>Fox</b></a>’s <small>Mon 18h</small></p>'
    assert (shown.count("Fox"), told in shown, shown.startswith("<p>Before.</p>\n<div")) == (1, True, True)
    other = lead.replace(address(1), address(2))
    assert show_talk(f"{other}{quote('Fox', 'Mon 18h', 1, 'One')}", {}, AROUND).startswith(other)


def test_a_quote_that_is_not_written_as_ours_are_stays_as_it_is() -> None:
    plain = "<blockquote>\n<p>Words</p>\n</blockquote>\n"
    others = f"{plain}<blockquote>\n{plain}</blockquote>\n"
    assert show_talk(others, {}, AROUND) == others


def test_the_context_is_what_was_said_nearby_in_the_same_chat_by_people_who_are_shown() -> None:
    conversation = talk(
        ("a", FOX, "09h", "Hours before"), ("a", FOX, "14h", "An hour before"), ("a", WREN, "15h", WITHHELD),
        ("b", WREN, "15h", "Another chat"), ("a", None, "15h", "A notice"), ("a", WREN, "15h", "Just before"),
        ("a", FOX, "15h", "The quote"), ("a", WREN, "15h", ""), ("a", "f" * 32, "15h", "Of nobody who is shown"),
        ("a", WREN, "16h", "After"), ("a", WREN, "16h", "Too far"),
    )  # fmt: skip
    names = {FOX: "Fox", WREN: "Wren"}
    found = Neighbourhood(conversation, [message_id(6), "e" * 32], names)
    assert [m.text for m in found.find(message_id(6))] == ["Just before", "The quote", "After"]
    skipping = Neighbourhood(conversation, [message_id(6)], names, {message_id(5)})
    assert [m.text for m in skipping.find(message_id(6))] == ["The quote", "After"]
    assert (found.find("e" * 32), found.find(message_id(1))) == ((), ())


def test_the_context_is_one_tap_away_and_marks_what_is_quoted() -> None:
    near = {address(1): tuple(Nearby(message_id(i), FOX, "Fox", f"Said {i} <b>") for i in range(3))}
    shown = show_talk(quote("Fox", "Mon 18h", 1, "One"), near, AROUND)
    details = shown[shown.index("<details") : shown.index("</details>")]
    assert details.startswith('<details class="around"><summary lang="en"><span>In context</span></summary>')
    assert re.findall(r"Said \d &lt;b&gt;", details) == ["Said 0 &lt;b&gt;", "Said 1 &lt;b&gt;", "Said 2 &lt;b&gt;"]
    assert re.findall(r'<li class="hue-\d+ here"><a href="([^"]*)"', details) == [address(1)]
    assert "<details" not in show_talk(quote("Fox", "Mon 18h", 1, "One"), {address(1): near[address(1)][1:2]}, AROUND)


def test_a_message_that_is_withheld_is_in_no_context() -> None:
    site = made_up_site(post_count=3)
    prose = SiteContext(site).find_prose(site.posts[0])
    secret = next(m for found in prose.nearby.values() for m in found if m.message_id not in prose.nearby)

    def write(text: SiteText) -> str:
        return WITHHELD if (text.place, text.owner_id) == ("message", secret.message_id) else text.text

    masked = map_texts(site, write)
    near = SiteContext(masked).find_prose(masked.posts[0]).nearby
    assert secret.message_id not in {m.message_id for found in near.values() for m in found}


@pytest.fixture(scope="module")
def built() -> dict[str, str]:
    return {f.path: f.content.decode() for f in build_site(made_up_site(post_count=2))}


def test_a_feed_has_plain_quotes_without_context(built: dict[str, str]) -> None:
    assert "<details" in next(text for path, text in built.items() if path.startswith("posts/"))
    assert "details" not in built["feed.xml"] + built["feed.json"]


@pytest.mark.parametrize("clocks", [("18h", "18h", "19h"), ("18h", "18h", "18h")])
def test_a_day_tells_name_and_hour_of_somebody_who_goes_on_once(clocks: tuple[str, ...]) -> None:
    transcript = Transcript(Words("en"), {FOX: "Fox"}, {}, {}, {}, {}, "../")
    said = [Message(message_id(i), "a", FOX, clock, "text", f"Text {i}", False) for i, clock in enumerate(clocks)]
    shown = transcript.rows(said)
    assert shown.count(">Fox ") == 1
    assert re.findall(r">(\d\dh)<", shown) == list(dict.fromkeys(clocks))
    anchors = re.findall(r'<div id="([^"]*)"', shown)
    assert anchors == re.findall(r'<a href="#([^"]*)"', shown)  # each can be linked to
    assert len(anchors) == len(clocks)


def test_a_post_begins_with_title_and_lede_and_counts_come_after_them(built: dict[str, str]) -> None:
    site = made_up_site(post_count=2)
    page = next(text for path, text in built.items() if path.startswith("posts/"))
    head = page[page.index("<header>") :]
    head = head[: head.index("</header>")]
    assert re.findall(r'<h1>|class="lead"|class="byline"', head) == ["<h1>", 'class="lead"', 'class="byline"']
    post = next(p for p in site.posts if p.slug in page or html.escape(p.title) in page)
    assert post.first_day
    assert post.last_day
    spoken = site.conversation.get_span(post.chat_id, post.first_day, post.last_day)
    within = [
        r for r in site.conversation.rows.to_pylist() if r["person_id"] and post.first_day <= r["day"] <= post.last_day
    ]
    assert spoken.to_pylist() == within
    people = len({r["person_id"] for r in within})
    assert f"<span>{people} people</span><span>{len(within)} messages</span>" in head


def test_a_text_that_begins_with_its_summary_is_known_by_it() -> None:
    content = "[Teal Otter](message:1) asked: “who has the pot\\?” [Coral Wren](message:2) knew.\n\n## Soup\n"
    assert begins_with_summary(content, "Teal Otter asked: “who has the pot?” Coral Wren knew.")
    assert not begins_with_summary("## Soup\n\nx", "Teal Otter asked")
    assert not begins_with_summary("Something else.\n", "Teal Otter asked")
    assert not begins_with_summary("", "")


def test_a_picture_of_what_is_told_first_is_shown_at_the_top_and_not_again() -> None:
    picture = Markup(
        '<p class="picture"><a href="../media/a.jpg"><img src="a" alt="b"></a><span class="caption">b</span></p>\n'
    )
    told, later = Markup('<h2>One</h2>\n<div class="talk">\n</div>\n'), Markup("<h2>Two</h2>\n")
    assert lift_picture(told + picture + later) == (picture, told + later)
    assert lift_picture(told + later + picture) == (Markup(), told + later + picture)
    assert lift_picture(told) == (Markup(), told)


def test_a_lede_stands_above_the_counts_with_the_ways_to_its_messages() -> None:
    site = made_up_site(post_count=2)
    message = next(iter(site.places))
    summary = "Amber Fox asked for the ferry."
    content = f"[Amber Fox](message:{message}) asked for the ferry.\n\n{site.posts[0].content}"
    told = replace(site, posts=(replace(site.posts[0], content=content, summary=summary), site.posts[1]))
    page = render_page(next(p for p in PagePlans(SiteContext(told)).list_plans() if p.document_id)).decode()
    lede = re.search(r'<p class="lead">(.*?)</p>', page)
    assert lede
    assert re.fullmatch(r'<a href="\.\./conversation/[^"]*" class="place">Amber Fox</a> asked for the ferry\.', lede[1])
    assert page.count("asked for the ferry") == 3  # two descriptions for those who see a link, and the lede
    assert page.index('class="lead"') < page.index('class="byline"')


def test_a_quote_for_the_first_page_is_a_sentence_that_hurts_nobody() -> None:
    said = (
        "ok", "See https://a.example/times for all of them", "Ask [person] for the key to the shed, please",
        "The funeral is on Friday, at ten, in the small chapel", "You are an idiot and everybody knows it",
        "He is in hospital again since yesterday evening", "The last *ferry* leaves at nine, I took it",
    )  # fmt: skip
    quotes = [f"> {text}\n>\n> — [Fox, Mon 18h](message:{public_uuid('test', text)})" for text in said]
    assert list(list_sayings("## Ferries\n\n" + "\n\n".join(quotes), "en")) == [
        (public_uuid("test", said[-1]), "The last ferry leaves at nine, I took it")
    ]
