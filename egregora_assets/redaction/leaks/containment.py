"""Redacts the chats of a deployment together, and withholds the texts in which the leak scan still finds something.

What stands in one text costs that text alone: it is replaced by `[withheld]` with a row that says so, and everything
else is published.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

import pyarrow as pa

from egregora_assets.contracts.identifiers import DeploymentKey
from egregora_assets.contracts.parts import Perform, perform_here
from egregora_assets.contracts.vocabularies import PII_TYPES, WITHHELD
from egregora_assets.redaction.conversation import (
    Elsewhere,
    PreparedChat,
    RawChat,
    RedactedChat,
    RedactionOptions,
    prepare_chat,
    redact_prepared,
)
from egregora_assets.redaction.kept.extension import KeptChat, extend_chat
from egregora_assets.redaction.leaks.forms import join_texts
from egregora_assets.redaction.leaks.scanner import LeakScanner
from egregora_assets.redaction.leaks.secrets import Secret, Secrets
from egregora_assets.redaction.placeholders import (
    GROUP_NAME,
    PERSON,
    PLACEHOLDER_NAMES,
    RedactedText,
    Redaction,
)
from egregora_assets.redaction.recognition import Recognized, get_value_cache

_MOST_IN_A_SUFFIX = 6
_SECONDS_A_MESSAGE = 0.0001
"""To redact a message of a chat as a whole."""
_CHATS_AT_A_TIME = 16
"""So many are in memory with their texts."""


def redact_chats(
    key: DeploymentKey,
    chat_ids: Sequence[str],
    read_chat: Callable[[str], RawChat],
    existing: Mapping[str, str],
    options: RedactionOptions | None = None,
    kept: Mapping[str, KeptChat] | None = None,
    perform: Perform = perform_here,
) -> tuple[list[RedactedChat], LeakScanner]:
    """Redact the chats of a deployment.

    A chat in which a whole name, number or address of another chat stands is redacted once more with it.

    Args:
        key: decides the pseudonyms.
        read_chat: gives a chat by its id, once or twice.
        existing: the pseudonyms that earlier runs assigned, by author_id; they are kept.
        options: the operator's.
        kept: what an earlier run left of chats, by id; the result is the same without it.
        perform: what redacts the chats of which it left nothing.

    Returns: one redacted chat a chat, in order; and the scanner, which finds nothing in them.
    """
    redactor = _DeploymentRedactor(key, read_chat, existing, options, kept or {}, perform)
    redacted = redactor.read_alone(chat_ids)
    secrets = Secrets()
    for chat_id, found in zip(chat_ids, redacted, strict=True):
        secrets.add_chat(found.known, found.language, chat_id)
    own_names = list_own_names(name for chat in redacted for name in chat.pseudonyms.values())
    scanner = LeakScanner(secrets, own_names)
    return redactor.finish(chat_ids, redacted, scanner), scanner


@dataclass(frozen=True)
class _DeploymentRedactor:
    """Redacts the chats of one deployment, with the arguments of `redact_chats`."""

    key: DeploymentKey
    read_chat: Callable[[str], RawChat]
    existing: Mapping[str, str]
    options: RedactionOptions | None
    kept: Mapping[str, KeptChat]
    perform: Perform

    def read_alone(self, chat_ids: Sequence[str]) -> list[RedactedChat]:
        """Redact each chat by what it holds itself, as far as no earlier run did."""
        found = {chat_id: chat for chat_id in chat_ids if (chat := self._take_kept(chat_id)) is not None}
        whole = [chat_id for chat_id in chat_ids if chat_id not in found]
        found |= dict(zip(whole, self._redact_whole(whole), strict=True))
        return [found[chat_id] for chat_id in chat_ids]

    def finish(
        self, chat_ids: Sequence[str], redacted: Sequence[RedactedChat], scanner: LeakScanner
    ) -> list[RedactedChat]:
        """Redact chats once more where others know what stands in them, and withhold what the scan still finds."""
        found = dict(zip(chat_ids, redacted, strict=True))
        open_ids = [chat_id for chat_id in chat_ids if not self._is_finished(chat_id, scanner)]
        elsewhere = {chat_id: Elsewhere() for chat_id in open_ids}
        if len(chat_ids) > 1:
            elsewhere = {chat_id: _find_elsewhere(scanner, self.read_chat(chat_id)) for chat_id in open_ids}
        open_ids = [c for c in open_ids if not self._is_extended_cleanly(c, found[c], elsewhere[c], scanner)]
        again = [c for c in open_ids if found[c].first or elsewhere[c] != found[c].elsewhere]
        for chat_id, chat in zip(again, self._redact_whole(again, elsewhere), strict=True):
            found[chat_id] = replace(chat, known=found[chat_id].known)
        for chat_id in open_ids:
            left = _find_in_chat(scanner, found[chat_id], chat_id)
            found[chat_id] = _withhold(found[chat_id], left, scanner, chat_id)
        return [found[chat_id] for chat_id in chat_ids]

    def _take_kept(self, chat_id: str) -> RedactedChat | None:
        """A chat that an earlier run redacted as it is, or but for further messages."""
        kept = self.kept.get(chat_id)
        if kept is None:
            return None
        return kept.reading.redacted if kept.is_same else extend_chat(self._prepare(chat_id), kept)

    def _redact_whole(
        self, chat_ids: Sequence[str], elsewhere: Mapping[str, Elsewhere] | None = None
    ) -> list[RedactedChat]:
        redacted: list[RedactedChat] = []
        for start in range(0, len(chat_ids), _CHATS_AT_A_TIME):
            some = chat_ids[start : start + _CHATS_AT_A_TIME]
            prepared = [self._prepare(chat_id, (elsewhere or {}).get(chat_id)) for chat_id in some]
            count = sum(len(one.chat.messages.texts) for one in prepared)
            redacted += self.perform(redact_prepared, prepared, count * _SECONDS_A_MESSAGE)
        for chat in redacted:
            _remember_values(chat)
        return redacted

    def _prepare(self, chat_id: str, elsewhere: Elsewhere | None = None) -> PreparedChat:
        return prepare_chat(self.key, self.read_chat(chat_id), self.existing, self.options, elsewhere)

    def _is_finished(self, chat_id: str, scanner: LeakScanner) -> bool:
        """Whether an earlier run finished the chat with the same scanner."""
        kept = self.kept.get(chat_id)
        return kept is not None and kept.is_same and kept.reading.scanner == scanner.digest

    def _is_extended_cleanly(
        self, chat_id: str, found: RedactedChat, elsewhere: Elsewhere, scanner: LeakScanner
    ) -> bool:
        """Whether further messages were added to a kept chat, and the scan finds nothing in all of it."""
        kept = self.kept.get(chat_id)
        if kept is None or not found.first or elsewhere != found.elsewhere or kept.reading.redacted.is_withheld:
            return False
        whole = _add_stored_texts(found, kept)
        return not _find_in_chat(scanner, whole, chat_id) and not _has_unclean_names(scanner, found, chat_id)


def _remember_values(chat: RedactedChat) -> None:
    """Remember in this process what was recognised, wherever that was: the leak guard asks for it."""
    get_value_cache().remember(chat.fingerprint, Recognized(chat.state.values, chat.state.kept_words))


def _add_stored_texts(chat: RedactedChat, kept: KeptChat) -> RedactedChat:
    """The chat with the texts that are stored of it; those of messages that do not appear are empty."""
    stored = kept.read_texts()
    before = [chat.rewritten.get(n) or RedactedText(stored.get(n, "")) for n in range(chat.first)]
    return replace(chat, texts=[*before, *chat.texts])


def _has_unclean_names(scanner: LeakScanner, chat: RedactedChat, chat_id: str) -> bool:
    """Whether something is found in the name of a file, or in a public name."""
    names = [*chat.file_names.values(), *chat.public_names.values()]
    return bool(scanner.find_in_texts(names, chat_id))


def list_own_names(pseudonyms: Iterable[str]) -> bytes:
    """The pseudonyms of a deployment and all placeholders, as text of its own, in which nothing is a finding."""
    placeholders = (PERSON, GROUP_NAME, WITHHELD, *(f"[{name}]" for name in sorted(PLACEHOLDER_NAMES.values())))
    return join_texts([*sorted(set(pseudonyms)), *placeholders])


def withhold_file_names(attachments: pa.Table, scanner: LeakScanner) -> pa.Table:
    """Rows of `attachments` that earlier runs wrote, without names of files in which something is found by now."""
    names = [str(name or "") for name in attachments["original_filename"].to_pylist()]
    found = scanner.find_in_texts(names)
    if not found:
        return attachments
    shown = [_hide_file_name(name) if number in found else name for number, name in enumerate(names)]
    column = attachments.column_names.index("original_filename")
    return attachments.set_column(column, "original_filename", pa.array(shown, pa.string()))


def withhold_texts(texts: Sequence[RedactedText], found: Mapping[int, Collection[Secret]]) -> list[RedactedText]:
    """Replace texts by a placeholder.

    Args:
        found: by number of the text, what the leak scan found in it.
    """
    kept = list(texts)
    for number, secrets in found.items():
        kind = min(s.kind for s in secrets)
        kept[number] = RedactedText(WITHHELD, (Redaction(kind if kind in PII_TYPES else "secret", WITHHELD),))
    return kept


def _find_in_chat(scanner: LeakScanner, chat: RedactedChat, chat_id: str) -> dict[int, set[Secret]]:
    found = scanner.find_in_texts([t.text for t in chat.texts], chat_id)
    return {number: secrets for number, secrets in found.items() if not chat.is_hidden[number]}


def _find_elsewhere(scanner: LeakScanner, chat: RawChat) -> Elsewhere:
    """What only other chats know and what stands in the texts and file names of a chat as they were exported."""
    found = scanner.find_in_texts([*chat.messages.texts, *chat.file_names], chat.chat_id)
    foreign = {s for secrets in found.values() for s in secrets if scanner.is_of_others(s, chat.chat_id)}
    values: dict[tuple[str, str], frozenset[str]] = {}
    for secret in foreign:
        if secret.kind != "name":
            known = values.get((secret.kind, secret.origin), frozenset())
            values[secret.kind, secret.origin] = known | {secret.spelling}
    return Elsewhere(tuple(sorted({s.origin for s in foreign if s.kind == "name"})), values)


def _withhold(
    chat: RedactedChat, found: Mapping[int, Collection[Secret]], scanner: LeakScanner, chat_id: str
) -> RedactedChat:
    """The chat without the texts, names of files and public names in which something was found."""
    texts = withhold_texts(chat.texts, found) if found else chat.texts
    named = list(chat.file_names)
    unclean = scanner.find_in_texts([chat.file_names[name] for name in named], chat_id)
    files = dict(chat.file_names) | {named[n]: _hide_file_name(named[n]) for n in unclean}
    people = list(chat.public_names)
    doubtful = scanner.find_in_texts([chat.public_names[p] for p in people], chat_id)
    public = dict(chat.public_names) | {people[n]: chat.pseudonyms[people[n]] for n in doubtful}
    withheld = tuple((number, texts[number].redactions[0].kind) for number in sorted(found))
    is_withheld = bool(found or unclean or doubtful)
    return replace(chat, texts=texts, file_names=files, public_names=public, withheld=withheld, is_withheld=is_withheld)


def _hide_file_name(name: str) -> str:
    """A placeholder with the file's ending."""
    _, dot, ending = name.rpartition(".")
    is_ending = bool(dot) and ending.isascii() and ending.isalnum() and len(ending) <= _MOST_IN_A_SUFFIX
    return f"{WITHHELD}.{ending.lower()}" if is_ending else WITHHELD
