"""Titles of posts and headings of stories."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Literal

from egregora_assets.language.formats import format_weekday_date, get_weekday_name, quote_text
from egregora_assets.language.model import Language
from egregora_assets.writing.frames import capitalised, clock
from egregora_assets.writing.public_lines import gives_nobody_away
from egregora_assets.writing.quotes import Quote, normalize_quote
from egregora_assets.writing.reading.reader import Reader
from egregora_assets.writing.reading.words import WORD, mask_text
from egregora_assets.writing.stories.clauses import LABEL, find_sentence, find_stems, list_clauses
from egregora_assets.writing.stories.model import Story
from egregora_assets.writing.stories.roles import is_proposal, leans
from egregora_assets.writing.stories.signs import is_delicate, is_mocking, shows
from egregora_assets.writing.topics import Topic

LONGEST_TITLE = 70
_LONGEST_KICKER = 24
_SHORTEST_DECISION = 8
_LONGEST_INITIALS = 3
_VOWEL = re.compile("[AEIOUÀ-Ý]")
_WEEK = 7
"""Days."""
_HOLDERS = 3
_BRACKETS = re.compile(r"[(\[{<>*_`~|#@\\]")
_LEADING = 0.4
"""A story of less than that share of the heaviest one's weight gives no title."""
_Source = Literal["decision", "done", "proposal", "question", "event", "joke"]
_BY_ROLE: Mapping[_Source, float] = {
    "decision": 1.0, "done": 0.9, "proposal": 0.6, "event": 0.55, "question": 0.45, "joke": 0.2
}  # fmt: skip
_ASKS = re.compile(r"\?$|\b(?:né|right|eh|oder|no)$", re.IGNORECASE)
"""How a clause ends that asks, or asks to be confirmed."""
_PER_WEIGHT = 1.1
_EVENT_DRAWN = 3
_ROUTINE = 0.8
_FIRST = 0.2
"""What somebody says first is mostly the point."""
_BESIDE = frozenset({"grief", "explanation"})
"""Kinds of stories that give no title by their words."""


@dataclass(frozen=True, slots=True)
class Title:
    """A title, and the words that it takes from a quote of a story; both None where it takes none."""

    text: str
    story: Story | None = None
    quote: Quote | None = None


def choose_title(
    stories: Sequence[Story], reader: Reader, language: Language, decisions: Sequence[Quote] = ()
) -> Title | None:
    """The title of a post: of its heaviest stories an outcome, else a proposal, an event, a question, a joke.

    In the members' own words, cut to a clause, behind the subject; never words that judge somebody, swear or are not
    meant as they are said. None where neither words nor subjects are fit.

    Args:
        decisions: of a meeting, in order; they come before all.
    """
    if title := _choose_decision(decisions, reader, language):
        return title
    heavy = max((s.weight for s in stories), default=0.0)
    found = []
    for story in stories:
        if story.weight < _LEADING * heavy or story.kind in _BESIDE:
            continue
        for quote, role in _list_sources(story):
            shortest = _SHORTEST_DECISION if role in ("decision", "done") else 16
            for clause in list_clauses(quote, longest=LONGEST_TITLE, shortest=shortest):
                if is_fit(clause, quote, reader) and shows_role(clause, quote, role):
                    score = _BY_ROLE[role] + _PER_WEIGHT * story.weight / heavy
                    score += _score_clause(clause, quote, story, reader)
                    found.append((round(score, 6), quote.order, clause, story, quote, role))
    for _, _, clause, story, quote, role in sorted(found, key=lambda f: (-f[0], f[1], f[2])):
        if text := _add_subject(clause, story, role, language):
            return Title(text, story, quote)
    return _name_subjects(stories, language)


def _choose_decision(decisions: Sequence[Quote], reader: Reader, language: Language) -> Title | None:
    """The first decision of a meeting that is short enough, behind the word that says so; None without one."""
    for quote in decisions:
        for clause in list_clauses(quote, longest=LONGEST_TITLE, shortest=_SHORTEST_DECISION):
            text = f"{language.story.decided}: {clause}"
            if len(text) <= LONGEST_TITLE and is_fit(clause, quote, reader):
                return Title(text, None, quote)
    return None


def _list_sources(story: Story) -> Iterator[tuple[Quote, _Source]]:
    """The quotes of a story that may give a title, and why: its outcome, opening, what drew most, a joke."""
    for turn in story.turns:
        quote, utterance = turn.quote, turn.quote.utterance
        if is_mocking(utterance.message.text):
            continue
        if turn.role == "outcome" and story.outcome is not None and story.outcome.is_settled:
            yield quote, "decision" if story.outcome.kind == "decision" else "done"
        elif utterance.laughed:
            if turn.role == "punch line":
                yield quote, "joke"
        elif turn.role == "opening" and is_proposal(utterance, quote.text):
            yield quote, "proposal"
        elif turn.role == "opening" and quote.is_question:
            yield quote, "question"
        elif utterance.drawn_count >= _EVENT_DRAWN:
            yield quote, "event"


def shows_role(clause: str, quote: Quote, role: _Source) -> bool:
    """Whether a clause of a quote still says what makes the quote worth a title: that it decides, proposes or asks."""
    language = quote.utterance.language
    if role in ("decision", "done") and _ASKS.search(clause):
        return False
    if role == "decision":
        return shows(find_sentence(clause, quote), language, "decisions") or not shows(
            quote.text, language, "decisions"
        )
    if role == "proposal":
        return shows(clause, language, "proposals")
    return clause.endswith("?") if role == "question" else True


def is_fit(text: str, quote: Quote, reader: Reader) -> bool:
    """Whether a clause may head something: one short line without names, placeholders, codes and delicate words."""
    if "\n" in text or _BRACKETS.search(text) or "://" in text or not (text[0].isalnum() or text[0] in '¿¡“"«'):
        return False
    if (
        is_delicate(text, quote.utterance.language)
        or is_mocking(text)
        or not gives_nobody_away(text, quote.utterance.language.code)
    ):
        return False
    return mask_text(text, reader.names, quote.utterance.message.placeholders) == text


def is_fit_in_text(text: str, quote: Quote) -> bool:
    """Whether a clause may stand in a sentence: one line that is meant as it is said, without delicate words and codes.

    Placeholders and the names that readers see may stand in it, which no title holds.
    """
    shown = text
    for placeholder in quote.utterance.message.placeholders:
        shown = shown.replace(placeholder, " ")
    if "\n" in text or "://" in text or not shown[:1].isalnum():
        return False
    if is_delicate(shown, quote.utterance.language) or is_mocking(shown):
        return False
    return gives_nobody_away(shown, quote.utterance.language.code)


def _score_clause(text: str, quote: Quote, story: Story, reader: Reader) -> float:
    """How good a clause is as a title, apart from its role."""
    own = find_stems(text, reader)
    topical = len(own & {s for t in story.topics for s in t.term.split(" ")})
    score = 0.2 * quote.score + 0.15 * min(3, topical) + 0.06 * min(4, len(own)) - 0.15 * (not own)
    score -= _ROUTINE * reader.measure_routine(quote.utterance)
    score -= 0.35 * (leans(quote.utterance, text) or LABEL.match(text) is not None)
    sentence = find_sentence(text, quote)
    label = LABEL.match(sentence)
    said = sentence if label and sentence[label.end() :].startswith(text) else text
    is_end = any(shows(said, quote.utterance.language, s) for s in ("decisions", "endings"))
    score += _FIRST * (quote.text.startswith(text) or said != text)
    return (
        score
        + 0.4 * is_end
        - 0.25 * (len(text) < 22 and not is_end)
        + 0.003 * min(48, len(text))
        - 0.15 * (len(text) > 48)
    )


def _add_subject(clause: str, story: Story, role: _Source, language: Language) -> str:
    """A clause behind a subject of its story that it does not hold, else behind what it is; empty where none fits."""
    said, phrases = normalize_quote(clause), language.story
    names: Mapping[_Source, str] = {
        "decision": phrases.decided,
        "done": phrases.done,
        "proposal": phrases.kinds["plan"],
        "question": phrases.kinds["question"],
        "joke": phrases.kinds["joke"],
    }
    for shown in [*(t.shown for t in story.topics[:4] if leads(t, story)), names.get(role, "")]:
        kicker = capitalised(shown)
        is_told = any(normalize_quote(w) in said for w in shown.split())
        text = f"{kicker}: {quote_text(clause, language)}"
        is_short = len(kicker) <= _LONGEST_KICKER and len(text) <= LONGEST_TITLE
        if kicker and not is_told and is_short and not is_delicate(kicker, language):
            return text
    return ""


def leads(topic: Topic, story: Story) -> bool:
    """Whether a story is about a topic from its beginning on: in its opening, and in its outcome or three others."""
    if topic.term not in story.opening.utterance.unique_terms:
        return False
    if story.outcome and topic.term in story.outcome.quote.utterance.unique_terms:
        return True
    holders = [u for u in story.segment.told if topic.term in u.unique_terms]
    return len(holders) > _HOLDERS and len({u.message.author_id for u in holders}) > 1


def _name_subjects(stories: Sequence[Story], language: Language) -> Title | None:
    """A title of the subjects of the heaviest stories; None without one."""
    ordered = sorted((s for s in stories if s.kind != "grief"), key=lambda s: (-s.weight, s.opening.order))
    shown = list(dict.fromkeys(t.shown for s in ordered for t in s.topics[:2] if not is_delicate(t.shown, language)))
    if len(shown) < 2:
        return Title(capitalised(shown[0])) if shown else None
    text = capitalised(language.story.title.format(first=shown[0], second=shown[1]))
    return Title(text) if len(text) <= LONGEST_TITLE else Title(capitalised(shown[0]))


def make_heading(story: Story, days: int, language: Language, used: Collection[str]) -> str:
    """The heading of a story: its day and its subjects, else what kind of story it is; never words that it quotes.

    Args:
        days: how many the window spans; within a single one the hour is named, within a week the weekday.
        used: headings before it.
    """
    moment = story.opening.utterance.message.local_time
    when = clock(moment) if days == 1 else get_weekday_name(moment.weekday(), language)
    if days > _WEEK:
        when = format_weekday_date(moment, language)
    subjects = list_subjects(story.topics, language)
    kind = language.story.kinds[story.kind]
    named = [language.story.title.format(first=a, second=b) for a, b in pairwise(subjects)]
    options = [] if story.kind == "grief" else [*named, *subjects]
    for what in [*options, kind]:
        heading = f"{capitalised(when)}: {what}"
        if heading not in used and not any(normalize_quote(heading) in normalize_quote(q.text) for q in story.quotes):
            return heading
    return f"{capitalised(when)}, {clock(moment)}: {kind}"


def list_subjects(topics: Sequence[Topic], language: Language) -> list[str]:
    """The topics that may head something, as they are shown, none twice."""
    shown = [t.shown.lower() if _is_shouted(t.shown) else t.shown for t in topics]
    return list(dict.fromkeys(s for s in shown if not is_delicate(s, language) and WORD.search(s)))[:3]


def _is_shouted(word: str) -> bool:
    """Whether a word is in capitals because somebody shouts: initials are short or have no vowel."""
    return word.isupper() and len(word) > _LONGEST_INITIALS and _VOWEL.search(word) is not None
