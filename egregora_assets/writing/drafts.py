"""What a writer returns: drafts, or the reason why a window has none."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal

from egregora_assets.language.model import Language
from egregora_assets.writing.markdown import escape_line, format_picture, format_quote

StoryForm = Literal["meeting", "question", "plan", "argument", "joke", "picture", "speaker", "quiet", "grief"]
QuoteRole = Literal["opening", "proposal", "objection", "support", "answer", "outcome", "reaction"]
NoPostReason = Literal["too_few", "nothing"]
"""Why a window has no post: too few messages with text, or none that can be quoted on its own."""


@dataclass(frozen=True, slots=True)
class Citation:
    """A quote: exact words of a message, and the heading that they stand under (None = before the first).

    `role` is the part that it plays in its story, where that is known.
    """

    message_id: str
    quote: str
    section: str | None
    role: QuoteRole | None = None


@dataclass(frozen=True)
class Draft:
    """A document's text. Title and summary are plain text, the content is Markdown.

    `citations` are in order of appearance; `form` is the form of a post's story, where it has one of its own.
    """

    title: str
    summary: str
    content: str
    language: str
    tags: tuple[str, ...]
    citations: tuple[Citation, ...]
    form: StoryForm | None = None


@dataclass(frozen=True)
class WindowCounts:
    """Numbers of messages of a window: by kind, quoted, and left out by reason.

    `opted_out_count` is not part of the other counts.
    """

    kind_counts: Mapping[str, int]
    text_count: int
    short_count: int
    quoted_count: int
    unquoted_count: int
    opted_out_count: int
    author_count: int


@dataclass(frozen=True)
class WindowResult:
    """What was written of a window: a post or the reason why there is none, and the counts for the journal."""

    window_id: str
    language: Language
    counts: WindowCounts
    post: Draft | None
    reason: NoPostReason | None = None


@dataclass(frozen=True)
class WrittenConversation:
    """All that a writer makes of a conversation: one result a window, in their order, and profiles by author_id."""

    windows: tuple[WindowResult, ...]
    profiles: Mapping[str, Draft]


@dataclass
class DraftBuilder:
    """Collects the Markdown blocks of a draft and the citations in them."""

    blocks: list[str] = field(default_factory=list)
    citations: list[Citation] = field(default_factory=list)
    section: str | None = None

    def add_block(self, markdown: str) -> None:
        """Add a block of Markdown; an empty one is ignored."""
        if markdown:
            self.blocks.append(markdown)

    def add_heading(self, heading: str) -> None:
        """Begin a section, under a heading in plain text."""
        self.section = heading
        self.blocks.append(f"## {escape_line(heading)}")

    def add_line(self, label: str, items: Sequence[str]) -> None:
        """Add items of Markdown on one line behind a label in plain text; nothing without items."""
        if items:
            self.blocks.append(f"**{escape_line(label)}:** {' · '.join(items)}")

    def add_quote(self, quote: str, attribution: str, message_id: str, role: QuoteRole | None = None) -> None:
        """Add a quote with its attribution, and its citation."""
        self.blocks.append(format_quote(quote, attribution, message_id))
        self.citations.append(Citation(message_id, quote, self.section, role))

    def add_picture(self, media_id: str, attribution: str, message_id: str) -> None:
        """Add a picture; the attribution, where there is one, leads to its message."""
        self.blocks.append(format_picture(media_id, attribution, message_id))

    @property
    def content(self) -> str:
        """The Markdown of the whole draft, with a final newline."""
        return "\n\n".join(self.blocks) + "\n"
