"""What the texts of a chat tell of people who take no part."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field

from egregora_assets.redaction.joined_texts import JoinedTexts
from egregora_assets.redaction.spans import Span

_MAX_LOWER_SHARE = 0.25
_LONGEST_TOKEN = 200


@dataclass(frozen=True)
class Context:
    """The texts of a chat, and what is known of them.

    Args:
        texts: as exported.
        folded: the same, folded and joined.
        triggers: of each text, as the prefilter saw them.
        taken: what is replaced in each text anyway: members' names, personal data.
        language: the chat's; None where it is not known.
        kept_words: folded words of members' names that were judged ordinary words here.
    """

    texts: Sequence[str]
    folded: JoinedTexts
    triggers: Sequence[int]
    taken: Sequence[Sequence[Span]]
    language: str | None
    kept_words: Collection[str] = frozenset()


@dataclass
class Rule:
    """How a word that names somebody is found elsewhere in the chat.

    Args:
        is_sure: a cue tells of it, not only a capital or a list.
        is_given: a listed given name.
        is_name_in_lower_case: also in lower case.
        is_name_at_start: also where a sentence begins.
        count: capitalised uses that tell of it.
        is_bounded: whether it stands between signs that are no letters.
    """

    is_sure: bool = False
    is_given: bool = False
    is_name_in_lower_case: bool = False
    is_name_at_start: bool = False
    count: int = 0
    is_bounded: bool = True

    def __add__(self, more: Rule) -> Rule:
        """What both tell of a word."""
        return Rule(
            self.is_sure or more.is_sure,
            self.is_given or more.is_given,
            self.is_name_in_lower_case or more.is_name_in_lower_case,
            self.is_name_at_start or more.is_name_at_start,
            self.count + more.count,
            self.is_bounded and more.is_bounded,
        )

    def decide(self, lower_count: int) -> tuple[bool, ...]:
        """All that the rule says of a word: where it is the same, every use of the word is judged as before."""
        in_lower_case = self.is_name_in_lower_case and (lower_count <= self.count or self.is_given)
        return self.is_name(lower_count), in_lower_case, self.is_name_at_start, self.is_sure, self.is_bounded

    def is_name(self, lower_count: int) -> bool:
        """Whether the word is a name in this chat, by how often it stands in lower case."""
        return self.is_sure or self.is_given or lower_count <= max(1, _MAX_LOWER_SHARE * self.count)


@dataclass
class Evidence:
    """What the texts of a chat tell: rules by folded word, and spans (text, start, end, whether a cue stands there).

    Args:
        rules: what cues and lists tell of words.
        capitals: how often a word stands with a capital, and how often that tells of a name.
    """

    rules: dict[str, Rule] = field(default_factory=dict)
    capitals: dict[str, tuple[int, int]] = field(default_factory=dict)
    spans: list[tuple[int, int, int, bool]] = field(default_factory=list)
    schools: list[tuple[int, int, int]] = field(default_factory=list)

    def add_counts(self, earlier: Evidence) -> Evidence:
        """The same spans, with the rules and counts of both."""
        rules = {name: rule + self.rules[name] if name in self.rules else rule for name, rule in earlier.rules.items()}
        capitals = dict(earlier.capitals)
        for name, (count, told) in self.capitals.items():
            before = capitals.get(name, (0, 0))
            capitals[name] = (before[0] + count, before[1] + told)
        return Evidence({**self.rules, **rules}, capitals, self.spans, self.schools)

    def list_rules(self) -> dict[str, Rule]:
        """Everything that is known of each word, by word."""
        rules = dict(self.rules)
        for name, (count, told) in self.capitals.items():
            if told:
                rules[name] = rules.get(name, Rule()) + Rule(count=count, is_name_at_start=True)
        return dict(sorted(rules.items()))


def is_in_link(text: str, start: int) -> bool:
    """Whether a place is inside a link or an address."""
    before = text[max(0, start - _LONGEST_TOKEN) : start + 1].split()[-1]
    token = before + text[start + 1 : start + _LONGEST_TOKEN].split(" ", 1)[0]
    return "://" in token or token.startswith("www.") or ("@" in token and "." in token)
