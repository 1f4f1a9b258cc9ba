"""An edited post as it may be published: what was changed is redacted line by line, as messages are."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from egregora_assets.errors import EditedPostRefused
from egregora_assets.operations.annotations.redacting import build_redactor
from egregora_assets.operations.context import DeploymentContext
from egregora_assets.operations.editing.front_matter import EditedPost
from egregora_assets.redaction.long_texts import can_be_redacted
from egregora_assets.redaction.notes.redacting import list_shown_forms
from egregora_assets.redaction.redactor import Redactor
from egregora_assets.site.printable import printable

_OWN_TARGET = re.compile(r"(\]\((?:message|media):[0-9a-fA-F-]{36}\))")
"""Where a link leads on the site: digits that are no personal data."""


@dataclass
class PostRedactor:
    """Redacts what people wrote in posts of some conversations."""

    context: DeploymentContext
    _redactors: dict[str, Redactor] = field(default_factory=dict)

    def redact(
        self, post: EditedPost, chat_id: str, texts: Mapping[int, str]
    ) -> tuple[dict[int, str], dict[int, tuple[str, ...]]]:
        """The texts as they may be published, and the kinds of what was replaced in them, by the line of the file.

        Args:
            texts: by the number of their line.

        Raises:
            EditedPostRefused: a line is too long, or something of the vault is left in it.
        """
        shown, kinds = {}, {}
        for number, text in texts.items():
            if not can_be_redacted(text):
                raise EditedPostRefused(post.path, number, "the line is too long to be looked through", "break it up.")
            shown[number], found = self._redact_line(text, chat_id)
            if found:
                kinds[number] = found
        self.refuse_leaks(post, chat_id, shown)
        return shown, kinds

    def refuse_leaks(self, post: EditedPost, chat_id: str, texts: Mapping[int, str]) -> None:
        """Does nothing for texts, by the number of their line, that may be published.

        Raises:
            EditedPostRefused: something of the vault is left in one, as it is written or as a page shows it.
        """
        forms = [(number, form) for number, text in texts.items() for form in list_shown_forms(text)]
        left = self.context.leak_guard.find_in_texts([form for _, form in forms], chat_id) if forms else {}
        if left:
            first = min(left)
            kinds = ", ".join(sorted(set(left[first])))
            raise EditedPostRefused(
                post.path,
                forms[first][0],
                f"something is left in it that must not be published ({kinds})",
                "write it without; people are called by their pseudonyms.",
            )

    def _redact_line(self, text: str, chat_id: str) -> tuple[str, tuple[str, ...]]:
        if chat_id not in self._redactors:
            self._redactors[chat_id] = build_redactor(self.context, chat_id)
        pieces: Sequence[str] = _OWN_TARGET.split(text)
        shown: list[str] = []
        kinds: set[str] = set()
        for place, piece in enumerate(pieces):
            if place % 2 or not piece.strip():
                shown.append(piece)
                continue
            body = printable(piece).strip()
            start = piece.index(piece.strip())
            found = self._redactors[chat_id].redact_alone(body)
            shown.append(piece[:start] + found.text + piece[start + len(piece.strip()) :])
            kinds.update(r.kind for r in found.redactions)
        return "".join(shown), tuple(sorted(kinds))
