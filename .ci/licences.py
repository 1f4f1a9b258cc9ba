"""The licence gate: every locked distribution is under a licence that is listed here. Usage: licences.py [--table]."""

from __future__ import annotations

import re
import sys
from importlib import metadata
from pathlib import Path

LOCK = Path(__file__).parent / "requirements-dev.lock"

PERMISSIVE = (
    "0BSD", "Apache", "BSD", "CC0", "HPND", "ISC", "MIT", "PSF", "Python Software Foundation", "Unlicense", "Zlib",
)  # fmt: skip
# Weak copyleft, file by file: used unmodified and never copied into this repository, so it touches nothing of ours.
FILE_COPYLEFT = ("MPL-2.0", "Mozilla Public License 2.0")
STRONG_COPYLEFT = re.compile(r"\b(A?GPL|LGPL|SSPL|EUPL|CC-BY-SA|CC-BY-NC|BUSL)", re.IGNORECASE)

# Distributions whose metadata says nothing usable; read in their source archive.
READ_BY_HAND = {
    "antlr4-python3-runtime": "BSD-3-Clause",
}


def locked_names() -> list[str]:
    """Return the names of the locked distributions, in order, each once."""
    found = re.findall(r"^([A-Za-z0-9._-]+)(?:\[[^\]]*\])?==", LOCK.read_text("utf-8"), re.MULTILINE)
    return sorted(set(found))


def licence_of(name: str) -> str | None:
    """Return what an installed distribution says of its licence; None where it is not installed on this system."""
    try:
        about = metadata.metadata(name).json
    except metadata.PackageNotFoundError:
        return None
    expression = str(about.get("license_expression") or "")
    classifiers = [str(entry) for entry in about.get("classifier") or [] if str(entry).startswith("License")]
    named = [entry.rsplit(" :: ", 1)[-1] for entry in classifiers if not entry.endswith("OSI Approved")]
    first_line = str(about.get("license") or "").strip().split("\n")[0]
    return expression or READ_BY_HAND.get(name) or "; ".join(named) or first_line or "says nothing"


def verdict(licence: str) -> str:
    """Return `permissive`, `file copyleft` or `refused` for what a distribution says of its licence."""
    if STRONG_COPYLEFT.search(licence):
        return "refused"
    if any(word in licence for word in FILE_COPYLEFT):
        return "file copyleft"
    return "permissive" if any(word.lower() in licence.lower() for word in PERMISSIVE) else "refused"


def main(arguments: list[str]) -> int:
    """Print what is refused, or the whole table; return 1 where something is refused."""
    found = {name: licence for name in locked_names() if (licence := licence_of(name)) is not None}
    refused = {name: licence for name, licence in found.items() if verdict(licence) == "refused"}
    for name, licence in found.items() if "--table" in arguments else refused.items():
        print(f"| {name} | {licence} | {verdict(licence)} |")
    print(f"{len(found)} distributions, {len(refused)} refused")
    return 1 if refused else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
