"""The prefilter runs every detector whose cue words stand in a text."""

from __future__ import annotations

import pytest

from egregora_assets.language.aligned import fold_in_place
from egregora_assets.redaction.detectors.prefilter import find_triggers, read_cue_words
from egregora_assets.redaction.joined_texts import JoinedTexts

CUES = [
    (trigger, word, word.replace("_", " ") if place == "beginnings" else f"xx{word}")
    for trigger, word, place in read_cue_words()
]


@pytest.mark.parametrize("trigger", sorted({trigger for trigger, _, _ in CUES}))
def test_every_cue_word_sets_its_trigger(trigger: int) -> None:
    texts = [f"say {text} now" for owner, _, text in CUES if owner == trigger]
    found = find_triggers(texts, JoinedTexts([fold_in_place(text) for text in texts]))
    assert [text for text, flags in zip(texts, found, strict=True) if not flags & trigger] == []
