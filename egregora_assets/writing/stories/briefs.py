"""What is told in brief: a clause of each story that gets no section, and questions that nobody answered."""

from __future__ import annotations

from collections.abc import Sequence

from egregora_assets.writing.conversation import NANOSECONDS_PER_MINUTE
from egregora_assets.writing.quotes import Quote
from egregora_assets.writing.reading.reader import Reader
from egregora_assets.writing.reading.utterances import Utterance
from egregora_assets.writing.stories.clauses import list_clauses
from egregora_assets.writing.stories.headlines import is_fit
from egregora_assets.writing.stories.model import Story
from egregora_assets.writing.stories.roles import leans, quote_best
from egregora_assets.writing.stories.signs import shows

_MOST, _LONGEST = 5, 90
_MOST_QUESTIONS = 2
_UNANSWERED = 3 * 60 * NANOSECONDS_PER_MINUTE
_UNANSWERED_DISTANCE = 15


def list_briefs(stories: Sequence[Story], reader: Reader) -> list[tuple[str, Quote]]:
    """A clause of each of the weightiest stories, at most five, in order of time, with the quote that it is from.

    Its outcome if it was settled, else its opening; a story without words that may stand alone is left out, and one in
    which somebody mourns: a line among others is no place for that.
    """
    found: list[tuple[str, Quote]] = []
    light = [s for s in stories if not _mourns(s)]
    for story in sorted(light, key=lambda s: (-s.weight, s.opening.order)):
        is_settled = story.outcome is not None and story.outcome.is_settled
        sources = [story.outcome.quote] if is_settled and story.outcome else []
        for quote in (*sources, story.opening):
            if line := _cut(quote, reader):
                found.append((line, quote))
                break
    return sorted(found[:_MOST], key=lambda f: f[1].order)


def _mourns(story: Story) -> bool:
    return any(shows(u.message.text, u.language, "laments") for u in story.segment.told)


def list_open_questions(
    utterances: Sequence[Utterance], stories: Sequence[Story], reader: Reader
) -> list[tuple[str, Quote]]:
    """Questions that no story quotes and that nobody replied to, at most two, in order of time.

    Args:
        utterances: of the window, in order.
    """
    quoted = {q.utterance.message.message_id for s in stories for q in s.quotes}
    found = []
    for place, utterance in enumerate(utterances):
        following = utterances[place + 1 : place + 1 + _UNANSWERED_DISTANCE]
        if utterance.message.message_id not in quoted and is_unanswered(utterance, following):
            quote = quote_best(utterance, reader)
            line = _cut(quote, reader) if quote and quote.is_question else ""
            if quote and line.endswith("?"):
                found.append((line, quote))
    best = sorted(found, key=lambda f: (-f[1].score, f[1].order))[:_MOST_QUESTIONS]
    return sorted(best, key=lambda f: f[1].order)


def is_unanswered(utterance: Utterance, following: Sequence[Utterance]) -> bool:
    """Whether a question got no reply: nobody else wrote for three hours, nor took up its words afterwards."""
    if not (utterance.is_substantial and utterance.is_question):
        return False
    others = [u for u in following if u.message.author_id != utterance.message.author_id]
    if not others or others[0].message.sent_at - utterance.message.sent_at < _UNANSWERED:
        return False
    return not any(set(utterance.terms) & set(u.terms) for u in others)


def _cut(quote: Quote, reader: Reader) -> str:
    """The longest clause of a quote that may stand alone; empty where none may."""
    clauses = list_clauses(quote, longest=_LONGEST)
    return max((c for c in clauses if is_fit(c, quote, reader) and not leans(quote.utterance, c)), key=len, default="")
