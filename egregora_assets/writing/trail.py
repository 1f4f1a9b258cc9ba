"""What decides the drafts of a conversation, as digests: the keys under which a later run may take them over."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from egregora_assets.contracts.digests import key_of
from egregora_assets.writing.conversation import Conversation, Message, Window
from egregora_assets.writing.reading import Reader, has_text
from egregora_assets.writing.reuse import code_digest


class Trail:
    """What decides the drafts of a conversation, followed window by window beside the reader.

    A post follows from the words up to and with its window, in their order, and from all that hangs on its own messages
    and on the passages that it looks back on. Of the people's names only those have a say that stand in what was read:
    somebody who joins later, and whom nobody mentioned before, changes no earlier post.

    Args:
        conversation: whose drafts they are.
        names: everybody's names.
        ignored: the parts of names, folded, which are no words.
        writer: name and settings of the writer.
    """

    def __init__(
        self, conversation: Conversation, names: Iterable[str], ignored: Iterable[str], writer: Sequence[object]
    ) -> None:
        self._conversation = conversation
        self._names = frozenset(n for n in names if n)
        self._ignored = frozenset(ignored)
        self._heard_names: set[str] = {n for n in self._names if not n.isprintable()}
        self._heard_parts: set[str] = set()
        self._base = key_of(code_digest(), list(writer), conversation.chat_id, conversation.language.code)
        self._read = self._told = self._base

    def follow(self, window: Window, mine: Sequence[Message], reader: Reader) -> str:
        """Go on to the next window, once it was read.

        Args:
            mine: the window's messages by people who did not opt out.

        Returns: the key of the window's post.
        """
        texts = [m for m in mine if has_text(m)]
        spoken = [m.text for m in texts]
        self._read = key_of(self._read, spoken, [(i, m.placeholders) for i, m in enumerate(texts) if m.placeholders])
        self._listen(spoken, reader.take_new_words())
        own = self._facts(mine)
        self._told = key_of(self._told, window.window_id, own)
        silent = self._conversation.is_silent
        earlier = [self._facts([m for m in passage if not silent(m.author_id)]) for passage in window.earlier]
        return key_of(self._read, self._heard(), window.window_id, window.start, window.end, own, earlier)

    def profile_key(self, author_id: str) -> str:
        """The key of a person's profile, after the last window: it follows from all that everybody said."""
        names = sorted((p.author_id, p.name) for p in self._conversation.people.values())
        return key_of(self._read, self._heard(), self._told, names, author_id)

    def _heard(self) -> list[list[str]]:
        return [sorted(self._heard_names), sorted(self._heard_parts)]

    def _listen(self, texts: Sequence[str], new_words: Iterable[str]) -> None:
        """Notice which names and parts of names stand in texts, and be it inside another word."""
        together = "\n".join(texts)
        self._heard_names |= {n for n in self._names - self._heard_names if n in together}
        words = set(new_words)
        # An elision or a hyphen may have another word behind it; between letters no word is cut.
        joined = "\n".join(sorted(w for w in words if not w.isalpha()))
        self._heard_parts |= {p for p in self._ignored - self._heard_parts if p in words or p in joined}

    def _facts(self, messages: Sequence[Message]) -> str:
        """A digest of messages with all that hangs on them, and of their authors' names."""
        authors = sorted({m.author_id for m in messages})
        return key_of(
            [(a, self._conversation.name_of(a)) for a in authors],
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
