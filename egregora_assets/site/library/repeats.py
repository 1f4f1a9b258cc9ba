"""Files that were sent more than once, or in several sizes: shown once, with the days on which they came."""

from __future__ import annotations

import datetime as dt
import html
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from egregora_assets.contracts.pictures.looks import PictureLook, find_repeats
from egregora_assets.site.addresses import day_page, make_anchor
from egregora_assets.site.site_model import Medium
from egregora_assets.site.words import Words

MOST_SIGHTINGS = 12
"""Days that are named beside a file."""


@dataclass(frozen=True)
class SentFiles:
    """Which files messages brought, each once by how it looks.

    Args:
        repeats: files that are shown as another one, by id.
        files: ids of the files that are shown, by message.
        sightings: day and message of each time that a file was sent, in order, by the id of the one that is shown.
    """

    repeats: Mapping[str, str]
    files: Mapping[str, tuple[str, ...]]
    sightings: Mapping[str, tuple[tuple[dt.date, str], ...]]

    def find_shown(self, media_id: str) -> str:
        """The id of the file that is shown for a file."""
        return self.repeats.get(media_id, media_id)


def gather_sent_files(
    pictures: Iterable[PictureLook], files: Mapping[str, tuple[str, ...]], days: Mapping[str, dt.date]
) -> SentFiles:
    """Gather the files of a conversation.

    Args:
        pictures: those that are shown, in the order in which they came first.
        files: media ids by message.
        days: the day of each message that is shown and brings files, in order of time.
    """
    repeats = find_repeats(pictures)
    once = {message_id: tuple(dict.fromkeys(repeats.get(i, i) for i in ids)) for message_id, ids in files.items()}
    sightings: dict[str, list[tuple[dt.date, str]]] = defaultdict(list)
    for message_id, day in days.items():
        for media_id in once.get(message_id, ()):
            sightings[media_id].append((day, message_id))
    return SentFiles(repeats, once, {media_id: tuple(found) for media_id, found in sightings.items()})


def name_medium(media_type: str, day: dt.date, words: Words) -> str:
    """What a file of which nothing was said is called: `Picture, 8 January 2024`."""
    kind = "picture" if media_type == "image" else media_type
    return f"{words(f'media.{kind}')}, {words.date(day)}"


def find_shown_above(medium: Medium, message_id: str) -> str | None:
    """The message of the same day that a file was shown beside first; None where that is the message itself."""
    day = next((day for day, other in medium.sightings if other == message_id), None)
    first = next((other for at, other in medium.sightings if at == day), message_id)
    return None if first == message_id else first


def render_other_days(medium: Medium, message_id: str, words: Words, root: str) -> str:
    """The HTML that says on which other days a file was sent; empty where there is none.

    Args:
        message_id: the message beside which it stands; nothing is said of its day.
        root: the relative path from the page's folder to the site's.
    """
    here = {day for day, other in medium.sightings if other == message_id}
    others: dict[dt.date, str] = {}
    for day, other in medium.sightings:
        if day not in here:
            others.setdefault(day, other)
    links = [
        f'<a href="{root}{day_page(day)}#{make_anchor("m", other)}">{html.escape(words.date(day))}</a>'
        for day, other in list(others.items())[:MOST_SIGHTINGS]
    ]
    return f'<small class="also">{words("media.also_on", days=", ".join(links))}</small>' if links else ""
