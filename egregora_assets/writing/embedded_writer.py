"""The embedded writer: no model, no network, only the members' words and counts."""

from __future__ import annotations

from dataclasses import dataclass

from egregora_assets.writing.conversation import Conversation
from egregora_assets.writing.drafts import Draft, WrittenConversation
from egregora_assets.writing.portraits import Portrait
from egregora_assets.writing.posts import PostWriter
from egregora_assets.writing.profiles import write_profile
from egregora_assets.writing.progress.sources import hold_conversation
from egregora_assets.writing.progress.telling import tell
from egregora_assets.writing.progress.windows import ReadWindow
from egregora_assets.writing.reading.reader import Reader

NAME = "embedded-1"
_LEAST_TEXTS = 5


def compute_minimum_texts(minimum_window_messages: int) -> int:
    """How many messages with text a post needs: half of the messages that close a window, at least five."""
    return max(_LEAST_TEXTS, -(-minimum_window_messages // 2))


@dataclass(frozen=True)
class EmbeddedWriter:
    """Segments by pauses and cohesion, headings by class-based TF-IDF, quotes by LexRank and reactions to them."""

    minimum: int = 10
    """Messages with text that a window needs for a post."""
    name: str = NAME

    def write_post(self, read: ReadWindow, conversation: Conversation, reader: Reader) -> Draft | None:
        """The post of a window; it depends on the window and on what came before it."""
        spoken = [m for m in read.mine if m.author_id]
        return PostWriter(conversation, reader, read.language).write(read.window, read.utterances, spoken)

    def write_profile(self, portrait: Portrait, conversation: Conversation) -> Draft:
        """The profile of somebody."""
        return write_profile(portrait, conversation)

    def write(self, conversation: Conversation) -> WrittenConversation:
        """All that is told of a conversation."""
        told = tell(hold_conversation(conversation), self)
        profiles = {author_id: profile.draft for author_id, profile in told.profiles.items()}
        return WrittenConversation(tuple(result for _, result in told.windows), profiles)
