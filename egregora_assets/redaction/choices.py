"""What the operator decides about redaction: which kinds are replaced, which words always, which values never.

Names of participants are always replaced.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property

import ahocorasick_rs

from egregora_assets.contracts.vocabularies import CHOSEN_KINDS, EVERY_CHAT
from egregora_assets.language.folding import fold_accents, fold_words
from egregora_assets.redaction.spans import Finding, lower_keeping_length, stands_alone

_WORD_KIND = "secret"
"""The kind under which a word that the operator wants hidden is replaced: `[secret-2]`."""


@dataclass(frozen=True)
class Choices:
    """The operator's decisions for one chat, or for all.

    Args:
        kinds: personal data of these kinds is replaced.
        always: words and phrases that are hidden wherever they stand alone.
        never: values that stay, in any spelling.
        people: names of people who take no part, by scope (a chat or `all`).
        ignored: folded words that name nobody, by scope.
        hides_third_parties: whether people are hidden where only a capital or a given name tells of them.
        shows_all: for the operator's eyes: nobody who takes no part is hidden, whatever tells of them.
    """

    kinds: frozenset[str] = frozenset(CHOSEN_KINDS)
    always: tuple[str, ...] = ()
    never: tuple[str, ...] = ()
    people: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    ignored: Mapping[str, frozenset[str]] = field(default_factory=dict)
    hides_third_parties: bool = True
    shows_all: bool = False

    def list_added_people(self, chat_id: str) -> tuple[str, ...]:
        """List the names that the operator added for a chat, sorted."""
        return tuple(sorted({*self.people.get(EVERY_CHAT, ()), *self.people.get(chat_id, ())}))

    def limit_to_chat(self, chat_id: str) -> Choices:
        """The decisions that concern one chat."""
        ignored = self.ignored.get(EVERY_CHAT, frozenset()) | self.ignored.get(chat_id, frozenset())
        return replace(self, people={}, ignored={EVERY_CHAT: ignored})

    def show_all(self) -> Choices:
        """The same decisions for the operator's eyes: nobody who takes no part is hidden."""
        return replace(self, hides_third_parties=False, shows_all=True)

    def list_ignored(self) -> frozenset[str]:
        """The folded words that name nobody in any of the chats that the decisions concern."""
        return self.ignored.get(EVERY_CHAT, frozenset())

    def canonical(self) -> str:
        """All decisions as text in a fixed order. Private: only a keyed digest of it may be stored."""
        words = [sorted(self.kinds), sorted(self.always), sorted(self.never)]
        reviewed = [[s, sorted(n)] for table in (self.people, self.ignored) for s, n in sorted(table.items())]
        return json.dumps([words, reviewed, self.hides_third_parties, self.shows_all], ensure_ascii=False)

    def is_person(self, spelled: str) -> bool:
        """Whether what looks like a name may be one: not where the operator ignores or keeps it."""
        names = fold_words(spelled)
        ignored = self.list_ignored()
        return not (
            " ".join(names) in ignored or all(n in ignored for n in names) or _normalize(spelled) in self._never
        )

    def apply(self, texts: Sequence[str], found: list[list[Finding]]) -> list[list[Finding]]:
        """The findings of each text, by place, without values that stay, and with words that must go."""
        if self.kinds != frozenset(CHOSEN_KINDS) or self._never:
            found = [[f for f in fs if self._is_replaced(f, t)] for t, fs in zip(texts, found, strict=True)]
        if not self._words:
            return found
        return [self._add_words(t, fs) for t, fs in zip(texts, found, strict=True)]

    def _is_replaced(self, found: Finding, text: str) -> bool:
        spelled = text[found.start + len(found.prefix) : found.end]
        is_kept = bool({_normalize(spelled), _normalize(text[found.start : found.end])} & self._never)
        return found.kind in self.kinds and not is_kept

    def _add_words(self, text: str, found: list[Finding]) -> list[Finding]:
        for pattern, start, end in self._automaton.find_matches_as_indexes(lower_keeping_length(text)):
            if stands_alone(text, start, end):
                inside = [f for f in found if f.overlaps(start, end)]
                if any(f.prefix or (f.start <= start and end <= f.end) for f in inside):
                    continue
                first, last = min([start, *(f.start for f in inside)]), max([end, *(f.end for f in inside)])
                found = [f for f in found if f not in inside]
                found.append(Finding(first, last, _WORD_KIND, self._words[pattern]))
        return sorted(found, key=lambda f: f.start)

    @cached_property
    def _words(self) -> list[str]:
        return sorted({w for spelled in self.always if (w := lower_keeping_length(" ".join(spelled.split())))})

    @cached_property
    def _automaton(self) -> ahocorasick_rs.AhoCorasick:
        return ahocorasick_rs.AhoCorasick(self._words, matchkind=ahocorasick_rs.MatchKind.LeftmostLongest)

    @cached_property
    def _never(self) -> frozenset[str]:
        return frozenset(c for spelled in self.never if (c := _normalize(spelled)))


def build_choices(
    kinds: Sequence[str],
    always: Sequence[str],
    never: Sequence[str],
    reviewed: Sequence[Mapping[str, str]] = (),
    *,
    third_parties: str = "hide",
) -> Choices:
    """Build the operator's decisions.

    Args:
        kinds: of the setting `redact_types`; none = all.
        always: of the setting `always_redact`.
        never: of the setting `never_redact`.
        reviewed: rows of `reviewed_names`.
        third_parties: of the setting `third_parties`.
    """
    people: dict[str, tuple[str, ...]] = {}
    ignored: dict[str, frozenset[str]] = {}
    for row in reviewed:
        scope = str(row["scope"])
        if row["decision"] == "person":
            people[scope] = (*people.get(scope, ()), row["spelled"])
        else:
            ignored[scope] = ignored.get(scope, frozenset()) | {row["name"]}
    return Choices(
        frozenset(kinds or CHOSEN_KINDS), tuple(always), tuple(never), people, ignored, third_parties == "hide"
    )


def _normalize(text: str) -> str:
    """The letters and digits of a text, without case and accents."""
    return "".join(c for c in fold_accents(text).casefold() if c.isalnum())
