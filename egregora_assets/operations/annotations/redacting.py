"""What somebody writes for the site by command, as it may be published: redacted as a message of a conversation is."""

from __future__ import annotations

from egregora_assets.contracts.bundles import CONTRACTS
from egregora_assets.database.tables.reading import read_rows
from egregora_assets.errors import AnnotationRefused
from egregora_assets.operations.context import DeploymentContext
from egregora_assets.operations.people import read_people
from egregora_assets.redaction.choices import build_choices
from egregora_assets.redaction.long_texts import LONGEST, can_be_redacted
from egregora_assets.redaction.names.patterns import Person as Named
from egregora_assets.redaction.notes.redacting import list_shown_forms
from egregora_assets.redaction.redactor import Redactor
from egregora_assets.site.printable import printable


def redact_text(context: DeploymentContext, text: str, chat_id: str) -> tuple[str, tuple[str, ...]]:
    """The text as it may be published, and the kinds of what was replaced.

    Raises:
        AnnotationRefused: it is empty or too long, or something is left in it, as it is written or as a page shows it.
    """
    written = printable(text).strip()
    if not written:
        raise AnnotationRefused("it is empty", "write something.")
    if not can_be_redacted(written):
        raise AnnotationRefused(f"it is longer than {LONGEST:,} characters, or has no sentences", "write less.")
    found = build_redactor(context, chat_id).redact_alone(written)
    left = context.leak_guard.find_in_texts(list_shown_forms(found.text), chat_id)
    kinds = sorted({kind for kinds in left.values() for kind in kinds})
    if kinds:
        raise AnnotationRefused(
            f"something is left in it that must not be published ({', '.join(kinds)})",
            "write it without; people are called by their pseudonyms.",
        )
    return found.text, tuple(sorted({r.kind for r in found.redactions}))


def build_redactor(context: DeploymentContext, chat_id: str) -> Redactor:
    """What hides names and personal data as in the messages of a conversation, with the operator's choices."""
    values, store = context.settings, context.store
    reviewed = store.read_own_table("reviewed_names").to_pylist()
    words = (values.redact_types, values.always_redact, values.never_redact)
    choices = build_choices(*words, reviewed, third_parties=values.third_parties)
    roster = [
        Named((person.display_name,), None if person.is_opted_out else person.public_name or None)
        for person in read_people(store)
        if person.chat_id == chat_id and person.display_name
    ]
    roster += [Named((name,), None) for name in choices.list_added_people(chat_id)]
    chats = CONTRACTS["chats"].table()
    (row,) = read_rows(store.file("main"), chats.filter(chats.chat_id == chat_id).select("language")).to_pylist()
    return Redactor(roster, row["language"], values.default_phone_regions, choices=choices.limit_to_chat(chat_id))
