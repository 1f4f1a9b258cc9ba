"""Profiles: what somebody brings, in sentences from facts, and never what is nobody's business."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from egregora_assets.language.files import load_languages
from egregora_assets.writing.conversation import Conversation, Window
from egregora_assets.writing.drafts import Draft
from egregora_assets.writing.embedded_writer import EmbeddedWriter
from egregora_assets.writing.progress.answers import Opening, count_answers, find_openings
from egregora_assets.writing.progress.windows import make_reader, read_window
from egregora_assets.writing.reading.private_subjects import is_private_word, list_private, touches_private_life
from egregora_assets_tests.writing.told_chat import author_id, conversation_of, message_of, people_of, window_of

AMBER, TEAL, CORAL = "Amber Heron", "Teal Otter", "Coral Wren"
NEVER = ("My chemo at the hospital went well on Tuesday", "We prayed for an hour in the church on the hill")
START = datetime(2024, 3, 4, 18)
SUBJECTS = (
    ("compost", "worms", "bucket"),
    ("bicycle", "chain", "saddle"),
    ("kitchen", "tiles", "grout"),
)


def line(minutes: int, name: str, text: str) -> str:
    return f"{START + timedelta(minutes=minutes):%Y-%m-%d %H:%M} {name}: {text}"


def month(number: int, nouns: tuple[str, ...], answer: str = TEAL) -> list[str]:
    """Four evenings of talk: Amber opens, Teal and Coral join, Amber answers one of them by name."""
    first = number * 60 * 24 * 31
    found = []
    for evening, noun in enumerate((*nouns, nouns[0])):
        at = first + evening * 60 * 24
        found += [
            line(at, AMBER, f"I bought a new {noun} today and the old {noun} goes to the shed behind the house"),
            line(at + 1, TEAL, f"Where did you find that {noun} in this town?"),
            line(at + 2, AMBER, f"{answer}: at the market near the station, the {noun} was half price"),
            line(at + 3, CORAL, "haha"),
            line(at + 4, AMBER, NEVER[evening % 2]),
            line(at + 5, CORAL, "Bring it along on Saturday then, we can look at it"),
        ]
    return found


def conversation(months: int = 3) -> Conversation:
    parts = [month(n, SUBJECTS[n]) for n in range(months)]
    lines = [one for part in parts for one in part]
    windows = []
    for part in parts:
        messages = [message_of(one, lines.index(one)) for one in part]
        windows.append(window_of(messages))
    return replace(conversation_of(lines, "en"), windows=tuple(windows))


def profile_of(told: Conversation, name: str = AMBER) -> Draft | None:
    return EmbeddedWriter().write(told).profiles.get(author_id(name))


@pytest.fixture(scope="module")
def amber() -> Draft:
    profile = profile_of(conversation())
    assert profile is not None
    return profile


def test_a_profile_tells_whom_somebody_answers_by_name(amber: Draft) -> None:
    texts = load_languages()["en"].profile
    assert any(form.format(name=AMBER, names=TEAL) in amber.summary for form in texts.answers)


def test_a_profile_tells_subjects_over_time(amber: Draft) -> None:
    assert "## Over time" in amber.content
    for name, nouns in zip(("March", "April", "May"), SUBJECTS, strict=True):
        (told,) = (one for one in amber.content.splitlines() if one.startswith("- ") and name in one.split(":")[0])
        assert any(noun in told for noun in nouns), told


def test_a_profile_tells_what_somebody_began_and_who_took_it_up(amber: Draft) -> None:
    part = amber.content.partition("## What they started")[2].partition("## ")[0]
    assert "I bought a new" in part
    assert f"{TEAL} and {CORAL}" in part
    assert part.count("> —") == 2


def test_no_profile_tells_of_private_subjects(amber: Draft) -> None:
    told = amber.content + amber.summary + amber.title + " ".join(amber.tags)
    assert not touches_private_life(told)
    assert not any(text in told for text in NEVER)


def test_the_lede_holds_no_count(amber: Draft) -> None:
    assert not any(sign.isdigit() for sign in amber.summary)
    assert amber.content.startswith(amber.summary.split(".")[0])


def test_quotes_alone_are_no_profile() -> None:
    said = [line(n, AMBER, "well that was kind of you all again, and so it went") for n in range(30)]
    assert profile_of(conversation_of(said, "en")) is None


def test_nobody_is_told_of_with_little_material() -> None:
    assert profile_of(conversation(1)) is None


@pytest.mark.parametrize(
    ("code", "words"),
    [
        ("en", "hospital pregnancy prayers election boyfriend"),
        ("pt", "hospital grávida oração eleições namorada"),
        ("es", "hospital embarazada iglesia elecciones novia"),
        ("de", "Krankenhaus schwanger Kirche Wahlen verliebt"),
        ("fr", "hôpital enceinte église élections mariage"),
        ("it", "ospedale incinta chiesa elezioni fidanzata"),
    ],
)
def test_private_subjects_are_known_in_every_language(code: str, words: str) -> None:
    assert code in load_languages()
    assert [word for word in words.split() if not is_private_word(word)] == []


@pytest.mark.parametrize(
    "text",
    [
        "The pillow is in the kitchen",
        "A casa tem um jardim, ele foi ligar a bomba e a pressão está boa",
        "Die Kiste steht im Keller, dies ist die linke Ecke",
        "J'aime bien ce jardin, il est parti à la gare",
        "Transplantei as mudas separadas nas redes sociais",
    ],
)
def test_everyday_talk_is_not_private(text: str) -> None:
    assert not touches_private_life(text)


WORDS = st.lists(st.sampled_from(["compost", "today", "chemo", "church", "senator", "boyfriend", "worms"]), max_size=5)


@settings(max_examples=60, deadline=None)
@given(WORDS)
def test_one_word_is_enough_to_leave_a_text_out(words: list[str]) -> None:
    private = {"chemo", "church", "senator", "boyfriend"}
    assert touches_private_life(" ".join(words)) == bool(private & set(words))


def test_what_is_said_close_to_a_private_word_is_private_too() -> None:
    texts = ("The rope is on the boat", "He is in the hospital since Monday", "They let him walk to the window")
    lines = [line(minutes, AMBER, text) for minutes, text in zip((0, 40, 42), texts, strict=True)]
    told = conversation_of(lines, "en")
    read = read_window(told.windows[0], told, make_reader(told))
    assert list_private(read.utterances) == [False, True, True]


def test_a_profile_quotes_nobody_who_swears() -> None:
    told = conversation()
    insult = "You are an idiot and that bicycle is the worst thing in the whole town, honestly"
    first = told.windows[0].messages[0]
    begun = replace(told.windows[0], messages=(replace(first, text=insult), *told.windows[0].messages[1:]))
    profile = profile_of(replace(told, windows=(begun, *told.windows[1:])))
    assert profile is not None
    assert "idiot" not in profile.content


def test_answers_are_counted_by_reply_and_by_name() -> None:
    lines = [line(0, AMBER, "Who has the ladder?"), line(1, TEAL, "Me"), line(2, CORAL, f"{AMBER}: not me, sorry")]
    asked, reply, named = (message_of(one, place) for place, one in enumerate(lines))
    reply = replace(reply, reply_to=asked.message_id)
    names = {name: author_id(name) for name in (AMBER, TEAL, CORAL)}
    both = {(author_id(TEAL), author_id(AMBER)): 1, (author_id(CORAL), author_id(AMBER)): 1}
    assert count_answers([asked, reply, named], names) == both


def test_what_nobody_took_up_is_no_opening() -> None:
    painting = "Now the boat needs a coat of paint before May"
    lines = [line(0, AMBER, "The ladder stands behind the shed since Monday"), line(90, TEAL, painting)]
    lines += [line(91, CORAL, "I have the paint, who has the brushes?"), line(92, AMBER, "The brushes are here")]
    people, window = people_of(lines), window_of([message_of(one, place) for place, one in enumerate(lines)])
    told = Conversation("c", load_languages()["en"], people)
    read = read_window(Window("w", "c", window.start, window.end, window.messages), told, make_reader(told))
    assert find_openings(window.messages, read.mine, read.utterances) == [
        Opening(author_id(TEAL), 1, (author_id(CORAL), author_id(AMBER)))
    ]
