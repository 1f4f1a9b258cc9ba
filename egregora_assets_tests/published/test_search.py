"""`egregora search`: what has all the words is found, with pseudonym, day and marks; nothing is made."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from egregora_assets import Deployment, errors
from egregora_assets.database.connection import DatabaseFile
from egregora_assets.operations.published.excerpts import cut_excerpt, flatten_markdown
from egregora_assets.operations.published.matching import Matcher, Question
from egregora_assets_tests.built_once import Deployment as Built
from egregora_assets_tests.deployments import digests, egregora, query
from egregora_assets_tests.exports.small_chat import MAIL, PEOPLE


def found(home: Path, *words: str) -> list[dict[str, Any]]:
    """What the command finds, for programs."""
    answer: list[dict[str, Any]] = json.loads(
        egregora("search", *words, "--json", "--limit", "500", "--output", home).stdout
    )
    return answer


def test_other_forms_of_all_words_are_found_and_nothing_else(small_deployment: Built) -> None:
    """What the index leads to is what looking through every message finds."""
    home = small_deployment.home
    messages = query(
        home, "SELECT message_id, text FROM messages JOIN authors USING (author_id) WHERE NOT is_opted_out"
    )
    language = query(home, "SELECT language FROM chats")[0][0]
    for words in (["seedling"], ["measure", "storms"], ["Compost", "Saturday"], ["comes first"], ["it"], ["nowhere"]):
        quoted = [f'"{word}"' if " " in word else word for word in words]
        matcher = Matcher(Question.parse(" ".join(quoted)), language, ())
        expected = {identifier for identifier, text in messages if matcher.match(text)}
        assert {one["identifier"] for one in found(home, *words) if one["kind"] == "message"} == expected, words
    assert found(home, "seedling")
    assert found(home, "comes first")
    assert not found(home, "first comes")


def test_a_message_is_shown_with_pseudonym_day_and_marked_words(
    small_deployment: Built, monkeypatch: pytest.MonkeyPatch
) -> None:
    home = small_deployment.home
    words = ("search", "notes", "seedlings", "--output", home)
    best = next(one for one in json.loads(egregora(*words, "--json").stdout) if one["kind"] == "message")
    assert best["chat"] == query(home, "SELECT slug FROM chats")[0][0]
    (stored,) = query(
        home,
        "SELECT public_name, local_time::DATE::VARCHAR FROM messages JOIN authors USING (author_id) "
        f"WHERE message_id = '{best['identifier']}'",
    )
    assert (best["author"], best["day"]) == stored
    assert (home / "site" / best["page"]).is_file()
    shown = egregora(*words).stdout.splitlines()
    place = shown.index(f"{best['day']}  {best['author']}  [message, {best['chat']}]")
    assert shown[place + 1].startswith("    My **notes** on the **seedlings** are here")
    monkeypatch.setattr("egregora_assets.cli.published.search.is_terminal", lambda: True)
    assert "\x1b[1mnotes\x1b[0m" in egregora(*words).stdout


def test_a_post_is_found_with_its_title_and_page(small_deployment: Built) -> None:
    posts = [one for one in found(small_deployment.home, "compost") if one["kind"] == "post"]
    assert posts
    assert all(one["title"] and (small_deployment.home / "site" / one["page"]).is_file() for one in posts)
    assert all("](message:" not in one["excerpt"] for one in posts)


def test_a_pseudonym_is_found_and_a_name_is_not(small_deployment: Built) -> None:
    home = small_deployment.home
    pseudonym = query(
        home, "SELECT public_name FROM authors a WHERE EXISTS (FROM messages WHERE contains(text, a.public_name))"
    )[0][0]
    answer = found(home, pseudonym)
    assert any(pseudonym in one["excerpt"] for one in answer if one["kind"] == "message")
    for name in (*PEOPLE, PEOPLE[0].split()[0], MAIL):
        assert not found(home, name)


def test_it_answers_while_a_run_writes_makes_nothing_and_needs_no_vault(small_home: Path) -> None:
    (small_home / "vault" / "vault.duckdb").write_bytes(b"not a database")
    before = digests(small_home)
    with DatabaseFile(small_home / "egregora.duckdb").open_writer():
        assert found(small_home, "compost")
    after = digests(small_home)
    changed = {p for p in {*before, *after} if before.get(p) != after.get(p)}
    assert not {p for p in changed if not p.startswith("egregora.duckdb")}


def test_one_conversation_alone_is_searched_and_one_that_is_not_there_is_said(small_deployment: Built) -> None:
    home = small_deployment.home
    slug = query(home, "SELECT slug FROM chats")[0][0]
    assert found(home, "compost", "--chat", slug) == found(home, "compost")
    with pytest.raises(errors.ConversationUnclear) as unclear:
        Deployment(home).search("compost", chat="nope")
    assert slug in unclear.value.detail_for_terminal
    done = egregora("search", "nowhere", "--output", home)
    assert (done.stdout, done.stderr) == ("", "Nothing found.\n")


def test_what_comes_near_is_shown_where_nothing_has_all_words(small_deployment: Built) -> None:
    home = small_deployment.home
    near = found(home, "compost", "helicopter")
    assert {one["kind"] for one in near} == {"passage"}
    assert "compost" in near[0]["excerpt"].lower()
    assert near[0]["spans"]
    assert all((home / "site" / one["page"]).is_file() for one in near)
    assert not found(home, "compost helicopter")  # a phrase: as it is written, or not at all
    texts = {text for (text,) in query(home, "SELECT text FROM chunks")}
    assert all(any(one["excerpt"].strip("…")[:40] in text.replace("\n", " ") for text in texts) for one in near)
    done = egregora("search", "compost", "helicopter", "--output", home)
    assert done.stderr == "Nothing has all the words. What comes near:\n"
    assert "[passage, " in done.stdout


@pytest.mark.parametrize(
    ("asked", "text", "is_found"),
    [
        ("tomato", "Tomatoes!", True),
        ("cafe", "o CAFÉ", True),
        ("the tomato", "tomato", True),
        ("the", "there", False),
        ("the", "The end", True),
        ('"red tomato"', "red, tomato", True),
        ('"red tomato"', "red tomatoes", False),
        ("self-made", "self made", True),
        ("self-made", "made by myself", False),
        ("天", "今天好", True),
        ("otter", "Quiet Otter said so", True),
    ],
)
def test_words_match_by_stem_phrases_as_they_are_written(asked: str, text: str, is_found: bool) -> None:
    assert bool(Matcher(Question.parse(asked), "en", ("Quiet Otter",)).match(text)) == is_found


def test_an_excerpt_is_one_line_around_what_was_found() -> None:
    text = f"{'before ' * 60}the\nred\x1b[2J tomato is ripe {'after ' * 60}"
    match = Matcher(Question.parse("tomato ripe"), "en", ()).match(text)
    assert match
    excerpt, spans = cut_excerpt(text, match.spans)
    assert excerpt.isprintable()
    assert [excerpt[start:end] for start, end in spans] == ["tomato", "ripe"]
    assert excerpt.startswith("…")
    assert excerpt.endswith("…")
    assert len(excerpt) < 200
    assert flatten_markdown("> a \\*b\\* [c d](message:1)\n## e") == "a *b* c d\ne"


@pytest.fixture(autouse=True)
def no_home(monkeypatch: pytest.MonkeyPatch) -> None:
    """No deployment but the one that a test names."""
    monkeypatch.delenv("DAGSTER_HOME", raising=False)
    monkeypatch.delenv("EGREGORA_HOME", raising=False)
