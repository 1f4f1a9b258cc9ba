"""What a writer is, and what it hands in: drafts, or the reason why there is none."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from egregora_assets.language.frames.model import Language
from egregora_assets.writing.markdown import block_quote, escaped_line

QuietReason = Literal["too_few", "nothing"]
"""Why a window has no post: too few messages with text, or nothing among them that stands on its own."""


@dataclass(frozen=True, slots=True)
class Citation:
    """A quote: exact words of a message, and the heading that they stand under (None = before the first)."""

    message_id: str
    quote: str
    section: str | None


@dataclass(frozen=True)
class Draft:
    """A document as a writer hands it in. Title and summary are plain text, the content is Markdown.

    `citations` stand in order of appearance; `author_ids` are the people whose words it holds, sorted.
    """

    title: str
    summary: str
    content: str
    language: str
    tags: tuple[str, ...]
    citations: tuple[Citation, ...]
    author_ids: tuple[str, ...]


@dataclass(frozen=True)
class Tally:
    """How a window was read: counts by kind, and what was left out of its post and why.

    Counts are numbers of messages. `opted_out_count` are not in the other counts.
    """

    kind_counts: Mapping[str, int]
    text_count: int
    short_count: int
    quoted_count: int
    unquoted_count: int
    opted_out_count: int
    author_count: int


@dataclass(frozen=True)
class Told:
    """What became of a window: a post or the reason why there is none, and how it was read."""

    window_id: str
    language: Language
    tally: Tally
    post: Draft | None
    reason: QuietReason | None = None


@dataclass(frozen=True)
class Manuscript:
    """All that a writer makes of a conversation: one result a window, in their order, and profiles by author_id."""

    told: tuple[Told, ...]
    portraits: Mapping[str, Draft]


@dataclass
class Page:
    """A page being written: Markdown blocks and the citations that they hold."""

    blocks: list[str] = field(default_factory=list)
    citations: list[Citation] = field(default_factory=list)
    author_ids: set[str] = field(default_factory=set)
    section: str | None = None

    def say(self, markdown: str) -> None:
        """Add a block of Markdown."""
        if markdown:
            self.blocks.append(markdown)

    def head(self, heading: str) -> None:
        """Begin a section, under a heading in plain text."""
        self.section = heading
        self.blocks.append(f"## {escaped_line(heading)}")

    def cite(self, quote: str, attribution: str, message_id: str, author_id: str) -> None:
        """Add a quote with its attribution, and its citation."""
        self.blocks.append(block_quote(quote, attribution, message_id))
        self.citations.append(Citation(message_id, quote, self.section))
        self.author_ids.add(author_id)

    @property
    def content(self) -> str:
        """The Markdown of the whole page; ends with a newline."""
        return "\n\n".join(self.blocks) + "\n"
