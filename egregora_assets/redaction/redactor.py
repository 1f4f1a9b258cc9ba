"""The one door that text goes through: names become pseudonyms, personal data become numbered placeholders.

Works without a pipeline: `redact(texts, people, language=..., regions=...)`.
"""

# ruff: noqa: SIM905 - lists of words are easier to read and to compare as text

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import ahocorasick_rs

from egregora_assets.redaction.choices import Choices
from egregora_assets.redaction.detectors.findings import Finding
from egregora_assets.redaction.detectors.personal_data import escape_placeholders, find_personal_data
from egregora_assets.redaction.detectors.phones import guess_regions, list_national_forms, normalize_phone
from egregora_assets.redaction.detectors.triggers import Trigger
from egregora_assets.redaction.names.group_titles import TitleFinder
from egregora_assets.redaction.names.matching import NameMatcher, NameSpan, Person
from egregora_assets.redaction.notices import find_mentions, find_quoted_titles
from egregora_assets.redaction.pseudonyms import is_pseudonym
from egregora_assets.redaction.recognition import Values, fingerprint_columns, recognize, value_cache
from egregora_assets.redaction.spans import lower_keeping_length, stands_alone

PERSON = "[person]"
GROUP_NAME = "[group-name]"
PLACEHOLDER_NAMES = {
    "email": "email",
    "phone": "phone",
    "card": "card",
    "iban": "iban",
    "cpf": "cpf",
    "cnpj": "cnpj",
    "national_id": "id",
    "ip": "ip",
    "location": "location",
    "address": "address",
    "postcode": "postcode",
    "birth_date": "birth-date",
    "document_number": "document",
    "bank_account": "account",
    "pix_key": "pix",
    "secret": "secret",
    "url_secret": "link-secret",
    "handle": "handle",
    "profile_url": "profile",
    "invitation": "invitation",
    "plate": "plate",
}
"""Kind of personal data to the word in its placeholder: `[phone-2]`."""

PLACEHOLDER = re.compile(
    r"\[(?:person|group-name|(?:"
    + "|".join(sorted(PLACEHOLDER_NAMES.values(), key=lambda n: (-len(n), n)))
    + r")-\d+)\]"
)
"""Matches every placeholder that this room writes."""

STRONG_KINDS = frozenset(
    "email phone card iban cpf cnpj national_id pix_key secret handle profile_url document_number bank_account".split()
)
"""Kinds whose value is hidden wherever it stands in the chat, once it has been recognised anywhere."""

_THIRD_PARTY = re.compile(
    r"\b(?:(?i:mr|mrs|ms|dr|dra|sr|sra|srta|mme|mlle|prof|profa)\.?|(?i:mister|uncle|aunt|auntie|herr|frau|don|doña|"
    r"dona|tio|tia|tío|tía|seu|señora?|senhora?|monsieur|madame|signora?|dottor|onkel|tante|oncle|zio|zia|primo|"
    r"prima|cousin|neighbou?r|nurse|nachbar|vizinha?|vecin[oa]|grandma|grandpa|granny|grandad|vov[oóô]|abuel[oa]|"
    r"nonn[oa]|"
    r"tonton|tatie|mamie|papy|cugin[oa]|cousine|(?:my|our|his|her|their|meu|minha|nossa|mon|ma|notre|mio|mia|mi|su|"
    r"meine?r?|unsere?r?) (?:friend|colleague|boss|brother|sister|son|daughter|husband|wife|mother|father|aunt|uncle|"
    r"amig[oa]|irm[aã]o?|chefe|filh[oa]|marido|esposa|m[aã]e|pai|hij[oa]|herman[oa]|jef[ea]|madre|padre|oma|opa|"
    r"freund(?:in)?|kolleg(?:e|in)|schwester|bruder|sohn|tochter|mann|frau|mutter|vater|chef(?:in)?|ami|amie|soeur|"
    r"s[oœ]ur|fr[eè]re|fils|fille|mari|femme|coll[eè]gue|patron|amic[oa]|fratello|sorella|figli[oa]|marito|moglie|"
    r"capo|collega))) "
    r"(?P<name>[A-ZÀ-ÖØ-Þ][\w'’-]+(?: (?:d[aeo]s?|del|von|van|della?|di) [A-ZÀ-ÖØ-Þ][\w'’-]+| [A-ZÀ-ÖØ-Þ][\w'’-]+){0,"
    r"2})"
)
_CONTACT_CARD = re.compile(r"(?P<name>[^\n/\\:*?\"<>|]{1,120})\.vcf\b", re.IGNORECASE)
_FEWEST_DIGITS = 8
_DIGITS = re.compile(r"\+?[0-9](?:[ .()/_\-\u00a0\u202f]{0,2}[0-9]){7,}")


@dataclass(frozen=True)
class Redaction:
    """One placeholder or pseudonym that stands in a text instead of something."""

    kind: str
    placeholder: str


@dataclass(frozen=True)
class RedactedText:
    """A text that may be read, and what was put into it, by place."""

    text: str
    redactions: tuple[Redaction, ...] = ()


@dataclass
class Numbering:
    """Numbers values by first appearance, kind by kind; equal values get equal numbers."""

    numbers: dict[tuple[str, str], int] = field(default_factory=dict)
    counts: dict[str, int] = field(default_factory=dict)

    def placeholder(self, kind: str, value: str) -> str:
        """The placeholder of a value, such as `[phone-2]`."""
        number = self.numbers.get((kind, value))
        if number is None:
            number = self.counts[kind] = self.counts.get(kind, 0) + 1
            self.numbers[kind, value] = number
        return f"[{PLACEHOLDER_NAMES[kind]}-{number}]"


@dataclass(frozen=True)
class _Piece:
    start: int
    end: int
    kind: str
    value: str
    prefix: str
    person: frozenset[int] | None = None


class Redactor:
    """Redacts the texts of one chat.

    Args:
        people: participants, with what is shown of each.
        language: the chat's main language, or None.
        regions: telephone regions; empty = derived from language and roster.
        titles: what the group is called; notices tell of further titles.
        choices: what the operator wants hidden or kept.
    """

    def __init__(
        self,
        people: Sequence[Person],
        language: str | None,
        regions: Sequence[str] = (),
        titles: Sequence[str] = (),
        choices: Choices | None = None,
    ) -> None:
        self.people = tuple(people)
        self._shown = tuple(p.shown for p in self.people if p.shown and " " in p.shown)
        self.names = NameMatcher(self.people, language)
        self._language = language
        known = [n for p in self.people for n in p.names if n.lstrip("~ ").startswith("+")]
        self.regions = tuple(regions) or guess_regions(language, known)
        self._numbers = self._known_numbers()
        self._numbering = Numbering()
        self._choices = choices or Choices()
        self._titles = TitleFinder(titles)
        self.values: Values = {}
        """What was found, by kind and value: every spelling that it had. For the leak guard."""

    def redact(self, texts: Sequence[str], kinds: Sequence[str] | None = None) -> list[RedactedText]:
        """The texts in the order of sending (numbers go by it), redacted.

        Args:
            kinds: the kind of each message; notices (`system`) hide quoted group titles.
        """
        seen = recognize(texts, self.names, self.regions, self._choices)
        self.values = seen.values()
        value_cache().remember(self._digest(texts), self.values)
        found = self._spread(texts, seen.found, seen.triggers)
        kinds = kinds if kinds is not None else ["text"] * len(texts)
        self._titles = self._titles.with_titles(
            t[start:end]
            for t, k in zip(texts, kinds, strict=True)
            if k == "system"
            for start, end in find_quoted_titles(t)
        )
        titled = self._titles.candidates(seen.folded)
        return [
            self._written(t, self._pieces(t, n, f, self._extras(t, k, flags, i in titled)))
            for i, (t, n, f, k, flags) in enumerate(zip(texts, seen.named, found, kinds, seen.triggers, strict=True))
        ]

    def collect_values(self, texts: Sequence[str]) -> None:
        """Fills `values` as `redact` would, without writing a text; found once a process for the same texts."""
        self.values = value_cache().recall(
            self._digest(texts), lambda: recognize(texts, self.names, self.regions, self._choices).values()
        )

    def _digest(self, texts: Sequence[str]) -> bytes:
        """What decides the values of texts: the texts, who may be named in them, the language, the regions, the "
        "choices."""
        names = (f"{place} {name}" for place, person in enumerate(self.people) for name in person.names)
        return fingerprint_columns(texts, names, self.regions, [self._language or "", self._choices.canonical()])

    def redact_file_name(self, name: str) -> str:
        """A file's name with the same replacements; nothing of a contact card's name stays."""
        if name.lower().endswith(".vcf"):
            return f"{PERSON}.vcf"
        named = self.names.find_in_text(name)
        (found,) = self._choices.apply([name], [find_personal_data(name, named, self.regions, ~0)])
        return self._written(
            name, self._pieces(name, named, found, self._extras(name, "text", Trigger.NONE, True))
        ).text

    def _known_numbers(self) -> dict[str, int]:
        numbers: dict[str, int] = {}
        for place, person in enumerate(self.people):
            for name in person.names:
                digits = "".join(c for c in name if c.isdigit())
                if len(digits) >= _FEWEST_DIGITS and not any(c.isalpha() for c in name):
                    bare = name.strip("~ \u2068\u2069\u200e\u200f")
                    numbers[normalize_phone(bare, self.regions)] = place
                    numbers[digits] = place
                    numbers |= dict.fromkeys(list_national_forms(bare), place)
        return numbers

    def find_owner(self, value: str) -> int | None:
        """Who in the roster has a telephone number, given as digits with or without its country code."""
        known = self._numbers.get(value)
        if known is not None or len(value) < _FEWEST_DIGITS:
            return known
        matches = {
            p for n, p in self._numbers.items() if n.endswith(value) or (len(n) >= _FEWEST_DIGITS and value.endswith(n))
        }
        return next(iter(matches)) if len(matches) == 1 else None

    def _spread(self, texts: Sequence[str], found: list[list[Finding]], triggers: Sequence[int]) -> list[list[Finding]]:
        """The findings, and the same values where nothing around them gave them away."""
        patterns: dict[str, tuple[str, str]] = {}
        for (kind, value), spelled in sorted(self.values.items()):
            for spelling in sorted(spelled):
                if kind in STRONG_KINDS and is_distinctive(spelling):
                    patterns.setdefault(lower_keeping_length(spelling), (kind, value))
        if not patterns and not self._numbers:
            return found
        known = list(patterns)
        digits = {
            d: patterns[s]
            for s in reversed(known)
            if len(d := extract_digits(s)) >= _FEWEST_DIGITS and not any(c.isalpha() for c in s)
        }
        digits |= {n: ("phone", n) for n in self._numbers}
        automaton = ahocorasick_rs.AhoCorasick(known, matchkind=ahocorasick_rs.MatchKind.LeftmostLongest)
        for place, text in enumerate(texts):
            looked_at = lower_keeping_length(text)
            spans = [(s, e, patterns[known[p]]) for p, s, e in automaton.find_matches_as_indexes(looked_at)]
            if triggers[place] & Trigger.MANY_DIGITS:
                runs = _DIGITS.finditer(text)
                spans += [(*m.span(), digits[d]) for m in runs if (d := extract_digits(m.group())) in digits]
            for start, end, meaning in spans:
                taken = any(f.start < end and start < f.end for f in found[place])
                if not taken and stands_alone(text, start, end):
                    found[place] = sorted([*found[place], Finding(start, end, *meaning)], key=lambda f: f.start)
        return found

    def _extras(self, text: str, kind: str, triggers: int, may_hold_title: bool) -> list[_Piece]:
        """Other people and groups that a text names in a recognisable way."""
        spans = find_quoted_titles(text) if kind == "system" else []
        titles = self._titles.spans(text) if may_hold_title else []
        spans += [s for s in titles if not any(s[0] < end and start < s[1] for start, end in spans)]
        extras = [_Piece(start, end, "group_name", "", "") for start, end in spans]
        if triggers & Trigger.CONTACT_CARD:
            extras += [_Piece(*m.span("name"), "person", "", "") for m in _CONTACT_CARD.finditer(text)]
        if triggers & Trigger.PERSON:
            others = (m for m in _THIRD_PARTY.finditer(text) if not is_pseudonym(" ".join(m["name"].split()[:2])))
            extras += [_Piece(*m.span("name"), "person", "", "") for m in others if self._choices.is_person(m["name"])]
        return extras

    def _pieces(
        self, text: str, named: Sequence[NameSpan], found: Sequence[Finding], extras: Sequence[_Piece]
    ) -> list[_Piece]:
        """What to replace in a text, by place and without overlap."""
        if not (named or found or extras or "\u2068" in text):
            return []
        pieces = [self._mention(start, end, text, named) for start, end in find_mentions(text)]
        pieces += [
            self._piece(f, text, named)
            for f in found
            if _is_clear(pieces, f.start, f.end) and not (_is_name(f, named) or self._is_pseudonym(f, text))
        ]
        pieces += [
            _Piece(start, end, "name", "", "", n.persons) for n in named for start, end in _outside(n, pieces, text)
        ]
        for extra in extras:
            inside = [p for p in pieces if p.start < extra.end and extra.start < p.end]
            if extra.kind == "group_name":
                pieces = [p for p in pieces if p not in inside]
            elif inside:
                continue
            pieces.append(extra)
        return sorted(pieces, key=lambda p: p.start)

    def _mention(self, start: int, end: int, text: str, named: Sequence[NameSpan]) -> _Piece:
        """Whoever the application marked as mentioned: somebody of the roster, or just a person."""
        inside = [n.persons for n in named if start <= n.start and n.end <= end]
        sure = frozenset.intersection(*inside) if inside else frozenset()
        digits = "".join(c for c in text[start:end] if c.isdigit())
        owner = self.find_owner(digits) if len(digits) >= _FEWEST_DIGITS else None
        if owner is not None and not inside:
            sure = frozenset({owner})
        return _Piece(start, end, "name" if sure else "person", "", "", sure or None)

    def _is_pseudonym(self, found: Finding, text: str) -> bool:
        """Whether what looks like a handle begins a pseudonym of several words, which stands there whole."""
        if found.kind != "handle" or not text.startswith("@", found.start):
            return False
        start = found.start + 1
        return any(text.startswith(p, start) and not text[start + len(p) :][:1].isalnum() for p in self._shown)

    def _piece(self, found: Finding, text: str, named: Sequence[NameSpan]) -> _Piece:
        if found.kind in ("phone", "handle"):
            digits = found.value if found.value.isdigit() else ""
            person = self.find_owner(digits) if digits else None
            if person is not None:
                return _Piece(
                    found.start, found.end, "name", "", "@" if text[found.start] == "@" else "", frozenset({person})
                )
        if found.kind == "handle" and text[found.start] == "@":
            inside = [n for n in named if n.start >= found.start and n.end <= found.end]
            if len(inside) == 1 and inside[0].end - inside[0].start >= found.end - found.start - 2:
                return _Piece(found.start, found.end, "name", "", "@", inside[0].persons)
        return _Piece(found.start, found.end, found.kind, found.value, found.prefix)

    def _written(self, text: str, pieces: Sequence[_Piece]) -> RedactedText:
        if not pieces:
            return RedactedText(escape_placeholders(text))
        out: list[str] = []
        redactions: list[Redaction] = []
        place = 0
        for piece in pieces:
            redaction = self._redaction(piece)
            separator = " " if piece.prefix and piece.prefix != "@" else ""
            out += [escape_placeholders(text[place : piece.start]), piece.prefix, separator, redaction.placeholder]
            redactions.append(redaction)
            place = piece.end
        out.append(escape_placeholders(text[place:]))
        return RedactedText("".join(out), tuple(redactions))

    def _redaction(self, piece: _Piece) -> Redaction:
        if piece.kind == "group_name":
            return Redaction("group_name", GROUP_NAME)
        if piece.kind == "person":
            return Redaction("person", PERSON)
        if piece.person is not None:
            shown = [self.people[p].shown for p in sorted(piece.person)]
            if len(shown) == 1 and shown[0] is not None:
                return Redaction("name", shown[0])
            return Redaction("person", PERSON)
        return Redaction(piece.kind, self._numbering.placeholder(piece.kind, piece.value))


def _outside(span: NameSpan, pieces: Sequence[_Piece], text: str) -> list[tuple[int, int]]:
    """The parts of a name's span that no piece covers: what was merged with a name inside a link stays hidden."""
    parts, place = [], span.start
    for piece in sorted((p for p in pieces if p.start < span.end and span.start < p.end), key=lambda p: p.start):
        parts.append((place, piece.start))
        place = max(place, piece.end)
    parts.append((place, span.end))
    inside = ((s + len(text[s:e]) - len(text[s:e].lstrip(" ,.-_")), e) for s, e in parts if s < e)
    return [(s, e) for s, e in inside if any(c.isalpha() for c in text[s:e])]


def _is_clear(pieces: Sequence[_Piece], start: int, end: int) -> bool:
    return not any(p.start < end and start < p.end for p in pieces)


def _is_name(found: Finding, named: Sequence[NameSpan]) -> bool:
    """Whether what looks like a handle is the first word of a participant's name."""
    return found.kind == "handle" and any(found.start <= n.start < found.end < n.end for n in named)


def extract_digits(text: str) -> str:
    """The ASCII digits of a text."""
    return "".join(c for c in text if "0" <= c <= "9")


def is_distinctive(spelling: str) -> bool:
    """Whether a value can be looked for by itself: long enough, and no ordinary word or small number."""
    letters = sum(c.isalpha() for c in spelling)
    digits = sum(c.isdigit() for c in spelling)
    return digits >= _FEWEST_DIGITS or (
        len(spelling) >= 6 and letters > 0 and (digits > 0 or any(c in "@._-#" for c in spelling[1:-1]))
    )


def redact_texts(
    texts: Sequence[str], people: Sequence[Person], *, language: str | None = None, regions: Sequence[str] = ()
) -> list[RedactedText]:
    """Texts of one chat, in order of sending, without names and personal data.

    Args:
        people: who takes part, and what is shown instead of each.
        language: `en`, `pt`, `es`, `de`, `fr`, `it`, or None where it is not known.
        regions: ISO 3166 codes whose national telephone numbers to expect; empty = derived.
    """
    return Redactor(people, language, regions).redact(texts)


def count_placeholder_mismatches(texts: Mapping[str, str], rows: Mapping[str, Sequence[str]]) -> int:
    """How many messages' placeholders and rows do not agree: same placeholders, in the same order, none missing.

    Args:
        texts: redacted texts by message; rows: their rows' placeholders by message, in order.
    """
    wrong = len(set(rows) - set(texts))
    for message_id, text in texts.items():
        noted = rows.get(message_id, ())
        place = 0
        for placeholder in noted:
            found = text.find(placeholder, place)
            place = len(text) + 1 if found < 0 else found + len(placeholder)
        in_brackets = PLACEHOLDER.findall(text)
        if place > len(text) or in_brackets != [p for p in noted if p.startswith("[")]:
            wrong += 1
    return wrong


redact = redact_texts
