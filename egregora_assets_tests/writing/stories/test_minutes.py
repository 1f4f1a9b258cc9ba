"""Minutes: what nobody may tell of a meeting, and what a vote did not decide, stays out of them."""

from __future__ import annotations

from dataclasses import replace

from egregora_assets.language.files import load_languages
from egregora_assets.writing.conversation import Message
from egregora_assets.writing.reading.reader import Reader
from egregora_assets.writing.stories.minutes import Minutes, take_minutes
from egregora_assets.writing.stories.roles import find_punch_line
from egregora_assets_tests.writing.told_chat import message_of

ENGLISH = load_languages()["en"]


def meet(*lines: str) -> list[Message]:
    """A meeting's lines, a minute apart, between its start and its end."""
    told = ("#startmeeting", *lines, "#endmeeting")
    return [message_of(f"2024-05-01 10:{place:02} Amber Heron: {line}", place) for place, line in enumerate(told)]


def minutes_of(messages: list[Message]) -> Minutes:
    """The minutes of messages, with everything that may be quoted of them."""
    reader = Reader()
    reader.set_languages((ENGLISH,))
    return take_minutes(messages, reader.preview(messages), ("Amber Heron",), ENGLISH)


def texts_of(minutes: Minutes) -> list[str]:
    """All that minutes say: their lines, and the words for title and lede."""
    return [*(line.text for line in minutes.lines), *(quote.text for quote in minutes.sources)]


def test_a_decision_that_somebody_asked_to_skip_is_neither_told_nor_a_title() -> None:
    messages = meet("[AGREED] we paint the fence green", "[ACTION] Olive to buy the paint")
    assert any("fence" in text for text in texts_of(minutes_of(messages)))
    messages[1] = replace(messages[1], nomination="skip")
    assert texts_of(minutes_of(messages)) == ["Olive to buy the paint"]


def test_a_line_that_personal_data_were_removed_from_is_not_told() -> None:
    assert not texts_of(minutes_of(meet("[AGREED] we pay to [iban-1]", "[ACTION] Olive to call [phone-2]")))


def test_a_vote_that_failed_is_not_told_as_decided() -> None:
    asked = "[VOTE] Shall we sell the old van?"
    assert texts_of(minutes_of(meet(asked, "Motion carried")))
    assert not texts_of(minutes_of(meet(asked, "Motion denied")))


def test_a_vote_that_failed_by_its_count_is_told_with_it_and_is_no_title() -> None:
    minutes = minutes_of(meet("[VOTE] Shall we sell the old van?", "Votes for: 1, against: 4", "Motion denied"))
    assert [line.text for line in minutes.decided] == ["Shall we sell the old van? 1 for, 4 against"]
    assert not minutes.sources


def test_what_made_all_laugh_is_no_punch_line_where_somebody_asked_to_skip_it() -> None:
    reader = Reader()
    reader.set_languages((ENGLISH,))
    told = [message_of("2024-05-01 10:00 Amber Heron: The goat ate the speech of the mayor!", 0)]
    told += [
        message_of(f"2024-05-01 10:01 {name}: hahaha", n) for n, name in enumerate(("Coral Wren", "Teal Otter"), 1)
    ]
    assert find_punch_line(reader.read(told), reader)
    told[0] = replace(told[0], nomination="skip")
    assert find_punch_line(reader.read(told), reader) is None
