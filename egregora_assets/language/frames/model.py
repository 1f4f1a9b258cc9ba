"""The shape of what is known of a language: dates and counts, the frame's phrases, the words to heed or to ignore."""

from __future__ import annotations

from dataclasses import dataclass

Forms = tuple[str, str]
"""Singular and plural of a phrase with `{n}`."""


def words(text: str) -> frozenset[str]:
    """The words of a text, separated by white space."""
    return frozenset(text.split())


def phrases(text: str) -> frozenset[str]:
    """The phrases of a text, separated by bars."""
    return frozenset(text.split("|"))


@dataclass(frozen=True)
class Calendar:
    """Names and patterns of dates. Patterns may use {weekday}, {day}, {month}, {year}."""

    weekdays: tuple[str, ...]
    short_weekdays: tuple[str, ...]
    months: tuple[str, ...]
    day_pattern: str
    full_day_pattern: str
    """With the weekday and without the year; with the weekday and with it."""


@dataclass(frozen=True)
class Counts:
    """Counted nouns, singular and plural, with `{n}`; and how numbers and enumerations are written."""

    messages: Forms
    texts: Forms
    people: Forms
    links: Forms
    pictures: Forms
    videos: Forms
    recordings: Forms
    files: Forms
    more: Forms
    """`{n} others`, at the end of an enumeration of names."""
    quotes: Forms
    laughed: Forms
    thousands: str
    conjunction: str
    quotation: tuple[str, str]


@dataclass(frozen=True)
class PostPhrases:
    """The frame of a post."""

    one_day: str
    """{day}, {people}, {messages}: a whole sentence."""
    several_days: str
    """{first_day}, {last_day}, {people}, {messages}: a whole sentence."""
    most: str
    """{names}: who wrote most, a whole sentence."""
    brief: str
    """{people}, {messages}: the summary's first sentence."""
    asked: str
    settled: str
    """{quote}: whole sentences of the summary."""
    shared: str
    """{things}: a whole sentence."""
    links: str
    pictures: str
    unanswered: str
    earlier: str
    """Headings."""


@dataclass(frozen=True)
class ProfilePhrases:
    """The frame of a profile."""

    opening: str
    """{name}, {messages}, {first_day}, {last_day}: a whole sentence."""
    summary: str
    """{name}, {messages}, {topics}"""
    plain_summary: str
    """{name}, {messages}"""
    topics: str
    words: str
    rhythm: str
    partners: str
    links: str
    """Headings."""
    hours: str
    """{from_hour}, {to_hour}, {share}: a whole sentence."""
    weekdays: str
    """{weekdays}: a whole sentence."""
    partner: str
    """{name}, {n}: a list item: how often one wrote right after the other."""


@dataclass(frozen=True)
class JournalPhrases:
    """The frame of a journal entry."""

    title: str
    """{span}"""
    span: str
    """{first_day}, {last_day}"""
    read: str
    """{messages}, {people}, {from_time}, {to_time}: a whole sentence."""
    counts: str
    skipped: str
    outcome: str
    """Headings."""
    kinds: dict[str, str]
    """What each kind of message is called in a list of counts."""
    short: str
    opted_out: str
    unquoted: str
    """Further items of the list of what was skipped."""
    written: str
    """{title}, {quotes}: a whole sentence."""
    too_few: str
    """{n}, {minimum}: a whole sentence."""
    nothing: str
    """A whole sentence: enough messages, nothing in them to quote."""


@dataclass(frozen=True)
class Vocabulary:
    """Words that the writer heeds or ignores. All lower case, with their accents.

    `common` are function words that tell this language from the others; `fillers` carry no subject; `subjects` are
    ordinary nouns that general lists of stop words wrongly hold; `articles` precede nouns; `joints` may stand inside a
    term (`casa de praia`); `infinitives` precede verbs; `elisions` end with an apostrophe and are split off.
    `agreements` are short replies; `openers` begin sentences that lean on an earlier one; `verbs` is a pattern
    of endings that verbs have more often than nouns; `settling` are patterns of a decision (regular expressions,
    case ignored).
    """

    stemmer: str
    common: frozenset[str]
    fillers: frozenset[str]
    subjects: frozenset[str]
    articles: frozenset[str]
    joints: frozenset[str]
    infinitives: frozenset[str]
    elisions: frozenset[str]
    agreements: frozenset[str]
    openers: frozenset[str]
    verbs: str
    settling: tuple[str, ...]


@dataclass(frozen=True)
class Language:
    """All that is known of one language."""

    code: str
    calendar: Calendar
    counts: Counts
    post: PostPhrases
    profile: ProfilePhrases
    journal: JournalPhrases
    vocabulary: Vocabulary
    no_picture_description: str
