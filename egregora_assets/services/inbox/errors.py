"""Errors about the inbox and about files that were named; what is wrong inside a file is `readers.refusals`."""

from __future__ import annotations

from egregora_assets.errors import EgregoraError


class InboxMissing(EgregoraError):
    """The folder that the settings name does not exist."""

    def __init__(self, folder: str) -> None:
        super().__init__(
            f"There is no inbox at {folder}.",
            f"run `mkdir -p {folder}`, or correct the setting inbox in egregora.toml.",
        )
        self.folder = folder


class InboxUnreadable(EgregoraError):
    """The inbox cannot be listed."""

    def __init__(self, folder: str) -> None:
        super().__init__(f"No permission to read the inbox {folder}.", f"run `chmod u+rwx {folder}`.")
        self.folder = folder


class ExportUnusable(EgregoraError):
    """A named file or folder is absent, unreadable or still being written."""

    def __init__(self, position: int, reason: str, path: str) -> None:
        super().__init__(
            f"Export {position} of those named {reason}.",
            "name the file that the phone or the program made (docs/sources.md).",
            detail_for_terminal=path,
        )
        self.position, self.reason = position, reason


class RequestUnknown(EgregoraError):
    """A run's token belongs to no request."""

    def __init__(self, token: str) -> None:
        super().__init__(
            f"No request {token} is in the vault.",
            "start the run again with `egregora process FILE`, or without the tag `egregora/request`.",
        )
        self.token = token
