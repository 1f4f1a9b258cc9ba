"""Errors of commands that scan for leaks, read standard input or import an older deployment."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from egregora_assets.errors.family import EgregoraError


class RunFailed(EgregoraError):
    """A run failed for a reason that no other error names: a blocking check does not pass, or Dagster refused it."""

    def __init__(self, run_id: str, checks: Sequence[str], steps: Sequence[str]) -> None:
        many = len(checks) > 1
        refused = f"{'the checks' if many else 'the check'} {', '.join(checks)} {'do' if many else 'does'} not pass"
        failed = f"these steps failed: {', '.join(steps) or 'none began'}."
        super().__init__(
            f"{refused}; nothing after {'them' if many else 'it'} was written." if checks else failed,
            f"`egregora ui` shows run {run_id[:8]} with every event.",
        )
        self.run_id, self.checks, self.steps = run_id, tuple(checks), tuple(steps)


class VaultEmpty(EgregoraError):
    """The vault holds nothing to scan for."""

    def __init__(self) -> None:
        super().__init__(
            "The vault holds no conversation, so nothing can be looked for.",
            "read an export first (`egregora process FILE`), or name the deployment with --output.",
        )


class ContainerTooLarge(EgregoraError):
    """An archive is too large or nested too deep to be scanned."""

    def __init__(self, path: str) -> None:
        super().__init__(
            "An archive unpacks to more than 256 MiB, or holds archives in archives.",
            "unpack it and scan the folder.",
            detail_for_terminal=path,
        )


class RedactInputRefused(EgregoraError):
    """The input of `egregora redact` cannot be read."""

    def __init__(self, reason: str, path: str = "") -> None:
        super().__init__(
            f"{reason}.",
            "give plain lines, or with --jsonl an object a line: "
            '{"id": ..., "text": "...", "roster": ["..."], "lang": "en"}; a roster is a file with a name a line.',
            detail_for_terminal=path,
        )


class ReviewRefused(EgregoraError):
    """The input of `egregora review names` cannot be recorded."""

    def __init__(self, reason: str) -> None:
        super().__init__(f"Nothing was recorded: {reason}.", "name words as `egregora review names` lists them.")


class OlderFileRefused(EgregoraError):
    """A file to import is no readable database of the predecessor."""

    def __init__(self, position: int, reason: str, remedy: str, path: str) -> None:
        super().__init__(
            f"File {position} of those named {reason}.",
            f"{remedy}; nothing was imported, and the file was not touched.",
            detail_for_terminal=path,
        )
        self.position, self.reason = position, reason


class ConversationUnclear(EgregoraError):
    """It is not clear into which conversation an older deployment is to be imported."""

    def __init__(self, reason: str, remedy: str, slugs: Iterable[str] = ()) -> None:
        shown = ", ".join(sorted(slugs))
        super().__init__(f"{reason}.", remedy, detail_for_terminal=f"conversations: {shown}" if shown else "")


class WebServerUnguarded(EgregoraError):
    """Dagster's web server would answer other pages of the same browser."""

    def __init__(self) -> None:
        super().__init__(
            "This version of Dagster builds its web server in another way, so requests of other pages of the same "
            "browser could not be refused.",
            "install the versions of dagster and dagster-webserver that this package asks for.",
        )


class PortTaken(EgregoraError):
    """Another program listens on the port that a command of ours was to use."""

    def __init__(self, port: int, command: str = "ui") -> None:
        super().__init__(
            f"Another program listens on port {port} of 127.0.0.1.",
            f"end it, or choose another port: `egregora {command} --port {port + 1}`.",
        )
        self.port = port
