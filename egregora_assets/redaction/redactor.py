"""Redacts texts: names become pseudonyms, personal data become numbered placeholders."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import replace
from itertools import islice

from egregora_assets.contracts.counting.steps import counted
from egregora_assets.redaction.choices import Choices
from egregora_assets.redaction.detectors.personal_data import find_personal_data
from egregora_assets.redaction.detectors.phones import guess_regions
from egregora_assets.redaction.kept.chat_state import ChatState, EarlierChat, merge_values
from egregora_assets.redaction.long_texts import split_long_texts
from egregora_assets.redaction.names.group_titles import TitleFinder
from egregora_assets.redaction.names.matching import NameMatcher
from egregora_assets.redaction.names.patterns import Person
from egregora_assets.redaction.notices import find_quoted_titles
from egregora_assets.redaction.placeholders import (
    PERSON,
    RedactedText,
    escape_exact_placeholders,
    escape_placeholders,
)
from egregora_assets.redaction.recognition import (
    Recognition,
    Recognized,
    fingerprint_columns,
    get_value_cache,
    recognize,
)
from egregora_assets.redaction.repeated_values import ValueFinder, Values
from egregora_assets.redaction.replacements import Replacement, ReplacementChooser
from egregora_assets.redaction.roster_numbers import RosterNumbers
from egregora_assets.redaction.spans import Finding, Span
from egregora_assets.redaction.text_writing import TextWriter, list_extras
from egregora_assets.redaction.third_parties.evidence import Context
from egregora_assets.redaction.third_parties.hiding import (
    EarlierTexts,
    NameFinder,
    ThirdParties,
    find_third_parties,
)


class Redactor:
    """Redacts the texts of one chat.

    Args:
        people: participants and others who may be named, with what is shown of each.
        language: the chat's main language, or None where it is not known.
        regions: ISO 3166 codes of the countries whose national telephone numbers to expect; empty = derived from
            language and roster.
        titles: what the group is called; notices name further titles.
        choices: what the operator wants hidden or kept.
        elsewhere: values that other chats announce and that stand in this one, too.
        earlier: texts of the chat before those that are redacted.
    """

    def __init__(
        self,
        people: Sequence[Person],
        language: str | None,
        regions: Sequence[str] = (),
        titles: Sequence[str] = (),
        choices: Choices | None = None,
        elsewhere: Values | None = None,
        earlier: EarlierChat | None = None,
    ) -> None:
        self.people = tuple(people)
        self.kept_words: frozenset[str] = frozenset()
        """Folded words of names that were left standing, because they are ordinary words in their places."""
        self.names = NameMatcher(self.people, language)
        self.values: Values = {}
        """What was recognised, by kind and value: every spelling that it had. The leak scan searches for it."""
        self.third_parties = ThirdParties()
        """Who takes no part and is named in the texts that were redacted last."""
        self._language = language
        international = [n for p in self.people for n in p.names if n.lstrip("~ ").startswith("+")]
        self.regions = tuple(regions) or guess_regions(language, international)
        self._numbers = RosterNumbers(self.people, self.regions)
        self._chooser = ReplacementChooser(self.people, self._numbers)
        self._earlier = earlier
        self._before = earlier.state if earlier else ChatState()
        self.state = self._before
        """What the texts of the chat tell, as far as they were redacted."""
        self.fingerprint = b""
        """Under which the values of the chat's texts are remembered."""
        self._writer = TextWriter(self.people, self._before.numbering.copy())
        self._choices = choices or Choices()
        self._elsewhere = elsewhere or {}
        self._given_titles = frozenset(titles)
        self._titles = TitleFinder(self._given_titles | self._before.titles)

    def redact(self, texts: Sequence[str], kinds: Sequence[str] | None = None) -> list[RedactedText]:
        """Redact the texts of the chat.

        Args:
            texts: in order of sending; placeholders are numbered in this order.
            kinds: the kind of each message; in notices (`system`) quoted titles of the group are hidden.

        Returns: one redacted text a text, in the same order.
        """
        kinds = kinds if kinds is not None else ["text"] * len(texts)
        pieces = split_long_texts(texts)
        repeated = [kind for kind, count in zip(kinds, pieces.counts, strict=True) for _ in range(count)]
        seen = self._recognize(pieces.texts)
        self._keep(seen.summarize())
        if self._earlier is None:
            self.remember_values(texts)
        written = iter(self._write_all(seen, repeated))
        return [_join(list(islice(written, count))) for count in pieces.counts]

    def redact_alone(self, text: str) -> RedactedText:
        """Redact a short text that is no part of the chat; no scan will ask for its values, so none are remembered.

        It may be Markdown: only what is a placeholder letter by letter loses its brackets.
        """
        seen = self._recognize([text])
        self._keep(seen.summarize())
        return self._write_all(seen, ["text"], escape_exact_placeholders)[0]

    def _keep(self, recognized: Recognized) -> Recognized:
        """Keep what a recognition found, and earlier ones, for the leak scan."""
        values = merge_values(self._before.values, recognized.values)
        kept = self._before.kept_words | recognized.kept_words
        self.state = replace(self._before, values=values, kept_words=kept)
        self.values, self.kept_words = self.state.values, self.state.kept_words | self._choices.list_ignored()
        return recognized

    def remember_values(self, texts: Sequence[str]) -> None:
        """Remember what was recognised, so that whoever asks for the values of all texts of the chat need not search.

        Args:
            texts: all of them, in order of sending.
        """
        self.fingerprint = self._fingerprint(texts)
        get_value_cache().remember(self.fingerprint, Recognized(self.state.values, self.state.kept_words))

    def _write_all(
        self, seen: Recognition, kinds: Sequence[str], escape: Callable[[str], str] = escape_placeholders
    ) -> list[RedactedText]:
        """Redact the texts of a recognition, of which none is long."""
        found = self._add_repeated(seen)
        self._titles = self._titles.with_titles(
            text[start:end]
            for text, kind in zip(seen.texts, kinds, strict=True)
            if kind == "system"
            for start, end in find_quoted_titles(text)
        )
        before = self._before
        earlier = EarlierTexts(self._earlier.texts, before.evidence, before.lower) if self._earlier else None
        self.third_parties = find_third_parties(self._describe(seen, found, kinds), self._choices, earlier)
        redacted = self._write_texts(seen, found, kinds, self.third_parties, escape)
        uses = Counter({c.name: c.count for c in self.third_parties.candidates})
        self.state = replace(
            self.state,
            usage=self.names.usage,
            titles=self._titles.titles - self._given_titles,
            evidence=self.third_parties.evidence,
            lower=self.third_parties.lower,
            uses=Counter(before.uses) + uses,
            numbering=self._writer.numbering.copy(),
        )
        return redacted

    @property
    def has_new_numbers(self) -> bool:
        """Whether a placeholder was numbered since the texts were redacted."""
        return self._writer.numbering.counts != self.state.numbering.counts

    def redact_again(self, texts: Sequence[str], kinds: Sequence[str]) -> tuple[list[RedactedText], Counter[str]]:
        """Redact some of the earlier texts by all that the chat tells now.

        Returns: one redacted text a text; and how often each person who takes no part is named in them, less how often
            the earlier texts alone told so.
        """
        pieces = split_long_texts(texts)
        repeated = [kind for kind, count in zip(kinds, pieces.counts, strict=True) for _ in range(count)]
        seen = recognize(pieces.texts, self.names, self.regions, self._choices, lambda _own: self.state.usage)
        found = self._add_repeated(seen)
        context = self._describe(seen, found, repeated)
        third_parties = self.third_parties.find_again(context)
        told = NameFinder(self._before.evidence, self._language, self._choices)
        before = ThirdParties(finder=told, lower=self._before.lower).find_again(context)
        uses = Counter({c.name: c.count for c in third_parties.candidates})
        uses.subtract({c.name: c.count for c in before.candidates})
        written = iter(self._write_texts(seen, found, repeated, third_parties))
        return [_join(list(islice(written, count))) for count in pieces.counts], uses

    def _write_texts(
        self,
        seen: Recognition,
        found: Sequence[Sequence[Finding]],
        kinds: Sequence[str],
        others: ThirdParties,
        escape: Callable[[str], str] = escape_placeholders,
    ) -> list[RedactedText]:
        may_hold_title = self._titles.find_candidates(seen.folded)
        redacted = []
        for number, text in counted(enumerate(seen.texts), "messages written", len(seen.texts)):
            extras: Sequence[Replacement] = ()
            spans = others.spans.get(number, ())
            if spans or number in may_hold_title or kinds[number] == "system":
                extras = list_extras(text, kinds[number], self._titles if number in may_hold_title else None, spans)
            pieces = self._chooser.choose(text, seen.named[number], found[number], extras)
            redacted.append(self._writer.write(text, pieces, escape))
        return redacted

    def collect_values(self, texts: Sequence[str]) -> None:
        """Fill `values` as `redact` would, without redacting; values of texts that were seen before are recalled."""
        recognized = get_value_cache().recall(
            self._fingerprint(texts), lambda: self._recognize(split_long_texts(texts).texts).summarize()
        )
        self._keep(recognized)

    def redact_file_name(self, name: str) -> str:
        """Redact the name of a file; nothing of a contact card's name stays."""
        if name.lower().endswith(".vcf"):
            return f"{PERSON}.vcf"
        named = self.names.find_in_text(name)
        (found,) = self._choices.apply([name], [find_personal_data(name, named, self.regions, ~0)])
        third_parties = self.third_parties.find_in_name(name, [*named, *found])
        extras = list_extras(name, "text", self._titles, third_parties)
        return self._writer.write(name, self._chooser.choose(name, named, found, extras)).text

    def _recognize(self, texts: Sequence[str]) -> Recognition:
        before = self._before.usage
        return recognize(texts, self.names, self.regions, self._choices, lambda own: before + own)

    def _fingerprint(self, texts: Sequence[str]) -> bytes:
        """A digest of what decides the values of texts: the texts, roster, language, regions and choices."""
        names = (f"{place} {name}" for place, person in enumerate(self.people) for name in person.names)
        return fingerprint_columns(texts, names, self.regions, [self._language or "", self._choices.canonical()])

    def _add_repeated(self, seen: Recognition) -> list[list[Finding]]:
        keys = {**self._elsewhere, **self.values}
        nothing: frozenset[str] = frozenset()
        known = {key: self.values.get(key, nothing) | self._elsewhere.get(key, nothing) for key in keys}
        finder = ValueFinder(known, self._numbers.numbers)
        if finder.is_empty:
            return seen.found
        found = list(seen.found)
        for number in finder.find_candidates(seen.texts, seen.triggers):
            found[number] = finder.add_repeated(seen.texts[number], seen.triggers[number], found[number])
        return found

    def _describe(self, seen: Recognition, found: Sequence[Sequence[Finding]], kinds: Sequence[str]) -> Context:
        """The texts as people who take no part are looked for in them; notices are the program's own words."""
        rows = zip(seen.texts, seen.named, found, kinds, strict=True)
        taken: list[Sequence[Span]] = [
            [Span(0, len(text))] if kind == "system" else [*named, *values] if named or values else ()
            for text, named, values, kind in rows
        ]
        return Context(seen.texts, seen.folded, seen.triggers, taken, self._language, self.state.kept_words)


def _join(pieces: Sequence[RedactedText]) -> RedactedText:
    """One redacted text of its pieces."""
    if len(pieces) == 1:
        return pieces[0]
    return RedactedText("".join(p.text for p in pieces), tuple(r for p in pieces for r in p.redactions))


def redact_texts(
    texts: Sequence[str], people: Sequence[Person] = (), *, language: str | None = None, regions: Sequence[str] = ()
) -> list[RedactedText]:
    """Redact the texts of one chat: names become pseudonyms, personal data become numbered placeholders.

    The texts are read together: a value that one of them announces is hidden in all; equal values get equal numbers.

    Args:
        texts: in order of sending.
        people: who may be named, and what is shown instead of each.
        language: `en`, `pt`, `es`, `de`, `fr`, `it`, or None where it is not known.
        regions: ISO 3166 codes of the countries whose national telephone numbers to expect; empty = derived.

    Returns: one redacted text a text, in the same order.
    """
    return Redactor(people, language, regions).redact(texts)


def redact_text(
    text: str, people: Sequence[Person] = (), *, language: str | None = None, regions: Sequence[str] = ()
) -> RedactedText:
    """Redact one text on its own, as `redact_texts` does, with the same arguments."""
    return redact_texts([text], people, language=language, regions=regions)[0]
