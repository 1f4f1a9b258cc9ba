"""Expressions: what the stage reads of its inputs and of its own tables, and the rows of its tables.

A table is what was found in texts, joined with the messages that have these texts. What Python found stands in the
expressions as the tables named `result_…`. Where only some months of chats are read, the others *hold*.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence

import ibis

from egregora_assets.contracts.column_types import BOOLEAN, INT32, MOMENT, TEXT, UUID
from egregora_assets.contracts.vault import SPEAKING_KINDS
from egregora_assets.stages.enriched.code.expressions import build_excerpts

Month = tuple[str, int]
"""A chat, and a number of months since the year 0."""

NOT_FETCHED = "fetching is off"

HOLDING = ibis.table({"chat_id": UUID, "month": INT32}, name="result_holding_months")
"""The months that hold; none where all are read."""
TEXTS = ibis.table({"number": INT32, "text": TEXT}, name="result_texts")
"""One row a text that is read and points to something. What is found in it has its number: texts can be long."""
ADDRESSES = ibis.table(
    {"number": INT32, "place": INT32, "link_id": UUID, "url": TEXT, "host": TEXT}, name="result_addresses"
)
"""One row a clean address in a text that is read, by its place there."""
PREVIEWS = ibis.table(
    {"link_id": UUID, "title": TEXT, "summary": TEXT, "site_name": TEXT, "fetched_at": MOMENT, "status": TEXT,
     "reason": TEXT},
    name="result_previews",
)  # fmt: skip
"""One row a link; none where pages are not asked."""
FILES = ibis.table({"media_id": UUID, "phash": TEXT, "suffix": TEXT, "description": TEXT}, name="result_files")
"""One row a file, by what it looks like and what is said of it."""
MENTIONS = ibis.table(
    {"number": INT32, "place": INT32, "reference_kind": TEXT, "mention": TEXT, "path": TEXT, "line_start": INT32,
     "line_end": INT32, "revision": TEXT, "request_number": INT32, "repository_name": TEXT, "is_plain": BOOLEAN},
    name="result_mentions",
)  # fmt: skip
"""One row a mention of code in a text that is read, by its place there."""
ANSWERS = ibis.table(
    {"message_id": UUID, "place": INT32, "repository_id": UUID, "path": TEXT, "commit_id": TEXT, "blob_id": TEXT,
     "reason": TEXT, "taken": TEXT},
    name="result_answers",
)  # fmt: skip
"""One row a mention in a message: what a repository knew when the message was sent, or why none did."""


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


def list_loose_months(messages: ibis.Table, stored: Sequence[ibis.Table], pattern: str) -> ibis.Table:
    """One row a month with stored rows of a message that points to nothing any more: chat_id, month.

    Such a message came from another month, and may leave no trace in the digest of the one where it is now.

    Args:
        stored: tables with a message_id. pattern: as for `list_candidates`.
    """
    ids = ibis.union(*(rows.select("message_id") for rows in stored), distinct=True)
    told = messages.semi_join(ids, "message_id")
    loose = told.filter(~(told.kind.isin(SPEAKING_KINDS) & told.text.re_search(pattern)))
    return loose.select("chat_id", month=_number_month(loose.sent_at)).distinct().order_by("chat_id", "month")


def list_texts(candidates: ibis.Table, months: Collection[Month] | None) -> ibis.Table:
    """One row a candidate: message_id, sent_at, text.

    Args:
        months: those that are read; None = all.
    """
    if months is None:
        return candidates.select("message_id", "sent_at", "text")
    if not months:
        return candidates.filter(ibis.literal(False)).select("message_id", "sent_at", "text")
    chosen = candidates.semi_join(tell_months(months), ("chat_id", "month"))
    return chosen.select("message_id", "sent_at", "text")


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


# --- the rows of the tables -----------------------------------------------------------------------------------------


def build_tables(anonymized: Mapping[str, ibis.Table], own: Mapping[str, ibis.Table]) -> dict[str, ibis.Table]:
    """The rows of every table, by name.

    Args:
        own: the stage's tables, as the last run left them.
    """
    messages, attachments = anonymized["messages"], anonymized["attachments"]
    return {
        "media_files": build_media_files(attachments, messages),
        "message_media": list_message_media(attachments),
        "links": build_links(messages, own["links"], own["message_links"]),
        "message_links": build_message_links(messages),
        "code_references": build_code_references(messages),
        "code_excerpts": build_excerpts(),
    }


def build_media_files(attachments: ibis.Table, messages: ibis.Table) -> ibis.Table:
    """The rows of `media_files`: what `list_files` gives, with its address on the site, over `FILES`."""
    joined = list_files(attachments, messages).join(FILES, "media_id")
    path = ibis.literal("media/") + joined.media_id.cast("string") + ibis.literal(".") + joined.suffix
    return joined.select(
        "media_id",
        "media_type",
        "mime_type",
        "byte_count",
        "width",
        "height",
        "phash",
        "original_filename",
        "description",
        "is_pii_redacted",
        site_relative_path=path,
    )


def list_message_media(attachments: ibis.Table) -> ibis.Table:
    """One row a file a message."""
    return attachments.select("message_id", "ordinal", "media_id")


def build_links(messages: ibis.Table, links: ibis.Table, message_links: ibis.Table) -> ibis.Table:
    """The rows of `links`: each address that is shared, over `ADDRESSES`, `HOLDING` and `PREVIEWS`."""
    found = ADDRESSES.select("link_id", "url", "host")
    kept = list_kept_links(messages, links, message_links, HOLDING)
    every = kept.union(found, distinct=True).left_join(PREVIEWS, "link_id")
    reason = ibis.ifelse(every.status.isnull(), ibis.literal(NOT_FETCHED), every.reason)
    words = ("title", "summary", "site_name", "fetched_at")
    return every.select("link_id", "url", "host", *words, status=every.status.coalesce("skipped"), reason=reason)


def build_message_links(messages: ibis.Table) -> ibis.Table:
    """The rows of `message_links` of the months that are read, over `ADDRESSES`: each address of a message once."""
    told = _list_said(messages).join(ADDRESSES, "number")
    once = told.group_by("message_id", "link_id").aggregate(place=told.place.min())
    return once.select("message_id", "link_id", ordinal=_number(once, once.place))


def build_code_references(messages: ibis.Table) -> ibis.Table:
    """The rows of `code_references` of the months that are read, over `MENTIONS` and `ANSWERS`.

    A mention counts that is plain or that a repository knows; of an issue the repository need not know the commit.
    """
    told = _list_said(messages).join(MENTIONS, "number")
    asked = told.left_join(ANSWERS, ("message_id", "place"))
    is_known = asked.commit_id.notnull() | ((asked.reference_kind == "issue") & asked.repository_id.notnull())
    kept = asked.filter(asked.is_plain | is_known)
    return kept.select(
        "message_id",
        "repository_id",
        "line_start",
        "line_end",
        "revision",
        "repository_name",
        "commit_id",
        "blob_id",
        "reason",
        reference_kind=kept.taken.coalesce(kept.reference_kind),
        text=kept.mention,
        path=ibis.ifelse(kept.taken == "ref", ibis.null(TEXT), kept.path_right.coalesce(kept.path)),
        number=kept.request_number,
        is_resolved=kept.commit_id.notnull(),
        ordinal=_number(kept, kept.place),
    )


def _list_said(messages: ibis.Table) -> ibis.Table:
    """The messages of the months that are read and whose texts are among `TEXTS`: message_id, number."""
    spoken = messages.filter(messages.kind.isin(SPEAKING_KINDS))
    dated = spoken.select("chat_id", "message_id", "text", month=_number_month(spoken.sent_at))
    return dated.anti_join(HOLDING, ("chat_id", "month")).join(TEXTS, "text").select("message_id", "number")


def _number(rows: ibis.Table, place: ibis.Value) -> ibis.Value:
    """The place of a row among those of its message, from 0."""
    return ibis.row_number().over(ibis.window(group_by=rows.message_id, order_by=place)).cast(INT32)


# --- parts ----------------------------------------------------------------------------------------------------------


def list_changed_rows(messages: ibis.Table, rows: ibis.Table) -> ibis.Table:
    """The keys of the stored rows that are not of a message of a month of `HOLDING`.

    Args:
        rows: `message_links` or `code_references`.
    """
    return rows.anti_join(list_kept(messages, HOLDING), "message_id").select("message_id", "ordinal")


def list_kept_links(
    messages: ibis.Table, links: ibis.Table, message_links: ibis.Table, holding: ibis.Table
) -> ibis.Table:
    """The stored links that a message of a month that holds shares: link_id, url, host."""
    kept = message_links.semi_join(list_kept(messages, holding), "message_id")
    return links.semi_join(kept, "link_id").select("link_id", "url", "host")


def tell_months(months: Collection[Month]) -> ibis.Table:
    """Months, at least one, as rows: chat_id, month. One text, since a literal of many values takes long to compile."""
    told = "\n".join(f"{chat_id} {month}" for chat_id, month in sorted(months))
    lines = ibis.literal(told).split("\n").unnest().name("month_of_chat").as_table()
    pair = lines.month_of_chat.split(" ")
    return lines.select(chat_id=pair[0].cast(UUID), month=pair[1].cast(INT32))


def list_kept(messages: ibis.Table, holding: ibis.Table) -> ibis.Table:
    """The messages of months that hold."""
    dated = messages.select("chat_id", "message_id", month=_number_month(messages.sent_at))
    return dated.semi_join(holding, ("chat_id", "month"))


def _number_month(sent_at: ibis.Value) -> ibis.Value:
    return (sent_at.year() * 12 + sent_at.month() - 1).cast(INT32)
