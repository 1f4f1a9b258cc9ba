"""The plans of the pages of files: a gallery a year, and a page a document that is about a file."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from egregora_assets.site.context import SiteContext, strip_document
from egregora_assets.site.page import Page, PagePlan, group_by_year
from egregora_assets.site.printable import one_line, shorten
from egregora_assets.site.site_model import Document, Medium

_STRIP = 24
"""As many pictures of a year are shown on the first page of the gallery."""


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
        if years:
            yield self._plan_overview(years)
        for year in years:
            title = f"{self._words('menu.gallery')} {year}"
            page = Page(f"gallery/{year}.html", title, "gallery", self._words("tells.gallery"), is_indexed=False)
            shown = tuple(
                (m, context.message(m.message_id), self._find_page(documents.get(m.media_id))) for m in years[year]
            )
            yield context.plan("gallery.html", page, years=tuple(years), year=year, shown=shown)
        for document in self._site.file_documents:
            yield self._plan_file(document)

    def _plan_overview(self, years: Mapping[int, Sequence[Medium]]) -> PagePlan:
        """The newest pictures of each year: what a year has stands on its own page alone."""
        media = self._context.addresses.media
        shown = tuple(
            (
                year,
                tuple((media[m.media_id], m) for m in found if m.is_picture)[:_STRIP],
            )
            for year, found in years.items()
        )
        page = Page("gallery/index.html", self._words("menu.gallery"), "gallery", self._words("tells.gallery"))
        return self._context.plan("gallery_years.html", page, shown=shown)

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
        told = shorten(document.summary or medium.label, 200)
        page = Page(path, title, "gallery", told, document.language)
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
