"""What happened to a group: who came and went, round numbers, anniversaries, told where it belongs."""

from __future__ import annotations

import datetime as dt
import html
import json
from dataclasses import replace

import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from egregora_assets.language.files import load_languages
from egregora_assets.site.build import build_site
from egregora_assets.site.conversation_model import Conversation, Day
from egregora_assets.site.milestones.events import FIRST_COUNT, MOST_DAYS_LATE, find_events
from egregora_assets.site.milestones.notices import NoticeReader
from egregora_assets.site.site_model import Chat, Site
from egregora_assets.site.statistics_model import Person
from egregora_assets.site.words import Words
from egregora_assets_tests.site.published_site import empty_site

NOBODY = "00000000-0000-8000-8000-0000000000a1"
OTTER, HERON = "Quiet Otter", "Wise Heron ⚡"
READER = NoticeReader([OTTER, HERON, "Otter"])
UNDERSTOOD = (
    ("joined", OTTER, (), f"{OTTER} joined using this group's invite link"),
    ("joined", OTTER, (), f"{OTTER} entrou usando o link de convite deste grupo."),
    ("joined", HERON, (), f"\u200e{HERON} was added"),
    ("joined", HERON, (), f"{HERON} ist der Gruppe über einen Einladungslink beigetreten"),
    ("joined", HERON, (), f"{HERON} a rejoint le groupe via le lien d'invitation"),
    ("left", OTTER, (), f"{OTTER} left"),
    ("left", OTTER, (), f"{OTTER} saiu"),
    ("left", HERON, (), f"{HERON} salió del grupo."),
    ("left", HERON, (), f"{HERON} hat die Gruppe verlassen"),
    ("left", HERON, (), f"{HERON} è uscito"),
    ("added", OTTER, (HERON,), f"{OTTER} added {HERON}"),
    ("added", OTTER, (HERON, "[person]"), f"{OTTER} adicionou {HERON} e [person]"),
    ("added", OTTER, (HERON,), f"{OTTER} hat {HERON} hinzugefügt."),
    ("removed", OTTER, (HERON,), f"{OTTER} hat {HERON} entfernt"),
    ("removed", OTTER, (HERON,), f"{OTTER} a retiré {HERON}"),
    ("renamed", OTTER, (), f'{OTTER} changed the subject from "[group-name]" to "[group-name]"'),
    ("renamed", OTTER, (), f"{OTTER} mudou o nome do grupo para “[group-name]”"),
    ("created", HERON, (), f'{HERON} criou o grupo "[group-name]"'),
)
NOT_UNDERSTOOD = (
    "Missed voice call",
    "You added somebody",
    f"{OTTER} pinned a message",
    f"{OTTER} left a note: see you all tomorrow at the gate, and bring the key of the shed",
    f"Somebody added {OTTER}",
    f"{OTTER} hat {HERON}",
    f"{OTTER} mudou a imagem do grupo",
    f"{OTTER} added {HERON} and wrote something else",
    "",
)


@pytest.mark.parametrize(("kind", "name", "others", "text"), UNDERSTOOD, ids=[text for *_, text in UNDERSTOOD])
def test_a_notice_is_understood(kind: str, name: str, others: tuple[str, ...], text: str) -> None:
    notice = READER.read(text)
    assert notice is not None
    assert (notice.kind, notice.name, notice.others) == (kind, name, others)


@pytest.mark.parametrize("text", NOT_UNDERSTOOD)
def test_what_is_not_understood_for_certain_stays_as_it_is(text: str) -> None:
    assert READER.read(text) is None


def talk(days: list[tuple[dt.date, int]], notices: dict[dt.date, str] | None = None, language: str = "en") -> Site:
    """A site of one conversation with so many messages a day, and a notice at the end of some days."""
    chat = Chat("00000000-0000-8000-8000-0000000000c1", "The garden", language)
    rows: dict[str, list[object]] = {
        c: [] for c in ("message_id", "chat_id", "person_id", "day", "clock", "kind", "text", "is_edited")
    }
    listed = []
    for day, count in days:
        texts: list[tuple[str | None, str, str]] = [(NOBODY, "text", "word")] * count
        texts += [(None, "system", text) for d, text in (notices or {}).items() if d == day]
        start = len(rows["day"])
        for number, (person, kind, text) in enumerate(texts, start):
            row = (f"00000000-0000-8000-8000-{number:012d}", chat.chat_id, person, day, "10h", kind, text, False)
            for column, value in zip(rows, row, strict=True):
                rows[column].append(value)
        listed.append(Day(day, start, start + len(texts)))
    types = dict.fromkeys(rows, pa.string()) | {"day": pa.date32(), "is_edited": pa.bool_()}
    table = pa.table({name: pa.array(values, types[name]) for name, values in rows.items()})
    people = tuple(Person(i, chat.chat_id, name, 10) for i, name in ((NOBODY, OTTER), (NOBODY[::-1], HERON)))
    conversation = Conversation(table, tuple(listed))
    return replace(empty_site(language), chats=(chat,), people=people, conversation=conversation)


@settings(max_examples=40)
@given(st.lists(st.integers(1, 1500), min_size=1, max_size=12))
def test_each_full_number_is_told_once_on_the_day_of_its_message(counts: list[int]) -> None:
    first = dt.date(2024, 1, 1)
    events = [e for e in find_events(talk([(first + dt.timedelta(n), c) for n, c in enumerate(counts)])) if e.number]
    total = sum(counts)
    assert [e.number for e in events] == [n for n in (FIRST_COUNT, 10 * FIRST_COUNT) if n <= total]
    for event in events:
        before = sum(counts[: (event.day - first).days])
        assert before < event.number <= before + counts[(event.day - first).days]
        assert int(str(event.message_id)[-12:]) == event.number - 1


@settings(max_examples=40)
@given(st.dates(dt.date(2017, 1, 1), dt.date(2019, 12, 31)), st.lists(st.integers(1, 2500), max_size=8, unique=True))
def test_an_anniversary_stands_on_the_first_day_with_messages_soon_after_it(first: dt.date, later: list[int]) -> None:
    days = [first, *(first + dt.timedelta(n) for n in sorted(later))]
    events = find_events(talk([(day, 1) for day in days]))
    for event in events:
        due = first.replace(
            year=first.year + event.number, day=28 if (first.month, first.day) == (2, 29) else first.day
        )
        assert event.first_day == first
        assert 0 <= (event.day - due).days < MOST_DAYS_LATE or first.day == 29
        assert [day for day in days if due <= day < event.day] in ([], [due])
    assert len({e.number for e in events}) == len(events)


@pytest.mark.parametrize("language", sorted(load_languages()))
def test_lines_stand_where_they_belong_and_in_the_feeds_in_the_site_s_words(language: str) -> None:
    days = [(dt.date(2023, 3, 1), 999), (dt.date(2023, 3, 2), 2), (dt.date(2024, 3, 3), 1)]
    site = talk(days, {dt.date(2023, 3, 1): f"{OTTER} adicionou {HERON}"}, language)
    files, words = (
        {f.path: f.content.decode() for f in build_site(site) if f.path.endswith(("html", "xml", "json"))},
        Words(language),
    )
    added = words("announced.added", name=OTTER, others=HERON)
    counted = words("announced.counted", n=words.number(1000))
    years = words("announced.anniversary", years=words.count("years", 1), day=words.date(days[0][0]))
    for (day, _), line in zip(days, (added, counted, years), strict=True):
        holding = [path for path, text in files.items() if "conversation/" in path and html.escape(line) in text]
        assert holding == [f"conversation/{day.isoformat()}.html"]
    assert "adicionou" not in files["conversation/2023-03-01.html"] or language == "pt"
    items = json.loads(files["feed.json"])["items"]
    assert [item["url"] for item in items] == [f"conversation/{day.isoformat()}.html" for day, _ in reversed(days)]
    assert [item["summary"] for item in items] == [" ".join(line.split()) for line in (years, counted, added)]
    assert all(line in html.unescape(files["feed.xml"]) for line in (added, counted, years))


def test_a_message_more_changes_the_lines_of_its_own_days_alone() -> None:
    days = [(dt.date(2023, 3, 1), 999), (dt.date(2023, 3, 2), 2), (dt.date(2023, 3, 3), 1)]
    more = [*days[:2], (dt.date(2023, 3, 3), 2)]
    before, after = (
        {f.path: f.content for f in build_site(talk(d)) if "conversation/2023-" in f.path} for d in (days, more)
    )
    assert [path for path in before if before[path] != after[path]] == ["conversation/2023-03-03.html"]
