"""Dagster's folder of a deployment, and the `dagster.yaml` in it, which follows the package's own."""

from __future__ import annotations

import hashlib
from importlib import resources
from pathlib import Path

from egregora_assets.services.disk import private_folder, write_private

OWN_FOLDER = "dagster"
SETTINGS_FILE = "dagster.yaml"
_WRITTEN = ".dagster.yaml.sha256"
"""Holds the digest of the settings that were written last: what differs from it, a person has changed."""
_EARLIER = frozenset(
    {
        "da7fe4527f132d656a4d288af42f1967a92710f398d01f40477dc72ebc1f0fba",
        "e643a47b6cfb92cc3579c0b1c66ee44ccd5f42c181053e26d9f6d6ccabea14da",
    }
)
"""Digests of the settings that were shipped before digests were kept."""


def make_dagster_home(home: Path) -> Path:
    """A folder for Dagster inside a deployment; it gets the settings that are shipped if it has none."""
    folder = private_folder(home / OWN_FOLDER)
    if not (folder / SETTINGS_FILE).exists():
        _write(folder)
    return folder


def renew_settings(folder: Path) -> None:
    """Replaces Dagster's settings by those that are shipped, where they are what an earlier version wrote."""
    settings, noted = folder / SETTINGS_FILE, folder / _WRITTEN
    if not settings.is_file():
        return
    digest = _digest(settings.read_bytes())
    written = noted.read_text("ascii").strip() if noted.is_file() else ""
    if digest != _digest(_read_shipped()) and (digest in _EARLIER or digest == written):
        _write(folder)


def _write(folder: Path) -> None:
    shipped = _read_shipped()
    write_private(folder / SETTINGS_FILE, shipped)
    write_private(folder / _WRITTEN, f"{_digest(shipped)}\n".encode())


def _read_shipped() -> bytes:
    return resources.files(__package__).joinpath(SETTINGS_FILE).read_bytes()


def _digest(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()
