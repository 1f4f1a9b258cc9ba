"""Which lines of a conversation speak of a file that came without a caption, or of an address without words."""

from __future__ import annotations

import ibis

MOST_LINES = 2
"""Lines that stand for the caption that a file does not have."""
SAID_BEFORE, SAID_AFTER = 5 * 60, 15 * 60
"""Seconds before and after a file within which a line may speak of it."""
_ANSWER, _AFTER, _BEFORE = 0, 1, 2
"""How surely a line speaks of a file, the surest first."""


def list_lines(attachments: ibis.Table, messages: ibis.Table, replies: ibis.Table) -> ibis.Table:
    """One row a line that speaks of a file without a caption, two a file at most, by time: media_id, turn, text.

    Those are answers to the message that first brought it, else what followed soon, else what its sender had just said.
    """
    words = messages.filter(
        (messages.kind == "text") & messages.text.re_search(r"\p{L}{2}") & ~messages.text.contains("://")
    )
    told = words.select("message_id", "chat_id", "author_id", "position", "text", second=words.sent_at.epoch_seconds())
    bare = _list_bare(attachments, messages)
    answers = _list_answers(bare, told, replies)
    every = answers.union(_list_around(bare, told).anti_join(answers, ("media_id", "message_id")))
    by_media = ibis.window(group_by=every.media_id, order_by=[every["rank"], every.away, every.steps, every.message_id])
    ranked = every.mutate(turn=ibis.row_number().over(by_media))
    kept = ranked.filter(ranked.turn < MOST_LINES)
    by_time = ibis.window(group_by=kept.media_id, order_by=[kept.second, kept.position, kept.message_id])
    return kept.select("media_id", "text", turn=ibis.row_number().over(by_time)).order_by("media_id", "turn")


def list_link_lines(message_links: ibis.Table, messages: ibis.Table, replies: ibis.Table) -> ibis.Table:
    """One row a line that speaks of a link that nobody sent with words, as in `list_lines`: link_id, turn, text."""
    said = messages.mutate(text=messages.text.re_replace(r"https?://\S+", ""))
    sent = message_links.select("message_id", "ordinal", media_id=message_links.link_id)
    lines = list_lines(sent, said, replies)
    return lines.select("turn", "text", link_id=lines.media_id).order_by("link_id", "turn")


def _list_bare(attachments: ibis.Table, messages: ibis.Table) -> ibis.Table:
    """The files that nobody sent with a caption, each with the message that first brought it."""
    said = messages.select("message_id", "chat_id", "author_id", "sent_at", "position", "text")
    sent = attachments.select("message_id", "ordinal", "media_id").join(said, "message_id")
    by_time = [sent.sent_at, sent.position, sent.message_id, sent.ordinal]
    placed = sent.mutate(
        turn=ibis.row_number().over(ibis.window(group_by=sent.media_id, order_by=by_time)),
        longest=sent.text.strip().length().max().over(ibis.window(group_by=sent.media_id)),
    )
    first = placed.filter((placed.turn == 0) & (placed.longest == 0))
    return first.select(
        "media_id", "chat_id", brought_by=first.message_id, sender=first.author_id, place=first.position,
        moment=first.sent_at.epoch_seconds(),
    )  # fmt: skip


def _list_answers(bare: ibis.Table, told: ibis.Table, replies: ibis.Table) -> ibis.Table:
    """The lines that answer a file, ranked."""
    answering = replies.select("message_id", brought_by=replies.reply_to_id)
    found = bare.drop("chat_id").join(answering, "brought_by").join(told, "message_id")
    return _rank(found, ibis.literal(_ANSWER))


def _list_around(bare: ibis.Table, told: ibis.Table) -> ibis.Table:
    """The lines that followed a file soon, or that its sender wrote just before, ranked."""
    is_near = [
        bare.chat_id == told.chat_id,
        bare.moment - SAID_BEFORE <= told.second,
        bare.moment + SAID_AFTER >= told.second,
    ]
    near = bare.join(told, is_near)
    is_after = (near.second > near.moment) | ((near.second == near.moment) & (near.position > near.place))
    placed = near.mutate(is_after=is_after)
    found = placed.filter(placed.is_after | (placed.author_id == placed.sender))
    return _rank(found, ibis.ifelse(found.is_after, _AFTER, _BEFORE))


def _rank(found: ibis.Table, rank: ibis.Value) -> ibis.Table:
    """Lines that were found of files, with what decides which are the best."""
    return found.select(
        *("media_id", "message_id", "text", "second", "position"),
        rank=rank.cast("int8"),
        away=(found.second - found.moment).abs(),
        steps=(found.position - found.place).abs(),
    )
