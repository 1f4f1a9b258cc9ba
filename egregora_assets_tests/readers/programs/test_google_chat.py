"""Google Chat's part of Takeout: sentences to instants, spaces to conversations, names to pseudonyms."""

from __future__ import annotations

import datetime as dt
import json

import pytest
from babel import Locale
from babel.dates import format_date, format_time
from babel.localedata import locale_identifiers

from egregora_assets.readers.programs.moments import Moment
from egregora_assets.readers.programs.sentences import parse_sentence
from egregora_assets_tests.exports import sources as made
from egregora_assets_tests.exports.sources import ANA, BRUNO, CARLA, as_archive, as_json
from egregora_assets_tests.exports.teams import google_chat_parts
from egregora_assets_tests.readers.programs.source_reading import anonymised, read, rows_of, spoken, vault_of

ANA_G, BRUNO_G, CARLA_G = f"{ANA} (anaquint)", f"{BRUNO} (brunofag)", f"{CARLA} (carlamoss)"
SPACE = "Takeout/Google Chat/Groups/Space AAAA/messages.json"


def takeout(more: bool = False) -> bytes:
    return as_archive(google_chat_parts(more))


def test_every_kind_of_message_becomes_a_row() -> None:
    file = read(takeout(), "takeout.zip")
    assert file.source == "google_chat"
    assert [(c.chat_key, c.title) for c in file.chats] == [
        ("DM BBBB", None),
        ("Space AAAA", "Horta comunitária"),
    ]
    assert spoken(file, 1) == [
        (ANA_G, "text", "good morning"),
        (BRUNO_G, "text", f"thanks @{ANA}"),
        (BRUNO_G, "media", ""),
        (CARLA_G, "text", "fixed"),
        (CARLA_G, "deleted", ""),
        (ANA_G, "text", "as I said"),
    ]
    assert str(rows_of(file, 1)[0]["sent_at"]) == "2024-03-04 10:01:00"
    assert [r["is_edited"] for r in rows_of(file, 1)] == [False, False, False, True, False, False]
    assert [b"".join(c) for _, c in file.chats[1].open_media()] == [made.PICTURE]


def test_files_of_one_name_are_told_apart() -> None:
    parts = google_chat_parts()
    document = json.loads(parts[SPACE])
    document["messages"][3]["attached_files"] = document["messages"][2]["attached_files"]
    second = SPACE.replace("messages.json", "File-photo(1).png")
    file = read(as_archive(parts | {SPACE: as_json(document), second: b"another"}), "x.zip")
    names = [r["attachment_name"] for r in rows_of(file, 1) if r["attachment_name"]]
    kept = {n: b"".join(c) for n, c in file.chats[1].open_media()}
    assert kept == {names[0]: made.PICTURE, names[1]: b"another"}


def test_the_short_name_of_another_zone_makes_it_what_a_clock_showed() -> None:
    moment = parse_sentence("Friday, March 17, 2023 at 9:05:00 AM CET")
    assert moment is not None
    assert moment.is_local


@pytest.mark.parametrize(
    "sentence",
    [
        "Monday, January 8, 2024 at 9:05:00 PM UTC",
        "Monday, January 8, 2024 at 9:05:00\u202fPM UTC",
        "Montag, 8. Januar 2024 um 21:05:00 UTC",
        "lundi 8 janvier 2024 à 21:05:00 UTC",
        "lunes, 8 de enero de 2024, 21:05:00 UTC",
        "segunda-feira, 8 de janeiro de 2024 às 21:05:00 UTC",
        "lunedì 8 gennaio 2024 alle ore 21:05:00 UTC",
        "maandag 8 januari 2024 om 21:05:00 UTC",
        "2024年1月8日星期一 UTC 21:05:00",
        "2024년 1월 8일 월요일 21시 5분 0초 UTC 21:05:00",
    ],
)
def test_a_sentence_is_an_instant(sentence: str) -> None:
    moment = parse_sentence(sentence)
    assert moment is not None
    assert (moment.microseconds, moment.is_local) == (1_704_747_900_000_000, False)


@pytest.mark.slow
@pytest.mark.parametrize(
    "sentence", ["", "yesterday", "January 2024", "Monday, Brumaire 8, 2024 at 9:05:00 UTC", "9:61:00"]
)
def test_what_is_no_time_is_none(sentence: str) -> None:
    assert parse_sentence(sentence) is None


@pytest.mark.slow
def test_a_sentence_in_any_language_of_cldr_is_an_instant_or_none() -> None:
    moments = [dt.datetime(2024, 1, 8, 21, 5), dt.datetime(2024, 11, 15, 9, 5, 7), dt.datetime(2015, 8, 21, 12, 59)]
    read_right: dict[str, int] = {}
    for name in sorted(locale_identifiers()):
        joined = str(Locale.parse(name).datetime_formats["full"]).replace("'", "")
        for moment in moments:
            date, time = format_date(moment, "full", name), format_time(moment, "medium", locale=name)
            found = parse_sentence(joined.replace("{1}", date).replace("{0}", f"{time} UTC"))
            meant = Moment((moment - dt.datetime(1970, 1, 1)) // dt.timedelta(microseconds=1))
            read_right[name] = read_right.get(name, 0) + (found == meant)
            assert found in (meant, None) or name.split("_")[0] in {"ee", "trw"}, name
    assert sum(n < 3 for n in read_right.values()) < len(read_right) / 40
    known = ("hu", "pl", "cs", "ru", "uk", "tr", "ar", "fa", "hi", "th", "he", "vi", "el", "lt", "fi", "bg", "sr", "eu")
    assert all(read_right[n] == 3 for n in known)


@pytest.mark.slow
@pytest.mark.parametrize(
    ("sentence", "moment"),
    [
        ("2015. február 15., vasárnap 21:54:36 UTC", "2015-02-15T21:54:36"),
        ("pátek 15. listopadu 2024 v 9:05:07 UTC", "2024-11-15T09:05:07"),
        ("utorak, 15. listopada 2024. u 09:05:07 UTC", "2024-10-15T09:05:07"),
        ("الجمعة، 15 نوفمبر 2024 في ٩:٠٥:٠٧ م UTC", "2024-11-15T21:05:07"),
        ("วันศุกร์ที่ 15 พฤศจิกายน 2567 09:05:07 UTC", "2024-11-15T09:05:07"),
    ],
)
def test_words_digits_and_years_are_those_of_the_language(sentence: str, moment: str) -> None:
    found = parse_sentence(sentence)
    assert found is not None
    assert str(dt.datetime(1970, 1, 1) + dt.timedelta(microseconds=found.microseconds)) == moment.replace("T", " ")


@pytest.mark.slow
def test_a_month_that_two_languages_understand_otherwise_is_no_time_without_its_weekday() -> None:
    assert parse_sentence("15 listopad 2024 09:05:07 UTC") is None


def test_a_deleted_message_keeps_its_place_also_without_creator_and_date_of_creation() -> None:
    document = json.loads(google_chat_parts()[SPACE])
    gone = {"message_state": "DELETED", "deletion_metadata": {"deletion_type": "CREATOR"}, "message_id": "s/t/99"}
    document["messages"].append({**gone, "deleted_date": "Monday, March 4, 2024 at 10:40:00 AM UTC"})
    file = read(as_json(document))
    assert file.chats[0].chat.rejected.num_rows == 0
    assert spoken(file)[-1] == (None, "system", "a message was deleted")


def test_a_longer_export_adds_only_what_is_new() -> None:
    vault = vault_of(read(takeout(), "a.zip"), read(takeout(more=True), "b.zip"))
    assert [r["new_message_count"] for r in vault.others["export_files"]] == [1, 6, 0, 1]


def test_nobody_of_the_space_is_named_not_even_who_never_wrote() -> None:
    parts = google_chat_parts()
    document = json.loads(parts[SPACE])
    document["messages"][0]["text"] = "Dora Kestrova or dorak, and Ana"
    chat, texts = anonymised(read(as_archive(parts | {SPACE: as_json(document)}), "x.zip"))
    everything = "\n".join([*texts, *chat.public_names.values()])
    words = (*made.PEOPLE_WORDS, "Ana", "Bruno", "Carla", "Dora", "dorak", "Kestrova")
    assert not [w for w in words if w in everything]


@pytest.mark.parametrize(
    ("record", "reason"),
    [
        ({"creator": {"name": "Ana"}, "created_date": "soon"}, "no possible time"),
        ({"created_date": "Monday, January 8, 2024 at 9:05:00 PM UTC"}, "no author"),
        ([], "not a record"),
    ],
)
def test_a_record_that_cannot_be_read_is_kept_with_its_reason(record: object, reason: str) -> None:
    document = json.loads(google_chat_parts()[SPACE])
    document["messages"].append(record)
    assert read(as_json(document)).chats[0].chat.rejected["reason"].to_pylist() == [reason]
