"""Plays the scripts: threads at their own time, scenes at drawn moments, and the laughter between them."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta

from egregora_assets.sample.draws import Draws
from egregora_assets.sample.people import OPT_OUT_DAY, OPTED_OUT, PEOPLE
from egregora_assets.sample.script import SCRIPTS, Session, fill_planted, read_sessions, read_words

FIRST_DAY = date(2026, 3, 2)  # a Monday
DAY_COUNT = 56
MESSAGES_WANTED = 3_320

LAUGHS_PT = ("kkkk", "kkkkkk", "kkkkkkkkk", "rsrs", "😂", "😂😂😂", "🤣🤣", "KKKKK", "hahaha", "kkkkk", "hehehe")
LAUGHS_EN = ("haha", "hahaha", "hahahaha!", "😂", "😂😂", "🤣", "🤣🤣", "ahahah", "Ha!", "😄", "Ha ha ha")
CHEERS_PT = ("👏👏👏", "Boa!", "Que lindo!", "❤️", "Amei", "Isso!", "Viva!", "🌱🌱", "Que orgulho", "Perfeito!")
CHEERS_EN = ("Yes!", "Love it", "🙌", "Wonderful", "Hear, hear", "💚", "Well done", "Hooray!", "Agreed", "👏")
SHAS = "0123456789abcdef"
SCENES_BEGIN = datetime.combine(FIRST_DAY + timedelta(days=1), time(6))  # the first evening belongs to the threads
SCENES_END = datetime.combine(FIRST_DAY + timedelta(days=DAY_COUNT - 1), time(19))  # so does the last one
CONTRACTIONS = (
    (" em o ", " no "),
    (" em a ", " na "),
    (" de o ", " do "),
    (" de a ", " da "),
    (" por o ", " pelo "),
    (" por a ", " pela "),
    ("pra o ", "pro "),
    ("pra a ", "pra "),
)


@dataclass(frozen=True)
class Spoken:
    """One message before it is exported: when, by whom (`*` for a notice), its script text."""

    at: datetime
    speaker: str
    text: str


@dataclass
class Bound:
    """What the slots of a running scene stand for."""

    language: str
    start: datetime
    values: dict[str, str] = field(default_factory=dict)


class Conversation:
    """Collects messages so that no two sessions overlap and no sentence is said twice without need."""

    def __init__(self) -> None:
        self.messages: list[Spoken] = []
        self._draws = Draws("quintal lab, first printing")
        self._words = read_words()
        self._spans: list[tuple[datetime, datetime]] = []
        self._said: set[str] = set()
        self._turns: dict[tuple[str, int], int] = {}

    def play_thread(self, session: Session) -> None:
        """Add a thread at its own time."""
        day, clock, *_ = session.heading
        hour, minute = map(int, clock.split(":"))
        start = datetime.combine(FIRST_DAY + timedelta(days=int(day) - 1), time(hour, minute))
        self._say(start, [(line.speaker, fill_planted(line.text)) for line in session.lines])

    def play_scene(self, session: Session, language: str) -> None:
        """Add a scene on a drawn day, at a drawn moment at which nobody else is talking."""
        name, weeks, hours = session.heading
        first_week, last_week = map(int, weeks.split("-"))
        first_hour, last_hour = map(int, hours.split("-"))
        cast = self._cast(language)
        for _ in range(60):
            day = self._draws.between(first_week * 7 - 7, last_week * 7 - 1)
            minutes = self._draws.between(first_hour * 60, last_hour * 60)
            start = datetime.combine(FIRST_DAY + timedelta(days=day), time()) + timedelta(minutes=minutes)
            end = start + timedelta(minutes=5 * len(session.lines))
            is_out = not SCENES_BEGIN < start < SCENES_END or (day >= OPT_OUT_DAY - 1 and OPTED_OUT in cast.values())
            if not is_out and all(end < begun or start > ended for begun, ended in self._spans):
                self._say(start, self._scene_lines(name, session, cast, Bound(language, start)))
                return

    def _cast(self, language: str) -> dict[str, str]:
        letters = [
            letter for letter, person in PEOPLE.items() if language in person.languages for _ in range(person.weight)
        ]
        cast = {"n": "N"}
        for role in "abc":
            cast[role] = self._draws.choose([letter for letter in letters if letter not in cast.values()])
        return cast

    def _scene_lines(self, name: str, session: Session, cast: dict[str, str], bound: Bound) -> list[tuple[str, str]]:
        bound.values |= {f"{role}.first": get_first_name(letter, bound.language) for role, letter in cast.items()}
        lines = []
        way = 0
        for number, line in enumerate(session.lines):
            if line.is_optional and self._draws.is_one_in(2):
                continue
            ways = line.text.split(" || ")
            turn = f"{name}/{bound.language}/{number}"
            text, way = self._choose_words(
                turn, [ways[way]] if line.is_answer else ways, bound, way if line.is_answer else 0
            )
            is_edited = not text.endswith((" ~", " +", "]")) and self._draws.is_one_in(120)
            lines.append((cast[line.speaker], f"{text} [edited]" if is_edited else text))
        return lines

    def _choose_words(self, turn: str, ways: list[str], bound: Bound, offset: int) -> tuple[str, int]:
        """Return a turn in words and which way was taken: what was said least comes first, new sentences before old."""
        ranks = [(self._turns.get((turn, way + offset), 0), self._draws.below(99), way) for way in range(len(ways))]
        order = [way for _, _, way in sorted(ranks)]
        tries = [(way, dict(bound.values)) for way in order for _ in range(8)]
        for way, values in [*tries, (order[0], dict(bound.values))]:
            text = self._fill_slots(ways[way], Bound(bound.language, bound.start, values))
            if text not in self._said:
                break
        self._turns[turn, way + offset] = self._turns.get((turn, way + offset), 0) + 1
        self._said.add(text)
        bound.values.update(values)
        return text, way + offset

    def _fill_slots(self, way: str, bound: Bound) -> str:
        """Return one way of saying something with its slots filled in and its words joined as they are spoken."""
        text = re.sub(r"\{([^}]+)\}", lambda slot: self._fill_slot(slot[1], bound), way)
        for apart, joined in CONTRACTIONS:
            text = text.replace(apart, joined)
        return text if re.match(r"[a-z]+/", text) else text[:1].upper() + text[1:]

    def _fill_slot(self, slot: str, bound: Bound) -> str:
        name, _, span = slot.partition(":")
        word = name.rstrip("'")
        if slot in bound.values:
            return bound.values[slot]
        if span:
            lowest, highest = map(int, span.split("-"))
            return str(self._draws.between(lowest, highest))
        if name == "sha":
            return "".join(self._draws.choose(SHAS) for _ in range(7))
        if word in ("time", "now"):
            later = bound.start + timedelta(minutes=0 if word == "now" else 10 * self._draws.between(3, 14))
            return later.strftime("%Hh%M" if bound.language == "pt" else "%H:%M")
        pool = self._words.get(word) or self._words[f"{word}.{bound.language}"]
        free = [value for value in pool if value not in bound.values.values()]
        bound.values[slot] = self._draws.choose(free or pool)
        return bound.values[slot]

    def _say(self, start: datetime, lines: list[tuple[str, str]]) -> None:
        now = start
        for speaker, line in lines:
            text, mark = (line[:-2], line[-1]) if line.endswith((" ~", " +")) else (line, "")
            self.messages.append(Spoken(now, speaker, text))
            pause = 140 if self._draws.is_one_in(6) else 0
            now += timedelta(seconds=self._draws.between(8, 60) + 2 * len(text) // 3 + pause)
            if mark:
                now = self._react(now, speaker, mark)
        self._spans.append((start - timedelta(minutes=4), now + timedelta(minutes=4)))

    def _react(self, now: datetime, speaker: str, mark: str) -> datetime:
        """Add the laughter or the cheers that a line draws; return the time after them."""
        others = [letter for letter in PEOPLE if letter not in (speaker, OPTED_OUT)]
        for letter in self._draws.choose_several(others, self._draws.between(1, 2)):
            is_pt = PEOPLE[letter].languages[0] == "pt"
            laughs, cheers = (LAUGHS_PT, CHEERS_PT) if is_pt else (LAUGHS_EN, CHEERS_EN)
            is_sticker = mark == "~" and self._draws.is_one_in(24)
            text = "[sticker]" if is_sticker else self._draws.choose(laughs if mark == "~" else cheers)
            self.messages.append(Spoken(now, letter, text))
            now += timedelta(seconds=self._draws.between(5, 35))
        return now


def get_first_name(letter: str, language: str) -> str:
    """Return how a person is spoken to; the one who is listed by number is spoken to as the neighbour."""
    name = PEOPLE[letter].name
    if name.startswith("+"):
        return "vizinho" if language == "pt" else "neighbour"
    return name.split()[0]


def play_conversation() -> list[Spoken]:
    """Return the whole conversation, by time: the threads as written, then scenes until it is long enough."""
    talk = Conversation()
    for week in range(1, 9):
        for session in read_sessions(SCRIPTS / f"week{week}.txt"):
            talk.play_thread(session)
    scenes = [
        (scene, language) for language in ("pt", "en") for scene in read_sessions(SCRIPTS / f"scenes_{language}.txt")
    ]
    for number in range(40 * len(scenes)):
        if len(talk.messages) >= MESSAGES_WANTED:
            break
        talk.play_scene(*scenes[number * 17 % len(scenes)])
    return sorted(talk.messages, key=lambda message: message.at)
