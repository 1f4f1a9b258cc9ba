"""Expressions: the stretches that windows are made of (local weeks, or as the settings say), and what windows share."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import ibis
import ibis.expr.datatypes as dt

from egregora_assets.contracts.column_types import INSTANT, LOCAL_TIME
from egregora_assets.contracts.instants import convert_to_local_times, normalize_timestamps
from egregora_assets.retrieval.windows import Cut
from egregora_assets.stages.knowledge.expressions import BOUNDARIES, SINCE, in_order, join_people, spell_out

_DAY, _HOUR = 86_400, 3_600
_FIRST = {"days": "1970-01-01", "weeks": "1970-01-05", "months": "1970-01-01"}
"""What stretches of several days, weeks or months are counted from: another export never moves them."""


# Only DuckDB: the function below says why.
_builtin: Callable[..., Callable[[Callable[..., object]], Callable[..., Any]]] = ibis.udf.scalar.builtin
"""Declares a function of DuckDB that Ibis lacks."""


# Only DuckDB: Ibis counts characters, not bytes.
@_builtin(name="strlen", signature=((dt.string,), dt.int64))
def _count_bytes(text: str) -> object:
    """DuckDB: the bytes of a text in UTF-8."""


def list_stretches(
    messages: ibis.Table, authors: ibis.Table, chats: ibis.Table, titles: ibis.Table, cut: Cut
) -> ibis.Table:
    """The stretches of every chat that windows are made of, with a digest of what was said in each.

    Args:
        messages, authors, chats: the contracts of those names.
        titles: what `join_link_titles` gives.

    Returns: as `list_weeks`; where a stretch is no week, also `name`, which tells it from the others of its chat.
    """
    if cut.is_weekly:
        return list_weeks(messages, authors, chats, titles)
    said = join_people(messages, authors, titles)
    if cut.is_counted:
        return _list_counted(said, cut)
    return _list_hours(said, cut.size) if cut.unit == "hours" else _list_dated(said, chats, cut)


def list_weeks(messages: ibis.Table, authors: ibis.Table, chats: ibis.Table, titles: ibis.Table) -> ibis.Table:
    """The local weeks of every chat, with a digest of what was said in each.

    A week runs from Monday 00:00 to the next in the chat's zone (ISO weeks). The week is decided by the instant
    alone, so equal instants are never split, also where clocks are put back at the border.

    Args:
        messages, authors, chats: the contracts of those names.
        titles: what `join_link_titles` gives.

    Returns: one row a chat a week with messages that are no notices, in order: chat_id, week_start, week_end (instants,
    the end exclusive), message_count, digest (of all that
    `list_lines` reads of its messages).
    """
    said = join_people(messages, authors, titles)
    placed = said.join(chats.select("chat_id", "time_zone"), "chat_id")
    zone = placed.time_zone
    timed = placed.mutate(monday=convert_to_local_times(placed.sent_at, zone).truncate("W").cast(LOCAL_TIME))
    # Where an hour is shown twice at the border, the first pass still belongs to the week before.
    is_before = timed.sent_at < _find_day_start(timed.monday, timed.time_zone)
    dated = timed.mutate(monday=ibis.ifelse(is_before, timed.monday - ibis.interval(days=7), timed.monday))
    weeks = dated.group_by("chat_id", "time_zone", "monday").aggregate(
        message_count=dated.count(),
        digest=spell_out(dated).group_concat("", order_by=in_order(dated)).hexdigest("sha256"),
    )
    return weeks.select(
        "chat_id",
        week_start=_find_day_start(weeks.monday, weeks.time_zone),
        week_end=_find_day_start(weeks.monday + ibis.interval(days=7), weeks.time_zone),
        message_count="message_count",
        digest="digest",
    ).order_by("chat_id", "week_start")


def _list_dated(said: ibis.Table, chats: ibis.Table, cut: Cut) -> ibis.Table:
    """Stretches of so many local days, weeks or months each; the first begins on a date that is always the same."""
    placed = said.join(chats.select("chat_id", "time_zone"), "chat_id")
    local = convert_to_local_times(placed.sent_at, placed.time_zone)
    length = ibis.interval(**{cut.unit: cut.size})
    timed = placed.mutate(first=_find_first_day(local, cut).cast(LOCAL_TIME))
    # Where an hour is shown twice at the border, the first pass still belongs to the stretch before.
    is_before = timed.sent_at < _find_day_start(timed["first"], timed.time_zone)
    dated = timed.mutate(first=ibis.ifelse(is_before, timed["first"] - length, timed["first"]))
    stretches = _gather(dated, "time_zone", "first")
    return stretches.select(
        "chat_id",
        week_start=_find_day_start(stretches["first"], stretches.time_zone),
        week_end=_find_day_start(stretches["first"] + length, stretches.time_zone),
        message_count="message_count",
        digest="digest",
        name=stretches["first"].cast("string"),
    ).order_by("chat_id", "week_start")


def _find_first_day(local: ibis.Value, cut: Cut) -> ibis.Value:
    """The first day of the stretch of a local time."""
    base = ibis.timestamp(_FIRST[cut.unit])
    if cut.unit == "months":
        months = (local.year() - 1970) * 12 + local.month() - 1
        return base + _round_down(months, cut.size).as_interval("M")
    days = cut.size * (7 if cut.unit == "weeks" else 1)
    passed = (local.truncate("D").epoch_seconds() - base.epoch_seconds()) // _DAY
    return base + _round_down(passed, days).as_interval("D")


def _round_down(number: ibis.Value, step: int) -> ibis.Value:
    return ((number // step) * step).cast("int32")


def _list_hours(said: ibis.Table, size: int) -> ibis.Table:
    """Stretches of so many hours each, counted in UTC: there no hour is missing or shown twice."""
    base = ibis.timestamp("1970-01-01")
    passed = said.sent_at.cast("timestamp(6)").truncate("h").epoch_seconds() // _HOUR
    timed = said.mutate(first=base + _round_down(passed, size).as_interval("h"))
    stretches = _gather(timed, "first")
    return stretches.select(
        "chat_id",
        week_start=stretches["first"].cast(INSTANT),
        week_end=(stretches["first"] + ibis.interval(hours=size)).cast(INSTANT),
        message_count="message_count",
        digest="digest",
        name=stretches["first"].cast("string"),
    ).order_by("chat_id", "week_start")


def _list_counted(said: ibis.Table, cut: Cut) -> ibis.Table:
    """Stretches of so many messages or bytes of text each. Messages of one instant stay together.

    What was said before decides where a stretch begins, so what is said later moves no border.
    """
    if cut.unit == "messages":
        before: Any = ibis.rank().over(ibis.window(group_by=said.chat_id, order_by=said.sent_at))
        counted = said.mutate(before=before)
    else:
        sized = said.mutate(byte_count=_count_bytes(said.text))
        until = ibis.range_window(preceding=None, following=0, group_by=sized.chat_id, order_by=sized.sent_at)
        at_once = ibis.window(group_by=[sized.chat_id, sized.sent_at])
        counted = sized.mutate(before=sized.byte_count.sum().over(until) - sized.byte_count.sum().over(at_once))
    stretches = _gather(counted.mutate(turn=counted.before.cast("int64") // cut.size), "turn")
    next_start = stretches.week_start.lead().over(
        ibis.window(group_by=stretches.chat_id, order_by=stretches.week_start)
    )
    after = (stretches.last_at + ibis.interval(microseconds=1)).cast(INSTANT)
    return stretches.select(
        "chat_id",
        "week_start",
        week_end=ibis.least(after, next_start.coalesce(after)),
        message_count="message_count",
        digest="digest",
        name=stretches.week_start.cast("string"),
    ).order_by("chat_id", "week_start")


def _gather(placed: ibis.Table, *keys: str) -> ibis.Table:
    """One row a chat a stretch: its first and last message, how many there are, a digest of what was said."""
    return placed.group_by("chat_id", *keys).aggregate(
        week_start=placed.sent_at.min(),
        last_at=placed.sent_at.max(),
        message_count=placed.count(),
        digest=spell_out(placed).group_concat("", order_by=in_order(placed)).hexdigest("sha256"),
    )


def _find_day_start(local_midnight: ibis.Value, time_zone: ibis.Value) -> ibis.Value:
    """The instant at which a local day begins; a midnight that is shown twice is the second one."""
    return normalize_timestamps(local_midnight, time_zone, "later")


# --- what windows share -------------------------------------------------------------------------------------------


def list_overlaps(
    messages: ibis.Table, placed: ibis.Table, own: Mapping[str, ibis.Table], overlap: float
) -> ibis.Table:
    """The messages that windows share with the one before them: window_id, message_id, is_overlap.

    Every window is as it is without them: they are a part of the window before, so they make no window of their own.

    Args:
        placed: the messages of the windows that are remembered anew: window_id, message_id.
        own: the stage's tables, as the last run left them.
        overlap: the part of the window before, rounded down to whole messages.
    """
    names = ("window_id", "chat_id", "window_start", "message_id")
    anew = placed.join(BOUNDARIES.select("window_id", "chat_id", "window_start"), "window_id")
    members = anew.select(*names).union(_list_last_members(own).select(*names))
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


def _list_last_members(own: Mapping[str, ibis.Table]) -> ibis.Table:
    """The messages of the last window of each chat that is left as it is."""
    joined = own["windows"].select("window_id", "chat_id", "window_start").join(SINCE, "chat_id")
    left = joined.filter(joined.window_start < joined.since)
    turn = ibis.row_number().over(ibis.window(group_by=left.chat_id, order_by=left.window_start.desc()))
    last = left.mutate(turn=turn)
    members = own["window_messages"]
    return members.filter(~members.is_overlap).join(last.filter(last.turn == 0), "window_id")
