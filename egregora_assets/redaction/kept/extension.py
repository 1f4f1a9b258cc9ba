"""Redacts the new texts of a chat that grew, and those earlier ones that the new ones tell something about.

The result is what redacting the whole chat gives, or nothing: wherever a new text decides something about earlier ones
that is not followed here, the whole chat is to be redacted.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from egregora_assets.redaction.conversation import PreparedChat, RedactedChat, withhold_oversized
from egregora_assets.redaction.kept.chat_state import ChatState, ChatValues, EarlierChat
from egregora_assets.redaction.kept.reading import ChatReading
from egregora_assets.redaction.long_texts import Pieces, split_long_texts
from egregora_assets.redaction.placeholders import PLACEHOLDER, RedactedText
from egregora_assets.redaction.redactor import Redactor
from egregora_assets.redaction.repeated_values import ValueFinder

_MOST_TOUCHED = 0.2
"""Share of the earlier texts up to which they are redacted one by one."""

ReadPlaceholders = Callable[[Sequence[int]], Sequence[Sequence[str]]]
"""Reads what stands instead of names and data in stored texts of a chat, given their numbers."""


@dataclass(frozen=True)
class KeptChat:
    """What an earlier run left of a chat.

    Args:
        is_same: whether the chat has no new messages.
        read_texts: reads the stored texts of the messages that appear, with their numbers.
        read_placeholders: as above.
    """

    reading: ChatReading
    is_same: bool
    read_texts: Callable[[], Mapping[int, str]]
    read_placeholders: ReadPlaceholders


def extend_chat(prepared: PreparedChat, kept: KeptChat) -> RedactedChat | None:
    """Redact what is new in a chat whose earlier messages are those of a reading.

    Returns: the chat, of whose earlier texts only those are given that may differ from what is stored; None where the
        whole chat must be redacted.
    """
    reading = kept.reading
    earlier = reading.redacted
    if earlier.elsewhere != prepared.elsewhere or earlier.is_withheld or earlier.prepared != prepared.digest():
        return None
    authors, is_hidden = prepared.find_authors()
    count = reading.row_count
    if is_hidden[:count] != earlier.is_hidden:
        return None
    texts, kinds = prepared.chat.messages.texts, prepared.chat.messages.kinds
    pieces = split_long_texts(texts[:count])
    redactor = prepared.build_redactor(EarlierChat(earlier.state, pieces.texts))
    written = redactor.redact(texts[count:], kinds[count:])
    if not _holds_for_earlier(earlier.state, redactor.state, pieces.texts):
        return None
    touched = _find_texts(pieces, redactor.third_parties.touched)
    if len(touched) > _MOST_TOUCHED * count or any(is_hidden[n] for n in touched):
        return None
    rewritten = _redact_again(redactor, {n: (texts[n], kinds[n]) for n in touched}, kept.read_placeholders)
    if rewritten is None:
        return None
    again, uses = rewritten
    for number in prepared.oversized:
        if number >= count:
            written[number - count] = withhold_oversized()
    redactor.remember_values(texts)
    state = redactor.state
    return RedactedChat(
        texts=written,
        author_ids=authors,
        is_hidden=is_hidden,
        pseudonyms=prepared.pseudonyms,
        public_names=prepared.public_names,
        language=prepared.language,
        file_names={name: redactor.redact_file_name(name) for name in dict.fromkeys(prepared.chat.file_names)},
        third_parties=(),
        known=ChatValues(redactor.people, redactor.values, redactor.kept_words),
        state=replace(state, uses={name: state.uses.get(name, 0) + uses.get(name, 0) for name in {*state.uses, *uses}}),
        elsewhere=prepared.elsewhere,
        prepared=earlier.prepared,
        first=count,
        rewritten=again,
    )


def _holds_for_earlier(before: ChatState, after: ChatState, texts: Sequence[str]) -> bool:
    """Whether names of members, values and titles are found in earlier texts as before."""
    if before.kept_words != after.kept_words or before.titles != after.titles:
        return False
    if any(before.usage.decide(word) != after.usage.decide(word) for word in before.usage.seen):
        return False
    nothing: frozenset[str] = frozenset()
    new = {key: s - before.values.get(key, nothing) for key, s in after.values.items()}
    return not ValueFinder({key: s for key, s in new.items() if s}, ()).stands_in_any(texts)


def _find_texts(pieces: Pieces, touched: Iterable[int]) -> list[int]:
    """The numbers of the texts to which pieces belong."""
    if len(pieces.texts) == len(pieces.counts):
        return sorted(touched)
    owners = [number for number, count in enumerate(pieces.counts) for _ in range(count)]
    return sorted({owners[piece] for piece in touched})


def _redact_again(
    redactor: Redactor, texts: Mapping[int, tuple[str, str]], read_placeholders: ReadPlaceholders
) -> tuple[dict[int, RedactedText], Mapping[str, int]] | None:
    """Redact earlier texts, by number; None where a number of a placeholder would be another one."""
    if not texts:
        return {}, {}
    again, uses = redactor.redact_again([t for t, _ in texts.values()], [k for _, k in texts.values()])
    stored = read_placeholders(list(texts))
    for text, placeholders in zip(again, stored, strict=True):
        if _list_numbered(r.placeholder for r in text.redactions) != _list_numbered(placeholders):
            return None
    if redactor.has_new_numbers:
        return None
    return dict(zip(texts, again, strict=True)), uses


def _list_numbered(placeholders: Iterable[str]) -> list[str]:
    """The placeholders that have a number."""
    return [p for p in placeholders if p.endswith("]") and p[-2:-1].isdigit() and PLACEHOLDER.fullmatch(p)]
