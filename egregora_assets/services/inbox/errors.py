"""Errors about the inbox and about files that were named; what is wrong inside a file is `readers.refusals`."""

from __future__ import annotations

from collections.abc import Mapping

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


class ExportsMissing(ExportUnusable):
    """Files or folders that were named do not exist; all of them are told."""

    def __init__(self, paths: Mapping[int, str]) -> None:
        positions = sorted(paths)
        told = " and ".join(filter(None, (", ".join(map(str, positions[:-1])), str(positions[-1]))))
        EgregoraError.__init__(
            self,
            f"Exports {told} of those named do not exist."
            if len(positions) > 1
            else f"Export {told} of those named does not exist.",
            "name the file that the phone or the program made (docs/sources.md).",
            detail_for_terminal="\n       ".join(paths[position] for position in positions),
        )
        self.position, self.reason, self.positions = positions[0], "does not exist", tuple(positions)


class RequestUnknown(EgregoraError):
    """A run's token belongs to no request."""

    def __init__(self, token: str) -> None:
        super().__init__(
            f"No request {token} is in the vault.",
            "start the run again with `egregora process FILE`, or without the tag `egregora/request`.",
        )
        self.token = token
