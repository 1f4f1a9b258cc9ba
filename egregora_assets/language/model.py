"""What the file of a language (`texts/<code>.toml`) holds. The fields are its keys, so this is its schema too."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

PluralForms = Mapping[str, str]
"""A counted noun with `{n}` by CLDR's plural form: `one`, `other`, in some languages `zero`, `two`, `few`, `many`."""


@dataclass(frozen=True)
class Punctuation:
    """How a quotation is marked: a phrase with `{text}`."""

    quotation: str


@dataclass(frozen=True)
class DateForms:
    """Forms of dates that replace CLDR's; empty ones do not.

    Attributes:
        weekday_date: a day without its year, from `{weekday}`, `{day}` and `{month}`.
        weekday_date_year: the same with `{year}`.
        first_of_month: the number of a month's first day.
    """

    weekday_date: str = ""
    weekday_date_year: str = ""
    first_of_month: str = ""


@dataclass(frozen=True)
class ChatPhrases:
    """What is said of a chat: `untitled` is its title where the operator gives none."""

    untitled: str


@dataclass(frozen=True)
class Counts:
    """Counted nouns."""

    messages: PluralForms
    texts: PluralForms
    people: PluralForms
    links: PluralForms
    pictures: PluralForms
    videos: PluralForms
    recordings: PluralForms
    files: PluralForms
    quotes: PluralForms
    others: PluralForms
    laughed: PluralForms
    posts: PluralForms
    shares: PluralForms
    years: PluralForms


@dataclass(frozen=True)
class PostPhrases:
    """Sentences and headings around the quotes of a post."""

    one_day: str
    several_days: str
    most: str
    brief: str
    asked: str
    settled: str
    shared: str
    links: str
    unanswered: str
    earlier: str


@dataclass(frozen=True)
class ProfilePhrases:
    """Sentences and headings of a person's profile."""

    opening: str
    summary: str
    plain_summary: str
    topics: str
    words: str
    rhythm: str
    partners: str
    links: str
    hours: str
    weekdays: str
    partner: str


@dataclass(frozen=True)
class JournalPhrases:
    """Sentences and headings of a journal entry; `kinds` names each kind of message."""

    title: str
    span: str
    read: str
    counts: str
    skipped: str
    outcome: str
    short: str
    opted_out: str
    unquoted: str
    written: str
    too_few: str
    nothing: str
    kinds: Mapping[str, str]


@dataclass(frozen=True)
class Vocabulary:
    """Words by which the writer understands texts: lower case, with accents. The language files explain each list.

    Attributes:
        verb_endings: letters that verbs end with more often than nouns.
        decisions: regular expressions that find a settled question in a sentence, case ignored.
    """

    function_words: frozenset[str]
    fillers: frozenset[str]
    subjects: frozenset[str]
    articles: frozenset[str]
    joints: frozenset[str]
    verb_markers: frozenset[str]
    elisions: frozenset[str]
    openers: frozenset[str]
    agreements: frozenset[str]
    verb_endings: frozenset[str]
    has_capital_nouns: bool
    decisions: tuple[str, ...]


@dataclass(frozen=True)
class Language:
    """All that the project says and understands in one language.

    Attributes:
        code: the ISO 639 code, the name of the file.
        locale: where CLDR has names of months and days, formats and plural rules.
        order: of two languages that a text may be in, the one with the lower number is chosen.
        site: phrases of the site by section and key, such as `menu.home`; the English file says which there are.
    """

    code: str
    locale: str
    order: int
    punctuation: Punctuation
    chat: ChatPhrases
    counts: Counts
    post: PostPhrases
    profile: ProfilePhrases
    journal: JournalPhrases
    site: Mapping[str, str]
    words: Vocabulary
    dates: DateForms = field(default_factory=DateForms)
