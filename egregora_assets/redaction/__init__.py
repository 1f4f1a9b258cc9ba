"""Text becomes text that may be published: names become pseudonyms, personal data become placeholders.

In: messages and participants of one chat. Out: redacted texts, pseudonyms, and a scanner that finds in any bytes what
must not be published; redaction and scanner use the same recognition. Not here: database tables, files, the operator's
commands. Nothing is logged, and no error holds text.

Public: `redact_text`, `redact_texts` (texts and a roster), `redact_chat` (a whole chat, with pseudonyms),
`collect_chat_values` and `build_leak_scanner` (what must not appear), `scan_columns`, `assign_pseudonyms`, and the
values that they take and return. In modules of their own, because they load more: `erasure`, `picture_cleaning`,
`preserved_rows`.

Families: `names/` finds members, `third_parties/` others, `detectors/` personal data; `lexicon/` holds word lists.
"""

from egregora_assets.redaction.choices import Choices
from egregora_assets.redaction.conversation import (
    RawChat,
    RawMessages,
    RedactedChat,
    RedactionOptions,
    collect_chat_values,
    redact_chat,
)
from egregora_assets.redaction.leaks.scanner import Leak, LeakScanner, build_leak_scanner, scan_columns
from egregora_assets.redaction.names.patterns import Person
from egregora_assets.redaction.placeholders import RedactedText, Redaction
from egregora_assets.redaction.pseudonyms import Identity, assign_pseudonyms
from egregora_assets.redaction.redactor import Redactor, redact_text, redact_texts

__all__ = [
    "Choices", "Identity", "Leak", "LeakScanner", "Person", "RawChat", "RawMessages", "RedactedChat",
    "RedactedText", "Redaction", "RedactionOptions", "Redactor", "assign_pseudonyms", "build_leak_scanner",
    "collect_chat_values", "redact_chat", "redact_text", "redact_texts", "scan_columns",
]  # fmt: skip
