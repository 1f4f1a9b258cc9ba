"""Expressions: what is counted over everybody who is shown, and the votes for posts."""

from __future__ import annotations

import ibis
from ibis import _

from egregora_assets.ranking import PERSON
from egregora_assets.site.statistics_model import ANONYMOUS_CROWD

PAIR_MINUTES = 15
FEWEST_ANSWERS = 10
FEWEST_USES = 5
MOST_PAIRS = 10
_NOISE = r"\S+://\S+|\S*@\S+|\[[^\]\s]{1,40}\]|`[^`]*`"
"""Addresses, mentions, placeholders and code: no words of a conversation."""
_NO_LETTER = r"[^\p{L}\p{M}]+"
_NO_EMOJI = r"[^\x{200D}\x{FE0F}\x{2300}-\x{23FF}\x{2600}-\x{27BF}\x{2B00}-\x{2BFF}\x{1F000}-\x{1FAFF}]+"


def count_weeks(shown: ibis.Table) -> ibis.Table:
    """One row a week with messages, from its Monday, ascending.

    Args:
        shown: the messages that are shown.
    """
    weeks = shown.filter(_.author_id.notnull()).group_by(monday=_.local_time.truncate("W").date())
    return weeks.aggregate(message_count=_.count(), person_count=_.author_id.nunique()).order_by("monday")


def count_hours(shown: ibis.Table) -> ibis.Table:
    """One row an hour of a weekday (0 = Monday) with messages, ascending.

    Args:
        shown: the messages that are shown.
    """
    said = shown.filter(_.author_id.notnull())
    hours = said.group_by(weekday=_.local_time.day_of_week.index(), hour=_.local_time.hour())
    return hours.aggregate(message_count=_.count(), person_count=_.author_id.nunique()).order_by("weekday", "hour")


def list_outcomes(citations: ibis.Table) -> ibis.Table:
    """One row a document that tells how it ended: document_id, has_outcome (true)."""
    told = citations.filter(_.role == "outcome").select("document_id").distinct()
    return told.mutate(has_outcome=ibis.literal(True))


def count_votes(elo_comparisons: ibis.Table) -> ibis.Table:
    """One row a post that a person compared: post_id, vote_balance (comparisons that it won, less those it lost)."""
    decided = elo_comparisons.filter((_.judge == PERSON) & ~_.is_tie)
    won, lost = (decided.select(post_id=_[f"{side}_id"], won=by) for side, by in (("winner", 1), ("loser", -1)))
    return won.union(lost).group_by("post_id").aggregate(vote_balance=_.won.sum())


def count_days(shown: ibis.Table) -> ibis.Table:
    """One row a local day with messages, ascending: day, message_count, person_count.

    Args:
        shown: the messages that are shown.
    """
    days = shown.filter(_.author_id.notnull()).group_by("day")
    return days.aggregate(message_count=_.count(), person_count=_.author_id.nunique()).order_by("day")


def find_longest_silence(shown: ibis.Table) -> ibis.Table:
    """The longest time in which nobody wrote, the first of equals: one row, or none with fewer than two messages.

    Args:
        shown: the messages that are shown.

    Returns: began_day and ended_day (local, of the messages before and after it), seconds.
    """
    said = shown.filter(_.author_id.notnull()).mutate(second=_.sent_at.cast("timestamp(6)").epoch_seconds())
    order = ibis.window(order_by=[said.sent_at, said.position, said.message_id])
    gaps = said.select(
        "sent_at",
        "message_id",
        began_day=said.day.lag().over(order),
        ended_day=said.day,
        seconds=said.second - said.second.lag().over(order),
    )
    longest = gaps.filter(_.began_day.notnull()).order_by(ibis.desc("seconds"), "sent_at", "message_id").limit(1)
    return longest.select("began_day", "ended_day", "seconds")


def count_answers(shown: ibis.Table, message_replies: ibis.Table) -> ibis.Table:
    """One row a pair of people of whom one often answers the other, most first: person_id, to_id, answer_count.

    A message answers the one that it replies to; one that replies to none, the one before it in its chat, where another
    wrote that within a quarter of an hour.

    Args:
        shown: the messages that are shown.
    """
    said = shown.filter(_.author_id.notnull()).select("message_id", "chat_id", "author_id", "sent_at", "position")
    order = ibis.window(group_by=said.chat_id, order_by=[said.sent_at, said.position, said.message_id])
    placed = said.mutate(last_id=said.author_id.lag().over(order), last_at=said.sent_at.lag().over(order))
    written = said.select(reply_to_id=said.message_id, replied_id=said.author_id)
    replies = message_replies.select("message_id", "reply_to_id").left_join(written, "reply_to_id")
    replies = replies.select("message_id", "replied_id", has_reply=ibis.literal(True))
    met = placed.left_join(replies, "message_id")
    is_soon = met.sent_at <= met.last_at + ibis.interval(minutes=PAIR_MINUTES)
    to_id = ibis.cases((met.has_reply, met.replied_id), (is_soon, met.last_id))
    answers = met.select(person_id=met.author_id, to_id=to_id).filter(_.to_id.notnull() & (_.to_id != _.person_id))
    pairs = answers.group_by("person_id", "to_id").aggregate(answer_count=_.count())
    often = pairs.filter(_.answer_count >= FEWEST_ANSWERS)
    return often.order_by(ibis.desc("answer_count"), "person_id", "to_id").limit(MOST_PAIRS)


def count_month_words(shown: ibis.Table) -> ibis.Table:
    """One row a word that several people wrote in a month, mostly in small letters: others may be names.

    Args:
        shown: the messages that are shown.

    Returns: month (its first day), word, use_count, total (over all months), month_size and size (words of the month,
        of all), by month and word.
    """
    said = shown.filter(_.author_id.notnull()).mutate(month=_.local_time.truncate("M").date())
    split = said.text.re_replace(_NOISE, " ").re_split(_NO_LETTER)
    written = said.select("month", "author_id", written=split.unnest()).filter(_.written.length() > 0)
    named = written.mutate(word=_.written.lower())
    by_month = named.group_by("month", "word").aggregate(
        use_count=_.count(), person_count=_.author_id.nunique(), small_count=(_.written == _.word).sum()
    )
    all_over = ibis.window(group_by=by_month.word)
    in_month = ibis.window(group_by=by_month.month)
    sized = by_month.mutate(
        total=by_month.use_count.sum().over(all_over),
        month_size=by_month.use_count.sum().over(in_month),
        size=by_month.use_count.sum().over(ibis.window()),
    )
    enough = (sized.person_count >= ANONYMOUS_CROWD) & (sized.use_count >= FEWEST_USES) & (sized.word.length() >= 4)
    kept = sized.filter(enough & (sized.small_count * 2 > sized.use_count))
    return kept.select("month", "word", "use_count", "total", "month_size", "size").order_by("month", "word")


def count_month_signs(shown: ibis.Table, message_reactions: ibis.Table, authors: ibis.Table) -> ibis.Table:
    """One row a run of emoji that somebody wrote or reacted with in a month: month, person_id, run, use_count.

    Args:
        shown: the messages that are shown.
    """
    said = shown.filter(_.author_id.notnull()).mutate(month=_.local_time.truncate("M").date())
    runs = said.text.re_replace(_NO_EMOJI, " ").re_split(" ")
    written = said.select("month", person_id=said.author_id, run=runs.unnest(), use_count=ibis.literal(1, "int64"))
    months = said.select("message_id", "month")
    hidden = authors.filter(_.is_opted_out).select("author_id")
    reacted = (
        message_reactions.anti_join(hidden, "author_id")
        .inner_join(months, "message_id")
        .select("month", person_id=_.author_id, run=_.emoji, use_count=_.reaction_count.cast("int64"))
    )
    used = written.union(reacted).filter(_.run.length() > 0)
    counted = used.group_by("month", "person_id", "run").aggregate(use_count=_.use_count.sum())
    return counted.order_by("month", "person_id", "run")


def list_names(authors: ibis.Table) -> ibis.Table:
    """One row a name under which anybody was ever shown, also of people who opted out: name."""
    names = authors.select(name=_.pseudonym).union(authors.select(name=_.public_name), distinct=True)
    return names.order_by("name")


def build_questions(
    shown: ibis.Table, message_replies: ibis.Table, message_reactions: ibis.Table, authors: ibis.Table
) -> dict[str, ibis.Table]:
    """Every question about figures by name.

    Args:
        shown: the messages that are shown.
    """
    return {
        "weeks": count_weeks(shown),
        "hours": count_hours(shown),
        "days": count_days(shown),
        "silence": find_longest_silence(shown),
        "answer_pairs": count_answers(shown, message_replies),
        "month_words": count_month_words(shown),
        "month_signs": count_month_signs(shown, message_reactions, authors),
        "names": list_names(authors),
    }
