"""The posts that a reader may want next: at most two, each for a reason that can be said."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import NamedTuple

from egregora_assets.site.neighbours.tags import merge_tags
from egregora_assets.site.shown import Headline
from egregora_assets.site.site_model import Document
from egregora_assets.site.words import Words

MOST_RELATED = 2
_COMMON_FROM = 5
"""With fewer posts, no tag and nobody counts as common."""
_COMMON_SHARE = 1 / 3
_LEAST_PEOPLE = 2


class Related(NamedTuple):
    """Another post as a page names it, with the reason in the site's language."""

    post: Headline
    reason: str


@dataclass(frozen=True, slots=True)
class Bond:
    """What two posts share.

    Args:
        subjects: tags of both that few posts have.
        person_ids: people quoted in both and in few others, if there are two of them.
        is_next: whether no other post lies between them, and retrieval names it first.
    """

    subjects: tuple[str, ...] = ()
    person_ids: tuple[str, ...] = ()
    is_next: bool = False

    @property
    def strength(self) -> tuple[int, bool, int]:
        """What counts: subjects first, then that the talk went on, then people."""
        return len(self.subjects), self.is_next, len(self.person_ids)


class Bonds:
    """What the posts of a site share.

    Args:
        posts: with the tags as they are shown; their `earlier` and `later` as retrieval found them, the nearest first.
    """

    def __init__(self, posts: Sequence[Document]) -> None:
        self._posts: Mapping[str, Document] = {post.document_id: post for post in posts}
        most = _COMMON_SHARE * len(posts) if len(posts) >= _COMMON_FROM else len(posts)
        self._rare_tags = _find_rare([post.tags for post in posts], most)
        self._rare_people = _find_rare([post.person_ids for post in posts], most)
        order = sorted(posts, key=lambda post: (post.chat_id, post.created_at, post.document_id))
        pairs = pairwise(order)
        self._next = {(a.document_id, b.document_id) for a, b in pairs if a.chat_id == b.chat_id}

    def find(self, post: Document, other_id: str) -> Bond:
        """What a post shares with another one; nothing with one that is not there."""
        other = self._posts.get(other_id)
        if other is None:
            return Bond()
        people = tuple(i for i in post.person_ids if i in other.person_ids and i in self._rare_people)
        touching = (other_id, post.document_id) in self._next or (post.document_id, other_id) in self._next
        return Bond(
            tuple(tag for tag in post.tags if tag in other.tags and tag in self._rare_tags),
            people if len(people) >= _LEAST_PEOPLE else (),
            touching and other_id in (*post.earlier[:1], *post.later[:1]),
        )


def explain_bond(bond: Bond, names: Sequence[str], words: Words, *, is_later: bool) -> str:
    """The reason why another post is named; the strongest alone.

    Args:
        names: of the people of the bond, as pages show them.
        is_later: whether the other post is the later one.
    """
    if bond.subjects:
        return words("post.why_subjects", subjects=words.join(bond.subjects))
    if bond.is_next:
        return words("post.why_next" if is_later else "post.why_previous")
    return words("post.why_people", names=words.join(names)) if names else ""


def tie_posts(posts: Sequence[Document]) -> list[Document]:
    """The posts with their tags merged, and at most two others each: those with the strongest bonds, if any.

    The two are earlier and later ones together.
    """
    posts = merge_tags(posts)
    bonds = Bonds(posts)
    limited = []
    for post in posts:
        found = {i: bonds.find(post, i) for i in (*post.earlier, *post.later)}
        tied = [i for i, bond in found.items() if any(bond.strength)]
        kept = sorted(tied, key=lambda i: [-int(value) for value in found[i].strength])[:MOST_RELATED]
        earlier, later = (tuple(i for i in ids if i in kept) for ids in (post.earlier, post.later))
        limited.append(replace(post, earlier=earlier, later=later))
    return limited


def _find_rare(values: Sequence[tuple[str, ...]], most: float) -> frozenset[str]:
    counts = Counter(value for one in values for value in one)
    return frozenset(value for value, count in counts.items() if count <= most)
