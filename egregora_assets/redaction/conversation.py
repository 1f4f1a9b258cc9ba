"""Redacts a whole chat: who is shown as whom, and every text under these names."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from itertools import islice

from egregora_assets.contracts.identifiers import DeploymentKey
from egregora_assets.contracts.vocabularies import WITHHELD
from egregora_assets.language.detection import detect_language
from egregora_assets.language.files import DEFAULT, find_language, load_languages
from egregora_assets.language.folding import fold_display_name
from egregora_assets.language.own_notices import find_own_notices
from egregora_assets.redaction.choices import Choices
from egregora_assets.redaction.long_texts import can_be_redacted
from egregora_assets.redaction.names.patterns import Person
from egregora_assets.redaction.names.variants import split_name
from egregora_assets.redaction.notices import find_mentioned_names, find_people_in_notice
from egregora_assets.redaction.placeholders import RedactedText, Redaction
from egregora_assets.redaction.pseudonyms import Identity, assign_pseudonyms, choose_public_names
from egregora_assets.redaction.redactor import Redactor
from egregora_assets.redaction.repeated_values import Values
from egregora_assets.redaction.third_parties.candidates import Candidate

_SLUG_LENGTHS = (8, 13, 36)
MOST_NAMED = 2_000
"""People whom a single text may name; a text with more of them is withheld."""


@dataclass(frozen=True)
class RawMessages:
    """The messages of one chat in order of sending, column by column, without commands."""

    authors: Sequence[str | None]
    kinds: Sequence[str]
    texts: Sequence[str]


@dataclass(frozen=True)
class RawChat:
    """One chat as the vault knows it.

    Args:
        identities: everybody who takes part.
        titles: what the group is called, as far as its exports say.
        file_names: names of the files that messages bring.
    """

    chat_id: str
    messages: RawMessages
    identities: Sequence[Identity] = ()
    titles: Sequence[str] = ()
    file_names: Sequence[str] = ()


@dataclass(frozen=True)
class RedactionOptions:
    """What redaction depends on apart from the chat.

    Args:
        regions: ISO 3166 codes of the countries whose national telephone numbers to expect; empty = derived from each
            chat.
        choices: what the operator wants hidden or kept.
    """

    regions: Sequence[str] = ()
    choices: Choices = field(default_factory=Choices)


@dataclass(frozen=True)
class Elsewhere:
    """What other chats of the deployment hold and what stands in this one, too.

    Args:
        names: whole names.
        values: numbers, addresses and the like.
    """

    names: Sequence[str] = ()
    values: Values = field(default_factory=dict)


@dataclass(frozen=True)
class RedactedChat:
    """One chat that may be published. The first three have one entry a message, in the order given.

    Args:
        author_ids: None for notices.
        is_hidden: whether the author, or who a notice tells of, opted out, so that the message must not appear.
        pseudonyms: by author_id; they never change.
        public_names: by author_id, what is shown: the alias, else the pseudonym.
        language: the chat's main language; None where too little tells.
        file_names: by name of a file, its redacted name.
        third_parties: words that name people who take no part, for the operator to review.
        redactor: with the values that were found, for the leak scan; None where they are no longer needed.
    """

    texts: Sequence[RedactedText]
    author_ids: Sequence[str | None]
    is_hidden: Sequence[bool]
    pseudonyms: Mapping[str, str]
    public_names: Mapping[str, str]
    language: str | None
    file_names: Mapping[str, str]
    third_parties: Sequence[Candidate]
    redactor: Redactor | None = field(repr=False)


def redact_chat(
    key: DeploymentKey,
    chat: RawChat,
    existing: Mapping[str, str] | None = None,
    options: RedactionOptions | None = None,
    elsewhere: Elsewhere | None = None,
) -> RedactedChat:
    """Redact one chat: authors and people who are named appear under pseudonyms, personal data as placeholders.

    Args:
        key: decides the pseudonyms.
        existing: the pseudonyms that earlier runs assigned, by author_id; they are kept.
        options: the operator's.
        elsewhere: what other chats hold.
    """
    options, elsewhere = options or RedactionOptions(), elsewhere or Elsewhere()
    chat, oversized = leave_out_oversized(chat)
    language = _detect_language(chat.messages)
    pseudonyms = assign_pseudonyms(key, chat.chat_id, chat.identities, existing or {})
    is_clean = AliasChecker(tuple(i.display_name for i in chat.identities), language)
    public_names = choose_public_names(pseudonyms, chat.identities, is_clean)
    people = list_people(chat, public_names, (*options.choices.list_added_people(chat.chat_id), *elsewhere.names))
    choices = options.choices.limit_to_chat(chat.chat_id)
    redactor = Redactor(people, language, options.regions, chat.titles, choices, elsewhere.values)
    texts = redactor.redact(chat.messages.texts, chat.messages.kinds)
    for number in oversized:
        texts[number] = RedactedText(WITHHELD, (Redaction("secret", WITHHELD),))
    bearers = index_names(chat.identities)
    authors = [
        None if a is None else bearers.get(a) or bearers.get(fold_display_name(a)) for a in chat.messages.authors
    ]
    is_hidden = [
        (author is None and name is not None) or (author is not None and author.is_opted_out)
        for author, name in zip(authors, chat.messages.authors, strict=True)
    ]
    for place in _find_hidden_notices(chat):
        is_hidden[place] = True
    author_ids = [None if a is None else a.author_id for a in authors]
    files = {name: redactor.redact_file_name(name) for name in dict.fromkeys(chat.file_names)}
    third_parties = redactor.third_parties.candidates
    return RedactedChat(
        texts, author_ids, is_hidden, pseudonyms, public_names, language, files, third_parties, redactor
    )


def _find_hidden_notices(chat: RawChat) -> list[int]:
    """The places of the notices that belong to people who opted out."""
    hidden = [i.display_name for i in chat.identities if i.is_opted_out]
    if not hidden:
        return []
    shown = [i.display_name for i in chat.identities if not i.is_opted_out]
    return find_own_notices(chat.messages.authors, chat.messages.texts, hidden, shown)


def collect_chat_values(chat: RawChat, options: RedactionOptions | None = None) -> tuple[Redactor, str | None, str]:
    """A redactor that knows the people and values of a chat, as the leak scan needs it, the chat's language and id."""
    options, (chat, _) = options or RedactionOptions(), leave_out_oversized(chat)
    language = _detect_language(chat.messages)
    unseen = dict.fromkeys((i.author_id for i in chat.identities), "")  # what is shown of whom plays no part here
    people = list_people(chat, unseen, options.choices.list_added_people(chat.chat_id))
    redactor = Redactor(people, language, options.regions, choices=options.choices.limit_to_chat(chat.chat_id))
    redactor.collect_values(chat.messages.texts)
    return redactor, language, chat.chat_id


def _detect_language(messages: RawMessages) -> str | None:
    return detect_language(t for t, k in zip(messages.texts, messages.kinds, strict=True) if k != "system")


def leave_out_oversized(chat: RawChat) -> tuple[RawChat, list[int]]:
    """The chat without the words of texts that no chat program sends, and the numbers of these texts.

    They are longer than any message, or name more people than a group has: to redact them would cost more than they are
    worth to a reader.
    """
    kinds, texts = chat.messages.kinds, chat.messages.texts
    oversized = [n for n, t in enumerate(texts) if len(t) > MOST_NAMED and _is_oversized(t, kinds[n])]
    if not oversized:
        return chat, []
    left = list(texts)
    for number in oversized:
        left[number] = ""
    return replace(chat, messages=replace(chat.messages, texts=left)), oversized


def _is_oversized(text: str, kind: str) -> bool:
    if not can_be_redacted(text):
        return True
    return sum(1 for _ in islice(_find_named_people(text, kind), MOST_NAMED + 1)) > MOST_NAMED


def list_people(chat: RawChat, shown: Mapping[str, str], added: Sequence[str] = ()) -> list[Person]:
    """List everybody who may be named: participants, then people whom only notices and mentions name.

    Args:
        shown: what is shown of participants, by author_id.
        added: names of others, which the operator gave.

    Returns: participants by author_id, then others by name.
    """
    people = [
        Person(split_display_name(i.display_name), None if i.is_opted_out else shown[i.author_id])
        for i in sorted(chat.identities, key=lambda i: i.author_id)
    ]
    known = [frozenset(split_name(i.display_name)) for i in chat.identities]
    others = {
        name: frozenset(split_name(name))
        for text, kind in zip(chat.messages.texts, chat.messages.kinds, strict=True)
        for name in _find_named_people(text, kind)
    } | {name: frozenset(split_name(name)) for name in added}
    bearers: dict[str, list[frozenset[str]]] = defaultdict(list)
    for words in known:
        for word in words:
            bearers[word].append(words)
    return people + [Person((n,), None) for n in sorted(others) if others[n] and not _is_known(others[n], bearers)]


def _is_known(words: frozenset[str], bearers: Mapping[str, Sequence[frozenset[str]]]) -> bool:
    """Whether somebody bears all words of a name; only those are asked who bear its rarest one."""
    return any(words <= theirs for theirs in min((bearers.get(word, ()) for word in words), key=len))


def split_display_name(display_name: str) -> tuple[str, ...]:
    """A display name, and the part before its brackets: `Ana (anasz)` has the spellings of `Ana`, too."""
    label, bracket, _ = display_name.partition(" (")
    return (display_name, label) if bracket and display_name.endswith(")") and label.strip() else (display_name,)


def _find_named_people(text: str, kind: str) -> Iterable[str]:
    if kind == "system":
        return find_people_in_notice(text)
    return find_mentioned_names(text) if "\u2068" in text else ()


@dataclass(frozen=True)
class AliasChecker:
    """Tells whether an alias holds no participant's name and no personal data."""

    names: tuple[str, ...]
    language: str | None

    def __call__(self, alias: str) -> bool:
        """Whether the alias is clean."""
        return not self._redactor.redact_alone(alias).redactions

    @cached_property
    def _redactor(self) -> Redactor:
        return Redactor([Person((n,), None) for n in self.names], self.language, choices=Choices().show_all())


def index_names(identities: Iterable[Identity]) -> dict[str, Identity]:
    """Participants by display name and by normalised display name."""
    people = list(identities)
    return {fold_display_name(i.display_name): i for i in people} | {i.display_name: i for i in people}


def choose_neutral_title(language: str | None) -> str:
    """The title of a chat for which the operator gives none: the real one may name people."""
    return (find_language(language) or load_languages()[DEFAULT]).chat.untitled


def assign_slugs(chat_ids: Iterable[str]) -> dict[str, str]:
    """Each chat's part of an address, by chat_id: short, unique, and without anything of its title."""
    ids = sorted(chat_ids)
    for length in _SLUG_LENGTHS:
        found = {c: f"chat-{c[:length]}" for c in ids}
        if len(set(found.values())) == len(ids):
            return found
    return {c: f"chat-{c}" for c in ids}
