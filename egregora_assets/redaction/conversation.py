"""One chat from the vault to what may be read: who is shown as whom, every text through the one door."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from egregora_assets.contracts.identifiers import DeploymentKey
from egregora_assets.language.detection import detect_language
from egregora_assets.language.files import DEFAULT, find_language, load_languages
from egregora_assets.redaction.choices import Choices
from egregora_assets.redaction.names.matching import Person
from egregora_assets.redaction.names.variants import split_name
from egregora_assets.redaction.notices import find_mentioned_names, find_people_in_notice
from egregora_assets.redaction.pseudonyms import Identity, assign_pseudonyms, choose_public_names
from egregora_assets.redaction.redactor import RedactedText, Redactor

_SLUG_LENGTHS = (8, 13, 36)


@dataclass(frozen=True)
class RawMessages:
    """The messages of one chat in order of sending, column by column, commands left out."""

    authors: Sequence[str | None]
    kinds: Sequence[str]
    texts: Sequence[str]


@dataclass(frozen=True)
class RedactedChat:
    """One chat that may be read.

    Args:
        texts: a redacted text a message, in the order given.
        author_ids: the author of each message; None for notices.
        is_hidden: whether the author of each message opted out, so that it does not appear.
        pseudonyms: by author_id, for ever.
        public_names: by author_id, what is shown: the alias, else the pseudonym.
    """

    texts: Sequence[RedactedText]
    author_ids: Sequence[str | None]
    is_hidden: Sequence[bool]
    pseudonyms: Mapping[str, str]
    public_names: Mapping[str, str]
    language: str | None
    redactor: Redactor = field(repr=False)


def redact_chat(
    key: DeploymentKey,
    chat_id: str,
    messages: RawMessages,
    identities: Sequence[Identity],
    existing: Mapping[str, str],
    regions: Sequence[str] = (),
    titles: Sequence[str] = (),
    choices: Choices | None = None,
) -> RedactedChat:
    """The chat under pseudonyms.

    Args:
        identities: everybody whom the vault knows in the chat.
        existing: the pseudonyms that earlier runs assigned, by author_id.
        regions: telephone regions; empty = derived from the chat.
        titles: what the group is called, as far as its exports say.
        choices: what the operator wants hidden or kept.
    """
    language = _detect_language(messages)
    assigned = assign_pseudonyms(key, chat_id, identities, existing)
    shown = choose_public_names(assigned, identities, AliasChecker(tuple(i.display_name for i in identities), language))
    chosen = choices or Choices()
    people = list_people(identities, shown, messages, chosen.list_added_people(chat_id))
    redactor = Redactor(people, language, regions, titles, chosen.limit_to_chat(chat_id))
    texts = redactor.redact(messages.texts, messages.kinds)
    by_name = {i.display_name: i for i in identities} | {normalize_name(i.display_name): i for i in identities}
    authors = [None if a is None else by_name.get(a) or by_name.get(normalize_name(a)) for a in messages.authors]
    return RedactedChat(
        texts,
        [None if a is None else a.author_id for a in authors],
        [
            (a is None and name is not None) or (a is not None and a.is_opted_out)
            for a, name in zip(authors, messages.authors, strict=True)
        ],
        assigned,
        shown,
        language,
        redactor,
    )


def collect_chat_values(
    chat_id: str,
    messages: RawMessages,
    identities: Sequence[Identity],
    regions: Sequence[str] = (),
    choices: Choices | None = None,
) -> tuple[Redactor, str | None]:
    """A redactor that knows the chat's people and values, as the leak guard needs it, and the chat's language."""
    language = _detect_language(messages)
    unseen = dict.fromkeys((i.author_id for i in identities), "")  # what is shown of whom plays no part here
    chosen = choices or Choices()
    people = list_people(identities, unseen, messages, chosen.list_added_people(chat_id))
    redactor = Redactor(people, language, regions, choices=chosen.limit_to_chat(chat_id))
    redactor.collect_values(messages.texts)
    return redactor, language


def _detect_language(messages: RawMessages) -> str | None:
    return detect_language(t for t, k in zip(messages.texts, messages.kinds, strict=True) if k != "system")


def list_people(
    identities: Sequence[Identity], shown: Mapping[str, str], messages: RawMessages, added: Sequence[str] = ()
) -> list[Person]:
    """Everybody who may be named: participants, then people whom only notices and mentions name, in a fixed order.

    Args:
        added: names of others, which the operator gave.
    """
    people = [
        Person(split_display_name(i.display_name), None if i.is_opted_out else shown[i.author_id])
        for i in sorted(identities, key=lambda i: i.author_id)
    ]
    known = [frozenset(split_name(i.display_name)) for i in identities]
    others = {
        name: frozenset(split_name(name))
        for text, kind in zip(messages.texts, messages.kinds, strict=True)
        for name in _find_named_people(text, kind)
    } | {name: frozenset(split_name(name)) for name in added}
    return people + [Person((n,), None) for n in sorted(others) if others[n] and not any(others[n] <= k for k in known)]


def split_display_name(display_name: str) -> tuple[str, ...]:
    """A display name, and what stands before its brackets: `Ana (anasz)` has the spellings of `Ana`, too."""
    label, bracket, _ = display_name.partition(" (")
    return (display_name, label) if bracket and display_name.endswith(")") and label.strip() else (display_name,)


def _find_named_people(text: str, kind: str) -> Iterable[str]:
    if kind == "system":
        return find_people_in_notice(text)
    return find_mentioned_names(text) if "\u2068" in text else ()


@dataclass(frozen=True)
class AliasChecker:
    """Says whether an alias holds nobody's name and no personal data."""

    names: tuple[str, ...]
    language: str | None

    def __call__(self, alias: str) -> bool:
        """Whether the alias is clean."""
        redactor = Redactor([Person((n,), None) for n in self.names], self.language)
        return not redactor.redact([alias])[0].redactions


def normalize_name(name: str) -> str:
    """A name as two spellings of it are compared."""
    return " ".join(
        unicodedata.normalize("NFKC", "".join(c for c in name if unicodedata.category(c) != "Cf"))
        .casefold()
        .strip("~ ")
        .split()
    )


def choose_neutral_title(language: str | None) -> str:
    """What a chat is called where its operator gives no title: its real one may name people."""
    return (find_language(language) or load_languages()[DEFAULT]).chat.untitled


def assign_slugs(chat_ids: Iterable[str]) -> dict[str, str]:
    """A chat's place in addresses, by chat_id: short, unique, and without anything of its title."""
    ids = sorted(chat_ids)
    for length in _SLUG_LENGTHS:
        found = {c: f"chat-{c[:length]}" for c in ids}
        if len(set(found.values())) == len(ids):
            return found
    return {c: f"chat-{c}" for c in ids}
