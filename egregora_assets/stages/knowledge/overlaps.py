"""Expressions: the last messages of a window, which the next one has too, for context."""

from __future__ import annotations

from collections.abc import Mapping

import ibis


def list_overlaps(
    messages: ibis.Table, placed: ibis.Table, own: Mapping[str, ibis.Table], since: ibis.Table, overlap: float
) -> ibis.Table:
    """The messages that windows share with the one before them: window_id, message_id, is_overlap.

    Every window is as it is without them: they are a part of the window before, so they make no window of their own.

    Args:
        placed: the messages of the windows that are remembered anew: window_id, chat_id, window_start, message_id.
        own: the stage's tables, as the last run left them.
        since: chat_id, since: where what is remembered anew begins.
        overlap: the part of the window before, rounded down to whole messages.
    """
    names = ("window_id", "chat_id", "window_start", "message_id")
    members = placed.select(*names).union(_list_last_members(own, since).select(*names))
    windows = members.select("window_id", "chat_id", "window_start").distinct()
    following = ibis.window(group_by=windows.chat_id, order_by=windows.window_start)
    pairs = windows.select("window_id", next_id=windows.window_id.lead().over(following))
    told = members.join(messages.select("message_id", "sent_at", "position"), "message_id").join(pairs, "window_id")
    latest = ibis.window(
        group_by=told.window_id, order_by=[told.sent_at.desc(), told.position.desc(), told.message_id.desc()]
    )
    ranked = told.mutate(
        place=ibis.row_number().over(latest),
        shared=(told.count().over(ibis.window(group_by=told.window_id)) * overlap).floor(),
    )
    shared = ranked.filter(ranked.next_id.notnull() & (ranked.place < ranked.shared))
    return shared.select(window_id=shared.next_id, message_id=shared.message_id, is_overlap=ibis.literal(True))


def _list_last_members(own: Mapping[str, ibis.Table], since: ibis.Table) -> ibis.Table:
    """The messages of the last window of each chat that is left as it is."""
    joined = own["windows"].select("window_id", "chat_id", "window_start").join(since, "chat_id")
    left = joined.filter(joined.window_start < joined.since)
    turn = ibis.row_number().over(ibis.window(group_by=left.chat_id, order_by=left.window_start.desc()))
    last = left.mutate(turn=turn)
    members = own["window_messages"]
    return members.filter(~members.is_overlap).join(last.filter(last.turn == 0), "window_id")
