"""Names that only the operator knows, and what the operator wants replaced: applied to every message, recorded "
"nowhere."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from pathlib import Path

import pytest

from egregora_assets.errors import ReviewRefused, SettingInvalid
from egregora_assets.operations.context import open_context
from egregora_assets.operations.review import find_scope, make_decisions
from egregora_assets.operations.withheld import list_withheld_texts
from egregora_assets.redaction.choices import Choices, build_choices
from egregora_assets.redaction.names.patterns import Person
from egregora_assets.redaction.redactor import Redactor
from egregora_assets.services.settings import SETTINGS_FILE, read_settings
from egregora_assets_tests.built_once import Deployment
from egregora_assets_tests.deployments import egregora, files_outside_the_vault, query
from egregora_assets_tests.exports.small_chat import PEOPLE, write_export

ABOUT = (
    f"25/03/2024, 09:00 - {PEOPLE[0]}: I met Evandro at the market, Evandro sends his love",
    f"25/03/2024, 09:01 - {PEOPLE[1]}: evandro's bike? and the Lisbon train to the Zephyr hotel",
    f"25/03/2024, 09:02 - {PEOPLE[2]}: the shop's mail is seeds@example.org, the project is called bluelantern",
)


def texts(home: Path) -> str:
    return "\n".join(str(text) for (text,) in query(home, "SELECT text FROM messages"))


@pytest.mark.slow
def test_what_the_operator_decides_is_applied_to_what_was_said_before_and_recorded_nowhere(tmp_path: Path) -> None:
    home = tmp_path / "home"
    export = write_export(tmp_path / "chat.zip", days=3, extra=ABOUT)
    egregora("process", export, "--output", home, "--target-stage", "anonymized")
    assert not {"Evandro", "Zephyr"} & set(re.findall(r"\w+", texts(home)))
    listed = egregora("review", "names", "--json", "--context", "--output", home)
    (evandro,) = (row for row in json.loads(listed.stdout) if row["name"] == "Evandro")
    assert (evandro["count"], evandro["inside"]) == (3, 2)
    assert evandro["is_hidden"]
    assert not any(person in listed.stdout for person in PEOPLE)

    given = ("--add", "-", "--ignore", "Zephyr")
    noted = egregora("review", "names", *given, "--output", home, typed="Evandro\n\n")
    assert "Evandro" not in noted.stdout + noted.stderr
    (home / SETTINGS_FILE).write_text('always_redact = ["BlueLantern"]\nnever_redact = ["SEEDS@example.org"]\n')
    status = egregora("debug", "dag-status", "--output", home).stdout
    assert re.search(r"\d words may be names of people", status)
    told = json.loads(egregora("debug", "dag-status", "--json", "--output", home).stdout)
    (stale,) = (one for one in told if one["asset"] == "anonymized")
    assert stale["state"] == "stale"
    assert "the attachments or the decisions in the vault" in stale["because"]
    egregora("process", "--output", home, "--target-stage", "anonymized")
    assert "Zephyr" in texts(home)
    assert "evandro" not in texts(home).lower()
    assert "[person]'s bike" in texts(home)
    assert "the shop's mail is seeds@example.org, the project is called [secret-1]" in texts(home)
    left = egregora("review", "names", "--output", home).stdout
    assert not any(name in left for name in ("Zephyr", "Evandro"))
    for path in files_outside_the_vault(home):
        if path.suffix != ".duckdb" and path != home / SETTINGS_FILE:  # freed parts of a database keep older texts
            assert not any(word.encode() in path.read_bytes() for word in ("Evandro", "BlueLantern")), path.name


def test_a_name_without_letters_and_an_unknown_conversation_are_refused_without_the_word() -> None:
    with pytest.raises(ReviewRefused) as refused:
        list(make_decisions(["1234567"], "person", "all"))
    assert "1234567" not in str(refused.value)
    with pytest.raises(ReviewRefused) as refused:
        find_scope("no-such-chat", {"id": "chat-1"})
    assert "no-such-chat" not in str(refused.value)
    assert find_scope("chat-1", {"id": "chat-1"}) == "id"
    assert [(d.name, d.spelled) for d in make_decisions(["  Évandro's "], None, "all")] == [("evandro", "Évandro")]


def said(text: str, choices: Choices, people: tuple[Person, ...] = ()) -> str:
    return Redactor(people, "en", choices=choices).redact([text])[0].text


def test_types_that_are_switched_off_stay_and_names_never_do() -> None:
    people = (Person(("Nadia Osei",), "Calm Heron"), Person(("+44 7700 900123",), "Quiet Otter"))
    text = "Nadia: a@example.com, +44 7700 900461, +44 7700 900123"
    assert said(text, build_choices(["phone"], (), ()), people) == "Calm Heron: a@example.com, [phone-1], Quiet Otter"
    assert said(text, build_choices(["email"], (), ()), people) == "Calm Heron: [email-1], +44 7700 900461, Quiet Otter"


def test_words_that_always_go_and_values_that_never_do() -> None:
    choices = build_choices((), ["blue lantern", "Acme"], ["+44 20 7946 0331", "Nadia Osei"])
    people = (Person(("Nadia Osei",), "Calm Heron"),)
    assert said("at ACME, Blue Lantern dept, not acmes", choices) == "at [secret-1], [secret-2] dept, not acmes"
    assert said("shop: +442079460331 or 020 7946 0332", choices) == "shop: +442079460331 or [phone-1]"
    assert said("ask Nadia Osei", choices, people) == "ask Calm Heron"


def test_a_word_that_names_nobody_is_no_person_after_a_title() -> None:
    ignored = build_choices(
        (), (), (), [{"scope": "all", "name": "pepper", "spelled": "Pepper", "decision": "not_a_person"}]
    )
    assert said("we met Mr Pepper", build_choices((), (), ())) == "we met Mr [person]"
    assert said("we met Mr Pepper", ignored) == "we met Mr Pepper"


@pytest.mark.parametrize(
    ("language", "text", "names"),
    [
        ("en", "we saw Delphine in Paris on Monday, she was with Otis. Perhaps", ["delphine", "otis"]),
        ("pt", "a Rosângela e o Quiet Otter foram ao Google com [person]", ["rosangela"]),
        ("de", "der Tisch von Wolfgang steht im Garten, danke Detlef!", ["detlef", "wolfgang"]),
        ("it", "oggi piove. Domani vediamo Ludovica", ["ludovica"]),
        (None, "田中さん、おはよう。 민수씨 안녕", ["田中", "민수"]),
    ],
)
def test_words_that_look_like_people_are_listed_and_others_are_not(
    language: str | None, text: str, names: list[str]
) -> None:
    assert sorted(list_names(text, language)) == sorted(names)
    row = {"scope": "all", "name": names[0], "spelled": names[0], "decision": "not_a_person"}
    assert names[0] not in list_names(text, language, row)


def list_names(text: str, language: str | None, *reviewed: Mapping[str, str]) -> list[str]:
    redactor = Redactor((), language, choices=build_choices((), (), (), reviewed))
    redactor.redact([text])
    return [c.name for c in redactor.third_parties.candidates]


@pytest.mark.parametrize(
    "line",
    ['always_redact = "private"', "never_redact = [1]", 'redact_types = ["names"]', "redact_types = 3"],
)
def test_a_list_that_cannot_be_used_is_refused_without_its_words(tmp_path: Path, line: str) -> None:
    (tmp_path / SETTINGS_FILE).write_text(line)
    with pytest.raises(SettingInvalid) as refused:
        read_settings(tmp_path, {})
    assert "private" not in str(refused.value)


def test_private_words_are_no_part_of_what_is_recorded(tmp_path: Path) -> None:
    (tmp_path / SETTINGS_FILE).write_text('always_redact = ["bluelantern"]\nnever_redact = ["seeds@example.org"]\n')
    values = read_settings(tmp_path, {"EGREGORA_ALWAYS_REDACT": "other", "EGREGORA_REDACT_TYPES": "phone, email"})
    assert values.always_redact == ("bluelantern",)
    assert values.redact_types == ("email", "phone")
    told = f"{values.canonical()} {values.configuration()} {values!r}"
    assert "bluelantern" not in told
    assert "seeds" not in told


@pytest.mark.slow
def test_what_is_withheld_of_code_is_listed_beside_lines_of_documents(
    small_deployment: Deployment, monkeypatch: pytest.MonkeyPatch
) -> None:
    (post_id,) = query(small_deployment.home, "SELECT document_id FROM documents WHERE doc_type = 'post' LIMIT 1")[0]
    left_out = [["code subject", "ab" * 20, "email, name"], ["post content", str(post_id), "name"]]
    monkeypatch.setattr("egregora_assets.operations.withheld.find_latest_value", lambda *_: left_out)
    (found,) = list_withheld_texts(open_context(small_deployment.home))
    assert (found.place, found.owner_id, found.kinds, found.text) == ("code subject", "ab" * 20, ("email", "name"), "")
