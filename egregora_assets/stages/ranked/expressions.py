"""Expressions: the counts that the rubric scores, the rows of the tables, and what the checks look for."""

from __future__ import annotations

import ibis

from egregora_assets.contracts.documents import ELO_COMPARISONS, ELO_RATINGS
from egregora_assets.contracts.tables import name_result
from egregora_assets.ranking import JUDGE, JUDGE_FAMILY, NEVER_COMPARED, PERSON

PAIR_MINUTES, BREAK_MINUTES = 15, 60
"""Within the first, a quote by another is taken for an answer; after the second, for another talk."""
IMPORTED_JUDGE = "legacy"
"""The judge of comparisons that were imported from an older deployment."""
_MARK = chr(1)
_LIST_LINE = r"(?m)^[ \t]*(?:[-*+]|\d+[.)])[ \t]"
_LINK_TARGET = r"\]\([^)]*\)"
_EDGES = " .…?!“”\"'"
_SHORTEST_HEADING = 8
"""Shorter headings are words of the subject, which may well be said again."""

QUOTE_COUNTS = (
    "quote_count",
    "section_count",
    "step_count",
    "break_count",
    "pair_count",
    "voice_count",
    "lone_count",
    "opening_count",
    "outcome_count",
    "repeat_count",
)
COUNTS = (*QUOTE_COUNTS, "picture_count", "list_count", "letter_count")


def _select_comparable(documents: ibis.Table) -> ibis.Table:
    """The published posts that may be compared: nobody's grief is ranked."""
    own = documents.filter((documents.doc_type == "post") & (documents.status == "published"))
    return own.filter(own.form.isnull() | (own.form != NEVER_COMPARED))


def list_posts(documents: ibis.Table, quotes: ibis.Table) -> ibis.Table:
    """Every published post that may be compared, with the counts that the rubric scores.

    Args:
        quotes: what `list_quotes` gives.

    Returns: one row a post, by chat, created_at and id: document_id, chat_id, created_at, COUNTS (picture_count:
        pictures in the content; list_count: lines of lists; letter_count: characters without the targets of links; the
        rest as in `count_quotes`, 0 without quotes).
    """
    own = _select_comparable(documents)
    marked = own.content.re_replace(_LIST_LINE, _MARK)
    described = own.select(
        "document_id",
        "chat_id",
        "created_at",
        picture_count=_count_of(own.content, "](media:"),
        list_count=_count_of(marked, _MARK),
        letter_count=own.content.re_replace(_LINK_TARGET, "").length(),
    )
    joined = described.left_join(count_quotes(quotes), "document_id").drop("document_id_right")
    counts = {name: joined[name].coalesce(0) for name in COUNTS}
    ordered = ("chat_id", "created_at", "document_id")
    return joined.select("document_id", "chat_id", "created_at", **counts).order_by(*ordered)


def _count_of(text: ibis.Value, part: str) -> ibis.Value:
    return (text.length() - text.replace(part, "").length()) // len(part)


def list_quotes(
    citations: ibis.Table, documents: ibis.Table, messages: ibis.Table, message_replies: ibis.Table
) -> ibis.Table:
    """Every quote with its place in the talk and in its section.

    Returns: one row a citation: document_id, section, author_id, and whether it
        is_step: stands after another one of its section;
        is_break: is of another talk than that one: no answer to it, and an hour or more apart;
        is_pair: answers it: by a reply, or by another within a quarter of an hour;
        is_answered: the next one of its section answers it;
        is_opening: is told as that; or is the first of its section, and began the talk: after a pause, or with a
            question or a link;
        is_outcome: is told as that; or is the last of its section, and nothing was said for a while after it;
        is_repeat: repeats the title, the heading, or a message that was quoted before.
    """
    placed = _place_quotes(citations, documents, messages, message_replies)
    pause, apart = ibis.interval(minutes=PAIR_MINUTES), ibis.interval(minutes=BREAK_MINUTES)
    answers = (placed.reply_to_id == placed.last_id).fill_null(False)
    is_soon = (placed.sent_at >= placed.last_at) & (placed.sent_at <= placed.last_at + pause)
    is_far = (placed.sent_at > placed.last_at + apart) | (placed.sent_at < placed.last_at - apart)
    starts = (placed.sent_at > placed.before_at + pause).fill_null(True) | placed.quote.contains("?")
    ends = (placed.after_at > placed.sent_at + pause).fill_null(True)
    told = placed.select(
        "document_id",
        "ordinal",
        "section",
        "author_id",
        is_step=placed.last_id.notnull(),
        is_break=placed.last_id.notnull() & is_far & ~answers,
        is_pair=((placed.author_id != placed.last_author_id) & (is_soon | answers)).fill_null(False),
        is_opening=_has_role(placed, "opening") | (placed.last_id.isnull() & (starts | placed.quote.contains("://"))),
        is_outcome=_has_role(placed, "outcome") | (placed.last_id.notnull() & placed.next_id.isnull() & ends),
        is_repeat=placed.is_again | _is_said(placed.section, placed.quote) | _is_said(placed.title, placed.quote),
    )
    order = ibis.window(group_by=[told.document_id, told.section], order_by=told.ordinal)
    return told.mutate(is_answered=told.is_pair.lead().over(order).fill_null(False)).drop("ordinal")


def _has_role(quotes: ibis.Table, role: str) -> ibis.Value:
    return (quotes.role == role).fill_null(False)


def _place_quotes(
    citations: ibis.Table, documents: ibis.Table, messages: ibis.Table, message_replies: ibis.Table
) -> ibis.Table:
    """Citations with what was said around them in the chat, and with what stands around them in their section."""
    said = messages.filter(messages.author_id.notnull())
    talk = ibis.window(group_by=said.chat_id, order_by=[said.sent_at, said.position, said.message_id])
    heard = said.select(
        "message_id",
        "author_id",
        "sent_at",
        before_at=said.sent_at.lag().over(talk),
        after_at=said.sent_at.lead().over(talk),
    )
    section = citations.section.coalesce("")
    quoted = citations.select("document_id", "ordinal", "message_id", "quote", "role", section=section)
    titles = documents.select("document_id", "title")
    met = quoted.join(heard, "message_id").join(titles, "document_id")
    replies = message_replies.select("message_id", "reply_to_id")
    met = met.left_join(replies, "message_id").drop("message_id_right")
    order = ibis.window(group_by=[met.document_id, met.section], order_by=met.ordinal)
    again = ibis.window(group_by=[met.document_id, met.message_id], order_by=met.ordinal)
    return met.mutate(
        last_id=met.message_id.lag().over(order),
        last_at=met.sent_at.lag().over(order),
        last_author_id=met.author_id.lag().over(order),
        next_id=met.message_id.lead().over(order),
        is_again=ibis.row_number().over(again) > 0,
    )


def _is_said(heading: ibis.Value, quote: ibis.Value) -> ibis.Value:
    """Whether a quote has the words of a heading."""
    words = heading.lower().re_replace(rf"^[{_EDGES}]+|[{_EDGES}]+$", "")
    return ((words.length() >= _SHORTEST_HEADING) & quote.lower().contains(words)).fill_null(False)


def count_quotes(quotes: ibis.Table) -> ibis.Table:
    """What the quotes of each document are like.

    Args:
        quotes: what `list_quotes` gives.

    Returns: one row a document with quotes: document_id, QUOTE_COUNTS (voice_count: distinct authors of quotes that
        answer or are answered; lone_count: quotes that do neither; opening_count, outcome_count: sections with one).
    """
    in_talk = quotes.is_pair | quotes.is_answered
    sums = {f"{name}_count": quotes[f"is_{name}"].sum() for name in ("step", "break", "pair", "repeat")}
    ends = {f"{end}_count": quotes.section.nunique(where=quotes[f"is_{end}"]) for end in ("opening", "outcome")}
    return quotes.group_by("document_id").aggregate(
        quote_count=quotes.count(),
        section_count=quotes.section.nunique(),
        voice_count=quotes.author_id.nunique(where=in_talk),
        lone_count=(~in_talk).sum(),
        **sums,
        **ends,
    )


def list_comparisons(elo_comparisons: ibis.Table, documents: ibis.Table) -> ibis.Table:
    """The log without comparisons of documents that were erased: one row a comparison, by its identifier."""
    names = ("comparison_id", "winner_id", "loser_id", "is_tie", "judge", "rubric_margin")
    return _keep_known(elo_comparisons, documents).select(*names).order_by("comparison_id")


def _keep_known(comparisons: ibis.Table, documents: ibis.Table) -> ibis.Table:
    """The comparisons of which both documents exist."""
    winners = documents.select(winner_id=documents.document_id)
    losers = documents.select(loser_id=documents.document_id)
    return comparisons.semi_join(winners, "winner_id").semi_join(losers, "loser_id")


def _keep_counted(comparisons: ibis.Table) -> ibis.Table:
    """Those that ratings are made of, as `ranking.rate_posts` chooses them."""
    judge = comparisons.judge
    pair = {
        "first_id": ibis.least(comparisons.winner_id, comparisons.loser_id),
        "second_id": ibis.greatest(comparisons.winner_id, comparisons.loser_id),
    }
    current = comparisons.mutate(**pair).filter((judge == JUDGE) | ~judge.startswith(JUDGE_FAMILY))
    voted = comparisons.filter(judge == PERSON).select(**pair).distinct().mutate(is_voted=True)
    met = current.left_join(voted, ["first_id", "second_id"])
    return met.filter((met.judge != JUDGE) | met.is_voted.isnull()).select(*comparisons.columns)


# --- what the stage writes, from what was computed ------------------------------------------------------------------

NEW_COMPARISONS = "result_comparisons"
RATED_POSTS = "result_ratings"


def new_comparisons() -> ibis.Table:
    """One row a comparison that the judge made now: the columns of the log, without its date."""
    names = [name for name in ELO_COMPARISONS.filled_columns if name != "compared_at"]
    return name_result(NEW_COMPARISONS, {name: ELO_COMPARISONS.schema[name] for name in names})


def rated_posts() -> ibis.Table:
    """One row a published post: its rating, which takes the whole log to compute."""
    return name_result(RATED_POSTS, {name: ELO_RATINGS.schema[name] for name in ("post_id", "rating")})


def date_comparisons(comparisons: ibis.Table, documents: ibis.Table) -> ibis.Table:
    """Rows of `elo_comparisons`: each comparison with the time of the later of its two documents."""
    winners = documents.select(winner_id=documents.document_id, winner_at=documents.created_at)
    losers = documents.select(loser_id=documents.document_id, loser_at=documents.created_at)
    met = comparisons.inner_join(winners, "winner_id").inner_join(losers, "loser_id")
    return met.select(*comparisons.columns, compared_at=ibis.greatest(met.winner_at, met.loser_at))


def count_games(ratings: ibis.Table, log: ibis.Table, new: ibis.Table, documents: ibis.Table) -> ibis.Table:
    """Rows of `elo_ratings`: each rating with the number of games behind it, and the time of the last one.

    Args:
        ratings: what `rated_posts` gives.
        log: the stored comparisons; those of documents that were erased do not count, nor what `rate_posts` passes by.
        new: what `date_comparisons` gives. A comparison that is in both counts once.
    """
    names = ("comparison_id", "winner_id", "loser_id", "judge", "compared_at")
    games = _keep_counted(_keep_known(log, documents).select(*names).union(new.select(*names), distinct=True))
    won = games.select(games.compared_at, post_id=games.winner_id)
    lost = games.select(games.compared_at, post_id=games.loser_id)
    played = won.union(lost)
    counts = played.group_by("post_id").aggregate(game_count=played.count(), last_at=played.compared_at.max())
    posts = documents.select(post_id=documents.document_id, created_at=documents.created_at)
    rated = ratings.inner_join(posts, "post_id").left_join(counts, "post_id")
    return rated.select(
        rated.post_id,
        rated.rating,
        doc_type=ibis.literal("post"),
        num_comparisons=rated.game_count.fill_null(0),
        last_updated=rated.last_at.coalesce(rated.created_at),
    )


# --- what the checks look for ---------------------------------------------------------------------------------------


def find_unrated_posts(documents: ibis.Table, elo_ratings: ibis.Table) -> ibis.Table:
    """Published posts that may be compared and have no rating: one row a post."""
    own = _select_comparable(documents)
    return own.anti_join(elo_ratings, own.document_id == elo_ratings.post_id).select("document_id")


def find_repeated_pairs(elo_comparisons: ibis.Table) -> ibis.Table:
    """Pairs that one judge compared more than once: one row a pair. People, also of imported ones, may be several."""
    own = elo_comparisons.filter(~elo_comparisons.judge.isin((IMPORTED_JUDGE, PERSON)))
    pairs = own.select(
        "judge", first_id=ibis.least(own.winner_id, own.loser_id), second_id=ibis.greatest(own.winner_id, own.loser_id)
    )
    met = pairs.group_by("judge", "first_id", "second_id").aggregate(meeting_count=pairs.count())
    return met.filter(met.meeting_count > 1)
