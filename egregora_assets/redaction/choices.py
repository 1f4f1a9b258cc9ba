"""What the operator decides about redaction: kinds that are replaced, words that always are, values that never are.

Names of participants are no choice: they are replaced whatever stands here.
"""

from __future__ import annotations

import json
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

import ahocorasick_rs

from egregora_assets.contracts.conversation import CHOSEN_KINDS
from egregora_assets.contracts.vault import EVERY_CHAT
from egregora_assets.language.folding import words_of
from egregora_assets.redaction.detectors.findings import Finding
from egregora_assets.redaction.spans import lower_keeping_length, stands_alone

_KIND_OF_WORDS = "secret"
"""What a word is shown as that the operator wants hidden: `[secret-2]`."""


@dataclass(frozen=True)
class Choices:
    """The operator's decisions for one chat, or for all.

    Args:
        kinds: personal data of these kinds is replaced.
        always: words and phrases that are hidden wherever they stand by themselves.
        never: values that stay, however they are spelled.
        people: names of people who take no part, by scope (a chat or `all`).
        ignored: folded words that name nobody, by scope.
    """

    kinds: frozenset[str] = frozenset(CHOSEN_KINDS)
    always: tuple[str, ...] = ()
    never: tuple[str, ...] = ()
    people: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    ignored: Mapping[str, frozenset[str]] = field(default_factory=dict)

    def list_added_people(self, chat_id: str) -> tuple[str, ...]:
        """Names that the operator added for a chat."""
        return tuple(sorted({*self.people.get(EVERY_CHAT, ()), *self.people.get(chat_id, ())}))

    def limit_to_chat(self, chat_id: str) -> Choices:
        """The same as far as it concerns one chat."""
        ignored = self.ignored.get(EVERY_CHAT, frozenset()) | self.ignored.get(chat_id, frozenset())
        return Choices(self.kinds, self.always, self.never, {}, {EVERY_CHAT: ignored})

    def list_reviewed(self) -> set[tuple[str, str]]:
        """Scope and folded name of everything that was judged."""
        people = {(scope, " ".join(words_of(name))) for scope, names in self.people.items() for name in names}
        return people | {(scope, name) for scope, names in self.ignored.items() for name in names}

    def canonical(self) -> str:
        """All of it as text in a fixed order; private: only a keyed digest of it may be kept."""
        words = [sorted(self.kinds), sorted(self.always), sorted(self.never)]
        judged = [[s, sorted(n)] for table in (self.people, self.ignored) for s, n in sorted(table.items())]
        return json.dumps([words, judged], ensure_ascii=False)

    def is_person(self, spelled: str) -> bool:
        """Whether something that looks like another person may be one, as far as the operator said."""
        names = words_of(spelled)
        ignored = self.ignored.get(EVERY_CHAT, frozenset())
        return not (
            " ".join(names) in ignored or all(n in ignored for n in names) or _normalize(spelled) in self._never
        )

    def apply(self, texts: Sequence[str], found: list[list[Finding]]) -> list[list[Finding]]:
        """The findings of texts, without what stays and with what must go."""
        if self.kinds != frozenset(CHOSEN_KINDS) or self._never:
            found = [[f for f in fs if self._goes(f, t)] for t, fs in zip(texts, found, strict=True)]
        if not self._words:
            return found
        return [self._with_words(t, fs) for t, fs in zip(texts, found, strict=True)]

    def _goes(self, found: Finding, text: str) -> bool:
        spelled = text[found.start + len(found.prefix) : found.end]
        is_kept = bool({_normalize(spelled), _normalize(text[found.start : found.end])} & self._never)
        return found.kind in self.kinds and not is_kept

    def _with_words(self, text: str, found: list[Finding]) -> list[Finding]:
        for pattern, start, end in self._automaton.find_matches_as_indexes(lower_keeping_length(text)):
            if stands_alone(text, start, end):
                inside = [f for f in found if f.start < end and start < f.end]
                if any(f.prefix or (f.start <= start and end <= f.end) for f in inside):
                    continue
                first, last = min([start, *(f.start for f in inside)]), max([end, *(f.end for f in inside)])
                found = [f for f in found if f not in inside]
                found.append(Finding(first, last, _KIND_OF_WORDS, self._words[pattern]))
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
    kinds: Sequence[str], always: Sequence[str], never: Sequence[str], reviewed: Sequence[Mapping[str, str]] = ()
) -> Choices:
    """The operator's decisions from settings and from the rows of `reviewed_names`; no kinds = all of them."""
    people: dict[str, tuple[str, ...]] = {}
    ignored: dict[str, frozenset[str]] = {}
    for row in reviewed:
        scope = str(row["scope"])
        if row["decision"] == "person":
            people[scope] = (*people.get(scope, ()), row["spelled"])
        else:
            ignored[scope] = ignored.get(scope, frozenset()) | {row["name"]}
    return Choices(frozenset(kinds or CHOSEN_KINDS), tuple(always), tuple(never), people, ignored)


def _normalize(text: str) -> str:
    """Letters and digits without case, accents and signs."""
    decomposed = unicodedata.normalize("NFKD", text).casefold()
    return "".join(c for c in decomposed if c.isalnum())
