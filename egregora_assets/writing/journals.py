"""The journal: for each window what was read, what was left out and why, and whether there is a post."""

from __future__ import annotations

import egregora_assets.writing.frames as frames
from egregora_assets.language.formats import format_count, format_number, quote_text
from egregora_assets.writing.conversation import Window
from egregora_assets.writing.drafts import Draft, WindowResult
from egregora_assets.writing.markdown import escape_line, escape_text


def _list_counts(told: WindowResult) -> list[str]:
    """One list item a kind of message that was read, the most frequent first."""
    kinds = told.language.journal.kinds
    counts = sorted(told.counts.kind_counts.items(), key=lambda item: (-item[1], item[0]))
    return [f"- {escape_line(kinds.get(kind, kind))}: {format_number(n, told.language)}" for kind, n in counts if n]


def _list_skipped(told: WindowResult) -> list[str]:
    """One list item a reason for which messages were left out."""
    phrases, tally = told.language.journal, told.counts
    reasons = (
        (phrases.short, tally.short_count),
        (phrases.unquoted, tally.unquoted_count),
        (phrases.opted_out, tally.opted_out_count),
    )
    return [f"- {escape_line(text)}: {format_number(n, told.language)}" for text, n in reasons if n]


def _describe_outcome(told: WindowResult, minimum: int) -> str:
    """Whether there is a post and why not, in a sentence."""
    language, phrases = told.language, told.language.journal
    if told.post is not None:
        quotes = format_count(language.counts.quotes, len(told.post.citations), language)
        return phrases.written.format(quotes=quotes, title=quote_text(told.post.title, language))
    if told.reason == "too_few":
        count = format_count(language.counts.texts, told.counts.text_count, language)
        return phrases.too_few.format(n=count, minimum=format_number(minimum, language))
    return phrases.nothing


def write_journal(window: Window, told: WindowResult, minimum: int) -> Draft:
    """Write the journal entry of a window, of which a post needs `minimum` messages with text."""
    language, phrases = told.language, told.language.journal
    first, last = window.messages[0].local_time, window.messages[-1].local_time
    read = phrases.read.format(
        messages=format_count(language.counts.messages, sum(told.counts.kind_counts.values()), language),
        people=format_count(language.counts.people, told.counts.author_count, language),
        from_time=frames.moment_in_year(first),
        to_time=frames.moment_in_year(last),
    )
    outcome = escape_text(_describe_outcome(told, minimum))
    blocks = [escape_text(read), f"## {escape_line(phrases.counts)}", "\n".join(_list_counts(told))]
    if skipped := _list_skipped(told):
        blocks += [f"## {escape_line(phrases.skipped)}", "\n".join(skipped)]
    blocks += [f"## {escape_line(phrases.outcome)}", outcome]
    return Draft(
        title=phrases.title.format(span=frames.days_between(first, last, language)),
        summary=f"{read} {_describe_outcome(told, minimum)}",
        content="\n\n".join(b for b in blocks if b) + "\n",
        language=language.code,
        tags=(),
        citations=(),
    )
