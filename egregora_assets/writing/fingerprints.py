"""Fingerprints of drafts: digests of everything that decides a post or profile."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from egregora_assets.contracts.digests import digest_values
from egregora_assets.writing.conversation import Conversation, Message, Window
from egregora_assets.writing.draft_cache import fingerprint_code
from egregora_assets.writing.reading.reader import Reader
from egregora_assets.writing.reading.utterances import has_text


class DraftFingerprints:
    """Computes the fingerprints of a conversation's drafts, window by window, beside the reader.

    A post depends on the words up to and with its window, in their order, and on everything attached to its own
    messages and to the earlier passages that it shows. Of the people's names only those count that occur in what was
    read: somebody who joins later, and whom nobody mentioned before, changes no earlier post.

    Args:
        names: everybody's names.
        name_parts: the parts of names, folded; they are not read as words.
        writer: name and settings of the writer.
    """

    def __init__(
        self, conversation: Conversation, names: Iterable[str], name_parts: Iterable[str], writer: Sequence[object]
    ) -> None:
        self._conversation = conversation
        self._names = frozenset(n for n in names if n)
        self._name_parts = frozenset(name_parts)
        self._seen_names: set[str] = {n for n in self._names if not n.isprintable()}
        self._seen_parts: set[str] = set()
        base = digest_values(fingerprint_code(), list(writer), conversation.chat_id, conversation.language.code)
        self._read = self._windows = base

    def add_window(self, window: Window, mine: Sequence[Message], reader: Reader) -> str:
        """The fingerprint of the next window's post, once it was read; `mine` are its messages by who takes part."""
        texts = [m for m in mine if has_text(m)]
        spoken = [m.text for m in texts]
        placeholders = [(i, m.placeholders) for i, m in enumerate(texts) if m.placeholders]
        self._read = digest_values(self._read, spoken, placeholders)
        self._find_names(spoken, reader.take_new_words())
        own = self._digest_messages(mine)
        self._windows = digest_values(self._windows, window.window_id, own)
        is_left_out = self._conversation.is_left_out
        earlier = [self._digest_messages([m for m in p if not is_left_out(m.author_id)]) for p in window.earlier]
        return digest_values(self._read, self._list_seen(), window.window_id, window.start, window.end, own, earlier)

    def fingerprint_profile(self, author_id: str) -> str:
        """The fingerprint of a person's profile, after the last window: it depends on all that everybody wrote."""
        names = sorted((p.author_id, p.name) for p in self._conversation.people.values())
        return digest_values(self._read, self._list_seen(), self._windows, names, author_id)

    def _list_seen(self) -> list[list[str]]:
        return [sorted(self._seen_names), sorted(self._seen_parts)]

    def _find_names(self, texts: Sequence[str], new_words: Iterable[str]) -> None:
        """Note which names and parts of names occur in texts, also inside other words."""
        together = "\n".join(texts)
        self._seen_names |= {n for n in self._names - self._seen_names if n in together}
        words = set(new_words)
        # A word may be hidden behind an elision or a hyphen; a word of letters alone is never cut.
        compounds = "\n".join(sorted(w for w in words if not w.isalpha()))
        self._seen_parts |= {p for p in self._name_parts - self._seen_parts if p in words or p in compounds}

    def _digest_messages(self, messages: Sequence[Message]) -> str:
        """A digest of messages with everything attached to them, and of their authors' names."""
        authors = sorted({m.author_id for m in messages})
        return digest_values(
            [(a, self._conversation.get_name(a)) for a in authors],
            [m.message_id for m in messages],
            [m.author_id for m in messages],
            [m.sent_at for m in messages],
            [m.local_time.isoformat() for m in messages],
            [m.position for m in messages],
            [m.kind for m in messages],
            [m.text for m in messages],
            [
                (i, m.placeholders, m.links, m.pictures)
                for i, m in enumerate(messages)
                if m.placeholders or m.links or m.pictures
            ],
        )
