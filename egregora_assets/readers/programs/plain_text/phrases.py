"""Words of a program in exported texts: what stands for a file, a call or a deleted message, and its notices.

They are listed in a file a program, in every language in which its exports are read. Source: exports and the programs'
own wording; the lists are ours.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib import resources

from egregora_assets.language.folding import fold_phrase
from egregora_assets.readers.programs.people import isolate_name

UNKNOWN = "something changed"
"""What a notice says that is not listed, because nobody can tell the names in it from its words."""
_LONGEST_NOTICE = 400
_FIELDS = {"who": r"(?P<who>.{1,100}?)", "whom": r"(?P<whom>.{1,300}?)", "title": r"(?P<title>.{0,200}?)"}
_FIELD = re.compile(r"\{(\w+)\}")
_ENDING = " .。！!"


@dataclass(frozen=True)
class Template:
    """A notice with fields for names.

    Attributes:
        literal: its longest piece without a field; means: `notice`, or the kind of message that it stands for.
    """

    pattern: re.Pattern[str]
    literal: str
    means: str


@dataclass(frozen=True)
class Notice:
    """A notice that was found: its text with names as mentions, what it means, and who did it."""

    text: str
    means: str
    who: str


@dataclass(frozen=True)
class Phrases:
    """The words of a program.

    Attributes:
        kinds: kind of message by folded text of it; headings: patterns of the first line, with `title`.
        joint: what stands between several names of a notice.
    """

    kinds: Mapping[str, str]
    prefixes: Mapping[str, str]
    templates: Sequence[Template]
    titles: Sequence[re.Pattern[str]]
    saved: Sequence[str]
    joint: re.Pattern[str]

    def find_kind(self, text: str) -> str:
        """The kind of a message whose text is the program's; empty for a person's."""
        return self.kinds.get(fold_phrase(text), "") if len(text) <= _LONGEST_NOTICE else ""

    def find_prefix(self, text: str) -> tuple[str, str]:
        """The kind of a message whose text begins with words of the program, and what follows them."""
        for prefix, kind in self.prefixes.items():
            if text.startswith(prefix):
                return kind, text[len(prefix) :].strip()
        return "", text

    def find_title(self, line: str) -> str | None:
        """The title of the conversation in a heading; None where the line is none."""
        if len(line) > _LONGEST_NOTICE:
            return None
        return next((m["title"].strip() for p in self.titles if (m := p.fullmatch(line.strip()))), None)

    def is_saved_line(self, line: str) -> bool:
        """Whether a line says when the export was made."""
        return line.strip().startswith(tuple(self.saved))

    def find_notice(self, line: str, name: Callable[[str], str]) -> Notice | None:
        """The notice that a line is; None where no listed one fits.

        Args:
            name: adds a person by the name in the notice, and returns the name for the rows.
        """
        if len(line) > _LONGEST_NOTICE:
            return None
        bare = line.strip().rstrip(_ENDING)
        for template in self.templates:
            found = template.pattern.fullmatch(bare) if template.literal in bare else None
            if found:
                return self._fill(found, template, name)
        return None

    def _fill(self, found: re.Match[str], template: Template, name: Callable[[str], str]) -> Notice:
        text, at, who = [], 0, ""
        for group in sorted(found.re.groupindex, key=lambda g: found.start(g)):
            value = found[group].strip()
            text.append(found.string[at : found.start(group)])
            at = found.end(group)
            if group == "title":
                text.append(value)
                continue
            people = [name(p) for p in (self.joint.split(value) if group == "whom" else [value]) if p.strip()]
            who = people[0] if group == "who" and people else who
            text.append(", ".join(isolate_name(p) for p in people))
        return Notice("".join(text) + found.string[at:], template.means, who)


@cache
def load_phrases(program: str) -> Phrases:
    """The words of a program."""
    lists = tomllib.loads(resources.files(__package__).joinpath(f"{program}.toml").read_text("utf-8"))
    kinds = {fold_phrase(w): kind for kind, words in lists["kinds"].items() for w in words}
    prefixes = {w: kind for kind, words in lists["prefixes"].items() for w in words}
    templates = [_compile(w, means) for means, words in lists["notices"].items() for w in words]
    titles = [re.compile(_to_pattern(w, {"title": r"(?P<title>.{1,200}?)"})) for w in lists["titles"]]
    longest_first = dict(sorted(prefixes.items(), key=lambda p: -len(p[0])))
    return Phrases(kinds, longest_first, templates, titles, lists["saved"], re.compile(lists["joint"]))


def _compile(text: str, means: str) -> Template:
    bare = text.rstrip(_ENDING)
    return Template(re.compile(_to_pattern(bare, _FIELDS)), max(_FIELD.split(bare)[::2], key=len), means)


def _to_pattern(text: str, fields: Mapping[str, str]) -> str:
    """A template as a pattern; a blank may be missing around a field."""
    pieces = _FIELD.split(text)
    return "".join(fields[p] if n % 2 else re.escape(p).replace(r"\ ", r"\s?") for n, p in enumerate(pieces))
