"""What the site would not show is not exported either: each text is looked through for what the vault holds."""

from __future__ import annotations

from dataclasses import replace

from egregora_assets.contracts.vocabularies import WITHHELD
from egregora_assets.errors import SiteLeak
from egregora_assets.operations.published.posts import Citation, Post
from egregora_assets.services.leak_guard import LeakGuard


class Withholder:
    """Replaces texts of a conversation in which something of the vault is left by `[withheld]`."""

    def __init__(self, guard: LeakGuard) -> None:
        self._guard = guard

    def hide(self, texts: list[str | None], chat_id: str | None) -> list[str | None]:
        """The texts, those that must not be shown replaced."""
        found = self._guard.find_in_texts([text or "" for text in texts], chat_id)
        return [WITHHELD if number in found else text for number, text in enumerate(texts)]

    def hide_in_post(self, post: Post, chat_id: str) -> Post:
        """The post with no text that must not be shown: title, summary, tags, quotes, and its content line by line."""

        def clean(*texts: str) -> list[str]:
            return [text or "" for text in self.hide(list(texts), chat_id)]

        (title, summary), lines = clean(post.title, post.summary), clean(*post.content.split("\n"))
        quotes, sections = clean(*(c.quote for c in post.citations)), clean(*(c.section for c in post.citations))
        content = clean("\n".join(lines))[0]
        is_slug_safe = clean(post.slug.replace("-", " ")) == [post.slug.replace("-", " ")]
        return replace(
            post,
            slug=post.slug if is_slug_safe else f"post-{post.document_id[:8]}",
            title=title,
            summary=summary,
            tags=tuple(tag for tag, shown in zip(post.tags, clean(*post.tags), strict=True) if tag == shown),
            citations=tuple(
                Citation(c.message, quote, section)
                for c, quote, section in zip(post.citations, quotes, sections, strict=True)
            ),
            content=content,
        )

    def refuse_leaks(self, data: bytes, path: str, chat_id: str | None, document_id: str | None = None) -> None:
        """Does nothing for a file that may be given out.

        Raises:
            SiteLeak: something of the vault is in it, in no single text.
        """
        kinds = {finding.kind for finding in self._guard.findings(data, path, chat_id)}
        if kinds:
            raise SiteLeak("an exported file", kinds, document_id)
