"""Plans of the e-mail edition: one page a week with posts, and the list of them."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import replace
from typing import NamedTuple

from egregora_assets.site.context import SiteContext, strip_document
from egregora_assets.site.mail.styles import FOLDER, INDEX
from egregora_assets.site.page import Page, PagePlan
from egregora_assets.site.printable import one_line
from egregora_assets.site.site_model import Document
from egregora_assets.site.talk.ledes import begins_with_summary


class Edition(NamedTuple):
    """The edition of a week that begins on `monday`: where it is, and the title of its best post."""

    path: str
    monday: dt.date
    title: str


class MailPlans:
    """Plans the editions of one site."""

    def __init__(self, context: SiteContext) -> None:
        self._context, self._site, self._words = context, context.site, context.words

    def list_plans(self) -> Iterator[PagePlan]:
        """The list of the editions, newest first, then each of them."""
        weeks: dict[dt.date, list[Document]] = defaultdict(list)
        for post in self._site.news:
            weeks[_find_monday(post)].append(post)
        if not weeks:
            return
        plans, editions = [], []
        for monday in sorted(weeks, reverse=True):
            edition, plan = self._plan_edition(monday, weeks[monday])
            editions.append(edition)
            plans.append(plan)
        page = Page(INDEX, self._words("mail.title"), "email", self._words("mail.lead"), is_indexed=False)
        yield self._context.plan("email_index.html", page, editions=tuple(editions))
        yield from plans

    def _plan_edition(self, monday: dt.date, posts: list[Document]) -> tuple[Edition, PagePlan]:
        context = self._context
        year, week, _ = monday.isocalendar()
        best = min(posts, key=_rank)
        others = tuple(context.find_headline(post) for post in posts if post is not best)
        title = one_line(best.title)
        page = Page(f"{FOLDER}{year}-W{week:02}.html", title, "email", language=best.language, is_indexed=False)
        plan = context.plan(
            "email.html",
            page,
            monday=monday,
            best=strip_document(best),
            address=context.addresses.documents[best.document_id],
            # Lines of code and the talk around a quote open on the site; in an e-mail they would only be long.
            prose=replace(context.find_prose(best), code={}, nearby={}),
            has_lede=begins_with_summary(best.content, best.summary),
            others=others,
        )
        return Edition(page.path, monday, title), plan


def _find_monday(post: Document) -> dt.date:
    """The Monday of the week in which the time that a post tells of ends."""
    day = post.last_day or post.day
    return day - dt.timedelta(days=day.weekday())


def _rank(post: Document) -> tuple[float, str]:
    """The best post first; what nobody compared stands in the middle."""
    return -(post.rating.score if post.rating else 1500.0), post.document_id
