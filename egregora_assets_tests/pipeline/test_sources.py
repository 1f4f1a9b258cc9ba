"""Two programs' exports through the command to the site: read, told apart, and nobody named."""

from __future__ import annotations

from pathlib import Path

import pytest

from egregora_assets_tests.built_once import BuiltOnce
from egregora_assets_tests.deployments import egregora, files_outside_the_vault, query
from egregora_assets_tests.exports import sources as made
from egregora_assets_tests.exports import teams


@pytest.fixture(scope="session")
def home(built_once: BuiltOnce) -> Path:
    """A deployment of two programs' exports; tests only read it."""

    def make(folder: Path) -> None:
        (folder / "telegram.zip").write_bytes(made.telegram_archive())
        (folder / "slack.zip").write_bytes(made.as_archive(teams.slack_parts()))
        egregora("process", folder / "telegram.zip", folder / "slack.zip", "--output", folder / "home")

    return built_once.folder("two_programs", make) / "home"


def test_each_conversation_is_there_under_its_program(home: Path) -> None:
    counted = query(home, "SELECT source, count(*) FROM messages JOIN chats USING (chat_id) GROUP BY ALL ORDER BY ALL")
    assert counted == [("slack", 12), ("telegram", 13)]
    assert query(home, "SELECT count(*) FROM chats") == [(3,)]
    assert query(home, "SELECT DISTINCT platform, date_order FROM exports") == [("other", "YMD")]
    assert query(home, "SELECT count(*) FROM attachments") == [(3,)]
    assert query(home, "SELECT count(*) FROM messages WHERE is_edited") == [(2,)]
    assert (home / "site" / "index.html").is_file()


def test_answers_reactions_and_mentions_lead_to_messages_and_people(home: Path) -> None:
    said = (
        "SELECT a.text, b.text FROM message_replies JOIN messages a USING (message_id) JOIN messages b ON b.message_id"
    )
    answers = query(home, f"{said} = reply_to_id ORDER BY ALL")
    assert len(answers) == 2
    assert "good morning everybody" in {b for _, b in answers}
    told = query(home, "SELECT emoji, reaction_count, author_id IS NULL FROM message_reactions ORDER BY ALL")
    assert told == [("👍", 1, False), ("👍", 1, False)]
    assert query(home, "SELECT count(DISTINCT author_id) > 1 FROM message_mentions") == [(True,)]
    pages = "".join(p.read_text() for p in (home / "site" / "conversation").glob("*-*-*.html"))
    assert pages.count('<p class="answers">') == 2
    assert pages.count('<ul class="reactions"') == 2


def test_no_name_handle_or_identifier_stands_in_any_file_outside_the_vault(home: Path) -> None:
    words = [w.casefold().encode() for w in (*made.PEOPLE_WORDS, "dorak", "kestrova", "U0AAAAAAAA1", "100000001")]
    files = files_outside_the_vault(home)
    assert len(files) > 20
    found = {(p.name, w) for p in files for w in words if w in p.read_bytes().lower()}
    assert found == set()


def test_no_name_handle_or_identifier_stands_in_a_readable_text(home: Path) -> None:
    texts = " ".join(str(t) for (t,) in query(home, "SELECT text FROM messages")).casefold()
    names = " ".join(str(t) for (t,) in query(home, "SELECT public_name FROM authors")).casefold()
    words = [*made.PEOPLE_WORDS, "dora", "kestrova", "bruno", "u0aaaaaaaa", "u0bbbbbbbb", "10000000", "900461"]
    assert [w for w in words if w.casefold() in texts + names] == []


@pytest.mark.slow
def test_who_opts_out_later_leaves_no_answer_reaction_or_mention(tmp_path: Path) -> None:
    chat = made.telegram_chat()
    first, second = ({**chat, "messages": list(chat["messages"])} for _ in range(2))
    wish = {**chat["messages"][-1], "id": 99, "date_unixtime": "1709600000", "text": "\\egregora opt-out"}
    second["messages"].append(wish)
    assert wish["from"] == made.BRUNO
    counts = []
    for number, export in enumerate((first, second)):
        (tmp_path / f"{number}.json").write_bytes(made.as_json(export))
        egregora("process", tmp_path / f"{number}.json", "--output", tmp_path / "home", "--target-stage", "anonymized")
        tables = ("message_replies", "message_reactions", "message_mentions")
        counts.append([query(tmp_path / "home", f"SELECT count(*) FROM {t}")[0][0] for t in tables])
    # Bruno's message answers Ana's, mentions Ana and drew a reaction of hers; a notice mentions Ana.
    assert counts[0][:2] == [1, 1]
    assert counts[0][2] > counts[1][2]
    assert counts[1][:2] == [0, 0]
    assert query(tmp_path / "home", "SELECT count(*) FROM replies", "vault/vault.duckdb") == [(1,)]
