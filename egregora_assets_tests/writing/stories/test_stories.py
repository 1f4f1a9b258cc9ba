"""Stories: an opening is told, an outcome is told, and what is said of them is true."""

from __future__ import annotations

import re
from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from egregora_assets.language.files import load_languages
from egregora_assets.writing.conversation import Link, Message, Picture
from egregora_assets.writing.drafts import Draft
from egregora_assets.writing.embedded_writer import EmbeddedWriter
from egregora_assets.writing.progress.windows import make_reader, read_window
from egregora_assets.writing.quotes import Quote
from egregora_assets.writing.reading.quotable import Span
from egregora_assets.writing.stories.clauses import list_clauses
from egregora_assets.writing.stories.finding import find_stories
from egregora_assets.writing.stories.model import Story
from egregora_assets.writing.stories.roles import skip_address
from egregora_assets.writing.stories.sentences import Sentences, fill
from egregora_assets.writing.threads.addressing import index_names
from egregora_assets_tests.writing.told_chat import conversation_of

LANTERNS = """
Amber Heron: shall we hang the paper lanterns along the fence or across the yard?
Teal Otter: across the yard, the fence side gets no sun and no wind
Coral Wren: no, across the yard they catch in the walnut tree every single year
Teal Otter: the walnut was cut back in autumn, there are three metres now
Coral Wren: I measured it on Tuesday, it is barely two metres with the lanterns on
Silver Fox: could we use the short strings and keep the lanterns above the gate?
Amber Heron: short strings above the gate works for me
Teal Otter: fine by me
Coral Wren: sounds good
Amber Heron: agreed then: short strings above the gate, I buy twelve lanterns tomorrow
Silver Fox: perfect
Coral Wren: deal
"""
PRINTER = """
Teal Otter: does anybody know why the office printer eats the thick paper for the invitations?
Silver Fox: thick paper has to go through the rear tray, the front one bends it twice
Teal Otter: the rear tray, of course, thank you, that did it
Coral Wren: the rear tray also needs the lever on the left pushed down first
Amber Heron: we had the same trouble with the concert posters in spring
"""
MOURNING = """
Amber Heron: I have to tell you that my grandmother passed away last night, peacefully, at home
Coral Wren: I am so sorry for your loss, she always had biscuits for every child in the street
Teal Otter: my condolences to all of you, she taught me how to prune the roses
Silver Fox: thinking of you and your family, tell us if we can help with anything
Amber Heron: thank you all, the funeral is on Friday at ten in the small chapel
Coral Wren: we will be there, and we bring the cake for afterwards
Teal Otter: I can drive whoever needs a lift from the station to the chapel
Silver Fox: I take the morning off and come with the bicycle
"""


def lines_of(talk: str, start: int = 9, day: int = 4) -> list[str]:
    """A line a minute."""
    said = talk.strip().splitlines()
    return [f"2024-03-{day:02d} {start:02d}:{place:02d} {line}" for place, line in enumerate(said)]


def stories_of(lines: list[str]) -> list[Story]:
    conversation = conversation_of(lines, "en")
    reader = make_reader(conversation)
    read = read_window(conversation.windows[0], conversation, reader)
    return find_stories(read.utterances, index_names(conversation.people.values()), reader)


def post_of(lines: list[str]) -> Draft:
    post = EmbeddedWriter(minimum=5).write(conversation_of(lines, "en")).windows[0].post
    assert post is not None
    return post


def test_a_plan_is_told_from_its_proposal_to_its_decision() -> None:
    (story,) = stories_of(lines_of(LANTERNS))
    assert "fence or across the yard" in story.opening.text
    assert story.outcome is not None
    assert story.outcome.kind == "decision"
    assert "short strings above the gate" in story.outcome.quote.text
    assert story.turns[0].role == "opening"
    assert story.turns[-1].role == "outcome"


def test_a_question_stands_with_the_answer_that_was_thanked_for() -> None:
    (story,) = stories_of(lines_of(PRINTER))
    assert story.opening.text.startswith("does anybody know why the office printer")
    assert "rear tray, the front one" in " ".join(q.text for q in story.quotes)
    assert story.kind == "question"


def test_the_title_is_the_outcome_and_the_lede_does_not_repeat_it() -> None:
    post = post_of(lines_of(LANTERNS))
    words = re.search(r"“(.+)”", post.title)
    assert words is not None
    assert "above the gate" in words[1]
    assert words[1] not in post.summary
    assert "Amber Heron" in post.summary


def test_mourning_has_a_plain_title_and_no_punch_lines() -> None:
    post = post_of(lines_of(MOURNING) + lines_of(PRINTER, start=20))
    english = load_languages()["en"].story
    assert post.title in english.sad_titles
    lede, first = post.content.split("## ")[:2]
    assert "grandmother passed away" in lede
    ours = (*english.laughed, *english.ended, *english.settled, *english.was_settled)
    assert not any(s.replace("{name}", "").strip() in lede + first for s in ours)


def test_what_settles_one_story_is_not_told_in_another() -> None:
    stories = stories_of(lines_of(LANTERNS) + lines_of(PRINTER, start=20))
    assert [s.outcome is not None for s in stories] == [True, True]
    assert {s.kind for s in stories} == {"plan", "question"} or len(stories) == 2
    own = [{q.utterance.message.message_id for q in s.quotes} for s in stories]
    assert own[0].isdisjoint(own[1])


def test_a_quote_does_not_begin_with_the_name_that_it_calls() -> None:
    lines = lines_of("Amber Heron: Teal Otter: the ladder is in the shed\nTeal Otter: I see it")
    conversation = conversation_of(lines, "en")
    reader = make_reader(conversation)
    utterance, _ = read_window(conversation.windows[0], conversation, reader).utterances
    whole = Quote(utterance, Span(0, len(utterance.message.text)))
    assert skip_address(whole, reader).text == "the ladder is in the shed"


@given(number=st.integers(0, 50), digests=st.lists(st.text(max_size=8), max_size=12))
def test_neighbours_share_no_sentence_and_none_stands_twice(number: int, digests: list[str]) -> None:
    story = load_languages()["en"].story
    lists = (story.asked, story.settled, story.answered, ())
    mine, theirs = Sentences(number), Sentences(number + 1)
    ours = [mine.choose(alike, digest) for digest in digests for alike in lists]
    others = [theirs.choose(alike, digest) for digest in digests for alike in lists]
    said = [s for s in ours if s]
    assert len(said) == len(set(said))
    assert not set(said) & {s for s in others if s}


def test_a_sentence_takes_a_name_that_looks_like_a_place_for_the_day() -> None:
    assert (
        fill("{name} came back on {day}.", "[{day}](message:1)", "monday") == "[{day}](message:1) came back on monday."
    )
    assert fill("{day}: {name}", "x", "monday") == "Monday: x"


@given(st.lists(st.sampled_from(["we", "meet", "at", "noon,", "and", "bring", "the", "kite;", "(maybe)", "so:", "ok"])))
def test_a_clause_is_exactly_what_was_said(words: list[str]) -> None:
    text = " ".join(["Tomorrow", *words])
    conversation = conversation_of([f"2024-03-04 09:00 Amber Heron: {text}"], "en")
    (utterance,) = read_window(conversation.windows[0], conversation, make_reader(conversation)).utterances
    for clause in list_clauses(Quote(utterance, Span(0, len(text))), longest=40):
        assert clause in text
        assert 16 <= len(clause) <= 40
        assert len(clause.split()) >= 2


def test_the_same_story_is_told_in_other_words_in_the_next_window() -> None:
    lines = lines_of(LANTERNS, day=4) + lines_of(LANTERNS.replace("lanterns", "garlands"), day=11)
    manuscript = EmbeddedWriter(minimum=5).write(conversation_of(lines, "en", cut=12))
    first, second = (told.post.content for told in manuscript.windows if told.post)
    own = [
        {re.sub(r"\[.*?\]\(.*?\)|“.*?”", "", b) for b in c.split("\n\n") if b[0] not in ">#"} for c in (first, second)
    ]
    assert own[0].isdisjoint(own[1])


def test_nothing_of_a_skipped_message_is_told_neither_its_link_nor_its_picture_nor_what_it_states() -> None:
    lines = [*lines_of(LANTERNS), "2024-03-04 09:30 Teal Otter: [ACTION] Coral Wren fetches the ladder from the shed"]
    conversation = conversation_of(lines, "en")
    (window,) = conversation.windows
    *talk, action = window.messages
    shown = replace(
        action, links=(Link("https://ladders.example/", "ladders.example"),), pictures=(Picture("7" * 36, "image"),)
    )

    def write(last: Message) -> str:
        told = replace(conversation, windows=(replace(window, messages=(*talk, last)),))
        post = EmbeddedWriter(minimum=5).write(told).windows[0].post
        assert post is not None
        return post.content

    found = [word in write(shown) for word in ("fetches the ladder", "ladders.example", "7" * 36)]
    left = [
        word in write(replace(shown, nomination="skip")) for word in ("fetches the ladder", "ladders.example", "7" * 36)
    ]
    assert any(found)
    assert not any(left)


def test_a_vote_that_was_denied_decides_nothing_and_data_stand_in_no_minutes() -> None:
    stated = """
Amber Heron: [VOTE] Shall we paint the fence in bright orange?
Amber Heron: Motion denied
Amber Heron: [ACTION] Teal Otter transfers forty to [iban-1] for the paint
Amber Heron: [AGREED] the fence stays green
"""
    content = post_of([*lines_of(LANTERNS), *lines_of(stated, start=11)]).content
    assert "the fence stays green" in content
    assert "bright orange" not in content
    assert "iban" not in content
