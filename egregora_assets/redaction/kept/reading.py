"""What is kept of a chat after it was redacted, as bytes: names, values and counts, never a whole message."""

from __future__ import annotations

import json
import zlib
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from egregora_assets.contracts.digests import digest_code, digest_values
from egregora_assets.redaction.conversation import Elsewhere, RawChat, RedactedChat, RedactionOptions
from egregora_assets.redaction.kept.chat_state import ChatState, ChatValues
from egregora_assets.redaction.names.patterns import Person
from egregora_assets.redaction.names.words import Usage
from egregora_assets.redaction.placeholders import Numbering
from egregora_assets.redaction.repeated_values import Values
from egregora_assets.redaction.third_parties.evidence import Evidence, Rule

_PACKAGES = ("egregora_assets.redaction", "egregora_assets.language", "egregora_assets.contracts")
_LIBRARIES = ("ahocorasick-rs", "babel", "google-re2", "numpy", "phonenumberslite", "snowballstemmer", "stopwordsiso")


@dataclass(frozen=True)
class ChatReading:
    """What is kept of a chat.

    Args:
        inputs: digest of all that decides the chat's texts beside its messages and other chats.
        rows: digest of the chat's messages, in order.
        row_count: how many messages that are.
        scanner: digest of the leak scanner that finds nothing more in it.
        redacted: the chat as it was redacted, without texts.
    """

    inputs: str
    rows: str
    row_count: int
    scanner: str
    redacted: RedactedChat

    def digest(self) -> str:
        """A digest of all that decides the chat's rows."""
        chat = self.redacted
        elsewhere = _pack_values(chat.elsewhere.values), list(chat.elsewhere.names)
        shown = sorted(chat.file_names.items()), sorted(chat.public_names.items())
        return digest_values(self.inputs, self.rows, elsewhere, shown, list(chat.withheld))

    def to_bytes(self) -> bytes:
        """The reading as bytes."""
        chat, state = self.redacted, self.redacted.state
        packed = {
            "inputs": self.inputs,
            "prepared": chat.prepared,
            "rows": self.rows,
            "row_count": self.row_count,
            "scanner": self.scanner,
            "is_withheld": chat.is_withheld,
            "hidden": [number for number, is_it in enumerate(chat.is_hidden) if is_it],
            "withheld": [list(found) for found in chat.withheld],
            "pseudonyms": chat.pseudonyms,
            "public_names": chat.public_names,
            "language": chat.language,
            "file_names": chat.file_names,
            "elsewhere": [list(chat.elsewhere.names), _pack_values(chat.elsewhere.values)],
            "known": [
                [[list(p.names), p.shown] for p in chat.known.people],
                _pack_values(chat.known.values),
                sorted(chat.known.kept_words),
            ],
            "usage": [dict(state.usage.lower), dict(state.usage.capitalised), sorted(state.usage.seen)],
            "kept_words": sorted(state.kept_words),
            "values": _pack_values(state.values),
            "titles": sorted(state.titles),
            "rules": {name: list(vars(rule).values()) for name, rule in state.evidence.rules.items()},
            "capitals": {name: list(counts) for name, counts in state.evidence.capitals.items()},
            "lower": dict(state.lower),
            "uses": dict(state.uses),
            "numbers": [[kind, value, number] for (kind, value), number in state.numbering.numbers.items()],
        }
        return zlib.compress(json.dumps(packed, separators=(",", ":"), sort_keys=True).encode(), 1)


def read_reading(data: bytes) -> ChatReading | None:
    """The reading that was kept as bytes; None where another version of the program wrote it."""
    try:
        return _unpack(json.loads(zlib.decompress(data)))
    except (KeyError, TypeError, ValueError, zlib.error):
        return None


def _unpack(packed: Mapping[str, Any]) -> ChatReading:
    lower, capitalised, seen = packed["usage"]
    numbers = {(kind, value): int(number) for kind, value, number in packed["numbers"]}
    state = ChatState(
        usage=Usage(Counter(lower), Counter(capitalised), set(seen)),
        kept_words=frozenset(packed["kept_words"]),
        values=_unpack_values(packed["values"]),
        titles=frozenset(packed["titles"]),
        evidence=Evidence(
            {name: Rule(*fields) for name, fields in packed["rules"].items()},
            {name: (count, told) for name, (count, told) in packed["capitals"].items()},
        ),
        lower=packed["lower"],
        uses=packed["uses"],
        numbering=Numbering(numbers, dict(Counter(kind for kind, _ in numbers))),
    )
    hidden = frozenset(packed["hidden"])
    people, values, kept_words = packed["known"]
    names, foreign = packed["elsewhere"]
    redacted = RedactedChat(
        texts=(),
        author_ids=(),
        is_hidden=[number in hidden for number in range(packed["row_count"])],
        pseudonyms=packed["pseudonyms"],
        public_names=packed["public_names"],
        language=packed["language"],
        file_names=packed["file_names"],
        third_parties=(),
        known=ChatValues(
            tuple(Person(tuple(p), shown) for p, shown in people), _unpack_values(values), frozenset(kept_words)
        ),
        state=state,
        elsewhere=Elsewhere(tuple(names), _unpack_values(foreign)),
        prepared=packed["prepared"],
        withheld=tuple((number, kind) for number, kind in packed["withheld"]),
        is_withheld=packed["is_withheld"],
        first=packed["row_count"],
    )
    return ChatReading(packed["inputs"], packed["rows"], packed["row_count"], packed["scanner"], redacted)


def _pack_values(values: Values) -> list[list[Any]]:
    return [[kind, value, sorted(spellings)] for (kind, value), spellings in sorted(values.items())]


def _unpack_values(packed: Sequence[Sequence[Any]]) -> dict[tuple[str, str], frozenset[str]]:
    return {(kind, value): frozenset(spellings) for kind, value, spellings in packed}


def digest_inputs(chat: RawChat, existing: Mapping[str, str], options: RedactionOptions) -> str:
    """A digest of all that decides a chat's texts beside its messages and other chats, the code included."""
    people = sorted((i.author_id, i.display_name, i.alias, i.is_opted_out) for i in chat.identities)
    known = [existing.get(author_id) for author_id, *_ in people]
    choices = [options.choices.canonical(), list(options.regions)]
    code = digest_code(_PACKAGES, _LIBRARIES)
    return digest_values(chat.chat_id, people, known, list(chat.titles), choices, code)
