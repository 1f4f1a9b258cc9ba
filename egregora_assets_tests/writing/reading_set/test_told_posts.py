"""Posts of conversations written as people write: what happened, how it ended, and nothing that hurts."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import fields

import pytest

from egregora_assets.language.files import load_languages
from egregora_assets.writing.drafts import Draft
from egregora_assets.writing.embedded_writer import EmbeddedWriter
from egregora_assets_tests.writing.reading_set.readings import KINDS, halves_of, post_of, reading_of

every_kind = pytest.mark.parametrize("kind", KINDS)
_CITED = re.compile(r"\[[^\]]*\]\(message:[0-9a-f-]{36}\)")
_DAY = "[^“”«»„:.]{4,40}"


def plain(text: str) -> str:
    """The words alone, in small letters: without marks, quotation marks and escapes."""
    return " ".join(re.findall(r"\w+", text.replace("\\", "").casefold()))


def own_blocks(draft: Draft) -> list[str]:
    """The sentences of our own: all but headings, quotes and pictures."""
    lines = [line for block in draft.content.strip().split("\n\n") for line in block.split("\n")]
    return [line for line in lines if line and line[0] not in ">#!"]


def count_frames(draft: Draft) -> Counter[str]:
    """How often each sentence of its language's lists stands in it."""
    phrases = load_languages()[draft.language].story
    lists = (getattr(phrases, field.name) for field in fields(phrases))
    known = [s for sentences in lists if isinstance(sentences, tuple) for s in sentences if "{name}" in s]
    own = "\n".join(_CITED.sub("{name}", line) for line in own_blocks(draft))
    found: Counter[str] = Counter()
    for sentence in sorted(known, key=len, reverse=True):
        pattern = rf"(?:(?<=[ .?!”»“])|^){re.escape(sentence).replace(re.escape('{day}'), _DAY)}"
        own, found[sentence] = re.subn(pattern, " ", own, flags=re.IGNORECASE | re.MULTILINE)
    return +found


@every_kind
def test_no_heading_is_repeated_below_it(kind: str) -> None:
    draft = post_of(kind)
    for section in re.split(r"^## ", draft.content, flags=re.MULTILINE)[1:]:
        heading, _, below = section.partition("\n")
        quoted = re.findall(r"“([^”]+)”|«([^»]+)»|„([^“]+)“", heading)
        long = [plain(max(q)) for q in quoted] + ([plain(heading)] if len(heading.split()) > 3 else [])
        assert [words for words in long if words in plain(below)] == []


@every_kind
def test_every_sentence_of_our_own_names_its_message(kind: str) -> None:
    assert [line for line in own_blocks(post_of(kind)) if not _CITED.search(line)] == []


@every_kind
def test_no_frame_stands_twice_in_a_post_or_in_its_neighbour(kind: str) -> None:
    assert max(count_frames(post_of(kind)).values(), default=0) <= 1
    halves = EmbeddedWriter().write(halves_of(reading_of(kind).conversation)).windows
    told = sum((count_frames(half.post) for half in halves if half.post), Counter[str]())
    assert max(told.values(), default=0) <= 1


def test_a_farewell_has_no_jokes_and_keeps_the_illness_out() -> None:
    reading, draft = reading_of("grief"), post_of("grief")
    text = f"{draft.title} {draft.summary} {draft.content}"
    assert [words for words in reading.facts["never_in_post"] if words in text] == []
    assert not re.search(r"\d", draft.title)


def test_quiet_days_are_told_shortly() -> None:
    assert len(post_of("quiet").citations) <= reading_of("quiet").facts["at_most_quotes"]
