"""Expressions: what the stage reads of its inputs, and of its own tables."""

from __future__ import annotations

from collections.abc import Collection

import ibis

from egregora_assets.contracts.column_types import INT32, UUID
from egregora_assets.contracts.vault import SPEAKING_KINDS

Month = tuple[str, int]
"""A chat, and a number of months since the year 0."""


def list_candidates(messages: ibis.Table, pattern: str) -> ibis.Table:
    """One row a message that may point to something: chat_id, month, message_id, sent_at, text.

    Args:
        pattern: what every text has that points to something.
    """
    written = messages.filter(messages.kind.isin(SPEAKING_KINDS) & messages.text.re_search(pattern))
    return written.select("chat_id", "message_id", "sent_at", "text", month=_number_month(written.sent_at))


def list_months(candidates: ibis.Table) -> ibis.Table:
    """One row a month of a chat with candidates, in order: chat_id, month, digest (of all that is read of them)."""
    about = [candidates.message_id.cast("string"), candidates.sent_at.cast("string")]
    length = candidates.text.length().cast("string")
    spelled = ibis.literal(" ").join([*about, length, candidates.text])
    months = candidates.group_by("chat_id", "month").aggregate(
        digest=spelled.group_concat("", order_by=candidates.message_id).hexdigest("sha256")
    )
    return months.order_by("chat_id", "month")


def list_texts(candidates: ibis.Table, months: Collection[Month] | None) -> ibis.Table:
    """One row a candidate: message_id, sent_at, text.

    Args:
        months: those that are read; None = all.
    """
    if months is None:
        return candidates.select("message_id", "sent_at", "text")
    if not months:
        return candidates.filter(ibis.literal(False)).select("message_id", "sent_at", "text")
    chosen = candidates.semi_join(_tell_months(months), ("chat_id", "month"))
    return chosen.select("message_id", "sent_at", "text")


def list_changed_rows(rows: ibis.Table, candidates: ibis.Table, months: Collection[Month]) -> ibis.Table:
    """The keys of the stored rows that are not of a candidate of another month.

    Args:
        rows: `message_links` or `code_references`.
        months: those that are read.
    """
    return rows.anti_join(_list_kept(candidates, months), "message_id").select("message_id", "ordinal")


def list_kept_links(
    links: ibis.Table, message_links: ibis.Table, candidates: ibis.Table, months: Collection[Month]
) -> ibis.Table:
    """The stored links that a candidate of another month shares: link_id, url, host, in order."""
    kept = message_links.semi_join(_list_kept(candidates, months), "message_id")
    return links.semi_join(kept, "link_id").select("link_id", "url", "host").order_by("link_id")


def list_tips(chain: ibis.Table) -> ibis.Table:
    """One row a repository: repository_id, length, commit_id (the newest of the chain), in order."""
    tips = chain.group_by("repository_id").aggregate(
        length=chain.count(), commit_id=chain.commit_id.argmax(chain.position)
    )
    return tips.order_by("repository_id")


def list_files(attachments: ibis.Table, messages: ibis.Table) -> ibis.Table:
    """One row a file, however often it was sent, by media_id, with the first caption that came with it.

    Where several messages brought the same file, a publishable copy goes first, then the earliest message.
    """
    sent = attachments.join(messages.select("message_id", "sent_at", "position", "text"), "message_id")
    by_time = [sent.sent_at, sent.position, sent.message_id, sent.ordinal]
    ranked = sent.mutate(
        place=ibis.row_number().over(ibis.window(group_by=sent.media_id, order_by=[sent.clean_path.isnull(), *by_time]))
    )
    files_once = ranked.filter(ranked.place == 0).drop("text")
    captioned = sent.filter(sent.text.strip().length() > 0)
    captions = captioned.mutate(
        place=ibis.row_number().over(
            ibis.window(
                group_by=captioned.media_id,
                order_by=[captioned.sent_at, captioned.position, captioned.message_id, captioned.ordinal],
            )
        )
    )
    first = captions.filter(captions.place == 0).select("media_id", caption="text")
    columns = (
        "media_id",
        "media_type",
        "mime_type",
        "byte_count",
        "width",
        "height",
        "original_filename",
        "clean_path",
    )
    joined = files_once.left_join(first, "media_id")
    return joined.select(*columns, "is_pii_redacted", "caption").order_by("media_id")


def list_message_media(attachments: ibis.Table) -> ibis.Table:
    """One row a file a message."""
    return attachments.select("message_id", "ordinal", "media_id")


def find_places(messages: ibis.Table, chain: ibis.Table) -> ibis.Table:
    """One row a message and repository: the place in the chain at the message's time.

    That is the first commit from the tip whose committer date is not after the message: the running minimum from the
    tip (`effective_at`) turns git's rule into an as-of join; among equal times the largest position wins. A message
    from before the chain has no row. Git counts whole seconds, so whole seconds are compared.
    """
    seconds = chain.mutate(effective=chain.effective_at.epoch_seconds())
    steps = seconds.group_by("repository_id", "effective").agg(position=seconds.position.max())
    asked = messages.mutate(asked=messages.sent_at.epoch_seconds()).select("message_id", "asked")
    every = asked.cross_join(chain.select("repository_id").distinct())
    joined = every.asof_join(steps, on=every.asked >= steps.effective, predicates="repository_id")
    found = joined.filter(joined.position.notnull())
    return found.select("message_id", "repository_id", "position").order_by("message_id", "repository_id")


def list_versions(file_versions: ibis.Table, chain: ibis.Table, names: tuple[str, ...]) -> ibis.Table:
    """One row a version of a file with one of these names (the last part of its path), by repository, path, place."""
    last_part = file_versions.path.split("/")[-1]
    wanted = file_versions.filter(last_part.isin(names))
    owners = chain.select("chain_id", "repository_id").distinct()
    joined = wanted.join(owners, "chain_id")
    return joined.select("repository_id", "path", "position", "status", "blob_id").order_by(
        "repository_id", "path", "position"
    )


# --- parts ----------------------------------------------------------------------------------------------------------


def _number_month(sent_at: ibis.Value) -> ibis.Value:
    return (sent_at.year() * 12 + sent_at.month() - 1).cast(INT32)


def _list_kept(candidates: ibis.Table, months: Collection[Month]) -> ibis.Table:
    """The candidates of other months."""
    return candidates.anti_join(_tell_months(months), ("chat_id", "month")) if months else candidates


def _tell_months(months: Collection[Month]) -> ibis.Table:
    """Months as rows. One text, because a literal of many values takes a millisecond a value to compile."""
    told = "\n".join(f"{chat_id} {month}" for chat_id, month in sorted(months))
    lines = ibis.literal(told).split("\n").unnest().name("month_of_chat").as_table()
    pair = lines.month_of_chat.split(" ")
    return lines.select(chat_id=pair[0].cast(UUID), month=pair[1].cast(INT32))
