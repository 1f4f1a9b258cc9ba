"""In-chat commands: understood in seven languages, obeyed for their sender alone, the last one wins."""

from __future__ import annotations

import datetime as dt

import pytest

from egregora_assets.contracts.identifiers import DeploymentKey
from egregora_assets.merging import MergeOptions, VaultRows
from egregora_assets.merging.consent import MAX_ALIAS, Command, clean_alias, is_command, read_command
from egregora_assets_tests.exports.texts import text_export

KEY = DeploymentKey(bytes(32))
NOW = dt.datetime(2024, 6, 1, tzinfo=dt.UTC)

UNDERSTOOD = {
    "/egregora opt-out": Command("opt-out"),
    "/egregora opt–out": Command("opt-out"),
    "/Egregora OPT OUT.": Command("opt-out"),
    "/egregora sair": Command("opt-out"),
    "/egregora darse de baja": Command("opt-out"),
    "/egregora abmelden": Command("opt-out"),
    "/egregora se retirer": Command("opt-out"),
    "/egregora quitter": Command("opt-out"),
    "/egregora uscire": Command("opt-out"),
    "/egregora opt-in": Command("opt-in"),
    "/egregora voltar": Command("opt-in"),
    "/egregora zurück": Command("opt-in"),
    '/egregora set alias "Night Owl"': Command("set-alias", "Night Owl"),
    "/egregora set alias “Night Owl”": Command("set-alias", "Night Owl"),
    "/egregora set alias Night Owl": Command("set-alias", "Night Owl"),
    "/egregora definir apelido «Coruja»": Command("set-alias", "Coruja"),
    "/egregora cambiar apodo Búho": Command("set-alias", "Búho"),
    "/egregora setze Spitzname „Eule“": Command("set-alias", "Eule"),
    "/egregora définir pseudonyme Hibou": Command("set-alias", "Hibou"),
    "/egregora imposta soprannome Gufo": Command("set-alias", "Gufo"),
    "/egregora alias Uil": Command("set-alias", "Uil"),
    "/egregora remove alias": Command("remove-alias"),
    "/egregora remover apelido": Command("remove-alias"),
    "/egregora set alias": None,
    "/egregora": None,
    "/egregora something else": None,
    "tell /egregora opt-out": None,
    "/egregorian chant": None,
}


@pytest.mark.parametrize(("text", "command"), UNDERSTOOD.items(), ids=list(UNDERSTOOD))
def test_a_command_is_understood_or_left(text: str, command: Command | None) -> None:
    assert read_command(text) == command


QUOTES = ("„%s“", "“%s”", "‘%s’", "«%s»", "« %s »", '"%s"', "'%s'", "‹%s›", "%s")
BY_LANGUAGE = {
    "en": (("opt-out", "leave", "stop"), ("opt-in", "join"), ("set alias", "alias", "use nickname"), "remove alias"),
    "pt": (("sair", "me esqueça"), ("entrar", "voltar"), ("definir apelido", "usar nome"), "remover apelido"),
    "es": (("salir", "darse de baja"), ("volver", "darse de alta"), ("establecer alias", "usar apodo"), "quitar alias"),
    "de": (("abmelden", "vergiss mich"), ("anmelden", "zurück"), ("setze Spitzname", "Name"), "Spitzname entfernen"),
    "fr": (("quitter", "oubliez-moi"), ("revenir", "rejoindre"), ("définir surnom", "utiliser nom"), "effacer surnom"),
    "it": (("esci", "dimenticami"), ("torna", "entra"), ("imposta soprannome", "usa nome"), "rimuovi soprannome"),
}


@pytest.mark.parametrize("language", BY_LANGUAGE)
def test_every_command_is_understood_in_every_supported_language(language: str) -> None:
    leave, join, name, forget = BY_LANGUAGE[language]
    assert [read_command(f"/egregora {word}") for word in leave] == [Command("opt-out")] * len(leave)
    assert [read_command(f"/Egregora {word.upper()}!") for word in join] == [Command("opt-in")] * len(join)
    for words in name:
        found = {read_command(f"/egregora {words} {quotes.replace('%s', 'Night Owl')}") for quotes in QUOTES}
        assert found == {Command("set-alias", "Night Owl")}
    assert read_command(f"/egregora {forget}") == Command("remove-alias")


@pytest.mark.parametrize("text", ["/egregora what is this?", "  /egregora opt-out", "/EGREGORA"])
def test_every_line_to_the_program_is_a_command_even_if_not_understood(text: str) -> None:
    assert is_command(text)


def test_an_alias_has_no_markup_no_hidden_characters_and_an_end() -> None:
    assert clean_alias("<b>\u202eOwl\u200b</b> ") == "bOwlb"
    assert clean_alias("x" * 99) == "x" * MAX_ALIAS
    assert clean_alias("“ ”") is None


def obey(*exports: str) -> dict[str, tuple[object, object]]:
    """Alias and opt-out by display name, after reading exports in turn."""
    rows = VaultRows(KEY)
    for number, text in enumerate(exports):
        rows.add(text_export(text, number), MergeOptions(NOW))
    kinds = rows.tables()["ingested"]["kind"].to_pylist()
    assert kinds.count("command") == sum(text.count("/egregora") for text in exports[-1:])
    return {str(i["display_name"]): (i["alias"], i["is_opted_out"]) for i in rows.identities.values()}


FIRST = "21/02/2024, 10:00 - Ana: /egregora set alias Coruja\n21/02/2024, 10:01 - Beto: /egregora opt-out\n"
LATER = FIRST + "22/02/2024, 10:00 - Beto: /egregora opt-in\n22/02/2024, 10:01 - Ana: /egregora remove alias\n"


def test_a_command_is_obeyed_for_its_sender_alone() -> None:
    assert obey(FIRST) == {"Ana": ("Coruja", False), "Beto": (None, True)}


def test_the_last_command_wins_in_whichever_order_exports_come() -> None:
    assert obey(LATER) == obey(FIRST, LATER) == {"Ana": (None, False), "Beto": (None, False)}


def test_an_older_export_does_not_undo_a_later_wish() -> None:
    late = "".join(line for line in LATER.splitlines(keepends=True)[2:])
    rows = VaultRows(KEY)
    for number, text in enumerate((late, FIRST)):
        rows.add(text_export(text, number), MergeOptions(NOW))
    assert {str(i["display_name"]): i["is_opted_out"] for i in rows.identities.values()}["Beto"] is False
