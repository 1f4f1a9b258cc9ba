"""The embedded writer: no model, no network, only the members' words and counts."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from functools import partial

from egregora_assets.language.detection import choose_language
from egregora_assets.language.folding import fold_word
from egregora_assets.writing.conversation import Conversation, Message, Window
from egregora_assets.writing.draft_cache import DraftCache, name_subject
from egregora_assets.writing.drafts import Draft, NoPostReason, WindowCounts, WindowResult, WrittenConversation
from egregora_assets.writing.fingerprints import DraftFingerprints
from egregora_assets.writing.posts import PostWriter
from egregora_assets.writing.profiles import collect_activity, write_profile
from egregora_assets.writing.reading.reader import Reader
from egregora_assets.writing.reading.utterances import Utterance, has_text
from egregora_assets.writing.reading.words import compile_names

NAME = "embedded-1"
_LEAST_TEXTS = 5
_LANGUAGE_SAMPLE = 600
"""Messages, the first of a window, that decide its language."""


def compute_minimum_texts(minimum_window_messages: int) -> int:
    """How many messages with text a post needs: half of the messages that close a window, at least five."""
    return max(_LEAST_TEXTS, -(-minimum_window_messages // 2))


@dataclass(frozen=True)
class EmbeddedWriter:
    """Segments by pauses and cohesion, headings by class-based TF-IDF, quotes by LexRank and reactions to them."""

    minimum: int = 10
    """Messages with text that a window needs for a post."""
    name: str = NAME

    def write(self, conversation: Conversation, cache: DraftCache | None = None) -> WrittenConversation:
        """As `Writer.write` says, with counts. A window's post depends on the window and on what came before it."""
        writer = _ConversationWriter(conversation, self.minimum, cache or DraftCache())
        windows = tuple(writer.write_window(window) for window in conversation.windows)
        return WrittenConversation(windows, writer.write_profiles())


class _ConversationWriter:
    """Writes one conversation, window by window."""

    def __init__(self, conversation: Conversation, minimum: int, cache: DraftCache) -> None:
        self._conversation = conversation
        self._minimum = minimum
        self._cache = cache
        people = sorted(conversation.people.values(), key=lambda p: p.author_id)
        names = [n for p in people for n in (p.name, p.pseudonym)]
        name_parts = frozenset(fold_word(w) for n in names for w in re.findall(r"[^\W\d_]+", n))
        self._reader = Reader(compile_names(names), name_parts)
        self._fingerprints = DraftFingerprints(conversation, names, name_parts, (NAME, minimum))
        self._messages: list[Message] = []
        self._utterances: list[Utterance] = []

    def write_window(self, window: Window) -> WindowResult:
        """The result of the next window."""
        is_left_out = self._conversation.is_left_out
        mine = [m for m in window.messages if not m.author_id or not is_left_out(m.author_id)]
        sample = [m.text for m in mine if has_text(m)][:_LANGUAGE_SAMPLE]
        language = choose_language(sample, self._conversation.language)
        self._reader.add_languages(sample, language)
        utterances = self._reader.read(mine)
        self._messages += mine
        self._utterances += utterances
        fingerprint = self._fingerprints.add_window(window, mine, self._reader)
        post = None
        if len(utterances) >= self._minimum:
            spoken = [m for m in mine if m.author_id]
            writer = PostWriter(self._conversation, self._reader, language)
            subject = name_subject("post", window.chat_id, window.window_id)
            post = self._cache.get(subject, fingerprint, lambda: writer.write(window, utterances, spoken))
        counts = _count_messages(window, mine, utterances, post)
        return WindowResult(window.window_id, language, counts, post, self._explain_missing(post, utterances))

    def write_profiles(self) -> dict[str, Draft]:
        """Profiles by author_id, after the last window."""
        conversation = self._conversation
        activity = collect_activity(self._messages, self._utterances)
        people = {p.author_id: p for p in conversation.people.values() if not p.is_opted_out}
        subjects = {a: name_subject("profile", conversation.chat_id, a) for a in sorted(people)}
        fingerprints = {a: self._fingerprints.fingerprint_profile(a) for a in subjects}
        stale = {a: f for a, f in fingerprints.items() if self._cache.is_stale(subjects[a], f)}
        found: dict[str, Draft | None] = {}

        def write(author_ids: Collection[str]) -> None:
            for author_id in author_ids:
                make = partial(write_profile, people[author_id], activity, conversation, self._reader)
                found[author_id] = self._cache.get(subjects[author_id], fingerprints[author_id], make)

        write(subjects.keys() - stale.keys())
        if stale:
            self._cache.put_off(stale, write)
        return {author_id: draft for author_id in subjects if (draft := found.get(author_id))}

    def _explain_missing(self, post: Draft | None, utterances: Sequence[Utterance]) -> NoPostReason | None:
        """Why there is no post; None where there is one."""
        if post is not None:
            return None
        return "too_few" if len(utterances) < self._minimum else "nothing"


def _count_messages(
    window: Window, mine: Sequence[Message], utterances: Sequence[Utterance], post: Draft | None
) -> WindowCounts:
    cited = {c.message_id for c in post.citations} if post else set()
    own = {u.message.message_id for u in utterances}
    quoted = len(cited & own)
    substantial = sum(u.is_substantial for u in utterances)
    quoted_substantial = sum(u.is_substantial and u.message.message_id in cited for u in utterances)
    kinds = Counter("text" if has_text(m) else m.kind for m in mine)
    return WindowCounts(
        kind_counts=dict(sorted(kinds.items())),
        text_count=len(utterances),
        short_count=len(utterances) - substantial - (quoted - quoted_substantial),
        quoted_count=quoted,
        unquoted_count=substantial - quoted_substantial,
        opted_out_count=len(window.messages) - len(mine),
        author_count=len({m.author_id for m in mine if m.author_id}),
    )
