"""Pictures of a post: which it shows, and in which section each stands."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass

from egregora_assets.contracts.pictures.looks import PictureLook, find_repeats
from egregora_assets.writing.conversation import Message, Picture
from egregora_assets.writing.quotes import Quote
from egregora_assets.writing.stories.model import Story

MOST_PICTURES = 8
MOST_IN_A_STORY = 3
_SHOWN_KINDS = ("image",)


@dataclass(frozen=True, slots=True)
class Illustration:
    """A picture of a post, and the message that brought it."""

    message: Message
    picture: Picture


def choose_illustrations(messages: Sequence[Message], sections: Sequence[Story]) -> list[list[Illustration]]:
    """Choose the pictures of a post, each once however often or in whichever size it was sent, by section and time.

    A picture stands in the section that its caption or an answer to it belongs to, else in the one that was told of
    when it was sent, or in the one before. Where there are too many, those stay whose message is quoted, then those
    with a caption, then the earliest.

    Args:
        messages: all of the window by people who did not opt out, in order.
        sections: at least one, in order of time.
    """
    once = [i for i in _list_once(messages) if i.picture.media_type in _SHOWN_KINDS]
    quoted = {q.utterance.message.message_id for s in sections for q in s.quotes}
    kept = sorted(once, key=lambda i: _rank(i, quoted))[:MOST_PICTURES]
    starts = [min(s.segment.utterances[0].message.order, s.quotes[0].utterance.message.order) for s in sections]
    owners = _find_owners(sections)
    placed: list[list[Illustration]] = [[] for _ in sections]
    for illustration in kept:
        message = illustration.message
        at_that_time = max(0, bisect_right(starts, message.order) - 1)
        place = owners.get(message.message_id, at_that_time)
        if len(placed[place]) < MOST_IN_A_STORY:
            placed[place].append(illustration)
    return [sorted(some, key=lambda i: i.message.order) for some in placed]


def _find_owners(sections: Sequence[Story]) -> dict[str, int]:
    """By message, the section that it belongs to by its words or by the first answer that it got."""
    written: dict[str, int] = {}
    answered: dict[str, int] = {}
    for number, section in enumerate(sections):
        for utterance in section.segment.utterances:
            written[utterance.message.message_id] = number
            if utterance.message.reply_to:
                answered.setdefault(utterance.message.reply_to, number)
    return answered | written


def split_before(illustrations: Sequence[Illustration], quote: Quote) -> tuple[list[Illustration], list[Illustration]]:
    """Those that were sent before the message of a quote, and the others."""
    place = quote.utterance.message.order
    return [i for i in illustrations if i.message.order < place], [i for i in illustrations if i.message.order >= place]


def _list_once(messages: Iterable[Message]) -> list[Illustration]:
    """The files that messages brought, by time: of those that look the same the first one."""
    first: dict[str, Illustration] = {}
    for message in sorted(messages, key=lambda m: m.order):
        for picture in message.pictures:
            first.setdefault(picture.media_id, Illustration(message, picture))
    looks = (PictureLook(p.media_id, p.look, p.width, p.height) for p in (i.picture for i in first.values()))
    repeats = find_repeats(looks)
    return [illustration for media_id, illustration in first.items() if media_id not in repeats]


def _rank(illustration: Illustration, quoted: Collection[str]) -> tuple[bool, bool, tuple[int, int, str]]:
    message = illustration.message
    return message.message_id not in quoted, not message.text.strip(), message.order
