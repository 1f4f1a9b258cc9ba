"""Redacts a whole chat: who is shown as whom, and every text under these names."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property

from egregora_assets.contracts.digests import digest_values
from egregora_assets.contracts.identifiers import DeploymentKey
from egregora_assets.contracts.vocabularies import WITHHELD
from egregora_assets.language.detection import detect_language
from egregora_assets.language.own_notices import find_own_notices
from egregora_assets.redaction.choices import Choices
from egregora_assets.redaction.kept.chat_state import ChatState, ChatValues, EarlierChat
from egregora_assets.redaction.names.patterns import Person
from egregora_assets.redaction.names.roster import MOST_NAMED, is_oversized, list_people
from egregora_assets.redaction.placeholders import RedactedText, Redaction
from egregora_assets.redaction.pseudonyms import (
    Identity,
    assign_pseudonyms,
    choose_public_names,
    find_person,
    index_names,
)
from egregora_assets.redaction.redactor import Redactor
from egregora_assets.redaction.repeated_values import Values
from egregora_assets.redaction.third_parties.candidates import Candidate


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
    """One chat that may be published. The first three have one entry a message, in the order given; but see `first`.

    Args:
        author_ids: None for notices.
        is_hidden: whether the author, or who a notice tells of, opted out, so that the message must not appear.
        pseudonyms: by author_id; they never change.
        public_names: by author_id, what is shown: the alias, else the pseudonym.
        language: the chat's main language; None where too little tells.
        file_names: by name of a file, its redacted name.
        third_parties: words that name people who take no part, for the operator to review.
        known: what must not be published of it.
        state: what its texts tell together.
        elsewhere: what other chats hold and stands here, too.
        prepared: digest of what was decided before the texts were redacted.
        withheld: the numbers of the texts in which the leak scan found something, and what kind.
        is_withheld: whether it found something in a text, a public name or the name of a file.
        first: the number of the first message whose text is given; the texts before it are as they are stored.
        rewritten: those of them that are given nevertheless, by number.
        fingerprint: under which the values of its texts are remembered; empty where none of them was redacted anew.
    """

    texts: Sequence[RedactedText]
    author_ids: Sequence[str | None]
    is_hidden: Sequence[bool]
    pseudonyms: Mapping[str, str]
    public_names: Mapping[str, str]
    language: str | None
    file_names: Mapping[str, str]
    third_parties: Sequence[Candidate]
    known: ChatValues = field(repr=False)
    state: ChatState = field(repr=False)
    elsewhere: Elsewhere = field(default_factory=Elsewhere)
    prepared: str = ""
    withheld: Sequence[tuple[int, str]] = ()
    is_withheld: bool = False
    first: int = 0
    rewritten: Mapping[int, RedactedText] = field(default_factory=dict)
    fingerprint: bytes = field(default=b"", compare=False, repr=False)


@dataclass(frozen=True)
class PreparedChat:
    """A chat, and what is decided about it before its texts are redacted.

    Args:
        chat: without the words of texts that no chat program sends.
        oversized: the numbers of these texts.
        people: everybody who may be named, with what is shown of each.
        choices: the operator's for this chat.
    """

    chat: RawChat
    oversized: Sequence[int]
    language: str | None
    pseudonyms: Mapping[str, str]
    public_names: Mapping[str, str]
    people: Sequence[Person]
    regions: Sequence[str]
    choices: Choices
    elsewhere: Elsewhere

    def digest(self) -> str:
        """A digest of what is decided before texts are redacted."""
        people = [(person.names, person.shown) for person in self.people]
        shown = sorted(self.pseudonyms.items()), sorted(self.public_names.items())
        return digest_values(people, self.language, shown, sorted(self.chat.titles))

    def build_redactor(self, earlier: EarlierChat | None = None) -> Redactor:
        """A redactor for the chat's texts, or for those after earlier ones."""
        values = self.elsewhere.values
        titles = self.chat.titles
        return Redactor(self.people, self.language, self.regions, titles, self.choices, values, earlier)

    def find_authors(self) -> tuple[list[str | None], list[bool]]:
        """The id of each message's author, and whether the message must not appear."""
        messages = self.chat.messages
        bearers = index_names(self.chat.identities)
        authors = [None if a is None else find_person(bearers, a) for a in messages.authors]
        is_hidden = [
            (author is None and name is not None) or (author is not None and author.is_opted_out)
            for author, name in zip(authors, messages.authors, strict=True)
        ]
        for place in _find_hidden_notices(self.chat):
            is_hidden[place] = True
        return [None if a is None else a.author_id for a in authors], is_hidden


def prepare_chat(
    key: DeploymentKey,
    chat: RawChat,
    existing: Mapping[str, str] | None = None,
    options: RedactionOptions | None = None,
    elsewhere: Elsewhere | None = None,
) -> PreparedChat:
    """Decide what must be known before the texts of a chat are redacted, with the arguments of `redact_chat`."""
    options, elsewhere = options or RedactionOptions(), elsewhere or Elsewhere()
    chat, oversized = leave_out_oversized(chat)
    language = _detect_language(chat.messages)
    pseudonyms = assign_pseudonyms(key, chat.chat_id, chat.identities, existing or {})
    is_clean = AliasChecker(tuple(i.display_name for i in chat.identities), language)
    public_names = choose_public_names(pseudonyms, chat.identities, is_clean)
    added = (*options.choices.list_added_people(chat.chat_id), *elsewhere.names)
    people = list_people(chat.identities, chat.messages.texts, chat.messages.kinds, public_names, added)
    choices = options.choices.limit_to_chat(chat.chat_id)
    return PreparedChat(
        chat, oversized, language, pseudonyms, public_names, people, options.regions, choices, elsewhere
    )


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
    return redact_prepared(prepare_chat(key, chat, existing, options, elsewhere))


def redact_prepared(prepared: PreparedChat) -> RedactedChat:
    """Redact the texts of one chat.

    It depends on its argument alone, and that and what it returns can be sent to another process: the deployment's key,
    which cannot, has done its part.
    """
    redactor, messages = prepared.build_redactor(), prepared.chat.messages
    texts = redactor.redact(messages.texts, messages.kinds)
    for number in prepared.oversized:
        texts[number] = withhold_oversized()
    author_ids, is_hidden = prepared.find_authors()
    return RedactedChat(
        texts=texts,
        author_ids=author_ids,
        is_hidden=is_hidden,
        pseudonyms=prepared.pseudonyms,
        public_names=prepared.public_names,
        language=prepared.language,
        file_names={name: redactor.redact_file_name(name) for name in dict.fromkeys(prepared.chat.file_names)},
        third_parties=redactor.third_parties.candidates,
        known=ChatValues(redactor.people, redactor.values, redactor.kept_words),
        state=redactor.state,
        elsewhere=prepared.elsewhere,
        prepared=prepared.digest(),
        fingerprint=redactor.fingerprint,
    )


def withhold_oversized() -> RedactedText:
    """What stands instead of a text that no chat program sends."""
    return RedactedText(WITHHELD, (Redaction("secret", WITHHELD),))


def _find_hidden_notices(chat: RawChat) -> list[int]:
    """The places of the notices that belong to people who opted out."""
    hidden = [i.display_name for i in chat.identities if i.is_opted_out]
    if not hidden:
        return []
    shown = [i.display_name for i in chat.identities if not i.is_opted_out]
    return find_own_notices(chat.messages.authors, chat.messages.texts, hidden, shown)


def collect_chat_values(chat: RawChat, options: RedactionOptions | None = None) -> tuple[ChatValues, str | None, str]:
    """The people and values of a chat, as the leak scan needs them, the chat's language and id."""
    options, (chat, _) = options or RedactionOptions(), leave_out_oversized(chat)
    language = _detect_language(chat.messages)
    unseen = dict.fromkeys((i.author_id for i in chat.identities), "")  # what is shown of whom plays no part here
    added = options.choices.list_added_people(chat.chat_id)
    people = list_people(chat.identities, chat.messages.texts, chat.messages.kinds, unseen, added)
    redactor = Redactor(people, language, options.regions, choices=options.choices.limit_to_chat(chat.chat_id))
    redactor.collect_values(chat.messages.texts)
    return ChatValues(redactor.people, redactor.values, redactor.kept_words), language, chat.chat_id


def _detect_language(messages: RawMessages) -> str | None:
    return detect_language(t for t, k in zip(messages.texts, messages.kinds, strict=True) if k != "system")


def leave_out_oversized(chat: RawChat) -> tuple[RawChat, list[int]]:
    """The chat without the words of texts that no chat program sends, and the numbers of these texts.

    They are longer than any message, or name more people than a group has: to redact them would cost more than they are
    worth to a reader.
    """
    kinds, texts = chat.messages.kinds, chat.messages.texts
    oversized = [n for n, t in enumerate(texts) if len(t) > MOST_NAMED and is_oversized(t, kinds[n])]
    if not oversized:
        return chat, []
    left = list(texts)
    for number in oversized:
        left[number] = ""
    return replace(chat, messages=replace(chat.messages, texts=left)), oversized


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
