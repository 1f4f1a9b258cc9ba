"""Edited posts: what files say stands, as a person's version, until a person says otherwise."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Literal

from egregora_assets.contracts.documents import PERSON
from egregora_assets.errors import EditedPostRefused
from egregora_assets.operations.command_runs import record_run
from egregora_assets.operations.context import DeploymentContext, under_lease
from egregora_assets.operations.editing.front_matter import EditedPost, read_edited_post
from egregora_assets.operations.editing.redacting import PostRedactor
from egregora_assets.operations.editing.relinking import restore_links
from egregora_assets.operations.editing.sources import find_citations, find_people
from egregora_assets.operations.editing.stored import Offer, StoredPosts
from egregora_assets.operations.published.posts import OFFERED, digest_version, show_content
from egregora_assets.services.content import Document
from egregora_assets.services.erasure_records import refuse_during_erasure
from egregora_assets.site.printable import one_line

JOB_NAME = "edit_posts"
Outcome = Literal["edited", "unchanged", "given back", "shown otherwise"]


@dataclass(frozen=True)
class ImportedPost:
    """What became of a file.

    Attributes:
        outcome: `edited`: its text stands; `given back`: it is the writer's version, which stands again; `shown
            otherwise`: only its status changed; `unchanged`: it says nothing new.
        replaced: the kinds of personal data that were replaced, by the number of the line.
    """

    path: Path
    document_id: str
    slug: str
    outcome: Outcome
    status: str
    replaced: dict[int, tuple[str, ...]]


@under_lease("import posts")
def import_posts(context: DeploymentContext, paths: Sequence[Path | str]) -> list[ImportedPost]:
    """Reads posts that people edited, as `export_posts` wrote them; the next run shows them. All of them, or none.

    A person's version stays, whatever later runs write: what the writer would write is offered beside it. The same
    files again change nothing.

    Args:
        paths: Markdown files, and folders of such; offered versions in a folder are left alone, unless they are named.

    Returns: what became of each file, in their order.

    Raises:
        EditedPostRefused: a file is no such post, or something of the vault is left in it; nothing was changed.
        ErasureUnfinished: an erasure was cut off.
    """
    refuse_during_erasure(context.home)
    posts = [read_edited_post(path) for path in _list_files(paths)]
    seen: set[str] = set()
    for post in posts:
        if post.document_id in seen:
            remedy = "name one of the files."
            raise EditedPostRefused(post.path, post.places["id"], "another file has the same post", remedy)
        seen.add(post.document_id)
    context.store.prepare()
    stored, redactor = StoredPosts(context.store), PostRedactor(context)
    plans = [_plan(post, stored, redactor) for post in posts]
    changed = [plan for plan in plans if plan[0].outcome != "unchanged"]
    if changed:
        content, target = context.store.content, changed[0][0].document_id
        with context.store.runs.writing_session(), record_run(context.store, JOB_NAME, target) as run_id:
            for imported, document in changed:
                if imported.outcome == "edited":
                    content.save(document, run_id)
                if imported.outcome == "given back":
                    content.release([imported.document_id], run_id)
                if imported.outcome != "edited":
                    content.decide(imported.document_id, document.status, run_id)
    return [imported for imported, _ in plans]


def _list_files(paths: Sequence[Path | str]) -> list[Path]:
    found: list[Path] = []
    for given in paths:
        path = Path(given).expanduser()
        inside = sorted(path.rglob("*.md")) if path.is_dir() else [path]
        files = [one for one in inside if one == path or OFFERED not in one.relative_to(path).parts]
        if not files:
            raise EditedPostRefused(
                path, 0, "there is no Markdown file in it", "name what `egregora export posts` wrote."
            )
        found += files
    return list(dict.fromkeys(found))


def _plan(post: EditedPost, stored: StoredPosts, redactor: PostRedactor) -> tuple[ImportedPost, Document]:
    """What a file asks for, and the document as it would be.

    Raises:
        EditedPostRefused: there is no such post, or something of the vault is left in the text.
    """
    document = stored.get(post.document_id)
    if document is None:
        remedy = "import it into the deployment that it was exported from."
        raise EditedPostRefused(post.path, post.places["id"], "there is no such post", remedy)
    offer = stored.get_offer(post.document_id)
    edited, replaced = _edit(post, document, offer, redactor)
    status = post.status or document.status
    if _is_same(edited, document) and (document.writer != PERSON or document.based_on == post.version):
        outcome: Outcome = "unchanged" if status == document.status else "shown otherwise"
    elif document.writer == PERSON and offer is not None and _render(edited) == _render(offer):
        outcome = "given back"
    elif digest_version(post.title, post.summary, "\n".join(post.lines)) == post.version:
        outcome = "unchanged" if status == document.status else "shown otherwise"
    else:
        outcome = "edited"
        edited = _find_sources(edited, document, stored)
    edited = replace(edited, status=status)
    return ImportedPost(post.path, document.document_id, document.slug, outcome, status, replaced), edited


def _edit(
    post: EditedPost, document: Document, offer: Offer | None, redactor: PostRedactor
) -> tuple[Document, dict[int, tuple[str, ...]]]:
    """The document with the file's words, redacted where they are new, with the links that its lines had."""
    versions = [document.content, *([offer.content] if offer else [])]
    lines = restore_links(post.lines, versions)
    known = {_flatten(document.title), _flatten(document.summary)}
    known |= {_flatten(offer.title), _flatten(offer.summary)} if offer else set()
    texts = {post.first + n: post.lines[n] for n, line in enumerate(lines) if line is None and post.lines[n].strip()}
    for name in ("title", "summary"):
        if (text := one_line(getattr(post, name))) not in known:
            texts[post.places[name]] = text
    tags = document.tags if post.tags is None else post.tags
    if fresh := [tag for tag in tags if tag not in document.tags]:
        texts[post.places["tags"]] = ", ".join(fresh)
    shown, replaced = redactor.redact(post, document.chat_id, texts)
    if fresh:
        tags = (*(tag for tag in tags if tag in document.tags), *shown[post.places["tags"]].split(", "))
    written = [shown.get(post.first + n, post.lines[n]) if line is None else line for n, line in enumerate(lines)]
    edited = replace(
        document,
        title=shown.get(post.places["title"], one_line(post.title)),
        summary=shown.get(post.places["summary"], one_line(post.summary)),
        content="\n".join(written),
        tags=tuple(sorted(set(tags))),
        writer=PERSON,
        based_on=post.version,
    )
    redactor.refuse_leaks(post, document.chat_id, {post.first: edited.content} if texts else {})
    return edited, replaced


def _is_same(edited: Document, document: Document) -> bool:
    """Whether a document says what it said."""
    return edited.tags == document.tags and _render(edited) == _render(document)


def _render(post: Document | Offer) -> tuple[str, ...]:
    """What a file shows of a post."""
    return _flatten(post.title), _flatten(post.summary), *show_content(post.content).split("\n")


def _flatten(text: str | None) -> str:
    return " ".join((text or "").split())


def _find_sources(edited: Document, document: Document, stored: StoredPosts) -> Document:
    """The document with the citations and the people of its new words."""
    messages, people = stored.list_messages(document.chat_id), stored.list_people(document.chat_id)
    citations = find_citations(edited.content, document.citations, messages)
    authors = {str(row["message_id"]): row["author_id"] for row in messages}
    texts = (edited.title or "", edited.summary or "", edited.content)
    told = find_people(texts, [authors.get(one.message_id) for one in citations], people)
    return replace(edited, citations=citations, author_ids=told)
