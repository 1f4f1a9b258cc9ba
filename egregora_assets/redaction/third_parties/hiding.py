"""Decides which words of a chat name people who take no part, and where they stand.

The one place that decides: the same texts, members, language and choices always give the same answer, in time that
grows with the texts. A newer export may bring new names; then they are hidden in older texts, too.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

import ahocorasick_rs

from egregora_assets.language.aligned import fold_in_place
from egregora_assets.redaction.choices import Choices
from egregora_assets.redaction.joined_texts import JoinedTexts
from egregora_assets.redaction.names.clauses import is_called
from egregora_assets.redaction.spans import Span, SpanIndex
from egregora_assets.redaction.third_parties.candidates import Candidate, Use, count_uses, fold_name_words
from egregora_assets.redaction.third_parties.capitalised_words import is_telling_capital
from egregora_assets.redaction.third_parties.evidence import Context, Evidence, Rule, is_in_link
from egregora_assets.redaction.third_parties.gathering import gather_evidence
from egregora_assets.redaction.third_parties.proper_names import extend_hyphens
from egregora_assets.redaction.third_parties.word_classes import load_given_names, load_plain_words


@dataclass(frozen=True)
class ThirdParty(Span):
    """A piece of a text that names somebody who takes no part, or the school or clinic of somebody.

    Args:
        is_school: the latter.
    """

    is_school: bool = False


@dataclass(frozen=True)
class ThirdParties:
    """The people who take no part and are named in a chat.

    Args:
        spans: what to hide, by number of the text; by place and without overlap.
        candidates: the words that the operator may review, whether they are hidden or not.
        lower: how often each word that may name somebody stands in small letters.
        touched: the numbers of the earlier texts in which something may be hidden by now, or no longer.
    """

    spans: Mapping[int, Sequence[ThirdParty]] = field(default_factory=dict)
    candidates: Sequence[Candidate] = ()
    finder: NameFinder | None = field(default=None, repr=False)
    lower: Mapping[str, int] = field(default_factory=dict)
    touched: Collection[int] = frozenset()

    @property
    def evidence(self) -> Evidence:
        """What the chat tells of them, without places."""
        found = self.finder.evidence if self.finder else Evidence()
        return Evidence(found.rules, found.capitals)

    def find_in_name(self, name: str, taken: Sequence[Span]) -> Sequence[ThirdParty]:
        """Find them in the name of a file, of which some places are `taken`."""
        if self.finder is None:
            return ()
        context = Context([name], JoinedTexts([fold_in_place(name)]), [0], [taken], self.finder.language)
        uses = self.finder.scan(context)
        return self.finder.find(context, gather_evidence(context), uses, count_small_letters(uses))[0].get(0, ())

    def find_again(self, context: Context) -> ThirdParties:
        """Find them in some texts of the chat, by all that the chat tells."""
        if self.finder is None:
            return ThirdParties()
        spans, uses = self.finder.find(context, gather_evidence(context), self.finder.scan(context), self.lower)
        return ThirdParties(spans, count_uses(uses), self.finder, self.lower)


@dataclass(frozen=True)
class EarlierTexts:
    """The texts of a chat that were read before, and what they told.

    Args:
        texts: as exported.
        lower: how often each word of which `evidence` has a rule stands in small letters.
    """

    texts: Sequence[str]
    evidence: Evidence
    lower: Mapping[str, int]

    @cached_property
    def folded(self) -> JoinedTexts:
        """The texts, folded and joined."""
        return JoinedTexts([fold_in_place(text) for text in self.texts])


def find_third_parties(context: Context, choices: Choices, earlier: EarlierTexts | None = None) -> ThirdParties:
    """Find the people who take no part and are named in the texts of a chat.

    Args:
        choices: whether people are hidden whom nothing but a capital or a given name tells, and which words never.
        earlier: further texts of the chat.
    """
    evidence = gather_evidence(context)
    finder = NameFinder(evidence.add_counts(earlier.evidence) if earlier else evidence, context.language, choices)
    uses = finder.scan(context)
    lower, touched = count_small_letters(uses), frozenset[int]()
    if earlier is not None:
        touched = finder.add_earlier(earlier, lower)
    spans, hidden = finder.find(context, evidence, uses, lower)
    return ThirdParties(spans, count_uses(hidden), finder, lower, touched)


@dataclass(frozen=True, slots=True)
class WordUse:
    """A word that may name somebody, in the text of that number."""

    text: int
    start: int
    end: int
    name: str
    is_lower: bool


def count_small_letters(uses: Iterable[WordUse]) -> Counter[str]:
    """How often each word stands in small letters."""
    return Counter(use.name for use in uses if use.is_lower)


class NameFinder:
    """Finds the names that the evidence of a chat tells of.

    Args:
        evidence: of the chat.
    """

    def __init__(self, evidence: Evidence, language: str | None, choices: Choices) -> None:
        self.language = language
        self.evidence = evidence
        self._choices = choices
        self._rules = evidence.list_rules()

    def add_earlier(self, earlier: EarlierTexts, lower: Counter[str]) -> frozenset[int]:
        """Add to the counts of small letters those of earlier texts.

        Returns: the numbers of the earlier texts in which a word stands that is judged otherwise by now.
        """
        before = earlier.evidence.list_rules()
        lower.update(earlier.lower)
        known = self._rules.keys() & before.keys()
        changed = {n for n in known if before[n].decide(earlier.lower.get(n, 0)) != self._rules[n].decide(lower[n])}
        new = self._rules.keys() - known
        uses = self._scan(earlier.texts, earlier.folded, changed | new)
        lower.update(use.name for use in uses if use.is_lower and use.name in new)
        return frozenset(use.text for use in uses)

    def find(
        self, context: Context, evidence: Evidence, known: Iterable[WordUse], lower: Mapping[str, int]
    ) -> tuple[dict[int, list[ThirdParty]], list[Use]]:
        """Find what to hide in texts, by place, and every use of a name, hidden or not.

        Args:
            evidence: of these texts.
            known: what `scan` finds in them.
            lower: how often each word stands in small letters, in all texts that decide.
        """
        texts = context.texts
        found: dict[int, list[tuple[int, int, bool, bool]]] = {}
        for number, start, end, is_sure in (*evidence.spans, *self._judge_known(texts, known, lower)):
            found.setdefault(number, []).append((start, end, is_sure, False))
        for number, start, end in evidence.schools:
            found.setdefault(number, []).append((start, end, False, True))
        spans: dict[int, list[ThirdParty]] = {}
        uses: list[Use] = []
        for number in sorted(found):
            text = texts[number]
            for start, end, is_sure, is_school in _merge(found[number], context.taken[number], text):
                if not self._choices.is_person(text[start:end]):
                    continue
                if (is_sure and not self._choices.shows_all) or self._choices.hides_third_parties:
                    spans.setdefault(number, []).append(ThirdParty(start, end, is_school))
                if not is_school:
                    uses += self._list_uses(text, number, start, end, is_sure)
        return spans, uses

    def _list_uses(self, text: str, number: int, start: int, end: int, is_sure: bool) -> Iterator[Use]:
        inside = is_telling_capital(text, start, end, self.language)
        called = is_sure or is_called(text, start, end)
        place = start
        for part in text[start:end].split():
            place = text.index(part, place)
            name = " ".join(fold_name_words(part))
            is_word = name in load_plain_words(self.language) and name not in load_given_names()
            if (len(name) > 2 or not name.isascii()) and not is_word:
                yield Use(name, part.strip("\"'’.,"), number, inside and part[:1].isupper(), called, is_sure)

    def scan(self, context: Context) -> list[WordUse]:
        """Every place in texts where a word stands of which other places of the chat tell."""
        return self._scan(context.texts, context.folded, self._rules)

    def _scan(self, texts: Sequence[str], folded: JoinedTexts, names: Collection[str]) -> list[WordUse]:
        wanted = sorted(names)
        if not wanted:
            return []
        bounded = [self._rules[name].is_bounded for name in wanted]
        automaton = ahocorasick_rs.AhoCorasick(
            [f" {n} " if is_it else n for n, is_it in zip(wanted, bounded, strict=True)]
        )
        uses = []
        for number, first, last, place in folded.scan(automaton):
            start, end = (first + 1, last - 1) if bounded[place] else (first, last)
            uses.append(WordUse(number, start, end, wanted[place], texts[number][start].islower()))
        return uses

    def _judge_known(
        self, texts: Sequence[str], uses: Iterable[WordUse], lower: Mapping[str, int]
    ) -> Iterator[tuple[int, int, int, bool]]:
        """The uses of names that other places of the chat tell of."""
        for use in uses:
            rule, count, text = self._rules[use.name], lower.get(use.name, 0), texts[use.text]
            if not rule.is_name(count) or is_in_link(text, use.start):
                continue
            if self._is_name_here(text, use.start, use.end, rule, count):
                yield use.text, use.start, extend_hyphens(text, use.end), rule.is_sure

    def _is_name_here(self, text: str, start: int, end: int, rule: Rule, lower_count: int) -> bool:
        if not rule.is_bounded:
            return True
        if not text[start].isupper():
            return rule.is_name_in_lower_case and (lower_count <= rule.count or rule.is_given)
        return rule.is_name_at_start or is_telling_capital(text, start, end, self.language)


def _merge(
    found: Collection[tuple[int, int, bool, bool]], taken: Sequence[Span], text: str
) -> Iterator[tuple[int, int, bool, bool]]:
    """The pieces by place, joined where they overlap, without what is taken; surer and longer ones first."""
    covered = SpanIndex(taken)
    joined: list[list[int | bool]] = []
    for start, end, is_sure, is_school in sorted(found, key=lambda p: (p[0], -p[1], not p[2])):
        is_next = bool(joined) and text[joined[-1][1] : start] in (" ", "") and joined[-1][2:] == [is_sure, is_school]
        if joined and (start < joined[-1][1] or is_next):
            joined[-1][1] = max(joined[-1][1], end)
            joined[-1][2] = joined[-1][2] or is_sure
            joined[-1][3] = joined[-1][3] or is_school
        else:
            joined.append([start, end, is_sure, is_school])
    for first, last, sure, school in joined:
        for start, end in covered.list_uncovered(int(first), int(last)):
            piece = text[start:end]
            start += len(piece) - len(piece.lstrip(" ,.-_'’"))
            end -= len(piece) - len(piece.rstrip(" ,.-_'’"))
            if sum(c.isalpha() for c in text[start:end]) > 1 or (start < end and not text[start:end].isascii()):
                yield start, end, bool(sure), bool(school)
