"""Errors of the settings, the deployment's folders and its key."""

from __future__ import annotations

from collections.abc import Sequence

from egregora_assets.errors.family import EgregoraError


class SettingInvalid(EgregoraError):
    """A setting has a value that cannot be used; its `place` is a line of the file, or a variable."""

    def __init__(self, setting: str, reason: str, meant: str = "", place: str = "") -> None:
        where = f" ({place})" if place else ""
        question = f"; did you mean {meant}?" if meant else " (docs/settings.md)."
        super().__init__(f"The setting {setting} cannot be used{where}: {reason}.", f"correct {setting}{question}")
        self.setting, self.reason, self.meant, self.place = setting, reason, meant, place

    def at(self, place: str) -> SettingInvalid:
        """The same error, found at a place."""
        return SettingInvalid(self.setting, self.reason, self.meant, place)


class DeploymentExists(EgregoraError):
    """A deployment was to be made where one is already."""

    def __init__(self, folder: str) -> None:
        super().__init__(
            f"There is a deployment in {folder} already; nothing was changed.",
            "choose another folder with --output; `egregora settings` shows what that one has.",
        )
        self.folder = folder


class SourceUnusable(EgregoraError):
    """An installed adapter for a chat program cannot be used."""

    def __init__(self, name: str, reason: str) -> None:
        super().__init__(
            f"The adapter {name} of an installed package cannot be used: {reason}.",
            "update the package that provides it, or uninstall it (docs/sources.md).",
        )
        self.name, self.reason = name, reason


class SystemUnsupported(EgregoraError):
    """The operating system lacks what keeps a deployment private and whole."""

    def __init__(self, system: str) -> None:
        super().__init__(
            f"{system} cannot do what keeps a deployment private and whole: modes of files, locks of processes.",
            "use Linux or macOS; on Windows, its Subsystem for Linux (`wsl --install`) or a container "
            "(docs/operations.md).",
        )
        self.system = system


class DagsterHomeUnset(EgregoraError):
    """Dagster would use a temporary instance and lose its history."""

    def __init__(self) -> None:
        super().__init__(
            "DAGSTER_HOME is not set, so Dagster would discard the history of runs and send telemetry.",
            'set it to the folder with dagster.yaml, by its full path: `export DAGSTER_HOME="$PWD/dagster_home"`.',
        )


class DeploymentMissing(EgregoraError):
    """Dagster's folder was moved or copied, the deployment that lay beside it was not."""

    def __init__(self, beside: str, former: str, note: str) -> None:
        super().__init__(
            "DAGSTER_HOME knows a deployment that lay beside it, and there is none: it was moved or copied alone.",
            f"set EGREGORA_HOME to the deployment's folder, or move that folder to {beside}; to begin a new deployment "
            f"there, delete {note}.",
            detail_for_terminal=f"the deployment was {former}",
        )


class DeploymentAbsent(EgregoraError):
    """The folder that was named holds no deployment, and what was asked for makes none."""

    def __init__(self, folder: str, near: Sequence[str] = ()) -> None:
        meant = f"name another folder with --output (near are {', '.join(near)}), or " if near else ""
        super().__init__(
            f"There is no deployment in {folder}.",
            f"{meant}make one there with `egregora init --output {folder}`.",
        )
        self.folder, self.near = folder, tuple(near)


class StorageRefused(EgregoraError):
    """Dagster keeps its history somewhere else than in SQLite files below DAGSTER_HOME."""

    def __init__(self, place: str) -> None:
        super().__init__(
            f"Dagster keeps its history in {place}. An erasure proves that a person is gone by reading every file, and "
            "would not see it there.",
            "take the storage out of dagster.yaml, or write `storage: {sqlite: {base_dir: {env: DAGSTER_HOME}}}`.",
        )
        self.place = place


class FolderNotWritable(EgregoraError):
    """A folder of the deployment cannot be written, or a file is in its place."""

    def __init__(self, folder: str, *, is_file: bool = False) -> None:
        super().__init__(
            f"{folder} cannot be made: a file is in its place, or in that of a folder above it."
            if is_file
            else f"No permission to write in {folder}.",
            "move that file away, or choose another folder with --output."
            if is_file
            else f"run `chmod u+rwx {folder}`, or choose another folder with --output.",
        )
        self.folder = folder


class FolderTooOpen(EgregoraError):
    """Other users can read a private folder or file."""

    def __init__(self, path: str, mode: int, wanted: int) -> None:
        super().__init__(
            f"Other users can read {path} (mode {mode:04o}).", f"run `chmod {wanted:04o} {path}` and start again."
        )
        self.path = path


class KeyLost(EgregoraError):
    """The vault or the database exists, but the deployment key does not."""

    def __init__(self, key_file: str) -> None:
        super().__init__(
            f"The deployment key {key_file} is missing, although the database holds pseudonyms made with it.",
            "run `egregora key import FILE` with your copy of it; without it everybody would get a new pseudonym and "
            "every address would change. To start afresh on purpose, choose an empty folder with --output.",
        )


class KeyWrong(EgregoraError):
    """The key file is no key, or another one than the key that made the existing identifiers."""

    def __init__(self, key_file: str, reason: str) -> None:
        super().__init__(
            f"The deployment key {key_file} {reason}.",
            f"move {key_file} away, and run `egregora key import FILE` with your copy of the original.",
        )


class KeyRefused(EgregoraError):
    """A key was not exported or not imported."""

    def __init__(self, reason: str, path: str) -> None:
        super().__init__(
            f"{reason}; nothing was changed.",
            "export to a new file; import the key that was exported from this deployment.",
            detail_for_terminal=path,
        )
        self.reason = reason
