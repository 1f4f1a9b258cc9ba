"""The embedded writer: what it hands in is exact, varied, worth reading, and always the same."""

from __future__ import annotations

import os
import random
import re
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from egregora_assets.contracts.pictures.looks import LOOK_DIGITS
from egregora_assets.language.files import load_languages
from egregora_assets.writing.conversation import Conversation, Picture, Window
from egregora_assets.writing.drafts import Draft
from egregora_assets.writing.embedded_writer import EmbeddedWriter, compute_minimum_texts
from egregora_assets.writing.markdown import escape_text
from egregora_assets.writing.quotes import normalize_quote
from egregora_assets_tests.writing.told_chat import KEY, author_id, chat_lines, conversation_of, message_of

SNAPSHOTS = Path(__file__).parents[1] / "snapshots"
CHATS = {"hillside_en": "en", "pedal_pt": "pt"}
IDENTIFIER = re.compile(r"message:[0-9a-f-]{36}")


def post_of(conversation: Conversation, place: int = 0) -> Draft:
    post = EmbeddedWriter().write(conversation).windows[place].post
    assert post is not None
    return post


def shown(draft: Draft) -> str:
    """A draft as a file that a person can review."""
    head = f"# {draft.title}\n\n{draft.summary}\n\nTags: {', '.join(draft.tags)}\n\n---\n\n"
    return head + IDENTIFIER.sub("message:…", draft.content)


def assert_text(name: str, text: str) -> None:
    """Fails unless a text is what `snapshots/<name>` holds."""
    path = SNAPSHOTS / name
    if os.environ.get("EGREGORA_UPDATE_SNAPSHOTS") == "1":
        path.write_text(text, encoding="utf-8")
    assert text == (path.read_text(encoding="utf-8") if path.exists() else "")


@pytest.mark.parametrize(("name", "language"), CHATS.items())
def test_a_post_reads_as_reviewed(name: str, language: str) -> None:
    assert_text(f"generated_post_{language}.md", shown(post_of(conversation_of(chat_lines(name), language))))


def test_a_profile_reads_as_reviewed() -> None:
    conversation = conversation_of(chat_lines("hillside_en"), "en")
    portrait = EmbeddedWriter().write(conversation).profiles[author_id("Amber Heron")]
    assert_text("generated_profile_en.md", shown(portrait))


@pytest.mark.parametrize(("name", "language"), CHATS.items())
def test_every_quote_is_exact_and_stands_in_the_content_in_order(name: str, language: str) -> None:
    conversation = conversation_of(chat_lines(name), language)
    manuscript = EmbeddedWriter().write(conversation)
    texts = {m.message_id: m.text for w in conversation.windows for m in w.messages}
    posts = [t.post for t in manuscript.windows if t.post]
    for draft in (*posts, *manuscript.profiles.values()):
        told = draft.content.partition("\n## ")
        cited = re.findall(r"^> — \[.*\]\(message:([0-9a-f-]{36})\)$", draft.content, re.MULTILINE)
        in_lede = [c for c in draft.citations if c.section is None and escape_text(c.quote) in told[0]]
        assert [c.message_id for c in draft.citations[len(in_lede) :]] == cited
        assert all(c.quote in texts[c.message_id] for c in draft.citations)
        assert len({c.quote for c in draft.citations}) == len(draft.citations), "nothing is quoted twice"
        sections = {c.section for c in draft.citations}
        assert all(section is None or f"## {section}" in draft.content.replace("\\", "") for section in sections)


@pytest.mark.parametrize(("name", "language"), CHATS.items())
def test_a_title_takes_its_words_from_a_quote_and_repeats_none(name: str, language: str) -> None:
    post = post_of(conversation_of(chat_lines(name), language))
    words = re.search(r"“(.+)”", post.title)
    assert words is not None
    assert any(words[1] in c.quote for c in post.citations)
    assert not any(post.title in c.quote for c in post.citations)
    assert len(post.title) <= 70


@pytest.mark.parametrize(("name", "language"), CHATS.items())
def test_every_sentence_of_our_own_names_its_message(name: str, language: str) -> None:
    content = post_of(conversation_of(chat_lines(name), language)).content
    own = [b for b in content.strip().split("\n\n") if b[0] not in ">#!"]
    assert len(own) >= 4
    assert all("](message:" in line for block in own for line in block.split("\n"))


@pytest.mark.parametrize(("name", "language"), CHATS.items())
def test_headings_and_tags_hold_no_names_no_laughter_no_filler(name: str, language: str) -> None:
    conversation = conversation_of(chat_lines(name), language)
    post = post_of(conversation)
    names = {w.lower() for p in conversation.people.values() for w in p.name.split()}
    headings = re.findall(r"^## (.*)$", post.content, re.MULTILINE)
    tag_words = {w.lower() for tag in post.tags for w in tag.split()}
    heading_words = {w.strip(",.?!").lower() for heading in headings for w in heading.split()}
    laughter = {"kkkk", "haha", "kkk"}
    assert not tag_words & (names | laughter | {"ok", "gente", "thanks", "valeu", "today", "hoje"})
    assert not heading_words & (names | laughter)
    assert 3 <= len(post.tags) <= 6


@pytest.mark.parametrize(("name", "language"), CHATS.items())
def test_no_heading_is_a_quote(name: str, language: str) -> None:
    post = post_of(conversation_of(chat_lines(name), language))
    headings = re.findall(r"^## (.*)$", post.content, re.MULTILINE)
    quotes = [normalize_quote(c.quote) for c in post.citations]
    assert headings
    assert not any(normalize_quote(h) in q for h in headings for q in quotes)


@pytest.mark.slow
@settings(max_examples=12, deadline=None)
@given(seed=st.integers(0, 2**32), name=st.sampled_from(sorted(CHATS)))
def test_any_part_of_a_conversation_is_told_with_exact_quotes(seed: int, name: str) -> None:
    lines = chat_lines(name)
    kept = sorted(random.Random(seed).sample(range(len(lines)), 40))
    conversation = conversation_of([lines[i] for i in kept], CHATS[name])
    texts = {m.message_id: m.text for m in conversation.windows[0].messages}
    for told in EmbeddedWriter().write(conversation).windows:
        for citation in told.post.citations if told.post else ():
            assert citation.quote in texts[citation.message_id]


@pytest.mark.parametrize(("name", "language"), CHATS.items())
def test_a_later_window_does_not_change_how_an_earlier_one_is_told(name: str, language: str) -> None:
    lines = chat_lines(name)
    whole = conversation_of(lines, language, cut=40)
    start = replace(whole, windows=whole.windows[:1])
    assert EmbeddedWriter().write(whole).windows[0] == EmbeddedWriter().write(start).windows[0]


def test_people_who_opted_out_are_neither_quoted_nor_named_nor_portrayed() -> None:
    conversation = conversation_of(chat_lines("hillside_en"), "en", silent=["Amber Heron"])
    manuscript = EmbeddedWriter().write(conversation)
    silent = author_id("Amber Heron")
    assert silent not in manuscript.profiles
    post = manuscript.windows[0].post
    assert post is not None
    hers = {m.message_id for w in conversation.windows for m in w.messages if m.author_id == silent}
    assert hers.isdisjoint(c.message_id for c in post.citations)
    assert "Amber" not in post.content + post.summary
    assert manuscript.windows[0].counts.opted_out_count == 21
    assert all("Amber" not in p.content for p in manuscript.profiles.values())


def test_a_quiet_window_has_no_post_and_says_why() -> None:
    told = EmbeddedWriter(minimum=10).write(conversation_of(chat_lines("hillside_en")[:8], "en")).windows[0]
    assert told.post is None
    assert told.reason == "too_few"
    assert told.counts.text_count == 8


def test_laughter_and_agreement_alone_are_nothing_to_tell() -> None:
    lines = [
        f"2024-03-04 18:{i:02d} {name}: {text}"
        for i, (name, text) in enumerate(
            [("Amber Heron", "ok"), ("Teal Otter", "kkkk"), ("Amber Heron", "lol"), ("Teal Otter", "yes")] * 6
        )
    ]
    told = EmbeddedWriter(minimum=10).write(conversation_of(lines, "en")).windows[0]
    assert told.post is None
    assert told.reason == "nothing"
    assert told.counts.short_count == 24


def test_a_tally_accounts_for_every_message() -> None:
    conversation = conversation_of(chat_lines("pedal_pt"), "pt", silent=["Lontra Azul"])
    tally = EmbeddedWriter().write(conversation).windows[0].counts
    assert sum(tally.kind_counts.values()) + tally.opted_out_count == len(conversation.windows[0].messages)
    assert tally.short_count + tally.quoted_count + tally.unquoted_count == tally.text_count


def test_a_window_in_another_language_gets_its_own_frame() -> None:
    conversation = conversation_of(chat_lines("pedal_pt"), "en")
    assert post_of(conversation).language == "pt"


def two_languages() -> Conversation:
    """Both chats in one week, turn about."""
    english, portuguese = (chat_lines(name) for name in CHATS)
    mixed = [line for pair in zip(english, portuguese, strict=False) for line in pair]
    lines = [f"2024-03-04 {8 + i // 60:02d}:{i % 60:02d} {line.split(' ', 2)[2]}" for i, line in enumerate(mixed)]
    return conversation_of(lines, "en")


def test_in_a_chat_of_two_languages_neither_one_s_fillers_are_subjects() -> None:
    manuscript = EmbeddedWriter().write(two_languages())
    post = manuscript.windows[0].post
    assert post is not None
    words = {w for tag in post.tags for w in tag.split()}
    assert not words & {"gente", "enquanto", "alguém", "então", "again", "tomorrow", "sábado", "saturday"}
    assert manuscript.profiles[author_id("Amber Heron")].language == "en"
    assert manuscript.profiles[author_id("Garça Serena")].language == "pt"


def test_pictures_and_links_are_shown_once() -> None:
    conversation = conversation_of(chat_lines("pedal_pt"), "pt")
    window = conversation.windows[0]
    picture = Picture("11111111-1111-8111-8111-111111111111", "image")
    copy = replace(picture, media_id="22222222-1111-8111-8111-111111111111")
    alike = tuple(replace(p, look="7f" * (LOOK_DIGITS // 2)) for p in (picture, copy))
    messages = tuple(replace(m, pictures=alike) if i < 3 else m for i, m in enumerate(window.messages))
    post = post_of(replace(conversation, windows=(replace(window, messages=messages),)))
    assert post.content.count("![](media:11111111-1111-8111-8111-111111111111)") == 1
    assert copy.media_id not in post.content
    assert post.content.count("https://consulta.example.org/ciclovia") == 1


def test_a_picture_stands_beside_its_words_and_says_whose_it_is() -> None:
    conversation = conversation_of(chat_lines("hillside_en"), "en")
    window = conversation.windows[0]
    first, *_, last = [c for c in post_of(conversation).citations if c.section]
    pictures = {first.message_id: Picture("1" * 36, "image"), last.message_id: Picture("2" * 36, "image")}
    between = next(m for m in window.messages if m.order > window.messages[3].order and m.message_id not in pictures)
    pictures[between.message_id] = Picture("3" * 36, "image")
    told = (replace(m, pictures=(pictures[m.message_id],)) if m.message_id in pictures else m for m in window.messages)
    content = post_of(replace(conversation, windows=(replace(window, messages=tuple(told)),))).content
    blocks = content.split("\n\n")
    quote = next(i for i, block in enumerate(blocks) if block[0] == ">" and f"(message:{first.message_id})" in block)
    assert blocks[quote + 1] == f"![](media:{'1' * 36})"
    shown = next(block for block in blocks if f"media:{'3' * 36}" in block)
    name = conversation.get_name(between.author_id)
    assert re.fullmatch(rf"!\[\]\(media:3+\)\n\[{name}, .+\]\(message:{between.message_id}\)", shown)
    times = {"1": first.message_id, "2": last.message_id, "3": between.message_id}
    sent = {m.message_id: m.order for m in window.messages}
    for section in content.split("\n## "):
        order = re.findall(r"media:(\d)", section)
        assert order == sorted(order, key=lambda n: sent[times[n]])


def test_an_earlier_passage_on_the_same_subject_is_quoted() -> None:
    conversation = conversation_of(chat_lines("hillside_en"), "en", cut=40)
    later = conversation.windows[1]
    passage = (message_of("2024-02-01 10:00 Teal Otter: Last winter the plumber found rust in the boiler too", 0),)
    window: Window = replace(later, earlier=(passage,))
    post = post_of(replace(conversation, windows=(conversation.windows[0], window)), 1)
    assert "## Earlier on this" in post.content
    assert "Last winter the plumber found rust in the boiler too" in [c.quote for c in post.citations]


@pytest.mark.parametrize("language", sorted(load_languages()))
def test_every_language_has_a_frame_for_everything(language: str) -> None:
    conversation = conversation_of(chat_lines("hillside_en"), "en")
    conversation = replace(conversation, language=load_languages()[language])
    window = conversation.windows[0]
    messages = tuple(replace(m, text=f"{KEY.uuid('x', m.message_id)[:6]} {m.text}") for m in window.messages[:2])
    quiet = replace(window, messages=messages)
    told = EmbeddedWriter().write(replace(conversation, windows=(quiet,))).windows[0]
    assert told.language.code == language


@pytest.mark.parametrize(("messages", "texts"), [(20, 10), (21, 11), (1, 5), (100, 50)])
def test_a_post_needs_half_of_what_closes_a_window(messages: int, texts: int) -> None:
    assert compute_minimum_texts(messages) == texts
