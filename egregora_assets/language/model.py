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
    quotes: PluralForms
    others: PluralForms
    posts: PluralForms
    shares: PluralForms
    years: PluralForms
    days: PluralForms


@dataclass(frozen=True)
class PostPhrases:
    """Sentences and headings around the quotes of a post."""

    earlier: str


@dataclass(frozen=True)
class StoryPhrases:
    """Sentences that lead into a quote of a story, and what stands where no words of people do.

    Each list holds at least six sentences that say the same with `{name}`, and `{day}` where it ends in `_later` or
    says when; none stands twice in the file.

    Attributes:
        asked, proposed, opened, linked: before the opening, by what it is.
        told: before news of grief or illness; plain.
        answered: before an answer to a question.
        differed, supported: before words against and for what was said before.
        laughed: before what made others laugh.
        explained: before a long explanation by one person.
        settled, ended: before the outcome: a decision or result, else the last word.
        settled_later, ended_later: the same, on another day than the opening.
        resumed: before a quote on another day.
        was_settled: whole sentences that tell who settled it, and when.
        sad_titles: titles of a window that is about grief alone.
        kinds: what a story is where no subject heads it, by kind.
        title: of two subjects, from `{first}` and `{second}`.
        vote, vote_with_rest: a result: `{pros}` votes for it, `{cons}` against, `{rest}` of those who abstained.
        brief, reference, decided, to_do, open_questions: headings; `decided`, `done` stand before words too.
    """

    asked: tuple[str, ...]
    proposed: tuple[str, ...]
    opened: tuple[str, ...]
    linked: tuple[str, ...]
    told: tuple[str, ...]
    answered: tuple[str, ...]
    differed: tuple[str, ...]
    supported: tuple[str, ...]
    laughed: tuple[str, ...]
    explained: tuple[str, ...]
    settled: tuple[str, ...]
    ended: tuple[str, ...]
    settled_later: tuple[str, ...]
    ended_later: tuple[str, ...]
    resumed: tuple[str, ...]
    was_settled: tuple[str, ...]
    sad_titles: tuple[str, ...]
    kinds: Mapping[str, str]
    title: str
    vote: str
    vote_with_rest: str
    brief: str
    reference: str
    decided: str
    done: str
    to_do: str
    open_questions: str


@dataclass(frozen=True)
class ProfilePhrases:
    """Headings of a person's profile, and sentences in several wordings each."""

    brings: tuple[str, ...]
    answers: tuple[str, ...]
    answered: tuple[str, ...]
    mutual: tuple[str, ...]
    talks: tuple[str, ...]
    started: tuple[str, ...]
    openings: str
    over_time: str
    noticed: str
    words: str
    links: str


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
        decisions: regular expressions that find a settled question in a sentence, case ignored, as are the following:
        greetings: that a message greets.
        proposals: that somebody proposes something.
        objections: that a message speaks against what was said before; they look at its beginning.
        endings: that something was done, found, won, or has arrived.
        thanks: that somebody thanks.
        laments: that somebody died or is mourned.
        sensitive: health, money troubles, faith, politics, love: what no title and no profile says.
        insults: judgements of people and profanity.
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
    greetings: tuple[str, ...]
    proposals: tuple[str, ...]
    objections: tuple[str, ...]
    endings: tuple[str, ...]
    thanks: tuple[str, ...]
    laments: tuple[str, ...]
    sensitive: tuple[str, ...]
    insults: tuple[str, ...]


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
    story: StoryPhrases
    profile: ProfilePhrases
    journal: JournalPhrases
    site: Mapping[str, str]
    words: Vocabulary
    dates: DateForms = field(default_factory=DateForms)
