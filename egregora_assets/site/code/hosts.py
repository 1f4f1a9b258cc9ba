"""Addresses of files and commits at code hosts, as they were."""

from __future__ import annotations

from urllib.parse import quote, urlsplit

_GITHUB, _GITLAB, _GITEA, _BITBUCKET, _SOURCEHUT = range(5)
_FILES = {
    _GITHUB: "{base}/blob/{commit}/{path}",
    _GITLAB: "{base}/-/blob/{commit}/{path}",
    _GITEA: "{base}/src/commit/{commit}/{path}",
    _BITBUCKET: "{base}/src/{commit}/{path}",
    _SOURCEHUT: "{base}/tree/{commit}/item/{path}",
}
_COMMITS = {_GITLAB: "{base}/-/commit/{commit}", _BITBUCKET: "{base}/commits/{commit}"}
_COMMIT = "{base}/commit/{commit}"
_KINDS = (
    ("gitlab", _GITLAB),
    ("gitea", _GITEA),
    ("forgejo", _GITEA),
    ("codeberg", _GITEA),
    ("bitbucket", _BITBUCKET),
    ("git.sr.ht", _SOURCEHUT),
)


def make_address(base: str, commit_id: str, path: str, first: int | None = None, last: int | None = None) -> str:
    """The address of a file, or of a commit where the path is empty, in the way of the host that the base names.

    Args:
        base: the address of the repository, such as `https://codeberg.org/ana/boat`. A host that is not known by its
            name is asked in GitHub's way.
        first, last: lines, from 1.
    """
    base, host = base.rstrip("/"), urlsplit(base).hostname or ""
    kind = next((kind for word, kind in _KINDS if word in host), _GITHUB)
    if not path:
        return _COMMITS.get(kind, _COMMIT).format(base=base, commit=commit_id)
    found = _FILES[kind].format(base=base, commit=commit_id, path=quote(path))
    return found + (_make_anchor(kind, first, last or first) if first else "")


def _make_anchor(kind: int, first: int, last: int | None) -> str:
    is_one = last in (None, first)
    if kind == _BITBUCKET:
        return f"#lines-{first}" if is_one else f"#lines-{first}:{last}"
    if is_one:
        return f"#L{first}"
    return f"#L{first}-{last}" if kind in (_GITLAB, _SOURCEHUT) else f"#L{first}-L{last}"
