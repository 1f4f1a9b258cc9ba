"""Threads: conversations that go on at once are told apart, and talk in turns is left as it is."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from functools import cache
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from egregora_assets.writing.conversation import Message, Picture
from egregora_assets.writing.illustrations import choose_illustrations
from egregora_assets.writing.posts import MOST_STORIES
from egregora_assets.writing.progress.windows import make_reader, read_window
from egregora_assets.writing.quote_context import find_lead_in
from egregora_assets.writing.quotes import Quote
from egregora_assets.writing.reading.reader import Reader
from egregora_assets.writing.reading.utterances import Utterance
from egregora_assets.writing.segments import split_segments
from egregora_assets.writing.stories.finding import find_stories
from egregora_assets.writing.threads.addressing import Address, find_addresses, index_names
from egregora_assets.writing.threads.disentangling import is_interleaved, split_threads
from egregora_assets_tests.writing.told_chat import author_id, conversation_of, message_of, window_of

CHANNEL = Path(__file__).parent / "channel"
PEOPLE = ("Amber Heron", "Quiet Otter", "Brisk Wren", "Mellow Newt")


@dataclass(frozen=True)
class Told:
    """A chat as it was read, with whom each utterance addresses, and in which labelled conversation it is, if any."""

    utterances: Sequence[Utterance]
    addresses: Sequence[Address]
    labels: Sequence[str]
    names: dict[str, str]
    reader: Reader

    def split(self) -> list[int]:
        """The number of each utterance's thread."""
        threads = split_threads(self.utterances, self.addresses, self.reader)
        number = {id(u): i for i, thread in enumerate(threads) for u in thread.utterances}
        return [number[id(u)] for u in self.utterances]

    @property
    def is_interleaved(self) -> bool:
        return is_interleaved(self.utterances, self.addresses)


def read(lines: Sequence[str], labels: Sequence[str] = (), replies: dict[int, int] | None = None) -> Told:
    """Reads a chat; `replies` are places of lines, the answered one by that of the answer."""
    conversation = conversation_of(lines, "en")
    messages: list[Message] = list(conversation.windows[0].messages)
    for answer, answered in (replies or {}).items():
        messages[answer] = replace(messages[answer], reply_to=messages[answered].message_id)
    reader = make_reader(conversation)
    utterances = read_window(window_of(messages), conversation, reader).utterances
    label_of = dict(zip([m.message_id for m in messages], labels, strict=True)) if labels else {}
    names = index_names(conversation.people.values())
    addresses = find_addresses(utterances, names, reader)
    return Told(utterances, addresses, [label_of.get(u.message.message_id, "") for u in utterances], names, reader)


def list_channel() -> list[tuple[str, str]]:
    """The lines of the labelled channel, in the form of `told_chat`, each with its label."""
    lines = (CHANNEL / "chat.txt").read_text(encoding="utf-8").splitlines()
    labels = (CHANNEL / "threads.txt").read_text(encoding="utf-8").split()
    # The place in the line tells equal lines of one minute apart.
    return [
        (f"2008-03-03 {line[12:17]} {line[20:]}", label)
        for line, label in zip(lines, labels, strict=True)
        if line[20:].partition(": ")[2].strip()
    ]


@cache
def channel() -> Told:
    lines, labels = zip(*list_channel(), strict=True)
    return read(lines, labels)


def measure_overlap(predicted: Sequence[int], labels: Sequence[str]) -> float:
    """The share of utterances in the best one-to-one match of threads and labelled conversations, greedily found."""
    taken_threads: set[int] = set()
    taken_labels: set[str] = set()
    count = 0
    for (thread, label), shared in Counter(zip(predicted, labels, strict=True)).most_common():
        if thread not in taken_threads and label not in taken_labels:
            taken_threads.add(thread)
            taken_labels.add(label)
            count += shared
    return count / len(labels)


@pytest.mark.slow
def test_threads_of_a_busy_channel_are_those_that_people_saw() -> None:
    told = channel()
    assert told.is_interleaved
    half = len(told.labels) // 2
    # The weights were chosen on the first half.
    assert measure_overlap(told.split()[half:], told.labels[half:]) >= 0.55


@pytest.mark.slow
def test_a_section_keeps_to_one_conversation() -> None:
    told = channel()
    label_of = {u.message.message_id: label for u, label in zip(told.utterances, told.labels, strict=True)}
    stories = find_stories(told.utterances, told.names, told.reader)
    heaviest = sorted(stories, key=lambda s: -s.weight)[:MOST_STORIES]
    counts = [Counter(label_of[q.utterance.message.message_id] for q in s.quotes) for s in heaviest]
    shares = [count.most_common(1)[0][1] / count.total() for count in counts if count.total() >= 2]
    assert len(shares) == MOST_STORIES
    assert sum(shares) / len(shares) >= 0.85


@pytest.mark.slow
def test_conversations_that_follow_each_other_are_kept_whole() -> None:
    ordered = sorted(list_channel(), key=lambda found: int(found[1]))
    moment = message_of(ordered[0][0], 0).local_time
    lines, labels = [], []
    for place, (line, label) in enumerate(ordered):
        moment += timedelta(minutes=5 if place and ordered[place - 1][1] != label else 0.25)
        lines.append(f"{moment:%Y-%m-%d %H:%M}{line[16:]}")
        labels.append(label)
    told = read(lines, labels)
    segments = split_segments(told.utterances, told.names, told.reader)
    number = {id(u): i for i, s in enumerate(segments) for u in s.utterances}
    ours = measure_overlap([number[id(u)] for u in told.utterances], told.labels)
    chunks = [measure_overlap([i // n for i in range(len(told.labels))], told.labels) for n in (10, 20, 30, 50)]
    assert ours >= max(chunks)


def list_pairs() -> list[str]:
    """Two pairs of people who talk at once, the one about a roof, the other about a train."""
    pairs = ((PEOPLE[0], PEOPLE[1], "the greenhouse roof leaks"), (PEOPLE[2], PEOPLE[3], "the train leaves early"))
    lines = []
    for i in range(60):
        one, other, subject = pairs[i % 2]
        speaker, listener = (one, other) if i // 2 % 2 else (other, one)
        lines.append(f"2026-03-03 10:{i:02} {speaker}: {listener}: {subject}, part {i}")
    return lines


def test_talk_in_turns_is_not_taken_apart() -> None:
    lines = [
        f"2026-03-03 10:{i:02} {PEOPLE[i % 2]}: {PEOPLE[1 - i % 2]}: the greenhouse needs {i} panes" for i in range(50)
    ]
    told = read(lines)
    assert not told.is_interleaved
    assert (
        len({s.utterances[0].message.local_time for s in split_segments(told.utterances, told.names, told.reader)}) < 4
    )


def test_two_pairs_that_talk_at_once_are_two_threads() -> None:
    told = read(list_pairs())
    assert told.is_interleaved
    assert told.split() == [i % 2 for i in range(60)]


def test_a_picture_stands_in_the_conversation_that_speaks_of_it_though_another_began_later() -> None:
    told = read(list_pairs(), replies={40: 38})
    for place in (36, 38):
        picture = Picture(f"picture-{place}", "image")
        told.utterances[place].message = replace(told.utterances[place].message, pictures=(picture,))
    shown = told.utterances[38].message = replace(told.utterances[38].message, message_id="bare")
    told.utterances[40].message = replace(told.utterances[40].message, reply_to="bare")
    stories = find_stories([u for u in told.utterances if u.message is not shown], told.names, told.reader)
    placed = choose_illustrations([u.message for u in told.utterances], stories)
    subjects = [story.segment.utterances[0].message.text for story in stories]
    found = {i.picture.media_id: subjects[n] for n, some in enumerate(placed) for i in some}
    assert "roof" in found["picture-36"]
    assert "roof" in found["picture-38"]


@pytest.mark.parametrize(
    ("text", "direct", "named"),
    [
        ("Quiet Otter: bring the ladder please", "Quiet Otter", ""),
        ("Quiet Otter, bring the ladder please", "Quiet Otter", ""),
        ("bring the ladder @Quiet Otter please", "Quiet Otter", ""),
        ("I lent Quiet Otter the ladder", "", "Quiet Otter"),
        ("Amber Heron: that is me", "", ""),
        ("bring the ladder please", "", ""),
    ],
)
def test_whom_a_message_addresses(text: str, direct: str, named: str) -> None:
    told = read(["2026-03-03 09:00 Quiet Otter: good morning", f"2026-03-03 09:01 Amber Heron: {text}"])
    expected = Address(author_id(direct) if direct else "", author_id(named) if named else "")
    assert told.addresses[1] == expected


def test_a_recorded_reply_counts_before_all_else_and_is_quoted_with_what_it_answers() -> None:
    lines = [
        f"2026-03-03 09:{i:02} {PEOPLE[i % 4]}: {text}"
        for i, text in enumerate(
            [
                "who has the key of the community garden shed today?",
                "the choir sings at seven in the old chapel",
                "we need more chairs for the choir in the chapel",
                "chairs are in the cellar of the chapel",
                "the key hangs behind the blue flower pot",
            ]
        )
    ]
    told = read(lines, replies={4: 0})
    assert told.addresses[4] == Address(author_id(PEOPLE[0]), reply=0)
    assert told.split()[4] == told.split()[0]
    answer = told.utterances[4]
    lead = find_lead_in(Quote(answer, answer.quotable[0].span), told.utterances, told.reader)
    assert lead is not None
    assert lead.utterance is told.utterances[0]


_WORDS = st.sampled_from(["roof", "train", "choir", "key", "soup", "ladder", "@", "?", "Quiet Otter:", "Brisk Wren"])


@settings(max_examples=40)
@given(st.lists(st.tuples(st.sampled_from(PEOPLE), st.lists(_WORDS, min_size=1, max_size=6)), min_size=1, max_size=70))
def test_every_utterance_is_in_one_thread_and_one_strand_in_order(said: list[tuple[str, list[str]]]) -> None:
    told = read(
        [f"2026-03-03 1{i // 50}:{i % 50:02} {who}: {' '.join(words)} {i}" for i, (who, words) in enumerate(said)]
    )
    threads = split_threads(told.utterances, told.addresses, told.reader)
    order = {id(u): i for i, u in enumerate(told.utterances)}
    for thread in threads:
        places = [order[id(u)] for u in thread.utterances]
        assert places == sorted(places)
        assert sorted(order[id(u)] for strand in thread.strands for u in strand) == places
    assert sorted(order[id(u)] for t in threads for u in t.utterances) == list(range(len(told.utterances)))
    assert threads == split_threads(told.utterances, told.addresses, told.reader)
