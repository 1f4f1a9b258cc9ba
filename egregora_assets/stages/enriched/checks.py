"""Checks of the stage's tables."""

import ibis

from egregora_assets.contracts.tables import Tables
from egregora_assets.runs.checks import row_check


@row_check("enriched", "unclean addresses", blocking=True)
def addresses_are_clean(enriched: Tables) -> ibis.Table:
    """No address has a placeholder, a user name, a usual tracker or session, or another scheme than the web's."""
    links = enriched["links"]
    return links.filter(
        links.url.contains("[")
        | ~links.url.re_search(r"^https?://[a-z0-9._-]+(:[0-9]+)?/")
        | links.url.re_search(r"[?&](utm_[a-z]+|fbclid|gclid|access_token|token|sid|sessionid|password)=")
    )


@row_check("enriched", "files that differ", blocking=True)
def every_attachment_has_its_file(enriched: Tables, anonymized: Tables) -> tuple[ibis.Table, ...]:
    """Each attachment of a message stands in `message_media`, and nothing else does."""
    attachments, media = anonymized["attachments"], enriched["message_media"]
    keys = ("message_id", "ordinal", "media_id")
    missing = attachments.anti_join(media, keys)
    surplus = media.anti_join(attachments, keys)
    return missing, surplus


@row_check("enriched", "answers from later")
def code_is_as_old_as_its_message(enriched: Tables, anonymized: Tables, git_commits: Tables) -> ibis.Table:
    """A path was resolved to a commit that the branch had when the message was sent, unless the text names another."""
    references = enriched["code_references"]
    is_implied = (references.reference_kind == "path") & ~references.text.contains("@")
    paths = references.filter(is_implied & references.is_resolved)
    asked = paths.select("message_id", "repository_id", "commit_id").join(
        anonymized["messages"].select("message_id", "sent_at"), "message_id"
    )
    placed = asked.join(
        git_commits["git_chain"].select("repository_id", "commit_id", "effective_at"), ("repository_id", "commit_id")
    )
    return placed.filter(placed.effective_at.epoch_seconds() > placed.sent_at.epoch_seconds())
