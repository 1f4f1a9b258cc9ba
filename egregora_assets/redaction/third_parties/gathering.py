"""Gathers the evidence in the texts of a chat: cues, given names, capitals inside sentences."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from egregora_assets.redaction.detectors.prefilter import Trigger
from egregora_assets.redaction.joined_texts import JoinedTexts
from egregora_assets.redaction.names.clauses import is_called
from egregora_assets.redaction.spans import Span, SpanIndex
from egregora_assets.redaction.third_parties.candidates import fold_name_words
from egregora_assets.redaction.third_parties.capitalised_words import (
    CAPITALISED_WORD,
    is_half_of_pseudonym,
    is_saint,
    is_telling_capital,
)
from egregora_assets.redaction.third_parties.contact_cards import find_contact_cards
from egregora_assets.redaction.third_parties.cues import (
    Hit,
    choose_cue,
    find_entries,
    list_scripts,
    load_cue_words,
)
from egregora_assets.redaction.third_parties.evidence import Context, Evidence, Rule, is_in_link
from egregora_assets.redaction.third_parties.proper_names import (
    NAME_WORD,
    extend_hyphens,
    extend_name,
    find_previous_name,
    may_be_name,
    read_name,
    read_school,
)
from egregora_assets.redaction.third_parties.word_classes import (
    is_impersonal,
    is_name_of,
    load_given_names,
    load_impersonal_words,
    load_lower_case_names,
    load_names_that_are_words,
    load_plain_words,
    load_polish_cases,
    load_rare_names,
)

_LISTED = frozenset(("en", "pt", "es", "de", "fr", "it"))
"""Languages whose ordinary words that are also names are listed."""

_MIN_FOREIGN = 5
"""Letters that a given name of another language must have to be one where a sentence begins."""


def gather_evidence(context: Context) -> Evidence:
    """Gather what the texts of a chat tell."""
    gatherer = _Gatherer(context)
    gatherer.read_entries(find_entries(context.folded))
    raw = JoinedTexts(context.texts)
    gatherer.read_scripts(raw)
    gatherer.read_cards_and_handles(context.triggers)
    gatherer.read_capitals(raw)
    return gatherer.evidence


class _Gatherer:
    def __init__(self, context: Context) -> None:
        self.evidence = Evidence()
        self._texts, self._taken, self._language = context.texts, context.taken, context.language
        self._plain = load_plain_words(context.language)
        self._lower = load_lower_case_names(context.language)
        self._words = load_names_that_are_words(context.language)
        self._no_names = load_impersonal_words() | frozenset(context.kept_words)
        if context.language not in ("pl", None):
            self._no_names |= load_polish_cases()
        self._members_words = context.kept_words
        self._kept: dict[int, list[Span]] = {}
        self._kept_index: dict[int, SpanIndex] = {}
        self._taken_index: dict[int, SpanIndex] = {}

    def read_entries(self, hits: Iterator[Hit]) -> None:
        """Read cues and given names; phrases that name no person keep what stands in them."""
        cues, names, denied = [], [], set()
        texts, lower, no_names = self._texts, self._lower, self._no_names
        for hit in hits:
            if hit.entry.is_impersonal:
                self._kept.setdefault(hit.text, []).append(Span(hit.start, hit.end))
            is_name = hit.entry.is_name and hit.entry.text not in no_names
            if is_name and (texts[hit.text][hit.start].isupper() or hit.entry.text in lower):
                names.append(hit)
            kind = choose_cue(hit.entry, self._language) if hit.entry.cues else None
            if kind == "not_called":
                denied.add((hit.text, hit.end))
            elif kind is not None:
                cues.append((hit, kind))
        for hit, kind in cues:
            if kind != "called" or (hit.text, hit.end) not in denied:
                self._read_cue(hit, kind)
        for hit in names:
            self._read_given_name(hit)

    def _read_cue(self, hit: Hit, kind: str) -> None:
        text, end = self._texts[hit.text], hit.end
        if kind in ("honorifics", "school_endings") or (kind == "schools" and text[hit.start - 1 : hit.start] == "-"):
            start = find_previous_name(text, hit.start, self._language)
            if start < hit.start - 1 and kind == "honorifics":
                self._add_cued(hit.text, start, hit.start - 1)
            elif start < hit.start - 1 and text[hit.start].isupper():
                self.evidence.schools.append((hit.text, start, hit.end))
            return
        begin = end
        signs = {"called": ' :"“«\u00a0', "farewells": " ,.!\n\r-\u00a0", "titles": " .\u00a0"}.get(kind, " \u00a0")
        while begin < len(text) and begin - end < 4 and text[begin] in signs:
            begin += 1
        if begin == end:
            return
        if kind == "schools":
            last = read_school(text, begin, self._language)
            if last > begin:
                self.evidence.schools.append((hit.text, hit.start if text[hit.start].isupper() else begin, last))
            return
        last = read_name(text, begin, self._language, is_sure=kind == "titles")
        if last == begin or (kind == "farewells" and any(c.isalpha() for c in text[last : last + 200])):
            return
        self._add_cued(hit.text, begin, last)

    def _add_cued(self, number: int, start: int, end: int, *, is_card: bool = False, is_span: bool = True) -> None:
        """Add a name that a cue tells of: the span, and how its words are found elsewhere."""
        text = self._texts[number]
        if self._is_kept(number, start, end) or is_half_of_pseudonym(text, start, end):
            return
        words = text[start:end].split()
        if any(is_half_of_pseudonym(text, start, start + len(w)) for w in words[:1]):
            return
        if is_span:
            self.evidence.spans.append((number, start, end, True))
        firsts = [w for w in words if not w[:1].islower()]
        for place, word in enumerate(firsts):
            self._add_rule(word, is_first=place == 0, is_card=is_card)

    def _add_rule(self, spelled: str, *, is_first: bool, is_card: bool = False, is_sure: bool = True) -> None:
        words = fold_name_words(spelled)
        name = " ".join(words)
        if len(name) < 3 and name.isascii():
            return
        if name in load_impersonal_words():
            return
        rule = self.evidence.rules.setdefault(name, Rule())
        rule.is_sure |= is_sure
        rule.count += 1
        is_plain = name in self._plain
        is_word = is_plain or name in self._words
        rule.is_given |= name in self._lower
        rule.is_name_in_lower_case |= (is_first and not is_word and len(name) > 3) or name in self._lower
        rule.is_name_at_start |= not is_plain and (is_first or not is_card)
        rule.is_bounded = not any("\u3040" <= c <= "\u9fff" or "\uac00" <= c <= "\ud7a3" for c in name)

    def _read_given_name(self, hit: Hit) -> None:
        text, name = self._texts[hit.text], hit.entry.text
        start, end = hit.start, hit.end
        if self._is_covered(hit.text, start, end):
            return
        if not text[start].isupper():
            if not (is_in_link(text, start) or is_saint(text, start)):
                self.evidence.spans.append((hit.text, start, end, False))
            return
        if is_half_of_pseudonym(text, start, end) or is_in_link(text, start):
            return
        if is_saint(text, start) or (end - start < 4 and text[start:end].isupper()):
            return
        is_doubtful = name in self._plain or name in load_rare_names()
        is_doubtful |= name in self._words and self._language not in _LISTED
        is_doubtful |= len(name) < _MIN_FOREIGN and not is_name_of(name, self._language)
        if is_doubtful and not (is_telling_capital(text, start, end, self._language) or is_called(text, start, end)):
            return
        last = extend_name(text, extend_hyphens(text, end), self._language)
        self.evidence.spans.append((hit.text, start, last, False))
        for word in text[end:last].replace("-", " ").split():
            if word[:1].isupper() and len(word) > 2:
                self._add_rule(word, is_first=False, is_sure=False)

    def read_scripts(self, raw: JoinedTexts) -> None:
        """Read what patterns tell in writing without capitals."""
        if raw.joined.isascii():
            return
        codes = raw.code_points()
        for script in list_scripts():
            for number in raw.find_texts((codes >= script.first) & (codes <= script.last)):
                for pattern in script.patterns:
                    for found in pattern.finditer(self._texts[number]):
                        if found["name"] not in script.words:
                            self._add_cued(number, *found.span("name"))

    def read_cards_and_handles(self, triggers: Sequence[int]) -> None:
        """Read the names of contact cards, and handles that are written like names."""
        for number in (n for n, t in enumerate(triggers) if t & Trigger.CONTACT_CARD or self._taken[n]):
            text = self._texts[number]
            for card in find_contact_cards(text, triggers[number]):
                self._add_cued(number, card.start, card.end, is_card=True)
            for span in self._taken[number]:
                spelled = text[span.start : span.end].removeprefix("@")
                is_handle = getattr(span, "kind", "") == "handle" and NAME_WORD.fullmatch(spelled) is not None
                if is_handle and may_be_name(spelled, self._language, is_sure=False):
                    self._add_cued(number, span.start + 1, span.end, is_span=False)

    def read_capitals(self, raw: JoinedTexts) -> None:
        """Read capitalised words that no list knows: names where a capital tells something."""
        known: dict[str, str] = {}
        counts: dict[str, list[int]] = {}
        for match in CAPITALISED_WORD.finditer(raw.joined):
            spelled = match.group()
            name = known.get(spelled)
            if name is None:
                name = known[spelled] = self._classify(spelled)
            if not name:
                continue
            number, start = raw.locate(match.start())
            end = start + len(spelled) - (2 if spelled[-2:] in ("'s", "’s") else 0)
            text = self._texts[number]
            if self._is_covered(number, start, end) or is_half_of_pseudonym(text, start, end):
                continue
            count = counts.setdefault(name, [0, 0])
            count[0] += 1
            is_told = self._language != "de" and is_telling_capital(text, start, end, self._language)
            count[1] += is_told or is_called(text, start, end)
        self.evidence.capitals = {name: (count, told) for name, (count, told) in counts.items()}

    def _classify(self, spelled: str) -> str:
        """The folded word if nothing but its capital can tell that it is a name; else nothing."""
        words = fold_name_words(spelled.removesuffix("'s").removesuffix("’s"))
        name = " ".join(words)
        listed = load_given_names(), load_rare_names(), load_cue_words(), self._plain
        is_known = all(is_impersonal(w) or any(w in words_of for words_of in listed) for w in words)
        return "" if len(name) < 3 or name in self._members_words or is_known else name

    def _is_kept(self, number: int, start: int, end: int) -> bool:
        if number not in self._kept:
            return False
        if number not in self._kept_index:
            self._kept_index[number] = SpanIndex(self._kept[number])
        return self._kept_index[number].overlaps(start, end)

    def _is_covered(self, number: int, start: int, end: int) -> bool:
        """Whether a place belongs to a phrase that names no person, or is replaced anyway."""
        if self._is_kept(number, start, end):
            return True
        if not self._taken[number]:
            return False
        if number not in self._taken_index:
            self._taken_index[number] = SpanIndex(self._taken[number])
        return self._taken_index[number].overlaps(start, end)
