"""Redacts the chats of a deployment together, and withholds the texts in which the leak scan still finds something.

What stands in one text costs that text alone: it is replaced by `[withheld]` with a row that says so, and everything
else is published.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

import pyarrow as pa

from egregora_assets.contracts.identifiers import DeploymentKey
from egregora_assets.contracts.vocabularies import PII_TYPES, WITHHELD
from egregora_assets.redaction.conversation import (
    Elsewhere,
    RawChat,
    RedactedChat,
    RedactionOptions,
    prepare_chat,
    redact_chat,
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

_MOST_IN_A_SUFFIX = 6


def redact_chats(
    key: DeploymentKey,
    chat_ids: Sequence[str],
    read_chat: Callable[[str], RawChat],
    existing: Mapping[str, str],
    options: RedactionOptions | None = None,
    kept: Mapping[str, KeptChat] | None = None,
) -> tuple[list[RedactedChat], LeakScanner]:
    """Redact the chats of a deployment.

    A chat in which a whole name, number or address of another chat stands is redacted once more with it.

    Args:
        key: decides the pseudonyms.
        read_chat: gives a chat by its id, once or twice.
        existing: the pseudonyms that earlier runs assigned, by author_id; they are kept.
        options: the operator's.
        kept: what an earlier run left of chats, by id; the result is the same without it.

    Returns: one redacted chat a chat, in order; and the scanner, which finds nothing in them.
    """
    redactor = _DeploymentRedactor(key, read_chat, existing, options, kept or {})
    redacted = [redactor.read_alone(chat_id) for chat_id in chat_ids]
    secrets = Secrets()
    for chat_id, found in zip(chat_ids, redacted, strict=True):
        secrets.add_chat(found.known, found.language, chat_id)
    own_names = list_own_names(name for chat in redacted for name in chat.pseudonyms.values())
    scanner = LeakScanner(secrets, own_names)
    is_single = len(chat_ids) == 1
    return [
        redactor.finish(chat_id, found, scanner, is_single=is_single)
        for chat_id, found in zip(chat_ids, redacted, strict=True)
    ], scanner


@dataclass(frozen=True)
class _DeploymentRedactor:
    """Redacts the chats of one deployment, with the arguments of `redact_chats`."""

    key: DeploymentKey
    read_chat: Callable[[str], RawChat]
    existing: Mapping[str, str]
    options: RedactionOptions | None
    kept: Mapping[str, KeptChat]

    def read_alone(self, chat_id: str) -> RedactedChat:
        """Redact a chat by what it holds itself, as far as no earlier run did."""
        kept = self.kept.get(chat_id)
        if kept is not None and kept.is_same:
            return kept.reading.redacted
        prepared = prepare_chat(self.key, self.read_chat(chat_id), self.existing, self.options)
        extended = extend_chat(prepared, kept) if kept is not None else None
        return extended or redact_prepared(prepared)

    def finish(self, chat_id: str, found: RedactedChat, scanner: LeakScanner, *, is_single: bool) -> RedactedChat:
        """Redact a chat once more where others know what stands in it, and withhold what the scan still finds."""
        kept = self.kept.get(chat_id)
        if kept is not None and kept.is_same and kept.reading.scanner == scanner.digest:
            return found
        elsewhere = Elsewhere() if is_single else _find_elsewhere(scanner, self.read_chat(chat_id))
        if kept is not None and found.first and elsewhere == found.elsewhere and not kept.reading.redacted.is_withheld:
            whole = _add_stored_texts(found, kept)
            if not _find_in_chat(scanner, whole, chat_id) and not _has_unclean_names(scanner, found, chat_id):
                return found
        if found.first or elsewhere != found.elsewhere:
            again = redact_chat(self.key, self.read_chat(chat_id), self.existing, self.options, elsewhere)
            found = replace(again, known=found.known)
        left = _find_in_chat(scanner, found, chat_id)
        return _withhold(found, left, scanner, chat_id)


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
