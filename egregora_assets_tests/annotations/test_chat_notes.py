"""`/egregora note`: a member's note stands on the message that is meant, redacted, until its author takes it off."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from egregora_assets import Deployment
from egregora_assets.merging.chat_commands import Line
from egregora_assets.merging.chat_notes import (
    ChatNote,
    NoteCommand,
    find_notes,
    read_note_command,
)
from egregora_assets.merging.lost_commands import list_lost_commands
from egregora_assets.redaction.conversation import RedactionOptions, prepare_chat, redact_chat
from egregora_assets.redaction.kept.extension import extend_chat
from egregora_assets.redaction.notes.redacting import redact_notes
from egregora_assets_tests.asset_bodies import KEY
from egregora_assets_tests.deployments import digests, query, written_rows
from egregora_assets_tests.redaction.test_kept_chats import build_chat, draw_texts, keep

PHONE = "+44 20 7946 0331"
UNDERSTOOD = {
    "/egregora note The gate was mended.": NoteCommand("note", "The gate was mended."),
    "/Egregora NOTE: two\nlines": NoteCommand("note", "two\nlines"),
    "/egregora anotação – o portão": NoteCommand("note", "o portão"),
    "/egregora nota el portón": NoteCommand("note", "el portón"),
    "/egregora Notiz das Tor": NoteCommand("note", "das Tor"),
    "/egregora remarque le portail": NoteCommand("note", "le portail"),
    "/egregora annotazione il cancello": NoteCommand("note", "il cancello"),
    "/egregora unnote": NoteCommand("unnote"),
    "/egregora apagar nota": NoteCommand("unnote"),
    "/egregora Notiz löschen": NoteCommand("unnote"),
    "/egregora supprimer note": NoteCommand("unnote"),
    "/egregora note": None,
    "/egregora note :": None,
    "/egregora opt-out": None,
    "/egregora notebook is new": None,
    "a note /egregora note no": None,
    "/egregora": None,
}


@pytest.mark.parametrize(("text", "command"), UNDERSTOOD.items(), ids=list(UNDERSTOOD))
def test_a_note_is_understood_or_left(text: str, command: NoteCommand | None) -> None:
    assert read_note_command(text) == command


def say(number: str, author: str | None) -> Line[NoteCommand]:
    return Line(number, author, author is not None)


def ask(number: str, author: str, text: str = "") -> Line[NoteCommand]:
    return Line(number, author, False, NoteCommand("note", text) if text else NoteCommand("unnote"))


def test_a_note_stands_on_what_it_answers_or_on_what_somebody_else_said_last() -> None:
    talk = [say("1", "ana"), say("2", "ben"), say("3", "ana"), say("4", None)]
    notes = [
        ask("5", "ana", "x"),
        ask("6", "ana", "y"),
        ask("7", "ben", "z"),
        ask("8", "ana", "a"),
        ask("9", "dan", "b"),
    ]
    replies = {"6": "1", "8": "7", "9": "4"}
    assert find_notes([*talk, *notes], replies) == [
        ChatNote("5", "2", "ana", "x"),  # the notice and what she said herself are passed over
        ChatNote("6", "1", "ana", "y"),  # an answer may stand on what one said oneself
        ChatNote("7", "3", "ben", "z"),
        ChatNote("8", "3", "ana", "a"),  # an answer to a note stands beside it; one to a notice nowhere
    ]
    assert find_notes([ask("1", "ana", "x"), say("2", "ben")], {}) == []


def test_a_note_is_taken_off_by_its_author_alone() -> None:
    told = [say("1", "ana"), say("2", "ana"), ask("3", "ben", "x"), ask("4", "ben", "y"), ask("5", "eve", "z")]

    def left(*more: Line[NoteCommand], **replies: str) -> str:
        given = {"3": "1", **{number.strip("_"): target for number, target in replies.items()}}
        return "".join(note.message_id for note in find_notes([*told, *more], given))

    assert left() == "345"
    assert left(ask("6", "ben")) == "35"
    assert left(ask("6", "ben"), ask("7", "ben"), ask("8", "ben")) == "5"
    assert left(ask("6", "ben"), _6="1") == "45"
    assert left(ask("6", "ben"), _6="3") == "45"
    assert left(ask("6", "ana"), _6="3") == "345"
    assert left(ask("6", "ben"), ask("7", "ben", "again"), _6="3", _7="1") == "457"


def test_notes_go_with_lines_that_are_removed_and_none_moves_to_another_line() -> None:
    rows = [
        ("1", "ana", "text", "hello"),
        ("2", "ben", "text", "the soup is ready"),
        ("3", "eve", "text", "/egregora note it was too hot"),
        ("4", "ana", "text", "who comes?"),
        ("5", "eve", "text", "/egregora note I do"),
        ("6", "dan", "command", "/egregora note so do I"),
        ("7", "dan", "text", "/egregora opt-out"),
        ("8", "eve", "text", "/egregora note and this was loud"),
        ("9", "eve", "command", "/egregora unnote"),
    ]
    replies = {"6": "3", "8": "2"}
    gone = {"2"}
    lost = list_lost_commands(rows, replies, gone)
    assert lost == ["3", "6", "8", "9"]  # what stood on 2, the answer to it, and what was taken off
    assert list_lost_commands(rows, replies, {"1"}) == ["8", "9"]

    def find(kept: list[tuple[str, str, str, str]]) -> list[tuple[str, str]]:
        lines = [
            Line(i, who, kind == "text" and not text.startswith("/"), read_note_command(text))
            for i, who, kind, text in kept
        ]
        return [(note.message_id, note.target_id) for note in find_notes(lines, replies)]

    assert find(rows) == [("3", "2"), ("5", "4"), ("6", "2")]
    assert find([row for row in rows if row[0] not in {*gone, *lost}]) == [("5", "4")]


@settings(max_examples=4)
@given(st.integers(0, 10_000), st.integers(20, 60))
def test_a_note_is_redacted_alike_after_a_whole_chat_and_after_one_that_grew(seed: int, count: int) -> None:
    rows = draw_texts(seed, count)
    notes = [{"text": f"[{text}](https://example.org/{n})"} for n, (_, _, text) in enumerate(draw_texts(seed + 1, 4))]
    options, whole = RedactionOptions(), build_chat("chat", rows)
    before = build_chat("chat", rows[: count // 2])
    grown = extend_chat(prepare_chat(KEY, whole), keep(before, redact_chat(KEY, before)))
    told = redact_notes(notes, whole, redact_chat(KEY, whole), options, lambda _texts, _chat: {})
    # A secret reaches as far as the next space, and takes the bracket with it.
    links = [note["text"] for note in told if "[secret-" not in note["text"]]
    assert all(text.startswith("[") and "](https://example.org/" in text for text in links)
    if grown is not None:
        assert redact_notes(notes, whole, grown, options, lambda _texts, _chat: {}) == told


def test_a_note_in_which_something_is_found_is_withheld() -> None:
    chat = build_chat("chat", [("Rosa", "text", "hello")])
    done = redact_chat(KEY, chat)
    seen: list[str] = []

    def find(texts: object, _chat: object) -> dict[int, str]:
        seen.extend(texts)  # type: ignore[arg-type]
        return {0: "name"}

    (note,) = redact_notes([{"text": "R&#111;s**a** said so"}, {"text": " "}], chat, done, RedactionOptions(), find)
    assert note["text"] == "[withheld]"
    assert "Rosa said so" in seen


CHAT = f"""[05/03/2024, 10:00:00] Ana Silva: The gate is broken again
[05/03/2024, 10:01:00] Ben Costa: /egregora note Mended by Ana Silva, see [the bill](https://example.org/bill), {PHONE}
[05/03/2024, 10:02:00] Carla Dias: Thanks to both
[05/03/2024, 10:03:00] Ana Silva: /egregora nota You are welcome
[05/03/2024, 10:04:00] Dora Melo: Good day to all
[05/03/2024, 10:05:00] Carla Dias: /egregora note And a good night
"""


def count_notes(deployment: Deployment, export: Path) -> int:
    """Reads an export; how many notes there are then."""
    summary = deployment.process([str(export)]).summary
    assert summary is not None
    return summary.counts["notes"]


@pytest.mark.slow
def test_notes_stand_on_the_day_s_page_and_go_with_their_author_and_by_unnote(tmp_path: Path) -> None:
    export, longer = tmp_path / "chat.txt", tmp_path / "longer.txt"
    export.write_text(CHAT)
    longer.write_text(
        CHAT
        + "[06/03/2024, 09:00:00] Ben Costa: /egregora unnote\n[06/03/2024, 09:01:00] Ana Silva: /egregora opt-out\n"
        "[06/03/2024, 09:02:00] Dora Melo: Good morning\n"
    )
    deployment = Deployment(tmp_path / "home")
    assert count_notes(deployment, export) == 3
    page = tmp_path / "home" / "site" / "conversation" / "2024-03-05.html"
    shown = page.read_text("utf-8")
    assert shown.count('<aside class="note') == 3
    assert '<a href="https://example.org/bill"' in shown
    assert "egregora note" not in shown
    for file in (page, tmp_path / "home" / "egregora.duckdb"):
        assert PHONE.encode() not in file.read_bytes()
        assert b"Ana Silva" not in file.read_bytes()
    assert [one.kind for one in deployment.annotations()] == ["message"] * 3
    assert {one.author for one in deployment.annotations()} <= {
        n for (n,) in query(deployment.home, "SELECT public_name FROM authors")
    }

    assert count_notes(deployment, longer) == 1
    assert [one.text for one in deployment.annotations()] == ["And a good night"]
    before = digests(tmp_path / "home" / "site")
    deployment.process(force_refresh=True)
    assert written_rows(tmp_path / "home") == 0
    assert digests(tmp_path / "home" / "site") == before
