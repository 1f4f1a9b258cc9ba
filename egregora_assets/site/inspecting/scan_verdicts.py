"""Which files of a site need no leak scan: those that were clean, and stand unchanged."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Collection

from egregora_assets.contracts.digests import Notes, digest_values

_SECRETS = ""
"""The subject under which the secrets are noted, with the day of the last full scan: no file is called so."""
FULL_SCAN_DAYS = 7
"""After so many days every file is scanned again, whatever is noted."""


class ScanVerdicts:
    """What the leak scan of an earlier site found: nothing, in every file that was published.

    Args:
        earlier: the notes of the earlier site; empty = every file is scanned.
        secrets: digests of everything that is looked for, and of the rules.
        look_for: makes a quick look for some of them, whose False is certain.
        today: decides whether it is time for a full scan; None = it is not, however long ago the last one is.

    Attributes:
        notes: what is to be kept once the site is published: digests alone.
    """

    def __init__(
        self,
        earlier: Notes,
        secrets: frozenset[str],
        look_for: Callable[[Collection[str]], Callable[[bytes], bool]],
        today: dt.date | None,
    ) -> None:
        day, known = earlier.get(_SECRETS, ("", ""))
        is_full = today is not None and not _is_recent(day, today)
        self._earlier = {} if is_full else earlier
        secrets_note = (today.isoformat() if today and is_full else day, " ".join(sorted(secrets)))
        self.notes: dict[str, tuple[str, str]] = {_SECRETS: secrets_note}
        new = secrets.difference(known.split())
        self._may_hold = look_for(new) if new else lambda _data: False

    def needs_scan(self, subject: str, content: bytes, chat_id: str | None) -> bool:
        """Whether bytes have to be scanned, which are noted as clean for the next time: a leak stops the publication.

        Args:
            subject: what they are: the path of a file, or its address.
            chat_id: the chat whose secrets count in them.
        """
        verdict = (digest_values(content, chat_id), "")
        self.notes[subject] = verdict
        return self._earlier.get(subject) != verdict or self._may_hold(content)


def _is_recent(day: str, today: dt.date) -> bool:
    """Whether a noted day is no longer ago than a full scan may be, and not in the future."""
    try:
        return dt.timedelta() <= today - dt.date.fromisoformat(day) < dt.timedelta(days=FULL_SCAN_DAYS)
    except ValueError:
        return False
