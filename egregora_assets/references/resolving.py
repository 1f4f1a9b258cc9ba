"""Resolves mentions of code against the git caches, as of a message's time, and says why where there is no answer."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from egregora_assets.references.code_history import FEWEST_DIGITS, Moment, Repository, Resolution
from egregora_assets.references.code_references import Mention
from egregora_assets.references.reasons import (
    BEFORE_HISTORY,
    FILE_BEFORE_REF,
    NO_COMMIT,
    NO_FILE,
    NO_FILE_BUT_REF,
    NO_REF,
    NO_REPOSITORY,
    NO_REQUEST,
    NOT_SO_FAR,
    NOT_THEN,
    OTHER_REPOSITORY,
    SAID_TO_BE_REF,
    TAG_BEFORE_BRANCH,
)


def resolve_mention(mention: Mention, moment: Moment, repositories: Sequence[Repository]) -> Resolution:
    """Resolve a mention by the first repository that has an answer, else the first that knows it, in the order given.

    A name that is also a ref's is the file where there was one, else the ref.
    """
    asked = [r for r in repositories if mention.repository is None or r.has_name(mention.repository)]
    answer = _choose_answer([_ask_repository(mention, moment, repository) for repository in asked])
    if mention.also_ref is not None and not answer.is_resolved:
        as_ref = replace(mention, kind="ref", path=None, ref=mention.also_ref, also_ref=None)
        other = resolve_mention(as_ref, moment, repositories)
        return replace(other, reason=NO_FILE_BUT_REF, taken="ref") if other.is_resolved else answer
    return replace(answer, reason=answer.reason or _explain(mention, moment, repositories, asked, answer))


def _choose_answer(answers: Sequence[Resolution]) -> Resolution:
    """The first answer that is resolved, else the first that knows anything."""
    known = [answer for answer in answers if answer.repository_id is not None]
    several = next((answer for answer in answers if answer.reason is not None), Resolution())
    return next((answer for answer in known if answer.is_resolved), known[0] if known else several)


def _explain(
    mention: Mention,
    moment: Moment,
    repositories: Sequence[Repository],
    asked: Sequence[Repository],
    answer: Resolution,
) -> str | None:
    """Why a mention has no answer, or which of several it took; None where there is nothing to say."""
    if answer.is_resolved:
        return _explain_choice(mention, moment, asked)
    if not asked:
        return OTHER_REPOSITORY if repositories else NO_REPOSITORY
    if mention.pull_request is not None:
        return NO_REQUEST
    if mention.kind == "commit" or (mention.commit is not None and mention.path is None):
        return NO_COMMIT
    if mention.path is None:
        if answer.path is not None:
            return NO_FILE
        return NOT_SO_FAR if answer.repository_id and re.search("[~^]", mention.ref or "") else NO_REF
    if not any(r.repository_id in moment.positions for r in asked):
        return BEFORE_HISTORY
    return NOT_THEN if any(r.had_file(mention.path) for r in asked) else NO_FILE


def _explain_choice(mention: Mention, moment: Moment, asked: Sequence[Repository]) -> str | None:
    """Which of several of one name was taken."""
    if mention.also_ref is not None:
        return FILE_BEFORE_REF
    if mention.kind != "ref" or mention.ref is None:
        return None
    if any(r.is_tag_and_branch(mention.ref) for r in asked):
        return TAG_BEFORE_BRANCH
    places = ((r, moment.positions.get(r.repository_id)) for r in asked)
    is_file = any(at is not None and r.find_file(mention.ref, at).is_resolved for r, at in places)
    return SAID_TO_BE_REF if is_file else None


def _ask_repository(mention: Mention, moment: Moment, repository: Repository) -> Resolution:
    """Resolve a mention by one repository."""
    if mention.kind == "url" and mention.ref is not None:
        return _resolve_hosted(mention.ref, moment, repository)
    if mention.path is not None:
        return _resolve_path(mention, mention.path, moment, repository)
    if mention.commit is not None:
        return _resolve_commit(repository, repository.find_commit(mention.commit))
    if mention.pull_request is not None:
        return _resolve_number(mention, mention.pull_request, repository)
    if mention.ref is None:
        return Resolution()
    if not repository.has_revision(mention.ref):
        return Resolution()
    return Resolution(repository.repository_id, commit_id=repository.find_revision(mention.ref, moment))


def _resolve_path(mention: Mention, path: str, moment: Moment, repository: Repository) -> Resolution:
    """A file of the branch at the time, or of what the mention names: `app.py@v1.2`, `HEAD~3:app.py`.

    What is named counts alone: where the repository knows it and has no such file there, there is no answer.
    """
    named = mention.commit or mention.ref
    if named is None:
        position = moment.positions.get(repository.repository_id)
        return Resolution() if position is None else repository.find_file(path, position)
    if not repository.has_revision(named):
        return Resolution()
    commit_id = repository.find_revision(named, moment)
    position = None if commit_id is None else repository.find_position(commit_id)
    found = Resolution() if position is None else repository.find_file(path, position)
    return found if found.is_resolved else Resolution(repository.repository_id, path, None, None)


def _resolve_number(mention: Mention, number: int, repository: Repository) -> Resolution:
    """The commit of a request; of an issue, or a request that was not merged, the repository alone."""
    found = _resolve_commit(repository, repository.requests.get(number))
    if mention.kind == "issue" and not found.is_resolved and repository.has_number(number):
        return Resolution(repository.repository_id)
    return found


def _resolve_commit(repository: Repository, commit_id: str | None) -> Resolution:
    return Resolution() if commit_id is None else Resolution(repository.repository_id, commit_id=commit_id)


def _resolve_hosted(rest: str, moment: Moment, repository: Repository) -> Resolution:
    """`ref/path` of an address: the ref is the shortest beginning that the repository knows (refs may hold slashes)."""
    parts = rest.split("/")
    for cut in range(1, len(parts) + 1):
        name, path = "/".join(parts[:cut]), "/".join(parts[cut:])
        commit_id = repository.find_ref(name, moment) or (
            repository.find_commit(name) if cut == 1 and len(name) >= FEWEST_DIGITS else None
        )
        if commit_id is None:
            continue
        if not path:
            return Resolution(repository.repository_id, commit_id=commit_id)
        position = repository.find_position(commit_id)
        found = Resolution() if position is None else repository.find_file(path, position)
        return found if found.is_resolved else Resolution(repository.repository_id, path, None, None)
    return Resolution()
