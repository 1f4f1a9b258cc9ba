"""Expressions: the questions that the site asks of the tables, a fixed number whatever the size of the conversation.

Every question has an order, so that the same tables give the same site. People who opted out and drafts are left out
here, once for every page.
"""

from __future__ import annotations

from collections.abc import Mapping

import ibis
from ibis import _

from egregora_assets.contracts.annotations import ANNOTATIONS, NOMINATION_DECISIONS
from egregora_assets.contracts.documents import SITE_FILES
from egregora_assets.contracts.pictures.said import list_link_lines
from egregora_assets.contracts.tables import name_result
from egregora_assets.stages.published.code.expressions import list_changes, list_mentions, list_repositories
from egregora_assets.stages.published.figures import expressions as figures
from egregora_assets.stages.published.notes.expressions import list_annotations, list_chat_notes, list_skipped

SHOWN_KINDS = ("post", "profile", "journal", "announcement", "annotation", "media")
PICTURE_KINDS = ("thumbnail", "social_card")
MOST_RELATED = 4

TableMap = Mapping[str, ibis.Table]


def filter_authors(authors: ibis.Table) -> ibis.Table:
    """The people who did not opt out."""
    return authors.filter(~_.is_opted_out)


def filter_messages(messages: ibis.Table, authors: ibis.Table) -> ibis.Table:
    """The messages of people who did not opt out, and notices, with their local day."""
    hidden = authors.filter(_.is_opted_out)
    return messages.anti_join(hidden, "author_id").mutate(day=_.local_time.date())


def list_chats(chats: ibis.Table) -> ibis.Table:
    """One row a conversation, by title."""
    return chats.select("chat_id", "public_title", "time_zone", "language").order_by("public_title", "chat_id")


def list_messages(messages: ibis.Table, authors: ibis.Table) -> ibis.Table:
    """One row a message as a page shows it, by local day, conversation and time."""
    shown = filter_messages(messages, authors).order_by("day", "chat_id", "sent_at", "position", "message_id")
    return shown.select(
        "message_id",
        "chat_id",
        "day",
        "kind",
        "text",
        "is_edited",
        person_id=_.author_id,
        clock=_.local_time.strftime("%Hh"),
    )


def list_answers(message_replies: ibis.Table, messages: ibis.Table, authors: ibis.Table) -> ibis.Table:
    """One row a shown message that answers a shown one, with day and author of that."""
    shown = filter_messages(messages, authors)
    answered = shown.filter(_.author_id.notnull()).select(reply_to_id=_.message_id, day=_.day, person_id=_.author_id)
    answers = message_replies.select("message_id", "reply_to_id").semi_join(shown, "message_id")
    return (
        answers.inner_join(answered, "reply_to_id")
        .select("message_id", "reply_to_id", "day", "person_id")
        .order_by("message_id")
    )


def list_reactions(message_reactions: ibis.Table, authors: ibis.Table) -> ibis.Table:
    """One row an emoji under a message, with the number of people, the most frequent first."""
    hidden = authors.filter(_.is_opted_out).select("author_id")
    counted = message_reactions.anti_join(hidden, "author_id").group_by("message_id", "emoji")
    return counted.aggregate(count=_.reaction_count.sum()).order_by("message_id", ibis.desc("count"), "emoji")


def list_people(messages: ibis.Table, authors: ibis.Table) -> ibis.Table:
    """One row a person with what they wrote, by name."""
    activity = (
        filter_messages(messages, authors)
        .filter(_.author_id.notnull())
        .group_by("author_id")
        .aggregate(message_count=_.count(), day_count=_.day.nunique(), first_day=_.day.min(), last_day=_.day.max())
    )
    people = filter_authors(authors).left_join(activity, "author_id")
    return people.select(
        "chat_id",
        "first_day",
        "last_day",
        person_id=_.author_id,
        name=_.public_name,
        message_count=_.message_count.fill_null(0),
        day_count=_.day_count.fill_null(0),
    ).order_by("name", "person_id")


def list_documents(
    documents: ibis.Table,
    ratings: ibis.Table,
    votes: ibis.Table,
    outcomes: ibis.Table,
    windows: ibis.Table,
    authors: ibis.Table,
) -> ibis.Table:
    """One row a published document with its rating and the version of what it was made from, newest first."""
    hidden = authors.filter(_.is_opted_out).select(subject_author_id=_.author_id)
    told = documents.filter((_.status == "published") & _.doc_type.isin(SHOWN_KINDS)).anti_join(
        hidden, "subject_author_id"
    )
    rated = told.left_join(ratings.select("post_id", "rating", "num_comparisons"), told.document_id == ratings.post_id)
    voted = rated.drop("post_id").left_join(votes, _.document_id == votes.post_id)
    ended = voted.drop("post_id").left_join(outcomes, "document_id").drop("document_id_right")
    made = ended.left_join(windows.select("window_id", "signature"), "window_id")
    return made.select(
        *("document_id", "chat_id", "doc_type", "slug", "title", "summary", "content", "language", "writer"),
        *("rating", "num_comparisons", "subject_author_id", "media_id"),
        vote_balance=_.vote_balance.fill_null(0),
        has_outcome=_.has_outcome.fill_null(False),
        text_version=_.content_hash,
        data_version=_.signature,
        created_at=_.created_at.cast("timestamp(6)"),
        window_start=_.window_start.cast("timestamp(6)"),
        window_end=_.window_end.cast("timestamp(6)"),
    ).order_by(ibis.desc("created_at"), "document_id")


def list_tags(document_tags: ibis.Table) -> ibis.Table:
    """One row a tag of a document."""
    return document_tags.select("document_id", "tag").order_by("document_id", "tag")


def list_quoted_people(document_authors: ibis.Table, authors: ibis.Table) -> ibis.Table:
    """One row a person whose words a document holds, by name."""
    voices = document_authors.select("document_id", "author_id").inner_join(filter_authors(authors), "author_id")
    return voices.select("document_id", "public_name", person_id=_.author_id).order_by(
        "document_id", "public_name", "person_id"
    )


def list_citations(citations: ibis.Table) -> ibis.Table:
    """One row a message that a document quotes, in the document's order."""
    return citations.select("document_id", "ordinal", "message_id").order_by("document_id", "ordinal")


def list_related(documents: ibis.Table, window_context: ibis.Table, chunks: ibis.Table) -> ibis.Table:
    """One row a pair of related posts, the nearest earlier ones first, a few for each later post."""
    posts = documents.filter((_.status == "published") & (_.doc_type == "post") & _.window_id.notnull())
    later = posts.select("window_id", later_id=_.document_id, later_at=_.created_at)
    passages = chunks.select("chunk_id", earlier_window_id=_.window_id)
    earlier = posts.select(earlier_window_id=_.window_id, earlier_id=_.document_id, earlier_at=_.created_at)
    seen = (
        later.inner_join(window_context, "window_id")
        .inner_join(passages, "chunk_id")
        .inner_join(earlier, "earlier_window_id")
    )
    pairs = seen.filter(_.earlier_at < _.later_at).group_by("later_id", "earlier_id").aggregate(best_rank=_.rank.min())
    place = ibis.row_number().over(group_by="later_id", order_by=["best_rank", "earlier_id"])
    return (
        pairs.mutate(place=place)
        .filter(_.place < MOST_RELATED)
        .select("later_id", "earlier_id", "place")
        .order_by("later_id", "place")
    )


def _find_first_mentions(mentions: ibis.Table, messages: ibis.Table, key: str) -> ibis.Table:
    """The first mention of each thing, with how often it was mentioned."""
    order = ["sent_at", "position", "message_id"]
    placed = (
        mentions.select("message_id", key)
        .inner_join(messages, "message_id")
        .mutate(place=ibis.row_number().over(group_by=key, order_by=order), share_count=_.count().over(group_by=key))
    )
    return placed.filter(_.place == 0).select(
        key, "message_id", "author_id", "day", "share_count", "position", moment=_.sent_at.cast("timestamp(6)")
    )


def list_media(
    media_files: ibis.Table,
    message_media: ibis.Table,
    attachments: ibis.Table,
    messages: ibis.Table,
    authors: ibis.Table,
) -> ibis.Table:
    """One row a file that a shown message brought: its first message, its clean copy and its look, newest first.

    `turn` counts the files in the order in which they first came.
    """
    first = _find_first_mentions(message_media, filter_messages(messages, authors), "media_id")
    clean = attachments.group_by("media_id").aggregate(clean_path=_.clean_path.min())
    media = media_files.inner_join(first, "media_id").left_join(clean, "media_id")
    return media.select(
        *("media_id", "media_type", "description", "width", "height", "site_relative_path", "clean_path"),
        *("message_id", "day", "phash"),
        person_id=_.author_id,
        turn=ibis.row_number().over(order_by=["moment", "position", "message_id", "media_id"]),
    ).order_by(ibis.desc("day"), "media_id")


def list_message_media(message_media: ibis.Table, messages: ibis.Table, authors: ibis.Table) -> ibis.Table:
    """One row a file of a shown message, in order of time."""
    shown = filter_messages(messages, authors)
    sent = message_media.select("message_id", "ordinal", "media_id").inner_join(shown, "message_id")
    return sent.order_by("day", "sent_at", "position", "message_id", "ordinal").select("message_id", "media_id", "day")


def list_links(links: ibis.Table, message_links: ibis.Table, messages: ibis.Table, authors: ibis.Table) -> ibis.Table:
    """One row an address that a shown message held, with its first message, newest first."""
    first = _find_first_mentions(message_links, filter_messages(messages, authors), "link_id")
    web = links.filter(_.url.startswith("http://") | _.url.startswith("https://"))
    return (
        web.inner_join(first, "link_id")
        .select("link_id", "url", "host", "title", "summary", "message_id", "day", "share_count")
        .order_by(ibis.desc("day"), "url")
    )


def list_shares(message_links: ibis.Table, shown: ibis.Table) -> ibis.Table:
    """One row a link of a shown message, with its author and text, by link and time."""
    shares = message_links.select("message_id", "ordinal", "link_id").inner_join(shown, "message_id")
    in_order = shares.order_by("link_id", "sent_at", "position", "message_id", "ordinal")
    return in_order.select("link_id", "message_id", "text", person_id=_.author_id)


def list_pictures(asset_cache: ibis.Table) -> ibis.Table:
    """One row a picture that was made for a file or a document."""
    made = asset_cache.filter(_.kind.isin(PICTURE_KINDS) & _.relative_path.notnull() & _.subject_id.notnull())
    return made.select("kind", "subject_id", "relative_path", "cache_key").order_by("kind", "subject_id", "cache_key")


def build_questions(
    anonymized: TableMap,
    enriched: TableMap,
    knowledge: TableMap,
    generated: TableMap,
    ranked: TableMap,
    asset_cache: TableMap,
    git_refs: TableMap,
    git_commits: TableMap,
) -> dict[str, ibis.Table]:
    """Every question of the site by name; none is asked once a page."""
    messages, authors = anonymized["messages"], anonymized["authors"]
    documents, shown = generated["documents"], filter_messages(messages, authors)
    replies, votes = anonymized["message_replies"], figures.count_votes(ranked["elo_comparisons"])
    outcomes = figures.list_outcomes(generated["citations"])
    return {
        "chats": list_chats(anonymized["chats"]),
        "messages": list_messages(messages, authors),
        "answers": list_answers(replies, messages, authors),
        "reactions": list_reactions(anonymized["message_reactions"], authors),
        "people": list_people(messages, authors),
        **figures.build_questions(shown, replies, anonymized["message_reactions"], authors),
        "documents": list_documents(documents, ranked["elo_ratings"], votes, outcomes, knowledge["windows"], authors),
        "tags": list_tags(generated["document_tags"]),
        "voices": list_quoted_people(generated["document_authors"], authors),
        "annotations": list_annotations(ANNOTATIONS.table(), authors),
        "chat_notes": list_chat_notes(anonymized["message_notes"], anonymized["chats"], authors),
        "skipped": list_skipped(NOMINATION_DECISIONS.table(), anonymized["message_nominations"]),
        "citations": list_citations(generated["citations"]),
        "related": list_related(documents, knowledge["window_context"], knowledge["chunks"]),
        "media": list_media(
            enriched["media_files"], enriched["message_media"], anonymized["attachments"], messages, authors
        ),
        "message_media": list_message_media(enriched["message_media"], messages, authors),
        "links": list_links(enriched["links"], enriched["message_links"], messages, authors),
        "shares": list_shares(enriched["message_links"], shown),
        "link_lines": list_link_lines(enriched["message_links"], shown, replies),
        "pictures": list_pictures(asset_cache["asset_cache"]),
        "repositories": list_repositories(git_refs["git_repositories"]),
        "code": list_mentions(enriched, git_refs, git_commits, shown),
        "code_changes": list_changes(enriched, git_commits, shown),
    }


def find_posts_without_page(documents: ibis.Table, site_files: ibis.Table) -> ibis.Table:
    """Published posts that no file of the site shows."""
    shown = site_files.filter(_.document_id.notnull()).select("document_id")
    return documents.filter((_.status == "published") & (_.doc_type == "post")).anti_join(shown, "document_id")


FILES = name_result("result_files", SITE_FILES.schema)
"""The files of the site as they were written."""


def list_site_files(document_addresses: ibis.Table) -> ibis.Table:
    """Rows of `site_files`: every file that was written, with the document that it shows."""
    shown = document_addresses.select("document_id", shown_id=document_addresses.document_id)
    files = FILES.left_join(shown, "document_id")
    return files.select("path", "content_hash", "byte_count", document_id=files.shown_id)


def list_file_sizes(site_files: ibis.Table) -> ibis.Table:
    """The manifest's paths and sizes, by path."""
    return site_files.select("path", "byte_count").order_by("path")
