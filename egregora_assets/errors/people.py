"""Errors of commands about people: who is meant, what is erased, what must be confirmed."""

from __future__ import annotations

from collections.abc import Iterable

from egregora_assets.errors.family import EgregoraError


class PseudonymUnknown(EgregoraError):
    """Nobody has the pseudonym, or the vault does not say who does."""

    def __init__(self, is_shown: bool) -> None:
        problem = "The vault no longer holds their name" if is_shown else "Nobody is shown under that pseudonym"
        remedy = (
            "read an export of the conversation again (`egregora process FILE`)."
            if is_shown
            else "write it as the site does, in quotation marks; name the deployment with --output."
        )
        super().__init__(f"{problem}.", remedy)


class PersonUnknown(EgregoraError):
    """No participant matches `--author`."""

    def __init__(self) -> None:
        super().__init__(
            "Nobody is known by that pseudonym, id or name.",
            "give the pseudonym as the site shows it, or the id that `egregora trace` prints; `--author -` asks for a "
            "real name or number, as the export writes it, and keeps it out of the shell's history.",
        )


class PersonAmbiguous(EgregoraError):
    """Several participants match `--author`."""

    def __init__(self, shown: Iterable[str]) -> None:
        found = tuple(shown)
        super().__init__(
            f"{len(found)} participants match: {'; '.join(found)}.",
            "give one of these ids; each conversation has participants of its own.",
        )
        self.shown = found


class ErasureUnfinished(EgregoraError):
    """An erasure has started and not finished."""

    def __init__(self) -> None:
        super().__init__(
            "The erasure of a person has not ended; nothing is read or published until it has.",
            "run `egregora erase --resume` (with the same --output), which continues it.",
        )


class ErasureIncomplete(EgregoraError):
    """Data of the erased person is still somewhere."""

    def __init__(self, places: Iterable[str]) -> None:
        found = tuple(places)
        super().__init__(
            f"The erasure is not complete: {len(found)} place(s) still hold data of the person or could not be read: "
            f"{'; '.join(found[:10])}.",
            "remove or correct them (a title or label in egregora.toml, a file of your own in the folder), "
            "then run `egregora erase --resume`.",
        )
        self.places = found


class NotConfirmed(EgregoraError):
    """A command that removes data for good was not confirmed."""

    def __init__(self, what: str) -> None:
        super().__init__(
            f"{what} was not confirmed; nothing was changed.", "answer `yes`, or give --yes where nobody can answer."
        )
