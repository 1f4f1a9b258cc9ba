"""The embedded writer: no model, no network, only the members' words and counts."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial

from egregora_assets.language.frames.registry import main_language
from egregora_assets.writing.conversation import Conversation, Message, Window
from egregora_assets.writing.drafts import Draft, Manuscript, QuietReason, Tally, Told
from egregora_assets.writing.posts import PostWriter
from egregora_assets.writing.profiles import profile_of, traces_of
from egregora_assets.writing.reading import Reader, Utterance, has_text
from egregora_assets.writing.reuse import Reuse, subject_of
from egregora_assets.writing.trail import Trail
from egregora_assets.writing.words import folded, names_pattern

NAME = "embedded-1"
_LEAST_TEXTS = 5
_LANGUAGE_SAMPLE = 600
"""Messages, the first of a window, that decide its language."""


def texts_for_post(minimum_window_messages: int) -> int:
    """How many messages with text a post needs where a window closes with so many messages: half, at least five."""
    return max(_LEAST_TEXTS, -(-minimum_window_messages // 2))


def _tally(window: Window, mine: Sequence[Message], utterances: Sequence[Utterance], post: Draft | None) -> Tally:
    """How a window was read."""
    cited = {c.message_id for c in post.citations} if post else set()
    own = {u.message.message_id for u in utterances}
    quoted = len(cited & own)
    substantial = sum(u.is_substantial for u in utterances)
    quoted_substantial = sum(u.is_substantial and u.message.message_id in cited for u in utterances)
    kinds = Counter("text" if has_text(m) else m.kind for m in mine)
    return Tally(
        kind_counts=dict(sorted(kinds.items())),
        text_count=len(utterances),
        short_count=len(utterances) - substantial - (quoted - quoted_substantial),
        quoted_count=quoted,
        unquoted_count=substantial - quoted_substantial,
        opted_out_count=len(window.messages) - len(mine),
        author_count=len({m.author_id for m in mine if m.author_id}),
    )


class _Pen:
    """One writing of a conversation: the reader, and what was read so far."""

    def __init__(self, conversation: Conversation, minimum: int, reuse: Reuse) -> None:
        self._conversation = conversation
        self._minimum = minimum
        self._reuse = reuse
        people = sorted(conversation.people.values(), key=lambda p: p.author_id)
        names = [n for p in people for n in (p.name, p.pseudonym)]
        ignored = frozenset(folded(w) for n in names for w in re.findall(r"[^\W\d_]+", n))
        self.reader = Reader(names_pattern(names), ignored)
        self._trail = Trail(conversation, names, ignored, (NAME, minimum))
        self.messages: list[Message] = []
        self.utterances: list[Utterance] = []

    def tell(self, window: Window) -> Told:
        """What becomes of the next window."""
        silent = self._conversation.is_silent
        mine = [m for m in window.messages if not m.author_id or not silent(m.author_id)]
        sample = [m.text for m in mine if has_text(m)][:_LANGUAGE_SAMPLE]
        language = main_language(sample, self._conversation.language)
        self.reader.listen(sample, language)
        utterances = self.reader.read(mine)
        self.messages += mine
        self.utterances += utterances
        key = self._trail.follow(window, mine, self.reader)
        post = None
        if len(utterances) >= self._minimum:
            spoken = [m for m in mine if m.author_id]
            writer = PostWriter(self._conversation, self.reader, language)
            subject = subject_of("post", window.chat_id, window.window_id)
            post = self._reuse.draft(subject, key, lambda: writer.post(window, utterances, spoken))
        tally = _tally(window, mine, utterances, post)
        return Told(window.window_id, language, tally, post, self._reason(post, utterances))

    def portraits(self) -> dict[str, Draft]:
        """Profiles of the people of whom there is one, after the last window, by author_id."""
        conversation = self._conversation
        traces = traces_of(self.messages, self.utterances)
        found = {}
        for person in sorted(conversation.people.values(), key=lambda p: p.author_id):
            if not person.is_opted_out:
                subject = subject_of("profile", conversation.chat_id, person.author_id)
                key = self._trail.profile_key(person.author_id)
                write = partial(profile_of, person, traces, conversation, self.reader)
                if draft := self._reuse.draft(subject, key, write):
                    found[person.author_id] = draft
        return found

    def _reason(self, post: Draft | None, utterances: Sequence[Utterance]) -> QuietReason | None:
        """Why there is no post; None where there is one."""
        if post is not None:
            return None
        return "too_few" if len(utterances) < self._minimum else "nothing"


@dataclass(frozen=True)
class EmbeddedWriter:
    """Segments by pauses and cohesion, headings by class-based TF-IDF, quotes by LexRank and what they drew.

    Args:
        minimum: messages with text that a window needs for a post.
    """

    minimum: int = 10
    name: str = NAME

    def write(self, conversation: Conversation, reuse: Reuse | None = None) -> Manuscript:
        """Posts, tallies and profiles. A window is told from itself and from what came before it."""
        pen = _Pen(conversation, self.minimum, reuse or Reuse())
        told = tuple(pen.tell(window) for window in conversation.windows)
        return Manuscript(told, pen.portraits())
