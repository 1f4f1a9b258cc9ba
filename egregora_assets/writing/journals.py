"""The journal: for each window what was read, what was left out and why, and what came of it."""

from __future__ import annotations

from egregora_assets.writing import frames
from egregora_assets.writing.conversation import Window
from egregora_assets.writing.drafts import Draft, Told
from egregora_assets.writing.markdown import escaped, escaped_line


def _counts(told: Told) -> list[str]:
    """A line a kind of message that was read, the most frequent first."""
    kinds = told.language.journal.kinds
    counts = sorted(told.tally.kind_counts.items(), key=lambda item: (-item[1], item[0]))
    return [f"- {escaped_line(kinds.get(kind, kind))}: {frames.number(n, told.language)}" for kind, n in counts if n]


def _skipped(told: Told) -> list[str]:
    """A line a reason for which messages were left out."""
    phrases, tally = told.language.journal, told.tally
    reasons = (
        (phrases.short, tally.short_count),
        (phrases.unquoted, tally.unquoted_count),
        (phrases.opted_out, tally.opted_out_count),
    )
    return [f"- {escaped_line(text)}: {frames.number(n, told.language)}" for text, n in reasons if n]


def _outcome(told: Told, minimum: int) -> str:
    """What came of the window, in a sentence."""
    language, phrases = told.language, told.language.journal
    if told.post is not None:
        quotes = frames.counted(language.counts.quotes, len(told.post.citations), language)
        return phrases.written.format(quotes=quotes, title=frames.quoted(told.post.title, language))
    if told.reason == "too_few":
        count = frames.counted(language.counts.texts, told.tally.text_count, language)
        return phrases.too_few.format(n=count, minimum=frames.number(minimum, language))
    return phrases.nothing


def journal_of(window: Window, told: Told, minimum: int) -> Draft:
    """The journal entry of a window.

    Args:
        minimum: messages with text that a post needs.
    """
    language, phrases = told.language, told.language.journal
    first, last = window.messages[0].local_time, window.messages[-1].local_time
    read = phrases.read.format(
        messages=frames.counted(language.counts.messages, sum(told.tally.kind_counts.values()), language),
        people=frames.counted(language.counts.people, told.tally.author_count, language),
        from_time=frames.moment_in_year(first),
        to_time=frames.moment_in_year(last),
    )
    outcome = escaped(_outcome(told, minimum))
    blocks = [escaped(read), f"## {escaped_line(phrases.counts)}", "\n".join(_counts(told))]
    if skipped := _skipped(told):
        blocks += [f"## {escaped_line(phrases.skipped)}", "\n".join(skipped)]
    blocks += [f"## {escaped_line(phrases.outcome)}", outcome]
    return Draft(
        title=phrases.title.format(span=frames.days_between(first, last, language)),
        summary=f"{read} {_outcome(told, minimum)}",
        content="\n\n".join(b for b in blocks if b) + "\n",
        language=language.code,
        tags=(),
        citations=(),
        author_ids=(),
    )
