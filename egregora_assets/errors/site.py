"""Errors of caches and of the site."""

from __future__ import annotations

from collections.abc import Iterable

from egregora_assets.errors.family import EgregoraError

_CORRECT = "correct its path and branch under `repositories` in egregora.toml, or remove it"
REPOSITORY_PROBLEMS = {
    "missing": ("its folder is not there", f"put it back, or {_CORRECT}"),
    "not a repository": ("there is no git repository in its folder", _CORRECT),
    "empty": ("it has no commit yet", f"commit something, or {_CORRECT}"),
    "no such branch": ("it does not have the branch that is configured", _CORRECT),
    "locked": ("its folder may not be opened", f"let the user who runs egregora read it, or {_CORRECT}"),
    "damaged": ("git finds what it needs damaged or absent", f"`git fsck` in it says what; mend it, or {_CORRECT}"),
    "too slow": ("git did not answer in time", f"run again when the disk is less busy, or {_CORRECT}"),
    "not startable": ("the git program could not be started", "install git, and put it on the PATH"),
}
"""Why a repository cannot be read, in words, and what to do."""


class RepositoryUnreadable(EgregoraError):
    """A configured git repository, or its branch, cannot be read."""

    def __init__(self, repository: str, kind: str) -> None:
        reason, remedy = REPOSITORY_PROBLEMS[kind]
        super().__init__(f"The git repository {repository} cannot be read: {reason}.", f"{remedy}; old answers stay.")
        self.repository, self.kind = repository, kind


class FileContentMissing(EgregoraError):
    """A file of a repository has no content to show at the time that was asked about."""

    def __init__(self, state: str) -> None:
        super().__init__(
            f"There is no content of that file then: {state}.",
            "ask for another time or --ref; of a repository that is no longer configured, name it under `repositories` "
            "in egregora.toml again.",
        )
        self.state = state


class SiteMissing(EgregoraError):
    """There is no site yet to look at or to publish."""

    def __init__(self, folder: str) -> None:
        super().__init__(
            f"Nothing is published yet in {folder}.",
            "run `egregora process EXPORT`, which makes the site; `egregora status` says what is missing.",
        )


class TargetRefused(EgregoraError):
    """What was to be exported or published cannot go where it was sent."""

    def __init__(self, reason: str, remedy: str, target: str) -> None:
        super().__init__(f"The target cannot be used: {reason}.", remedy, detail_for_terminal=target)


class SiteLeak(EgregoraError):
    """A file of the site would have shown something from the vault."""

    def __init__(self, place: str, kinds: Iterable[str], document_id: str | None = None) -> None:
        shown = f"{place} (document {document_id})" if document_id else place
        super().__init__(
            f"Publication stopped: {', '.join(sorted(set(kinds)))} found in {shown}, in no text to be left out.",
            "the last good site stays; hide the words with `egregora review names --hide`, or the value with the "
            "setting always_redact, and run `egregora process` again; report kind and place, never the text itself.",
        )
        self.place, self.kinds = place, tuple(sorted(set(kinds)))


class SiteFileRefused(EgregoraError):
    """A file of the site has an impossible address or source."""

    def __init__(self, reason: str) -> None:
        super().__init__(
            f"A file of the site was refused: {reason}.", "the last good site stays; this is a defect: report it."
        )


class SiteBroken(EgregoraError):
    """The new site is not sound: broken links, or something that may not be on a page."""

    def __init__(self, findings: Iterable[tuple[str, str]]) -> None:
        found = tuple(sorted(set(findings)))
        shown = "; ".join(f"{page}: {kind}" for page, kind in found[:5])
        super().__init__(
            f"The site was not published, {len(found)} finding(s): {shown}.",
            "the last good site stays; this is a defect of the pages: report the findings.",
        )
        self.findings = found
