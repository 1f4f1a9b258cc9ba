"""Finds commits, branches and tags, and states that are counted from one of them (`HEAD~3`)."""

from __future__ import annotations

import re
from collections.abc import Collection

from egregora_assets.references.mentions.mention import COVER, Mention
from egregora_assets.references.mentions.names import has_known_ending

_COMMIT = re.compile(
    rf"(?<![\w/@#+={COVER}-])(?<!(?<!\.)\.)(?:(?P<repository>[\w.-]{{1,99}}/[\w.-]{{1,99}})@)?"
    rf"(?P<commit>[0-9a-f]{{7,40}}|[0-9A-F]{{7,40}})(?![\w@{COVER}-]|[/]\w|\.(?!\.)\w)"
)
_NUMBER = re.compile(r"\d+e\d+", re.IGNORECASE)
_COMMIT_CUE = re.compile(r"(?:commits?|sha|rev|hash|bisect|revert|cherry[ -]pick)\W{1,3}$", re.IGNORECASE)
_OTHER_CODE = re.compile(
    r"\b(?:codes?|c[óo]digos?|coupon|cupom|voucher|tracking(?: number)?|rastreio|sku|senha|pass(?:word)?|token|pin"
    r"|ids?|protocolo|pedido|order|serial|placa|plate|booking|reserva|localizador|wi-?fi|chave|key)\W{1,3}(?:\w{1,3}\W)?$",
    re.IGNORECASE,
)
"""Before letters and figures that are no commit, unless a repository has it."""
_DIGITS = re.compile(r"[0-9a-fA-F]{7,40}")
_STEPS = r"(?:[~^]\d{0,4}){0,9}"
_REVISION = re.compile(rf"(?P<name>[^~^]+?)(?P<steps>{_STEPS})")
_VERSION = re.compile(r"v?\d+(?:\.\d+)+(?:-?[a-z]+\.?\d*)?")
_WORD = re.compile(
    rf"(?<![\w/@#+={COVER}-])(?<!(?<!\.)\.)(?:(?P<name>\w(?:(?:(?!\.\.)[\w./+-]){{0,99}}\w)?)|@(?=[~^]\d))"
    rf"(?P<steps>{_STEPS})(?![\w{COVER}])"
)
_CUE_BEFORE = re.compile(
    r"(?:\b(?:branch|tag|release|ramo|rama|zweig|branche|ref|checkout(?: -[bB])?|switch to|rebase (?:on|onto|na|no)"
    r"|merged? (?:in|into|to|na|no)|git (?:diff|log|show|merge|rebase)|reset(?: --\w+)?))\W{1,3}$",
    re.IGNORECASE,
)
_CUE_FAR_BEFORE = re.compile(
    r"\b(?:cut|tirei|branched|forked|merge|merged|merging|rebase|rebased|rebasing|cherry[ -]pick(?:ed)?|checkout"
    r"|push(?:ed)? to)\b"
    r"(?:(?:[^.!?\n]|\.(?=\S)){0,40}\W(?:on|onto|into|to|from|in|na|no|pra|pro|para|da|do))?\W{1,2}$",
    re.IGNORECASE,
)
_CUE_BEHIND = re.compile(r"\W{1,3}(?:branch|ramo)\b", re.IGNORECASE)


def reads_as_commit(text: str) -> bool:
    """Whether a text reads as a commit id, not as a number or a word."""
    if not _DIGITS.fullmatch(text) or _NUMBER.fullmatch(text):
        return False
    return any(c.isdigit() for c in text) and any(c.isalpha() for c in text)


def reads_as_revision(text: str, ref_names: Collection[str]) -> bool:
    """Whether a text names a state of the code: `HEAD~3`, a known ref, a version."""
    match = _REVISION.fullmatch(text)
    if match is None:
        return False
    name = match["name"]
    return name in ref_names or name == "HEAD" or (name == "@" and bool(match["steps"])) or _is_version(name)


def _is_version(name: str) -> bool:
    return _VERSION.fullmatch(name) is not None


def find_commits(text: str) -> list[Mention]:
    """Commit ids; of figures or letters alone only where a repository has such a commit.

    Args:
        text: what of the message is not claimed.
    """
    found = []
    for match in _COMMIT.finditer(text):
        digits, repository = match["commit"], match["repository"]
        is_told = _COMMIT_CUE.search(text, max(0, match.start() - 24), match.start()) is not None
        if not digits.islower() and not digits.isdigit() and not is_told:
            continue
        if repository and has_known_ending(repository):
            continue
        is_other = _OTHER_CODE.search(text, max(0, match.start() - 32), match.start()) is not None
        is_plain = reads_as_commit(digits) and (is_told or not is_other)
        found.append(
            Mention("commit", match.group(), match.start(), commit=digits, repository=repository, is_plain=is_plain)
        )
    return found


def find_refs(text: str, ref_names: Collection[str]) -> list[Mention]:
    """Branches and tags by their names, and states counted from them.

    Args:
        text: what of the message is not claimed.
        ref_names: as of `find_mentions`.
    """
    return [m for match in _WORD.finditer(text) if (m := _read_ref(match, ref_names))]


def _read_ref(match: re.Match[str], ref_names: Collection[str]) -> Mention | None:
    """A word as a ref; None where it is none, or may be a word of the talk."""
    name, steps = match["name"] or "@", match["steps"]
    short = name.removeprefix("origin/")
    if name not in ref_names and short in ref_names:
        return Mention("ref", match.group(), match.start(), ref=short + steps)
    is_meant = bool(steps) or _is_marked(match) or is_told(match.string, match.start(), match.end())
    if name not in ("HEAD", "@"):
        is_meant = name in ref_names and (is_meant or not (name.isalpha() or name.isdigit()))
    return Mention("ref", match.group(), match.start(), ref=name + steps) if is_meant else None


def _is_marked(match: re.Match[str]) -> bool:
    """Whether back-ticks are around a word."""
    text, start, end = match.string, match.start(), match.end()
    return text[max(0, start - 1) : start] == "`" == text[end : end + 1]


def is_told(text: str, start: int, end: int) -> bool:
    """Whether a word beside a place says that a ref stands there."""
    return bool(
        _CUE_BEFORE.search(text, max(0, start - 24), start)
        or _CUE_FAR_BEFORE.search(text, max(0, start - 64), start)
        or _CUE_BEHIND.match(text, end)
    )
