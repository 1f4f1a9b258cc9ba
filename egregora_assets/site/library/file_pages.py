"""The plans of the pages of files: a gallery a year, and a page a document that is about a file."""

from __future__ import annotations

from collections.abc import Iterator

from egregora_assets.site.context import SiteContext, strip_document
from egregora_assets.site.page import Page, PagePlan, group_by_year, list_years
from egregora_assets.site.printable import one_line, shorten
from egregora_assets.site.site_model import Document


class FilePlans:
    """Plans the pages that show the files of one site."""

    def __init__(self, context: SiteContext) -> None:
        self._context = context
        self._site, self._words = context.site, context.words

    def list_plans(self) -> Iterator[PagePlan]:
        """The plans; none without files."""
        context = self._context
        documents = {context.media[d.media_id].media_id: d for d in self._site.file_documents if d.media_id}
        years = group_by_year(self._site.media)
        for path, year in list_years("gallery", years) if years else ():
            page = Page(path, f"{self._words('menu.gallery')} {year}", "gallery", is_indexed=False)
            shown = tuple(
                (m, context.message(m.message_id), self._find_page(documents.get(m.media_id))) for m in years[year]
            )
            yield context.plan("gallery.html", page, years=tuple(years), year=year, shown=shown)
        for document in self._site.file_documents:
            yield self._plan_file(document)

    def _find_page(self, document: Document | None) -> tuple[str, str] | None:
        """Address and title of the page that is about a file."""
        if document is None:
            return None
        return self._context.addresses.documents[document.document_id], self._find_title(document)

    def _find_title(self, document: Document) -> str:
        return one_line(document.title) or self._context.media[document.media_id or ""].label

    def _plan_file(self, document: Document) -> PagePlan:
        context = self._context
        medium = context.media[document.media_id or ""]
        person = context.people.get(medium.person_id or "")
        path = context.addresses.documents[document.document_id]
        title = one_line(self._find_title(document))
        page = Page(path, title, "gallery", shorten(document.summary, 200), document.language)
        return context.plan(
            "file.html",
            page,
            document,
            told=strip_document(document),
            medium=medium,
            prose=context.find_prose(document),
            face=person and context.find_face(person),
            place=context.message(medium.message_id),
        )
