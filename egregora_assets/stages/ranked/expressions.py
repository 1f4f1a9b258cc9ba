"""Expressions: the counts that the rubric scores, the rows of the tables, and what the checks look for."""

from __future__ import annotations

import ibis

from egregora_assets.contracts.documents import ELO_COMPARISONS, ELO_RATINGS
from egregora_assets.contracts.tables import name_result

REPLY_MINUTES = 15
IMPORTED_JUDGE = "legacy"
"""The judge of comparisons that were imported from an older deployment."""


COUNTS = (
    "citation_count",
    "author_count",
    "author_square_sum",
    "quote_length",
    "tag_count",
    "link_count",
    "message_count",
    "reply_count",
)


def list_posts(documents: ibis.Table, document_tags: ibis.Table, cited: ibis.Table, replied: ibis.Table) -> ibis.Table:
    """Every published post with the counts that the rubric scores.

    Args:
        documents, document_tags: the contracts of those names.
        cited: what `count_citations` gives.
        replied: what `count_replies` gives.

    Returns: one row a post, by chat, created_at and id: document_id, chat_id, created_at, COUNTS (tag_count;
    link_count: addresses in the content; the rest as in `count_citations` and `count_replies`; 0 where there is
    nothing).
    """
    own = documents.filter((documents.doc_type == "post") & (documents.status == "published"))
    address_count = (own.content.length() - own.content.replace("://", "").length()) // 3
    joined = own.select("document_id", "chat_id", "created_at", "window_id", link_count=address_count)
    tagged = document_tags.group_by("document_id").aggregate(tag_count=document_tags.count())
    for part in (cited, tagged):
        joined = joined.left_join(part, "document_id").drop("document_id_right")
    joined = joined.left_join(replied, "window_id").drop("window_id_right")
    counts = {name: joined[name].coalesce(0) for name in COUNTS}
    ordered = ("chat_id", "created_at", "document_id")
    return joined.select("document_id", "chat_id", "created_at", **counts).order_by(*ordered)


def count_citations(citations: ibis.Table, messages: ibis.Table) -> ibis.Table:
    """Quotes and authors of each document.

    Returns: one row a document with citations: document_id, citation_count, author_count (distinct authors cited),
    author_square_sum (the sum of squares of each author's citations), quote_length (characters of all quotes).
    """
    spoken = citations.join(messages.select("message_id", "author_id"), "message_id")
    by_author = spoken.group_by("document_id", "author_id").aggregate(
        quotes=spoken.count(), letters=spoken.quote.length().sum()
    )
    return by_author.group_by("document_id").aggregate(
        citation_count=by_author.quotes.sum(),
        author_count=by_author.author_id.count(),
        author_square_sum=(by_author.quotes * by_author.quotes).sum(),
        quote_length=by_author.letters.sum(),
    )


def count_replies(windows: ibis.Table, window_messages: ibis.Table, messages: ibis.Table) -> ibis.Table:
    """Messages and replies of each window.

    Returns: one row a window: window_id, message_count, reply_count (messages that answer another author within a
    quarter of an hour; null where the window holds none).
    """
    placed = window_messages.filter(~window_messages.is_overlap).select("window_id", "message_id")
    said = placed.join(messages.select("message_id", "author_id", "sent_at", "position"), "message_id")
    order = ibis.window(group_by=said.window_id, order_by=[said.sent_at, said.position, said.message_id])
    before = said.select(
        "window_id",
        "author_id",
        "sent_at",
        last_author_id=said.author_id.lag().over(order),
        last_sent_at=said.sent_at.lag().over(order),
    )
    is_soon = before.sent_at <= before.last_sent_at + ibis.interval(minutes=REPLY_MINUTES)
    is_reply = ((before.author_id != before.last_author_id) & is_soon).coalesce(False)
    replies = before.group_by("window_id").aggregate(reply_count=is_reply.sum())
    sizes = windows.select("window_id", "message_count")
    return sizes.left_join(replies, "window_id").drop("window_id_right")


def list_comparisons(elo_comparisons: ibis.Table, documents: ibis.Table) -> ibis.Table:
    """The log without comparisons of documents that were erased: one row a comparison, by its identifier."""
    names = ("comparison_id", "winner_id", "loser_id", "is_tie", "judge", "rubric_margin")
    return _keep_known(elo_comparisons, documents).select(*names).order_by("comparison_id")


def _keep_known(comparisons: ibis.Table, documents: ibis.Table) -> ibis.Table:
    """The comparisons of which both documents exist."""
    winners = documents.select(winner_id=documents.document_id)
    losers = documents.select(loser_id=documents.document_id)
    return comparisons.semi_join(winners, "winner_id").semi_join(losers, "loser_id")


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
        log: the stored comparisons; those of documents that were erased do not count.
        new: what `date_comparisons` gives. A comparison that is in both counts once.
    """
    names = ("comparison_id", "winner_id", "loser_id", "compared_at")
    games = _keep_known(log, documents).select(*names).union(new.select(*names), distinct=True)
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
    """Published posts without a rating: one row a post."""
    own = documents.filter((documents.doc_type == "post") & (documents.status == "published"))
    return own.anti_join(elo_ratings, own.document_id == elo_ratings.post_id).select("document_id")


def find_repeated_pairs(elo_comparisons: ibis.Table) -> ibis.Table:
    """Pairs that one judge compared more than once: one row a pair. Imported comparisons may have several judges."""
    own = elo_comparisons.filter(elo_comparisons.judge != IMPORTED_JUDGE)
    pairs = own.select(
        "judge", first_id=ibis.least(own.winner_id, own.loser_id), second_id=ibis.greatest(own.winner_id, own.loser_id)
    )
    met = pairs.group_by("judge", "first_id", "second_id").aggregate(meeting_count=pairs.count())
    return met.filter(met.meeting_count > 1)
