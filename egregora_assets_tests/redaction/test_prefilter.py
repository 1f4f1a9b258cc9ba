"""The prefilter runs every detector whose cue words stand in a text."""

from __future__ import annotations

import pytest

from egregora_assets.language.aligned import fold_in_place
from egregora_assets.redaction.detectors.prefilter import _BEGINNINGS, _ENDINGS, find_triggers
from egregora_assets.redaction.joined_texts import JoinedTexts

CUES = [
    *((trigger, word, word.replace("_", " ")) for trigger, words in _BEGINNINGS.items() for word in words.split()),
    *((trigger, word, f"xx{word}") for trigger, words in _ENDINGS.items() for word in words.split()),
]


@pytest.mark.parametrize("trigger", sorted({*_BEGINNINGS, *_ENDINGS}))
def test_every_cue_word_sets_its_trigger(trigger: int) -> None:
    texts = [f"say {text} now" for owner, _, text in CUES if owner == trigger]
    found = find_triggers(texts, JoinedTexts([fold_in_place(text) for text in texts]))
    assert [text for text, flags in zip(texts, found, strict=True) if not flags & trigger] == []
