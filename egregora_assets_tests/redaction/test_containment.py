"""No name and no message stops a publication: what cannot be redacted is withheld, and nothing else is."""

from __future__ import annotations

from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from typing import Any

import pyarrow as pa
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from egregora_assets.contracts.vocabularies import WITHHELD
from egregora_assets.redaction import conversation
from egregora_assets.redaction.choices import build_choices
from egregora_assets.redaction.conversation import (
    AliasChecker,
    RawChat,
    RawMessages,
    RedactedChat,
    collect_chat_values,
    prepare_chat,
    redact_prepared,
)
from egregora_assets.redaction.leaks.containment import list_own_names, redact_chats, withhold_file_names
from egregora_assets.redaction.leaks.scanner import build_leak_scanner
from egregora_assets.redaction.long_texts import LONGEST, PIECE, can_be_redacted, split_long_texts
from egregora_assets.redaction.names.roster import MOST_NAMED, list_people
from egregora_assets.redaction.placeholders import count_placeholder_mismatches
from egregora_assets.redaction.pseudonyms import Identity
from egregora_assets.redaction.redactor import Redactor
from egregora_assets_tests.asset_bodies import KEY

ODD_NAMES = (
    "Who Writes", "Group Of", "messages", "<img src=x onerror=alert(1)>", "{{ 7*7 }}", "{% raw %}", "2024-05-01",
    "2024-05-01 10:00", "Quiet Otter", "Otter", "index html", "May", "Will", "Mark", "Rosa", "+44 7700 900123",
    "1 2 3 4 5 6 7 8", "[person]", "[withheld]", "person", "phone", "de", "ß", "\U0001f331", "أحمد", "王伟", "김민준",
    "O\u2019Brien", "ana@example.com", "www example com", "@channel", "You", "noreferrer nofollow", "NaN", "0", "..",
)  # fmt: skip
WORDS = ("garden", "may", "will", "mark", "group of", "messages", "who writes", "otter", "rosa", "person", "link")


def chat_of(chat_id: str, names: list[str], texts: list[str], files: tuple[str, ...] = ()) -> RawChat:
    authors = [names[n % len(names)] for n in range(len(texts))]
    people = [Identity(KEY.uuid("author", chat_id, name), name, None, False) for name in names]
    return RawChat(chat_id, RawMessages(authors, ["text"] * len(texts), texts), people, (), files)


def redact(*chats: RawChat) -> list[RedactedChat]:
    by_id = {chat.chat_id: chat for chat in chats}
    return redact_chats(KEY, list(by_id), by_id.__getitem__, {})[0]


def texts_of(chat: RedactedChat) -> list[str]:
    return [text.text for text in chat.texts]


pieces = st.one_of(st.sampled_from((*WORDS, *ODD_NAMES)), st.text(max_size=8))
lines = st.lists(pieces, min_size=1, max_size=6).map(" ".join)
rosters = st.lists(st.one_of(st.sampled_from(ODD_NAMES), st.text(min_size=1, max_size=12)), min_size=1, max_size=4)


@pytest.mark.slow
@settings(max_examples=120, deadline=None)
@given(st.lists(st.tuples(rosters, st.lists(lines, min_size=1, max_size=6)), min_size=1, max_size=3))
@example([(["2024-05-01 10:00"], ["see https://example.com/2024-05-01-10:00"])])
@example([(["[person]", "person"], ["a person, Ana"]), (["Group Of"], ["a group of people"])])
def test_whatever_members_are_called_and_write_no_text_holds_a_value_of_the_vault(
    given_chats: list[tuple[list[str], list[str]]],
) -> None:
    chats = [
        chat_of(f"chat-{n}", sorted({n.strip() for n in names if n.strip()} or {"Ana"}), texts)
        for n, (names, texts) in enumerate(given_chats)
    ]
    redacted = redact(*chats)
    own = list_own_names(name for chat in redacted for name in chat.pseudonyms.values())
    scanner = build_leak_scanner([collect_chat_values(chat) for chat in chats], own)
    for raw, chat in zip(chats, redacted, strict=True):
        assert scanner.find_in_texts(texts_of(chat), raw.chat_id) == {}
        assert len(chat.texts) == len(raw.messages.texts)
        rows = {str(n): [r.placeholder for r in text.redactions] for n, text in enumerate(chat.texts)}
        told = {str(n): text.text for n, text in enumerate(chat.texts)}
        assert count_placeholder_mismatches(told, {n: r for n, r in rows.items() if r}) == 0


def test_only_the_text_that_still_holds_something_is_withheld_and_its_row_says_so() -> None:
    texts = ["hello there", "see https://example.com/2024-05-01-10:00", "and so on"]
    (chat,) = redact(chat_of("a", ["2024-05-01 10:00"], texts))
    assert texts_of(chat) == ["hello there", WITHHELD, "and so on"]
    assert [(r.kind, r.placeholder) for r in chat.texts[1].redactions] == [("phone", WITHHELD)]


def test_a_word_that_somebody_writes_like_our_placeholder_is_none() -> None:
    (chat,) = redact(chat_of("a", ["Nadia Osei"], ["this is [withheld]"]))
    assert texts_of(chat) == ["this is (withheld)"]


def test_a_name_of_one_chat_that_is_a_word_of_another_hides_nothing_there() -> None:
    redacted = redact(
        chat_of("a", ["Robin Larsen", "Chess"], ["see you Chess", "ok Robin"]),
        chat_of("b", ["Nadia Osei", "Drew Castellano"], ["chess at eight?", "a robin in the hedge"]),
    )
    assert texts_of(redacted[1]) == ["chess at eight?", "a robin in the hedge"]
    assert "Chess" not in " ".join(texts_of(redacted[0]))


def test_whole_names_numbers_and_addresses_of_one_chat_are_redacted_in_every_other() -> None:
    redacted = redact(
        chat_of("a", ["Nadia Osei"], ["passport 533401928 is lost", "mail nadia.o@example.com"]),
        chat_of("b", ["Drew Castellano"], ["what does nadia osei say? Nadia is away", "is 533401928 the right one?"]),
    )
    assert texts_of(redacted[1]) == ["what does [person] say? [person] is away", "is [document-1] the right one?"]


def test_a_file_name_and_an_alias_that_name_somebody_of_another_chat_do_not() -> None:
    other = chat_of("a", ["Nadia Osei"], ["hello"])
    people = [Identity("1", "Drew Castellano", "Nadia Osei", False)]
    chat = RawChat("b", RawMessages(["Drew Castellano"], ["text"], ["hi"]), people, (), ("Nadia Osei.PDF", "plan.pdf"))
    redacted = redact(other, chat)[1]
    assert redacted.public_names == redacted.pseudonyms
    assert dict(redacted.file_names) == {"Nadia Osei.PDF": "[person].PDF", "plan.pdf": "plan.pdf"}


@pytest.mark.parametrize(("name", "shown"), [("at 2024-05-01-10:00.JPG", ".jpg"), ("at 2024-05-01-10:00.verylong", "")])
def test_a_file_name_that_cannot_be_redacted_is_withheld(name: str, shown: str) -> None:
    (chat,) = redact(chat_of("a", ["2024-05-01 10:00"], ["hello"], (f"https://example.com/{name}",)))
    assert list(chat.file_names.values()) == [f"{WITHHELD}{shown}"]


long_lines = st.lists(
    st.sampled_from(("We met. ", "Call 0301 234567! ", "Nadia Osei went home.\n\n", "no end here ", "x" * 900 + ". ")),
    max_size=60,
)


@settings(deadline=None)
@given(long_lines, st.integers(1, 40))
def test_the_pieces_of_texts_are_the_texts(parts: list[str], repeats: int) -> None:
    texts = ["short", "".join(parts) * repeats, ""]
    split = split_long_texts(texts)
    pieces = iter(split.texts)
    assert ["".join(next(pieces) for _ in range(count)) for count in split.counts] == texts


def test_a_long_text_is_redacted_in_pieces_as_a_whole_would_be() -> None:
    story = "We walked to the lake and Nadia Osei sang. Write to nadia.o@example.com today. It was a fine day. " * 200
    assert len(story) > 2 * PIECE
    roster = chat_of("a", ["Nadia Osei"], [story, "bye"])
    (chat,) = redact(roster)
    told = chat.texts[0]
    pseudonym = next(iter(chat.pseudonyms.values()))
    assert told.text == story.replace("Nadia Osei", pseudonym).replace("nadia.o@example.com", "[email-1]")
    assert len(told.redactions) == 400


def test_no_number_is_cut_in_two() -> None:
    text = "word " * (PIECE // 5) + "go. Call +44 7700. 900123 now. " + "word " * 400 + "end. And more words here. " * 9
    cuts = split_long_texts([text]).texts
    assert any("+44 7700. 900123" in piece for piece in cuts)


def test_texts_that_no_chat_program_sends_are_withheld() -> None:
    assert not can_be_redacted("a. b " * (LONGEST // 4))
    assert not can_be_redacted("x" * 3 * PIECE)
    texts = ["hello", "x" * 3 * PIECE, " ".join(f"@\u2068Ana Bo{n}\u2069" for n in range(MOST_NAMED + 2))]
    (chat,) = redact(chat_of("a", ["Nadia Osei"], texts))
    assert texts_of(chat) == ["hello", WITHHELD, WITHHELD]


def test_a_word_that_the_operator_keeps_is_not_searched_for() -> None:
    kept = build_choices((), (), (), [{"scope": "all", "name": "sat", "spelled": "Sat", "decision": "not_a_person"}])
    redactor = Redactor((), "en", choices=kept)
    redactor.redact(["hello"])
    assert "sat" in redactor.kept_words


def test_a_roster_is_prepared_once_for_all_aliases(monkeypatch: pytest.MonkeyPatch) -> None:
    built: list[int] = []

    def build(*given: Any, **named: Any) -> Redactor:
        built.append(1)
        return Redactor(*given, **named)

    monkeypatch.setattr(conversation, "Redactor", build)
    is_clean = AliasChecker(("Nadia Osei", "Drew Castellano"), "en")
    assert [is_clean(alias) for alias in ("Sunny", "Nadia", "me@example.com", "Sunny")] == [True, False, False, True]
    assert built == [1]


def test_an_address_that_is_made_of_what_everybody_says_hides_nothing_else() -> None:
    redacted = redact(
        chat_of("a", ["Nadia Osei"], ["mail me to@do.it", "I want to do it", "so to@do.it"]),
        chat_of("b", ["Drew Castellano"], ["we have to do it now"]),
    )
    assert texts_of(redacted[0]) == ["mail me [email-1]", "I want to do it", "so [email-1]"]
    assert texts_of(redacted[1]) == ["we have to do it now"]


def test_names_of_files_that_earlier_runs_kept_do_not_name_members_of_newer_chats() -> None:
    chat = chat_of("b", ["Nadia Osei"], ["hello"])
    _, scanner = redact_chats(KEY, ["b"], {"b": chat}.__getitem__, {})
    kept = pa.table({"media_id": ["1", "2", "3"], "original_filename": ["with Nadia Osei.jpg", "plan.pdf", None]})
    assert withhold_file_names(kept, scanner)["original_filename"].to_pylist() == ["[withheld].jpg", "plan.pdf", ""]
    untouched = kept.slice(1)
    assert withhold_file_names(untouched, scanner) is untouched


def test_a_long_text_without_blanks_between_its_sentences_is_redacted_in_pieces() -> None:
    assert can_be_redacted("今日はとても良い天気だったので公園へ行きました。" * 2_000)


@pytest.mark.process
@pytest.mark.slow
def test_a_chat_is_redacted_by_another_process_as_by_this_one() -> None:
    chat = chat_of("a", ["Nadia Osei", "Ben Alder"], ["Nadia, ring +44 7700 900123", "Odd: Marta said so", "ok"])
    prepared = prepare_chat(KEY, chat)
    with ProcessPoolExecutor(1, get_context("spawn")) as pool:
        assert pool.submit(redact_prepared, prepared).result() == redact_prepared(prepared)


def test_many_people_whom_notices_name_are_compared_with_those_who_bear_their_words() -> None:
    members = [f"Ana{n} Lund" for n in range(2_000)]
    notices = [f"Ana{n} Lund added Bob{n} Lund" for n in range(2_000)]
    people = [Identity(str(n), name, None, False) for n, name in enumerate(members)]
    shown = {p.author_id: "Quiet Otter" for p in people}
    listed = list_people(people, notices, ["system"] * len(notices), shown)
    assert len(listed) == 4_000
