"""One page: everything that decides it, as values, and the function that makes its bytes of them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from typing import NamedTuple, TypeVar

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from egregora_assets.contracts.digests import digest_code, digest_values
from egregora_assets.site.addresses import day_page, make_anchor, make_root
from egregora_assets.site.charts import draw_charts, draw_sparkline
from egregora_assets.site.conversation import render_months, render_talk
from egregora_assets.site.figures.shown import list_months, list_sentences
from egregora_assets.site.library.players import render_player
from egregora_assets.site.library.repeats import render_other_days
from egregora_assets.site.mail.body import render_body
from egregora_assets.site.mail.styles import MAIL_POLICY, STYLES
from egregora_assets.site.markdown import EXTERNAL_REL
from egregora_assets.site.printable import one_line, shorten
from egregora_assets.site.site_model import Document, Link, Medium
from egregora_assets.site.talk.ledes import lift_picture, split_lede
from egregora_assets.site.talk.turns import Around
from egregora_assets.site.words import Words

CONTENT_SECURITY_POLICY = (
    "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self'; media-src 'self'; "
    "form-action 'self'; base-uri 'none'"
)
_PACKAGES = (
    "egregora_assets.site",
    "egregora_assets.stages.published",
    "egregora_assets.language",
    "egregora_assets.contracts",
    "egregora_assets.writing.reading",
    "egregora_assets.writing.stories",
)
_LIBRARIES = ("babel", "jinja2", "markupsafe", "markdown-it-py", "nh3")
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


@dataclass(frozen=True)
class Frame:
    """What stands around every page.

    Args:
        title, url, language: the site's.
        sections: the navigation's sections that have something to show.
    """

    title: str
    url: str | None
    language: str
    sections: tuple[str, ...]


@dataclass(frozen=True)
class PagePlan:
    """Everything that decides a page, as values: a template sees nothing else. It can be sent to another process.

    Args:
        template: the name of the template.
        values: what the template shows, by name; each value's `repr` tells it from any other, or it is bytes.
        document_id: the document that the page shows, if any.
    """

    template: str
    page: Page
    frame: Frame
    values: Mapping[str, object] = field(default_factory=dict)
    document_id: str | None = None

    @property
    def fingerprint(self) -> str:
        """A digest of everything that decides the page, the code included."""
        values = (part for name in sorted(self.values) for part in (name, self.values[name]))
        return digest_values(fingerprint_code(), self.template, self.page, self.frame, *values)


def render_page(plan: PagePlan) -> bytes:
    """The bytes of a page: a pure function of its plan."""
    frame, page = plan.frame, plan.page
    words = Words(frame.language)
    template = load_templates().get_template(plan.template)
    text: str = template.render(
        page=page, root=page.root, site=frame, words=words, has=frozenset(frame.sections), **plan.values
    )
    return text.encode()


def fingerprint_code() -> str:
    """A digest of the code and templates that decide a page, and of the libraries that they use."""
    return digest_code(_PACKAGES, _LIBRARIES)


@cache
def load_templates() -> Environment:
    """The templates, read once a process; every value is escaped unless it is marked as safe HTML."""
    environment = Environment(
        loader=PackageLoader("egregora_assets.site"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
    )
    environment.globals.update(
        csp=Markup(CONTENT_SECURITY_POLICY),  # noqa: S704 - our own, without a double quote
        external_rel=EXTERNAL_REL,
        one_line=one_line,
        shortened=shorten,
        anchor=make_anchor,
        day_page=day_page,
        draw_charts=draw_charts,
        list_sentences=list_sentences,
        list_months=list_months,
        draw_hills=draw_sparkline,
        render_months=render_months,
        render_talk=render_talk,
        other_days=render_other_days,
        player=render_player,
        around=_say_around,
        split_lede=split_lede,
        lift_picture=lift_picture,
        mail_styles=STYLES,
        mail_policy=Markup(MAIL_POLICY),  # noqa: S704 - the same
        mail_body=render_body,
        html=Markup,
    )
    return environment


def _say_around(words: Words) -> Around:
    """What is said of the talk around a quote."""
    return Around(words("conversation.around"), words("conversation.read_on"), words.language)


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
