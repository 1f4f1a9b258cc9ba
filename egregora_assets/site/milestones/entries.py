"""Events as entries of the feeds: one a day and conversation, that leads to the day's page."""

from __future__ import annotations

import datetime as dt
import html
from collections.abc import Iterable, Iterator
from itertools import groupby

from egregora_assets.contracts.identifiers import public_uuid
from egregora_assets.site.milestones.events import Event
from egregora_assets.site.site_model import Document
from egregora_assets.site.words import Words

MOST_DAYS = 10
"""Only the newest days stand in the feeds, so that posts do too."""


def list_entries(events: Iterable[Event], words: Words) -> Iterator[Document]:
    """The newest days on which something happened, newest first; the content is HTML."""
    days = [(key, list(told)) for key, told in groupby(events, key=lambda event: (event.day, event.chat_id))]
    for (day, chat_id), told in reversed(days[-MOST_DAYS:]):
        lines = list(dict.fromkeys(event.say(words) for event in told))
        items = "".join(f"<li>{html.escape(line, quote=False)}</li>" for line in lines)
        entry_id = public_uuid("announcements of a day", chat_id, day.isoformat())
        yield Document(
            document_id=entry_id,
            chat_id=chat_id,
            slug=entry_id,
            title=f"{words.date(day)}: {lines[0].rstrip('.')}" if len(lines) == 1 else words.date(day),
            content=f"<ul>{items}</ul>",
            language=words.language,
            created_at=dt.datetime.combine(day, dt.time()),
            day=day,
            writer="site",
            text_version=public_uuid("content", *lines),
            summary=" ".join(lines),
        )
