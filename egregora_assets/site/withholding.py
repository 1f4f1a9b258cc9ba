"""The words that people wrote, wherever a site shows them: to look at each by itself, and to leave some out."""

from __future__ import annotations

import html
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from urllib.parse import urlsplit

import pyarrow as pa

from egregora_assets.contracts.vocabularies import WITHHELD
from egregora_assets.site.addresses import Addresses
from egregora_assets.site.build import build_site
from egregora_assets.site.code.model import map_code
from egregora_assets.site.figures.model import MonthSigns
from egregora_assets.site.page import SiteFile
from egregora_assets.site.printable import printable
from egregora_assets.site.site_model import Document, Link, Medium, Site
from egregora_assets.site.statistics_model import Statistics

_WHOLE = " whole content"
_WORD = re.compile(r"\]\((?:message|media):[0-9A-Fa-f]{8}(?:-[0-9A-Fa-f]{4}){3}-[0-9A-Fa-f]{12}\)|https?://|\w+")
_SHAPES = ("](", "http://", "https://")
Write = Callable[["SiteText"], str]


@dataclass(frozen=True, slots=True)
class SiteText:
    """One text that a site shows.

    Args:
        place: what shows it: `message`, `post`, `profile`, `journal`, `announcement`, `file`, `note`, `medium`, `link`,
            `code` or `figure` (a word of a month), and of documents and code the field.
        owner_id: the id of the message, document or medium; of a figure the month.
        text: the text; of a document's content one line.
        chat_id: the chat that it is from; None where that is not known.
    """

    place: str
    owner_id: str
    text: str
    chat_id: str | None


def find_leaking_texts(
    site: Site, find: Callable[[Sequence[str], str | None], Mapping[int, tuple[str, ...]]]
) -> dict[SiteText, tuple[str, ...]]:
    """Find the texts that must not be shown.

    Args:
        find: the kinds of what it finds in texts of a chat, by number of the text.

    Returns: the texts with the kinds of what stands in them.
    """
    by_chat: dict[str | None, list[SiteText]] = {}

    def note(text: SiteText) -> str:
        by_chat.setdefault(text.chat_id, []).append(text)
        return text.text

    map_texts(site, note)
    # What is from no chat that is known may stand on pages of any.
    of_any = by_chat.pop(None, [])
    asked = [*by_chat.items(), *((chat.chat_id, of_any) for chat in site.chats if of_any)]
    found: dict[SiteText, set[str]] = {}
    for chat_id, texts in asked:
        for number, kinds in find([_print(t) for t in texts], chat_id).items():
            found.setdefault(texts[number], set()).update(kinds)
    wholes = {text for text in found if text.place.endswith(_WHOLE)}
    lines = {text.owner_id for text in found if text.place.endswith(" content") and text not in wholes}
    return {t: tuple(sorted(kinds)) for t, kinds in found.items() if not (t in wholes and t.owner_id in lines)}


def _print(text: SiteText) -> str:
    """The text as pages show it; where Markdown reads it, as it is written, too."""
    shown = printable(text.text)
    read = html.unescape(shown) if "&" in shown and text.place.endswith(" content") else shown
    return shown if read == shown else f"{shown}\n\x01\n{printable(read)}"


def map_texts(site: Site, write: Write) -> Site:
    """The site with other texts.

    Args:
        write: gives the text that is shown instead. Of a document it is asked for title, summary, slug, tags and each
            line of the content, and for the whole content. A picture that shows a title goes with it.
    """
    documents = {
        kind: tuple(_map_document(d, kind, write) for d in listed)
        for kind, listed in (
            ("post", site.posts),
            ("profile", site.profiles),
            ("journal", site.journal),
            ("file", site.file_documents),
            ("announcement", site.announcements),
        )
    }
    cards = {d.card for listed in documents.values() for d in listed}
    gone = {d.card for d in (*site.posts, *site.profiles, *site.journal, *site.announcements)} - cards
    return replace(
        site,
        copies=tuple(copy for copy in site.copies if copy.path not in gone),
        posts=documents["post"],
        profiles=documents["profile"],
        journal=documents["journal"],
        file_documents=documents["file"],
        announcements=documents["announcement"],
        notes={m: tuple(_map_document(d, "note", write) for d in notes) for m, notes in site.notes.items()},
        media=tuple(_map_medium(medium, write) for medium in site.media),
        links=tuple(kept for link in site.links if (kept := _map_link(link, write)) is not None),
        conversation=replace(site.conversation, rows=_map_messages(site.conversation.rows, write)),
        statistics=site.statistics and _map_statistics(site.statistics, write),
        code=map_code(site.code, lambda kind, owner, text: write(SiteText(f"code {kind}", owner, text, None))),
    )


def _map_document(document: Document, kind: str, write: Write) -> Document:
    def told(field: str, text: str) -> str:
        return write(SiteText(f"{kind} {field}", document.document_id, text, document.chat_id)) if text else text

    title, summary = told("title", document.title), told("summary", document.summary)
    slug = told("address", document.slug.replace("-", " "))
    return replace(
        document,
        title=title,
        summary=summary,
        card=document.card if (title, summary) == (document.title, document.summary) else None,
        slug=document.slug if slug == document.slug.replace("-", " ") else "",
        tags=tuple(dict.fromkeys(tag for t in document.tags if (tag := told("tag", t)) != WITHHELD)),
        content=_map_content(document.content, told),
    )


def _map_content(content: str, told: Callable[[str, str], str]) -> str:
    """A content line by line, unless as a whole it would be another one: a page shows neighbouring lines as one."""
    whole = told("whole content", content)
    if whole == WITHHELD:
        return whole
    return "\n".join(told("content", line) for line in content.split("\n"))


def _map_medium(medium: Medium, write: Write) -> Medium:
    return replace(medium, description=write(SiteText("medium", medium.media_id, medium.description, None)))


def _map_link(link: Link, write: Write) -> Link | None:
    """The link; None where its address must not be shown."""

    def told(text: str | None) -> str | None:
        return write(SiteText("link", link.message_id, text, None)) if text else text

    url = told(link.url) or ""
    if url == WITHHELD:
        return None
    host = link.host if url == link.url else urlsplit(url).hostname or ""
    return replace(link, url=url, host=host, title=told(link.title), summary=told(link.summary))


def _map_statistics(statistics: Statistics, write: Write) -> Statistics:
    """The figures without words of a month that must not be shown."""

    def told(month: MonthSigns) -> MonthSigns:
        word = write(SiteText("figure", month.month.isoformat(), month.word, None)) if month.word else ""
        return replace(month, word="" if word == WITHHELD else word)

    highlights = statistics.highlights
    return replace(statistics, highlights=replace(highlights, months=tuple(map(told, highlights.months))))


def _map_messages(rows: pa.Table, write: Write) -> pa.Table:
    columns = (rows[name].to_pylist() for name in ("message_id", "text", "chat_id"))
    texts = [write(SiteText("message", m, text, chat)) for m, text, chat in zip(*columns, strict=True)]
    return rows.set_column(rows.column_names.index("text"), "text", pa.array(texts, rows.schema.field("text").type))


def mask_words(text: SiteText) -> str:
    """A text of the same shape that says nothing: links stay links, every word is `x`."""
    return _WORD.sub(lambda m: m.group() if m.group().startswith(_SHAPES) else "x", text.text)


class MaskedSite:
    """A site without anybody's words, made when it is asked for: what its files hold is text of our own."""

    def __init__(self, site: Site) -> None:
        self._site = site

    def build(self, files: Sequence[SiteFile] | None) -> Iterator[SiteFile]:
        """The counterparts of some files of the site: that have the same path, or show the same document or tag.

        Args:
            files: None = all of the site's; then the counterparts have paths of their own.
        """
        if files is None:
            yield from build_site(self._masked)
            return
        there = Addresses(self._masked).tags
        path_of = {there[self._tags[tag]]: path for tag, path in Addresses(self._site).tags.items()}
        elsewhere = {path: masked for masked, path in path_of.items()}
        wanted = [file._replace(path=elsewhere.get(file.path, file.path)) for file in files]
        for file in build_site(self._masked, like=wanted):
            yield file._replace(path=path_of.get(file.path, file.path))

    @cached_property
    def _masked(self) -> Site:
        return map_texts(self._site, self._mask)

    @cached_property
    def _tags(self) -> dict[str, str]:
        """What each tag is called instead: tags stay apart, so that each keeps a page."""
        return {
            tag: "x" * length for length, tag in enumerate(sorted({t for p in self._site.posts for t in p.tags}), 2)
        }

    def _mask(self, text: SiteText) -> str:
        tag = self._tags.get(text.text) if text.place == "post tag" else None
        return tag or mask_words(text)


def count_by_place(withheld: Mapping[SiteText, tuple[str, ...]]) -> list[tuple[str, str, str]]:
    """What is left out, as (place, id, kinds), each once, sorted."""
    return sorted({(text.place, text.owner_id, ", ".join(kinds)) for text, kinds in withheld.items()})
