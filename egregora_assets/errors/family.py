"""The base of all errors, and the errors that belong to no part in particular."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any


class EgregoraError(Exception):
    """Something that a person can fix. The text may be stored: it names settings, tables, positions and digests.

    Args:
        problem: one sentence; remedy: what to do about it.
        detail_for_terminal: what only a terminal may show, such as a file's name; it is not part of the text.
    """

    def __init__(self, problem: str, remedy: str, *, detail_for_terminal: str = "") -> None:
        super().__init__(f"{problem} Remedy: {remedy}")
        self.problem = problem
        self.remedy = remedy
        self.detail_for_terminal = detail_for_terminal

    def __reduce__(self) -> tuple[Any, ...]:
        """How an error goes to another process: as it is, whatever the constructor of its class asks for."""
        return _copy_error, (type(self), self.args), self.__dict__


def _copy_error(kind: type[EgregoraError], args: tuple[Any, ...]) -> EgregoraError:
    return kind.__new__(kind, *args)


class RenamedWarning(FutureWarning):
    """A former name was used, of a setting or a function; the next version will not know it."""


class StageFailed(EgregoraError):
    """An unexpected failure inside a stage, reduced to its type and place, so that no data travels with it."""

    def __init__(self, stage: str, kind: str, place: str) -> None:
        super().__init__(
            f"{stage} failed: {kind} at {place}.",
            "the last good tables are kept; report the type and place, or run the stage again with a smaller input.",
        )
        self.stage, self.kind, self.place = stage, kind, place


class TimeZoneUnknown(EgregoraError):
    """A time zone is not in the IANA database, or only this machine knows it."""

    def __init__(self, name: str) -> None:
        super().__init__(
            "A time zone is unknown to the IANA database.",
            "name a zone such as Europe/Lisbon or America/Sao_Paulo (`time_zone`, docs/settings.md).",
            detail_for_terminal=name,
        )


class InstantOutOfRange(EgregoraError):
    """Times outside the range of nanosecond timestamps."""

    def __init__(self, count: int) -> None:
        super().__init__(
            f"{count} time(s) are before 1677-09-21 or after 2262-04-11, outside the range of timestamp(9).",
            "correct the date at its source, or remove the row.",
        )
        self.count = count


class LanguageFileInvalid(EgregoraError):
    """The file with the texts of a language cannot be used."""

    def __init__(self, code: str, problems: Iterable[str]) -> None:
        self.code, self.problems = code, tuple(problems)
        super().__init__(
            f"The language file {code}.toml cannot be used: {'; '.join(self.problems)}.",
            "correct these keys; `python -m egregora_assets.language.report` lists them (docs/translating.md).",
        )
