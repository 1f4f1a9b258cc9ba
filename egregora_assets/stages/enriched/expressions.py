"""Expressions: what the stage reads of its inputs."""

from __future__ import annotations

import ibis

from egregora_assets.contracts.vault import SPEAKING_KINDS


def list_texts(messages: ibis.Table) -> ibis.Table:
    """One row a message that may mention something: message_id, sent_at, text."""
    written = messages.filter(messages.kind.isin(SPEAKING_KINDS) & (messages.text.length() > 0))
    return written.select("message_id", "sent_at", "text")


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
