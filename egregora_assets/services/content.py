"""The interface to find, write, annotate and archive documents. `database/` implements it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol, TypedDict, Unpack

PERSON = "person"
"""The value of `decided_by` and `writer` for documents that people write."""
MOST = 100
"""The largest page of `find`."""


@dataclass(frozen=True)
class Citation:
    """One quote of a document: the exact part of the message's text, and the heading above it and its role, if any."""

    message_id: str
    quote: str
    section: str | None = None
    role: str | None = None


@dataclass(frozen=True)
class Parent:
    """What an annotation is about: its kind (`message`, `post` or `annotation`) and its id."""

    kind: str
    identifier: str


@dataclass(frozen=True)
class Place:
    """A position in the order of `find`: newest first, then by id."""

    created_at: int
    document_id: str


@dataclass(frozen=True)
class Document:
    """One document with its people, tags and citations. Identifiers are UUIDs as 36 lower-case characters.

    Args:
        created_at, window_start, window_end: nanoseconds since 1970, UTC.
        content: Markdown.
        content_hash: digest of the content; `save` computes it.
        tags, author_ids: sorted, each once.
        citations: in the document's order.
        based_on: digest of the writer's version that a person's text was made from, if there is one.
        parent: what an annotation is about; None for every other type.
    """

    document_id: str
    chat_id: str
    doc_type: str
    slug: str
    content: str
    language: str
    created_at: int
    title: str | None = None
    summary: str | None = None
    content_hash: str = ""
    status: str = "published"
    decided_by: str = PERSON
    window_start: int | None = None
    window_end: int | None = None
    window_id: str | None = None
    subject_author_id: str | None = None
    media_id: str | None = None
    writer: str = PERSON
    form: str | None = None
    based_on: str | None = None
    tags: tuple[str, ...] = ()
    author_ids: tuple[str, ...] = ()
    citations: tuple[Citation, ...] = ()
    parent: Parent | None = None

    @property
    def place(self) -> Place:
        """Its position in the order of `find`."""
        return Place(self.created_at, self.document_id)


@dataclass(frozen=True)
class Page:
    """Documents in order, and the position after which the next page begins; None for the last page."""

    documents: tuple[Document, ...]
    after: Place | None


class Conditions(TypedDict, total=False):
    """What `find` can ask of documents; a condition that is None is no condition.

    Attributes:
        since, until: bounds of `created_at` in nanoseconds, the second exclusive.
        author_id: somebody whose messages it uses; parent_id: the message or document that it annotates.
    """

    doc_type: str | None
    slug: str | None
    chat_id: str | None
    status: str | None
    since: int | None
    until: int | None
    author_id: str | None
    tag: str | None
    parent_id: str | None


class ContentRepository(Protocol):
    """The documents of a deployment. A read is one query, a write one transaction that names its run.

    Annotations are shown while their parent exists and their author takes part.
    """

    def get(self, document_id: str) -> Document | None:
        """The document of an id; None if there is none, or none that is shown."""

    def find(self, *, limit: int = 20, after: Place | None = None, **conditions: Unpack[Conditions]) -> Page:
        """A page of the documents that match all conditions given, newest first, then by id.

        Args:
            limit: 1 to `MOST`; after: where the previous page ended.

        Raises:
            ValueError: another limit.
        """

    def save(self, document: Document, run_id: str) -> Document:
        """Stores a document of a person, which no writer changes from then on.

        Returns: the document as it is stored. Unchanged rows keep the run that wrote them.

        Raises:
            RunUnknown: the run is not recorded.
            DocumentRefused: its address was given to another, or is another than it was given first; or its parent
                is not there, is of another kind, or is another than before.
            RowsRefused: it breaks a rule of the contract.
        """

    def annotate(self, parent: Parent, content: str, author_id: str | None, created_at: int, run_id: str) -> Document:
        """Annotates a message, a post or an annotation; the same annotation again changes nothing.

        Raises:
            as `save`.
        """

    def announce(self, chat_id: str, slug: str, title: str, content: str, created_at: int, run_id: str) -> Document:
        """Writes an announcement in a conversation; the same announcement again changes nothing.

        Args:
            slug: what its address begins with.

        Raises:
            as `save`. DocumentRefused: there is no such conversation.
        """

    def archive(self, document_id: str, run_id: str) -> None:
        """Takes a document off the site: no later run publishes it again.

        Raises:
            RunUnknown: the run is not recorded. DocumentUnknown: there is no such document.
        """

    def restore(self, document_id: str, run_id: str) -> None:
        """Puts a document back on the site; what a writer wrote is the writer's again.

        Raises:
            as `archive`.
        """

    def decide(self, document_id: str, status: str, run_id: str) -> None:
        """Makes a document a draft, published or archived, as a person decides; what is published otherwise stays whose
        it is.

        Raises:
            as `archive`.
        """

    def release(self, document_ids: Sequence[str], run_id: str) -> None:
        """Gives posts that people edited back to the writer, whose next run writes them; hidden ones stay hidden.

        Raises:
            RunUnknown: the run is not recorded.
        """

    def nominate(self, message_id: str, nomination: str | None, run_id: str) -> None:
        """Records that posts should quote a message (`keep`), or never do (`skip`); None withdraws that.

        Raises:
            RunUnknown: the run is not recorded. RowsRefused: there is no such message.
        """

    def compute_people_version(self) -> str:
        """Digest of all that people decided: documents, their parts, annotations."""
