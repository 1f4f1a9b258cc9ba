"""The plans of the library of links: a page a year with its months, one by subject, one by person."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from egregora_assets.site.context import SiteContext
from egregora_assets.site.library.links import (
    MOST_LISTED,
    LinkSection,
    ListedLink,
    find_talk,
    group_by_month,
    group_by_person,
    group_by_subject,
)
from egregora_assets.site.page import Page, PagePlan, group_by_year, list_years
from egregora_assets.site.printable import one_line
from egregora_assets.site.site_model import Link

BY_MONTH, BY_SUBJECT, BY_PERSON = "links/index.html", "links/subjects.html", "links/people.html"


class LinkPlans:
    """Plans the pages that list the links of one site."""

    def __init__(self, context: SiteContext) -> None:
        self._context = context
        self._site, self._words = context.site, context.words

    def list_plans(self) -> Iterator[PagePlan]:
        """The plans; none without links."""
        links = self._site.links
        years = group_by_year(links)
        for path, year in list_years("links", years) if years else ():
            months = group_by_month(years[year])
            sections = tuple(self._list(self._words.month_of(m), None, found) for m, found in months.items())
            yield self._plan(path, BY_MONTH, sections, tuple(years), year)
        if links:
            yield self._plan(BY_SUBJECT, BY_SUBJECT, tuple(self._list_subjects()))
            yield self._plan(BY_PERSON, BY_PERSON, tuple(self._list_people()))

    def _plan(
        self, path: str, view: str, sections: Sequence[LinkSection], years: tuple[int, ...] = (), year: int = 0
    ) -> PagePlan:
        words = self._words
        names = {
            BY_MONTH: words("library.by_month"),
            BY_SUBJECT: words("library.by_subject"),
            BY_PERSON: words("library.by_person"),
        }
        title = f"{words('menu.links')} {year}" if year else f"{words('menu.links')}: {names[view]}"
        page = Page(path, title, "links", words("tells.links"), is_indexed=False)
        views = tuple(names.items())
        return self._context.plan(
            "links.html", page, years=years, year=year, sections=tuple(sections), views=views, view=view
        )

    def _list_subjects(self) -> Iterator[LinkSection]:
        links = self._site.links
        talk = find_talk(self._site.conversation, {link.message_id for link in links})
        subjects, others = group_by_subject(links, self._context.addresses.tags, talk)
        for tag, found in subjects.items():
            yield self._list(one_line(tag), self._context.addresses.tags[tag], found)
        if others:
            yield self._list(self._words("library.rest"), None, others)

    def _list_people(self) -> Iterator[LinkSection]:
        found = group_by_person(self._site.links)
        for person in self._site.people:
            if person.person_id in found:
                address = self._context.addresses.profiles.get(person.person_id)
                yield self._list(one_line(person.name), address, found[person.person_id])

    def _list(self, heading: str, address: str | None, links: Sequence[Link]) -> LinkSection:
        """The newest links of a section."""
        listed = tuple(
            ListedLink(
                link.url, link.title or "", link.summary or "", link.host, link.share_count, link.day,
                self._context.message(link.message_id),
            )
            for link in links[:MOST_LISTED]
        )  # fmt: skip
        left_out = self._words.number(len(links) - MOST_LISTED) if len(links) > MOST_LISTED else ""
        rest = self._words("library.more", count=left_out) if left_out else ""
        return LinkSection(heading, address, listed, rest)
