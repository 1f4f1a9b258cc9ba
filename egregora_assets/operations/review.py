"""Words that look like names of people who take no part: a list of them, and the operator's decisions about them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Literal

from egregora_assets.contracts.vocabularies import EVERY_CHAT
from egregora_assets.database.people.decisions import NameDecision, record_name_decisions
from egregora_assets.errors import ReviewRefused
from egregora_assets.language.folding import fold_words
from egregora_assets.operations.context import DeploymentContext, under_lease
from egregora_assets.operations.inbox_report import find_chat, read_slugs

Judgement = Literal["person", "not_a_person"]


@dataclass(frozen=True)
class UnreviewedName:
    """A word that may be the name of a person.

    Attributes:
        name: as it is spelled most often.
        count: how often it occurs; inside_count: within a sentence; called_count: where somebody is spoken to.
        chats: slugs of the conversations.
        contexts: what stands around its first uses, under pseudonyms.
        is_hidden: whether it is replaced by `[person]` until it is judged.
    """

    name: str
    count: int
    inside_count: int
    called_count: int
    chats: tuple[str, ...]
    contexts: tuple[str, ...]
    is_hidden: bool


@dataclass(frozen=True)
class ReviewedName:
    """A decision of the operator: the word, the judgement, and the conversation's slug (`all` for every one)."""

    name: str
    decision: str
    chat: str


def list_unreviewed_names(context: DeploymentContext, chat: str | None = None) -> list[UnreviewedName]:
    """Words of the messages that name people who take no part, without those that were judged.

    Args:
        chat: a conversation's slug; None = every one.

    Raises:
        ReviewRefused: there is no such conversation.
    """
    context.store.prepare()
    slugs = read_slugs(context.store)
    scope = find_scope(chat, slugs)
    hides = context.settings.third_parties == "hide"
    return [
        UnreviewedName(
            n.name,
            n.count,
            n.inside_count,
            n.called_count,
            tuple(sorted(slugs.get(i, i) for i in n.chat_ids)),
            n.contexts,
            hides or n.is_told,
        )
        for n in context.name_review.list_names()
        if scope in (EVERY_CHAT, *n.chat_ids)
    ]


def list_reviewed_names(context: DeploymentContext) -> list[ReviewedName]:
    """The operator's decisions, by name.

    Raises:
        EgregoraError: the deployment cannot be opened (settings, key, databases).
    """
    context.store.prepare()
    slugs = read_slugs(context.store)
    rows = sorted(context.store.read_own_table("reviewed_names").to_pylist(), key=lambda r: (r["name"], r["scope"]))
    return [ReviewedName(r["spelled"], r["decision"], slugs.get(r["scope"], r["scope"])) for r in rows]


@under_lease("review names")
def review_names(
    context: DeploymentContext,
    *,
    add: Iterable[str] = (),
    ignore: Iterable[str] = (),
    forget: Iterable[str] = (),
    chat: str | None = None,
) -> int:
    """Records decisions in the vault; the next run applies them to every message.

    Args:
        add: names of people, which are hidden.
        ignore: words that name nobody, which are shown and not listed again.
        forget: words whose decision is taken back.
        chat: the conversation that the decisions hold for, by its slug; None = every one.

    Returns: how many decisions were recorded.

    Raises:
        ReviewRefused: a word has no letters, or there is no such conversation.
    """
    context.store.prepare()
    scope = find_scope(chat, read_slugs(context.store))
    decisions = [
        *make_decisions(add, "person", scope),
        *make_decisions(ignore, "not_a_person", scope),
        *make_decisions(forget, None, scope),
    ]
    if decisions:
        record_name_decisions(context.store.file("vault"), decisions)
    return len(decisions)


def find_scope(chat: str | None, slugs: Mapping[str, str]) -> str:
    """The scope of decisions: the id of a conversation (by its slug or id, of `slugs` by id), or all.

    Raises:
        ReviewRefused: there is no such conversation.
    """
    if chat is None:
        return EVERY_CHAT
    found = find_chat(slugs, chat)
    if found is None:
        raise ReviewRefused("there is no conversation of that name; `egregora who` and the site show their names")
    return found


def make_decisions(words: Iterable[str], judgement: Judgement | None, scope: str) -> Iterator[NameDecision]:
    """A decision for each word that is not blank; None takes an earlier one back.

    Raises:
        ReviewRefused: a word has no letters.
    """
    for word in words:
        spelled = re.sub(r"['’]s?$", "", " ".join(word.split()))
        name = " ".join(fold_words(spelled))
        if not name and word.strip():
            raise ReviewRefused("a name must have letters")
        if name:
            yield NameDecision(name, spelled, judgement, scope)
