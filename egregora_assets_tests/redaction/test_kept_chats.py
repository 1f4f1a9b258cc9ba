"""A chat that grew is redacted by its new messages, and the result is that of redacting the whole chat."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from egregora_assets.redaction.conversation import (
    RawChat,
    RawMessages,
    RedactedChat,
    RedactionOptions,
    prepare_chat,
    redact_chat,
    redact_prepared,
)
from egregora_assets.redaction.kept.extension import KeptChat, extend_chat
from egregora_assets.redaction.kept.known import collect_values
from egregora_assets.redaction.kept.reading import ChatReading, read_reading
from egregora_assets.redaction.leaks.containment import redact_chats
from egregora_assets.redaction.leaks.scanner import build_leak_scanner
from egregora_assets.redaction.placeholders import RedactedText
from egregora_assets.redaction.pseudonyms import Identity
from egregora_assets_tests.asset_bodies import KEY

PEOPLE = ("Nadia Osei", "Mark Teles", "Rosa", "Will Brandt", "+44 7700 900123")
WORDS = (
    *("Marta", "said", "Rob", "may", "will", "mark", "Otto", "Karim", "yesterday", "with", "I saw", "Zoltan", "rosa"),
    *("and", "Mr Piper", "my cousin Quill", "hello", "Xenia", "thanks", "Nadiaa", "Nadja", "N a d i a", "nad", "the"),
)
DATA = (
    *("reach me at u{}.x@mail.com", "u{} x mail com", "@handle{}", "handle{}", "call +55 11 98765-431{}"),
    *("5511 98765 431{}", "my password is s3cret{}x", "s3cret{}x", "CPF 529.982.247-2{}", "id 529982247{}"),
)
NOTICES = ("Rosa added Quill Stone", "Mark Teles changed the subject to “Garden of Otters”", "Rosa left")


def draw_texts(seed: int, count: int) -> list[tuple[str | None, str, str]]:
    """Author, kind and text of messages: words that may be names, values that are announced or stand alone, notices."""
    draw = random.Random(seed)
    rows: list[tuple[str | None, str, str]] = []
    for _ in range(count):
        roll = draw.random()
        if roll < 0.04:
            rows.append((None, "system", draw.choice(NOTICES)))
            continue
        text = draw.choice(DATA).format(draw.randint(0, 3))
        if roll > 0.3:
            words = draw.choices(WORDS, k=draw.randint(1, 8))
            text = " ".join(w.lower() if draw.random() < 0.4 else w for w in words)
        rows.append((draw.choice(PEOPLE), "text", text))
    return rows


def build_chat(
    chat_id: str, rows: Sequence[tuple[str | None, str, str]], hidden: str = "", names: Sequence[str] = PEOPLE
) -> RawChat:
    people = [Identity(KEY.uuid("author", chat_id, n), n, None, n == hidden) for n in names]
    messages = RawMessages([a for a, _, _ in rows], [k for _, k, _ in rows], [t for _, _, t in rows])
    return RawChat(chat_id, messages, people, (), ("Marta Rob.pdf", "note 5511987654310.pdf"))


def keep(chat: RawChat, redacted: RedactedChat, scanner: str = "", *, is_same: bool = False) -> KeptChat:
    """What is kept of a redacted chat, as it comes back from the vault."""
    reading = read_reading(ChatReading("", "", len(chat.messages.texts), scanner, redacted).to_bytes())
    assert reading is not None
    texts = redacted.texts
    stored = {n: texts[n].text for n, is_hidden in enumerate(redacted.is_hidden) if not is_hidden}
    return KeptChat(
        reading,
        is_same,
        lambda: stored,
        lambda numbers: [[r.placeholder for r in texts[n].redactions] for n in numbers],
    )


def merge(earlier: RedactedChat, later: RedactedChat) -> list[RedactedText]:
    """All texts of a chat, of which only the new and the changed ones were given."""
    texts = [*earlier.texts[: later.first], *later.texts]
    for number, text in later.rewritten.items():
        texts[number] = text
    return texts


@settings(max_examples=60)
@given(st.integers(0, 10**6), st.integers(1, 60), st.integers(1, 12), st.sampled_from(("", "Rosa")))
def test_a_chat_that_grew_is_redacted_as_if_all_its_messages_were_new(
    seed: int, before: int, more: int, hidden: str
) -> None:
    rows = draw_texts(seed, before + more)
    short, long = build_chat("a", rows[:before], hidden), build_chat("a", rows, hidden)
    earlier, whole = redact_chat(KEY, short), redact_prepared(prepare_chat(KEY, long))
    later = extend_chat(prepare_chat(KEY, long), keep(short, earlier))
    if later is not None:
        assert merge(earlier, later) == whole.texts
        assert (later.file_names, later.is_hidden, later.known) == (whole.file_names, whole.is_hidden, whole.known)
        state = replace(later.state, uses={n: c for n, c in later.state.uses.items() if c})
        assert state == replace(whole.state, lower=state.lower)
        assert {n: c for n, c in state.lower.items() if c} == {n: c for n, c in whole.state.lower.items() if c}


def extend(before: Sequence[str], new: Sequence[str]) -> RedactedChat | None:
    rows = [("Nadia Osei", "text", text) for text in (*before, *new)]
    short, long = build_chat("a", rows[: len(before)]), build_chat("a", rows)
    return extend_chat(prepare_chat(KEY, long), keep(short, redact_chat(KEY, short)))


def test_only_earlier_texts_with_a_name_that_is_new_are_written_again() -> None:
    before = ["so there was quillon", *["what is the plan for the day"] * 20, "ask quillon about it"]
    later = extend(before, ["my cousin Quillon says hello"])
    assert later is not None
    assert (later.first, len(later.texts)) == (22, 1)
    assert {number: text.text for number, text in later.rewritten.items()} == {
        0: "so there was [person]",
        21: "ask [person] about it",
    }


def test_a_value_that_stands_in_earlier_texts_as_well_makes_the_whole_chat_new() -> None:
    assert extend(["what is the plan for the day, u1 x mail com"], ["reach me at u1.x@mail.com"]) is None
    assert extend(["what is the plan for the day, 5511_987654310"], ["call +55 11 98765-4310"]) is None
    assert extend(["what is the plan for the day"], ["reach me at u1.x@mail.com"]) is not None


@pytest.mark.parametrize(
    ("before", "new"),
    [
        ("marrino marinno mariino maarino mmarino marinoo maarrino maarinno", "maariino marriino"),
        ("what is the plan of the whole chat today and after that maybe", " ".join(f"marin{c}" for c in "bcfghjkptvz")),
    ],
    ids=["doubled letters", "many alike"],
)
def test_a_misspelled_name_is_found_whatever_other_words_the_chat_has(before: str, new: str) -> None:
    people = ("Marina Quelho", *(f"Nobody{c * 3}x Surname{c * 3}x" for c in "bcdfghj"))
    rows = [("Marina Quelho", "text", text) for text in (before, new)]
    short, long = build_chat("a", rows[:1], names=people), build_chat("a", rows, names=people)
    earlier, whole = redact_chat(KEY, short), redact_chat(KEY, long)
    later = extend_chat(prepare_chat(KEY, long), keep(short, earlier))
    assert later is None or merge(earlier, later) == whole.texts
    assert not any(word in text.text for text in whole.texts for word in ("marrino", "marriino", "marinb", "marinz"))


@settings(max_examples=25, deadline=None)
@given(st.integers(0, 10**6), st.lists(st.tuples(st.integers(1, 25), st.integers(0, 6)), min_size=1, max_size=3))
def test_what_was_kept_of_the_chats_of_a_deployment_changes_nothing(seed: int, sizes: list[tuple[int, int]]) -> None:
    rows = {f"c{n}": draw_texts(seed + n, sum(size)) for n, size in enumerate(sizes)}
    short = {f"c{n}": build_chat(f"c{n}", rows[f"c{n}"][: size[0]]) for n, size in enumerate(sizes)}
    long = {chat_id: build_chat(chat_id, given) for chat_id, given in rows.items()}
    options = RedactionOptions()
    earlier, scanner = redact_chats(KEY, list(short), short.__getitem__, {}, options)
    kept = {
        chat_id: keep(short[chat_id], redacted, scanner.digest, is_same=sizes[number][1] == 0)
        for number, (chat_id, redacted) in enumerate(zip(short, earlier, strict=True))
    }
    later, _ = redact_chats(KEY, list(long), long.__getitem__, {}, options, kept)
    whole, _ = redact_chats(KEY, list(long), long.__getitem__, {}, options)
    for before, with_kept, without in zip(earlier, later, whole, strict=True):
        assert merge(before, with_kept) == without.texts
        assert with_kept.file_names == without.file_names
        assert with_kept.public_names == without.public_names
        assert with_kept.withheld == without.withheld
        assert with_kept.known == without.known


@pytest.mark.parametrize("data", [b"", b"x"])
def test_what_another_version_kept_is_not_read(data: bytes) -> None:
    assert read_reading(data) is None


@settings(max_examples=25, deadline=None)
@given(st.integers(0, 10**6), st.lists(st.integers(1, 25), min_size=1, max_size=3), st.sampled_from(("", "Rosa")))
def test_what_was_kept_gives_the_scanner_that_reading_every_chat_gives(
    seed: int, sizes: list[int], hidden: str
) -> None:
    chats = {f"c{n}": build_chat(f"c{n}", draw_texts(seed + n, size), hidden) for n, size in enumerate(sizes)}
    redacted, scanner = redact_chats(KEY, list(chats), chats.__getitem__, {}, RedactionOptions())
    kept = {i: keep(chats[i], one, scanner.digest, is_same=True) for i, one in zip(chats, redacted, strict=True)}
    scanners = [
        build_leak_scanner(collect_values(i, chats.__getitem__, RedactionOptions(), given) for i in chats)
        for given in (kept, {})
    ]
    assert scanners[0].digest == scanners[1].digest
    texts = [text for chat in chats.values() for text in chat.messages.texts]
    for chat_id in (None, *chats):
        assert scanners[0].find_in_texts(texts, chat_id) == scanners[1].find_in_texts(texts, chat_id)


def test_a_chat_that_was_kept_as_it_is_is_not_read_again() -> None:
    chat = build_chat("a", draw_texts(1, 20))
    kept = {"a": keep(chat, redact_chat(KEY, chat), is_same=True)}

    def refuse(chat_id: str) -> RawChat:
        raise AssertionError(chat_id)

    assert collect_values("a", refuse, None, kept)[2] == "a"
    with pytest.raises(AssertionError):
        collect_values("a", refuse, None, {"a": replace(kept["a"], is_same=False)})
