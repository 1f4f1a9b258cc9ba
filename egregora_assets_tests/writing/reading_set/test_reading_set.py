"""The labels of the conversations are about the conversations."""

from __future__ import annotations

import pytest

from egregora_assets_tests.writing.reading_set.readings import KINDS, reading_of

_TYPES = {"question", "plan", "argument", "joke", "link", "picture", "one_speaker", "grief", "quiet", "meeting"}
_TYPES |= {"several", "story", "talk"}


@pytest.mark.parametrize("kind", KINDS)
def test_the_labels_are_those_of_the_conversation(kind: str) -> None:
    reading = reading_of(kind)
    facts = reading.facts
    assert facts["type"] in _TYPES
    words = [facts["opening"], facts["outcome"], *facts.get("told_once", ()), *(f["message"] for f in facts["facts"])]
    assert [w for w in words if not any(w in text for text in reading.raw.values())] == []
    assert len(reading.raw) >= 20
