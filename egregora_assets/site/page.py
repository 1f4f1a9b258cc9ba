"""One page: its metadata, and how its template is filled."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from typing import NamedTuple, TypeVar

from jinja2 import Environment, PackageLoader, StrictUndefined

from egregora_assets.site.addresses import make_root
from egregora_assets.site.site_model import Document, Link, Medium

CONTENT_SECURITY_POLICY = (
    "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self'; media-src 'self'; "
    "form-action 'self'; base-uri 'none'"
)
Dated = TypeVar("Dated", Document, Medium, Link)


class SiteFile(NamedTuple):
    """One file of the site: its path, its bytes, and the document that it shows, if it shows one."""

    path: str
    content: bytes
    document_id: str | None = None


@dataclass(frozen=True)
class Page:
    """The metadata of a page. `section` is the key of its place in the navigation.

    `site_root` leads to the site's folder where that does not follow from the path.
    """

    path: str
    title: str
    section: str
    description: str = ""
    language: str = ""
    card: str | None = None
    is_indexed: bool = True
    site_root: str | None = None

    @property
    def root(self) -> str:
        """The relative path from the page's folder to the site's."""
        return make_root(self.path) if self.site_root is None else self.site_root


@cache
def load_templates() -> Environment:
    """The templates, read once a process; every value is escaped unless it is marked as safe HTML."""
    return Environment(
        loader=PackageLoader("egregora_assets.site"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
    )


def fill_template(template: str, page: Page, **values: object) -> bytes:
    """The bytes of a page: its template with its values."""
    text: str = load_templates().get_template(template).render(page=page, root=page.root, **values)
    return text.encode()


def group_by_year(things: Iterable[Dated]) -> dict[int, list[Dated]]:
    """The things of each year in their own order, newest year first."""
    years: dict[int, list[Dated]] = defaultdict(list)
    for thing in things:
        years[thing.day.year].append(thing)
    return dict(sorted(years.items(), reverse=True))


def list_years(folder: str, years: Mapping[int, object]) -> Iterator[tuple[str, int]]:
    """Path and year of a page a year, after an index that shows the newest (year 0 where there is none)."""
    yield f"{folder}/index.html", next(iter(years), 0)
    yield from ((f"{folder}/{year}.html", year) for year in years)
