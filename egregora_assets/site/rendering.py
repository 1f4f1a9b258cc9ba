"""Renders the pages of a site: those that an earlier build has not, by other processes where there are many."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from functools import partial
from itertools import islice

from egregora_assets.contracts.parts import Perform
from egregora_assets.site.page import PagePlan, SiteFile, render_page
from egregora_assets.site.page_cache import PageCache

_SECONDS_A_PAGE = 0.001
_PAGES_A_TASK = 32
"""So that a task takes longer than it takes to send it."""
_PAGES_AT_ONCE = 2048
"""As many plans and pages are in memory together, where other processes render."""


def render_pages(plans: Iterable[PagePlan], cache: PageCache, perform: Perform | None) -> Iterator[SiteFile]:
    """The pages of some plans, in their order.

    Args:
        perform: what renders many pages; None = one after the other, here.
    """
    rest = iter(plans)
    while batch := list(islice(rest, _PAGES_AT_ONCE if perform else 1)):
        made = _render_elsewhere(batch, cache, perform) if perform else {}
        for plan in batch:
            path = plan.page.path
            ready = made.get(path)
            content = cache.get(path, plan.fingerprint, partial(_take, ready) if ready else partial(render_page, plan))
            yield SiteFile(path, content, plan.document_id)


def render_task(plans: Sequence[PagePlan]) -> list[bytes]:
    """The bytes of some pages."""
    return [render_page(plan) for plan in plans]


def _render_elsewhere(batch: Sequence[PagePlan], cache: PageCache, perform: Perform) -> dict[str, bytes]:
    """The pages that the cache does not know, by path."""
    new = [plan for plan in batch if not cache.is_noted(plan.page.path, plan.fingerprint)]
    tasks = [new[start : start + _PAGES_A_TASK] for start in range(0, len(new), _PAGES_A_TASK)]
    pages = (page for done in perform(render_task, tasks, len(new) * _SECONDS_A_PAGE) for page in done)
    return dict(zip((plan.page.path for plan in new), pages, strict=True))


def _take(page: bytes) -> bytes:
    return page
