"""Bots and bridges: programs are told from people, and what they state is read, each thing once."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import pyarrow as pa
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from egregora_assets import sample
from egregora_assets.stages.generated.rows import read_sources
from egregora_assets.writing.bots import (
    Action,
    Ballot,
    Build,
    Count,
    Decision,
    Idea,
    Meeting,
    Question,
    Reference,
    Statement,
    Topic,
    Vote,
    find_bots,
    gather_facts,
    read_statements,
    split_bridged,
)
from egregora_assets.writing.bots.tables import find_bots_in_table
from egregora_assets.writing.conversation import Message
from egregora_assets.writing.embedded_writer import EmbeddedWriter
from egregora_assets.writing.progress.stored import read_conversations
from egregora_assets_tests.writing.told_chat import (
    author_id,
    chat_lines,
    conversation_of,
    inputs_of,
    message_of,
    room_of,
)

SAMPLE = Path(sample.__file__).parent
CHANNEL = Path(__file__).parent / "channel" / "chat.txt"
MEETING = [message_of(line, place) for place, line in enumerate(chat_lines("meeting_en"))]
PEOPLE = ("Amber Heron", "Coral Wren", "Grey Finch", "Olive Stoat", "Plum Badger", "Silver Fox", "Teal Otter")
TEXTS = pa.schema({"author_id": pa.string(), "kind": pa.string(), "text": pa.string()})
ROOF = "We felt the roof ourselves once the insurance has answered, for at most 600"
DESK = "Olive Stoat joins the desk from May, the first month together with Amber Heron"


def say(name: str, *texts: str) -> list[Message]:
    """Messages of somebody, a minute apart."""
    first = message_of(f"2024-05-01 10:00 {name}: x", 0)
    return [
        replace(first, text=text, message_id=f"{name} {i}", position=i, sent_at=first.sent_at + i)
        for i, text in enumerate(texts)
    ]


def state(text: str, names: Sequence[str] = (), kind: str = "text") -> tuple[Statement, ...]:
    return read_statements(replace(say("Bot", text)[0], message_id="m", kind=kind), names)


def test_only_the_program_of_a_meeting_is_a_bot() -> None:
    assert find_bots(MEETING, PEOPLE) == {author_id("Brass Beetle")}


def test_a_meeting_states_each_thing_once() -> None:
    facts = gather_facts(MEETING, PEOPLE)
    told = [(type(f.statement).__name__, getattr(f.statement, "what", "")) for f in facts]
    assert told == [
        ("Meeting", ""),
        ("Topic", "Jobs from March"),
        ("Action", "Coral Wren and Silver Fox to list everything with a blade on Saturday"),
        ("Topic", "Olive Stoat at the desk"),
        ("Vote", DESK),
        ("Action", "Amber Heron to show Olive Stoat the lending book before May"),
        ("Topic", "The roof over the workshop"),
        ("Reference", "https://toollibrary.example/roof/quotes"),
        ("Decision", ROOF),
        ("Action", "Coral Wren to ask her brother for two weekends in June"),
        ("Action", "Plum Badger to bring back the bucket"),
        ("Idea", "A shelf by the door for things that only need a new plug"),
        ("Vote", "A second label maker for at most 40"),
        ("Meeting", ""),
    ]
    votes = [f.statement for f in facts if isinstance(f.statement, Vote)]
    counts = [(v.for_count, v.against_count, v.abstained_count, v.is_final) for v in votes]
    assert counts == [(6, 0, 0, True), (1, 2, 1, True)]
    doers = [f.statement.who for f in facts if isinstance(f.statement, Action)]
    assert doers == [("Coral Wren", "Silver Fox"), ("Amber Heron",), ("Coral Wren",), ("Plum Badger",)]


def test_a_fact_cites_the_command_and_its_echo() -> None:
    (roof,) = (f for f in gather_facts(MEETING) if isinstance(f.statement, Decision))
    texts = {m.message_id: m.text for m in MEETING}
    assert [texts[i] for i in roof.message_ids] == [f"[AGREED] {ROOF}", f"AGREED received:  {ROOF}"]
    assert roof.statement.message_id == roof.message_ids[0]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("#topic Next release", [Topic("m", "Next release")]),
        ("[TOPIC] Next release", [Topic("m", "Next release")]),
        ("New Topic:  Next release", [Topic("m", "Next release")]),
        ("#agreed we ship on Monday", [Decision("m", "we ship on Monday")]),
        ("AGREED received:  we ship on Monday", [Decision("m", "we ship on Monday")]),
        ("AGREED: ship it (+1: 6, -1: 0)", [Decision("m", "ship it"), Vote("m", "ship it", 6, 0)]),
        ("#action write the notes.", [Action("m", "write the notes")]),
        ("ACTION: Teal Otter to write the notes", [Action("m", "Teal Otter to write the notes", ("Teal Otter",))]),
        ("[IDEA] a shelf", [Idea("m", "a shelf")]),
        ("[LINK] https://a.example/x", [Reference("m", "https://a.example/x")]),
        ("[VOTE] Accept the budget", [Question("m", "Accept the budget")]),
        ("Please vote on: Accept the budget", [Question("m", "Accept the budget")]),
        ("Meeting started at 16:00. The chair is Teal Otter.", [Meeting("m", "started", "Teal Otter")]),
        (
            "Meeting started Thu Mar  3 20:00:12 2011 UTC.  The chair is Teal Otter. Information about MeetBot at x",
            [Meeting("m", "started", "Teal Otter")],
        ),
        ("Meeting ended Thu Mar  3 21:00:00 2011 UTC.", [Meeting("m", "ended")]),
        ("Meeting finished at 17:05.", [Meeting("m", "ended")]),
        ("+1 received from Grey Finch", [Ballot("m", "Grey Finch", "+1")]),
        (
            "-1 received from Grey Finch. 3 for, 1 against. 2 have abstained. Count is now 2",
            [Ballot("m", "Grey Finch", "-1"), Vote("m", "", 3, 1, 2, is_final=False)],
        ),
        ("#vote +1", [Ballot("m", "", "+1")]),
        ("Final result is 6 for, 0 against. 1 abstained. Total: 6", [Vote("m", "", 6, 0, 1)]),
        ("Votes for:6 Votes against:0 Abstentions:1", [Vote("m", "", 6, 0, 1)]),
        ("+1: 6, -1: 0", [Vote("m", "", 6, 0)]),
        ("(for 6, against 0)", [Vote("m", "", 6, 0)]),
        ("Motion carried", [Vote("m", result="carried")]),
        ("Motion denied", [Vote("m", result="denied")]),
        ("build #12 failed", [Build("m", "", "12", "failed")]),
        ("docs/site build #7: SUCCESS in 3 min", [Build("m", "docs/site", "7", "passed")]),
        (
            "acme/site#41 (main - 1a2b3c4 : Grey Finch): The build was broken.",
            [Build("m", "acme/site", "41", "broken")],
        ),
    ],
)
def test_lines_as_programs_print_them_are_read(text: str, expected: list[Statement]) -> None:
    assert list(state(text, PEOPLE)) == expected


@pytest.mark.parametrize(
    "text",
    [
        "I agreed to that on Monday",
        "the topic: what do we eat",
        "action!",
        "my vote is for pizza, 6 for me, 0 against hunger",
        "the meeting started late again",
        "we could build 3 shelves, one failed last year",
        "Actually: no",
        "#actionfigures are great",
        "[sarcasm] sure",
        "motion sickness all day",
        "result: 3 kids asleep",
    ],
)
def test_talk_states_nothing(text: str) -> None:
    assert state(text, PEOPLE) == ()


def test_a_poll_gives_its_question_and_what_each_option_got() -> None:
    poll = "POLL:\nWhere do we eat?\nOPTION: At home (3 votes)\nOPTION: By the lake (1 vote)\n"
    counts = (Count("At home", 3), Count("By the lake", 1))
    assert state(poll, kind="poll") == (Vote("m", "Where do we eat?", options=counts),)


def test_a_vote_between_two_results_belongs_to_its_own_question() -> None:
    lines = say(
        "Bot",
        *("Please vote on: tea", "+1 received from A. 1 for, 0 against. 0 have abstained. Count is now 1"),
        *("Voting ended on: tea", "Votes for:4 Votes against:1 Abstentions:0", "Motion carried"),
        *("Please vote on: soup", "+1 received from A. 1 for, 0 against. 0 have abstained. Count is now 1"),
    )
    tea, soup = (fact.statement for fact in gather_facts(lines))
    assert tea == Vote("Bot 0", "tea", 4, 1, 0, is_final=True, result="carried")
    assert soup == Vote("Bot 5", "soup", 1, 0, 0, is_final=False)


def test_a_question_asked_with_its_choices_and_a_result_in_yes_and_no_are_one_vote() -> None:
    lines = [
        *say("Chair", "#vote Paint the door green? yes no abstain"),
        *say("Clerk", "[VOTE] Paint the door green? Please vote: yes, no, abstain"),
        *say("Clerk2", "[VOTE] Result: yes 4 (Ana, Bo, Cy, Di), no 1 (Ed), abstain 0"),
    ]
    (vote,) = (fact.statement for fact in gather_facts(lines))
    assert isinstance(vote, Vote)
    assert (vote.what, vote.for_count, vote.against_count, vote.is_final) == ("Paint the door green?", 4, 1, True)


def test_builds_and_pushes_make_a_bot() -> None:
    builds = [f"build #{n} {'failed' if n % 3 else 'passed'}" for n in range(12)]
    pushes = [f"[site] Grey Finch pushed {n} commits to main: https://git.example/{n}" for n in range(12)]
    opened = [f"[site] Teal Otter opened issue #{n}: https://git.example/i/{n}" for n in range(12)]
    messages = [
        *say("Builder", *builds),
        *say("Git", *pushes, *opened),
        *say("Amber", *["who broke it this time?"] * 9),
    ]
    assert find_bots(messages) == {author_id("Builder"), author_id("Git")}


def test_a_bridge_is_known_by_who_speaks_in_its_lines() -> None:
    carried = [f"<{nick}> {said}" for nick in ("mira", "jo") for said in ("hi", "anyone?", "brb", "ok", "the lake!")]
    assert find_bots(say("Bridge", *carried)) == {author_id("Bridge")}
    assert split_bridged("<mira> anyone?") == ("mira", "anyone?")
    assert split_bridged("1 < 2 > 0") is None


def test_names_before_a_colon_are_a_bridge_only_where_they_are_nobody_of_the_chat() -> None:
    lines = [f"{nick}: {said}" for nick in ("mira", "jo", "ana") for said in "abcdefgh"]
    assert find_bots(say("Bridge", *lines), ["Amber"]) == {author_id("Bridge")}
    assert not find_bots(say("Helper", *lines), ["mira", "jo", "ana"])
    assert not find_bots(say("Helper", *lines))


@pytest.mark.parametrize(
    "texts",
    [
        pytest.param(["ok", "lol", "haha", "yes", "no"] * 20, id="short"),
        pytest.param(["Good morning everybody, have a lovely day!"] * 60, id="the same every day"),
        pytest.param([f"Walked {n}.2 km today, feeling good" for n in range(60)], id="a diary of steps"),
        pytest.param([f"Wordle {n} 4/6\n⬛🟩🟩\n🟩🟩🟩" for n in range(60)], id="a daily game"),
        pytest.param([f"[NOTICE] No water on {n} May from {n} to 12 o'clock" for n in range(1, 30)], id="notices"),
        pytest.param([f"My new video: https://v.example/{n}" for n in range(60)], id="links of one kind"),
        pytest.param([f"[TOPIC] Point {n}" for n in range(20)], id="only commands of a chair"),
        pytest.param([f"Amber: yes, number {n} is fine" for n in range(40)], id="always speaks to one"),
        pytest.param(["PONG"] * 40, id="one word"),
    ],
)
def test_somebody_who_writes_alike_is_a_person(texts: list[str]) -> None:
    assert not find_bots(say("Amber", *texts), ["Amber", "Teal"])


@pytest.mark.parametrize("chat", ["hillside_en", "pedal_pt"])
def test_no_bot_is_seen_in_chats_without_one(chat: str) -> None:
    assert not find_bots([message_of(line, place) for place, line in enumerate(chat_lines(chat))])


def test_no_bot_is_seen_in_the_sample() -> None:
    (export,) = SAMPLE.glob("*.zip")
    with zipfile.ZipFile(export) as archive:
        (name,) = (n for n in archive.namelist() if n.endswith(".txt"))
        lines = re.findall(r"^\[?\d[^-\]\n]*(?:\]| -) ([^:\n]+): (.*)$", archive.read(name).decode(), re.MULTILINE)
    written: dict[str, list[str]] = {}
    for author, text in lines:
        written.setdefault(author, []).append(text)
    assert len(lines) > 3000
    assert not find_bots([m for author, texts in written.items() for m in say(author, *texts)], written)


def test_no_bot_is_seen_in_a_busy_channel_whose_people_name_whom_they_answer() -> None:
    """Someone there writes "PoNg" six times, and others answer that it is a bot: too little to lose a person for."""
    lines = re.findall(r"^\S+, \S+ - ([^:\n]+): (.*)$", CHANNEL.read_text(encoding="utf-8"), re.MULTILINE)
    written: dict[str, list[str]] = {}
    for name, text in lines:
        written.setdefault(name, []).append(text)
    assert len(lines) > 1900
    assert not find_bots([m for name, texts in written.items() for m in say(name, *texts)], written)


WORDS = st.lists(st.sampled_from(["the", "lake", "again", "Ana", "7", "https://a.example", "[x]", "ok?"]), min_size=1)


@settings(max_examples=25, deadline=None)
@given(st.lists(WORDS, min_size=8, max_size=20), st.integers(0, 3))
@example([["ok"]] * 40, 0)
def test_who_also_talks_is_never_a_bot(talk: list[list[str]], every: int) -> None:
    """Somebody who types a command between what they say stays a person, however often."""
    texts = [" ".join(words) for words in talk]
    commands = [f"[ACTION] do {n}" for n in range(len(texts) * every)]
    free = ["well I would not say that", "who knows?", "we will see tomorrow", "oh dear", "nobody told me"]
    assert not find_bots(say("Amber", *texts, *commands, *free * (1 + len(texts) * (1 + every) // 20)))


@settings(max_examples=25, deadline=None)
@given(st.sampled_from(MEETING), st.text("#[]ACTIONagreed: +10-1 for received from.\n", max_size=40))
def test_what_is_stated_stands_in_the_message(message: Message, added: str) -> None:
    said = replace(message, text=message.text + added)
    for statement in read_statements(said, PEOPLE):
        assert getattr(statement, "what", "") in said.text
        assert statement.message_id == message.message_id


def test_a_table_of_messages_says_the_same_as_the_messages() -> None:
    talk = [*MEETING, *say("Bridge", *[f"<{nick}> said {n}" for n in range(5) for nick in ("mira", "jo")])]
    columns = {
        "author_id": [m.author_id or None for m in talk],
        "kind": [m.kind for m in talk],
        "text": [m.text for m in talk],
    }
    found = find_bots(talk, PEOPLE)
    assert len(found) == 2
    assert find_bots_in_table(pa.table(columns), PEOPLE) == found
    assert not find_bots_in_table(pa.table(columns).slice(0, 0).cast(TEXTS), PEOPLE)


def test_a_bot_has_no_profile_and_is_not_counted() -> None:
    window = EmbeddedWriter(minimum=5).write(conversation_of(chat_lines("meeting_en"), "en"))
    assert window.windows[0].counts.author_count == len(PEOPLE)
    assert author_id("Brass Beetle") not in window.profiles
    assert author_id("Amber Heron") in window.profiles


def test_a_bot_is_known_where_the_tables_are_read() -> None:
    room = room_of(conversation_of(chat_lines("meeting_en"), "en"))
    sources = read_sources(**inputs_of(room), language_code=None)
    ((source, _),) = read_conversations(sources)
    assert source.frame.programs == {author_id("Brass Beetle")}
