"""LINE's texts: days and words in several languages, quoted texts, names to pseudonyms."""

from __future__ import annotations

import time

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from egregora_assets.errors import EgregoraError
from egregora_assets.readers.programs.plain_text.day_lines import parse_clock, parse_day_line
from egregora_assets_tests.exports.plain_texts import LINE, LINE_ENGLISH, LINE_JAPANESE
from egregora_assets_tests.exports.sources import ANA, BRUNO, CARLA, as_archive
from egregora_assets_tests.readers.programs.source_reading import anonymised, read, rows_of, spoken, vault_of

MAP = "https://maps.google.com/?q=1.5,2.5"
HEADING = "[LINE] Chat history with Garden\nSaved on: 2024/03/06 10:00\n\n2024/03/04(Mon)\n"


def at(name: str) -> str:
    return f"@\u2068{name}\u2069"


EXPECTED = {
    "Japanese": [
        ("04 21:05", ANA, "text", "明日は\n何時？"),
        ("04 21:06", BRUNO, "media", ""),
        ("04 21:07", BRUNO, "media", ""),
        ("04 21:09", ANA, "call", ""),
        ("04 21:11", None, "system", f"{at(CARLA)}がグループに参加しました"),
        ("04 21:12", ANA, "deleted", ""),
        ("04 21:13", None, "system", "something changed"),
        ("05 00:15", CARLA, "text", "おはよう"),
    ],
    "Taiwanese": [
        ("04 09:15", ANA, "text", "早安"),
        ("04 13:02", BRUNO, "media", ""),
        ("04 13:03", None, "system", f"{at(BRUNO)}已邀請{at(CARLA)}加入群組"),
        ("05 00:30", BRUNO, "text", "晚安"),
    ],
    "English": [
        ("04 10:00", ANA, "text", "hi"),
        ("04 22:01", BRUNO, "media", ""),
        ("05 10:02", BRUNO, "deleted", ""),
        ("05 10:03", BRUNO, "location", ""),
    ],
    "Thai": [
        ("04 10:00", ANA, "text", "สวัสดี"),
        ("04 10:01", BRUNO, "media", ""),
        ("04 10:02", None, "system", f"{at(BRUNO)} เข้าร่วมกลุ่ม"),
    ],
    "Korean": [
        ("04 15:24", ANA, "text", "안녕"),
        ("04 15:25", BRUNO, "media", ""),
        ("04 15:26", None, "system", f"{at(BRUNO)}님이 나갔습니다"),
    ],
    "desktop": [
        ("04 10:00", ANA, "text", "hi there"),
        ("04 10:01", BRUNO, "text", "hello all"),
        ("04 10:02", ANA, "text", "again"),
        ("04 10:03", ANA, "text", "and more"),
        ("04 10:04", BRUNO, "text", "ok"),
        ("04 10:05", None, "system", f"{at(CARLA)} joined the group"),
        ("04 10:06", CARLA, "text", "two\nlines"),
        ("05 10:00", BRUNO, "media", ""),
    ],
}
TITLES = {"Japanese": "庭", "desktop": None}


@pytest.mark.parametrize("form", LINE)
@pytest.mark.parametrize("ending", ["\n", "\r\n"])
def test_every_kind_of_message_becomes_a_row(form: str, ending: str) -> None:
    file = read(LINE[form].replace("\n", ending).encode("utf-8-sig"), "any name.txt")
    assert file.source == "line"
    assert file.chats[0].title == TITLES.get(form, ANA)
    shown = [(f"{r['local_time']:%d %H:%M}", r["author_name"], r["kind"], r["text"]) for r in rows_of(file)]
    assert shown == EXPECTED[form]
    assert {(r["local_time"].year, r["local_time"].month, r["has_seconds"]) for r in rows_of(file)} == {
        (2024, 3, False)
    }
    assert file.chats[0].chat.rejected.num_rows == 0


@pytest.mark.parametrize("form", LINE)
def test_nobody_is_named_in_what_may_be_read(form: str) -> None:
    chat, texts = anonymised(read(LINE[form].encode()))
    everything = "\n".join([*texts, *chat.public_names.values()])
    words = ("Quintanilha", "Fagundes", "Mossoró", "Ana", "Bruno", "Carla", "Long Street")
    assert not [w for w in words if w in everything]


def test_lines_inside_quotation_marks_are_text_whatever_they_look_like() -> None:
    pasted = f'"look ""here"":\n09:00\t{BRUNO}\tI never said this\n2024/03/09(Sat)\n09:01\t{BRUNO}\tnor this"'
    file = read(f"{HEADING}10:00\t{ANA}\t{pasted}\n10:01\t{BRUNO}\tok\n".encode())
    said = f'look "here":\n09:00\t{BRUNO}\tI never said this\n2024/03/09(Sat)\n09:01\t{BRUNO}\tnor this'
    assert spoken(file) == [(ANA, "text", said), (BRUNO, "text", "ok")]


@pytest.mark.parametrize("second", ['or not"', 'he said "no"', 'or """not"""', "or not"])
def test_a_mark_that_somebody_typed_swallows_nobody(second: str) -> None:
    file = read(f'{HEADING}10:00\t{ANA}\t"to be\n10:01\t{BRUNO}\t{second}\n10:02\t{ANA}\tend\n'.encode())
    assert spoken(file) == [(ANA, "text", '"to be'), (BRUNO, "text", second), (ANA, "text", "end")]


def test_a_text_of_several_lines_needs_no_marks() -> None:
    file = read(f"{HEADING}10:00\t{ANA}\tone\n\ntwo\n10:01\t{BRUNO}\tx\n".encode())
    assert spoken(file)[0] == (ANA, "text", "one\n\ntwo")


@pytest.mark.parametrize(
    ("lines", "days"),
    [
        (("Tue, 06/01/2026", "Wed, 07/01/2026"), ["2026-01-06", "2026-01-07"]),
        (("Mon, 06/01/2026", "Tue, 06/02/2026"), ["2026-06-01", "2026-06-02"]),
        (("01.06.2026", "31.07.2026"), ["2026-06-01", "2026-07-31"]),
        (("2024. 3. 4. 월요일", "2024年3月5日(火)"), ["2024-03-04", "2024-03-05"]),
        (("R6/03/04(月)", "H31/04/30(火)"), ["2024-03-04", "2019-04-30"]),
    ],
)
def test_a_day_is_what_its_weekday_and_the_whole_file_say(lines: tuple[str, str], days: list[str]) -> None:
    text = "".join(f"{line}\n10:0{n}\t{ANA}\tx\n\n" for n, line in enumerate(lines))
    file = read(f"[LINE] Chat history with Garden\nSaved on: x\n\n{text}".encode())
    assert sorted(str(r["local_time"].date()) for r in rows_of(file)) == sorted(days)


@pytest.mark.parametrize("line", ["2024/03/04 and more", "13/13/2024", "2024/02/30", "3 of 4", "Mon", "2024", ""])
def test_what_is_no_day_is_none(line: str) -> None:
    assert parse_day_line(line) is None


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        *(
            ("9:05", "09:05"),
            ("오후 2:30", "14:30"),
            ("下午03:15", "15:15"),
            ("2:30 PM", "14:30"),
            ("12:00AM", "00:00"),
        ),
        *(("午前 0:15", "00:15"), ("AM 9:04", "09:04"), ("10:00 น.", "10:00"), ("晚上9:05", "21:05")),
        *(("25:00", None), ("9:61", None), ("around 9:05", None), ("오후 14:30", None), ("AM 9:05 PM", None)),
    ],
)
def test_a_clock_time_is_read_with_the_words_beside_it(text: str, shown: str | None) -> None:
    found = parse_clock(text)
    assert (f"{found:%H:%M}" if found else None) == shown


def test_a_message_before_any_day_and_stray_lines_are_kept_with_their_number() -> None:
    text = LINE_ENGLISH.replace("Mon, 03/04/2024\n", f"what is this\n09:00AM\t{ANA}\tearly\nMon, 03/04/2024\n")
    rejected = read(text.encode()).chats[0].chat.rejected.to_pylist()
    assert sorted((r["line_number"], r["reason"]) for r in rejected) == [
        (4, "it belongs to no message"),
        (5, "no possible time"),
    ]


@pytest.mark.parametrize(
    ("text", "kind", "said", "file"),
    [
        ("[Contact] Zora Nováková", "contact", "", None),
        ("[File] the plan of May.pdf", "media", "", "the plan of May.pdf"),
        ("[Photo] look at this", "text", "[Photo] look at this", None),
        (f"[Location] 12 Long Street {MAP}", "location", MAP, None),
        ("☎ Missed call", "call", "", None),
        ("[Poll] When?", "poll", "When?", None),
    ],
)
def test_words_of_the_program_say_what_a_message_is(text: str, kind: str, said: str, file: str | None) -> None:
    (row,) = rows_of(read(f"{HEADING}10:00\t{ANA}\t{text}\n".encode()))
    assert (row["kind"], row["text"], row["attachment_name"]) == (kind, said, file)


def test_a_longer_export_adds_only_what_is_new() -> None:
    longer = f"{LINE_JAPANESE}0:16\t{BRUNO}\tone more\n"
    vault = vault_of(read(LINE_JAPANESE.encode()), read(longer.encode()))
    assert [r["new_message_count"] for r in vault.others["export_files"]] == [8, 1]


def test_a_name_of_two_words_behind_a_blank_is_never_cut_in_half() -> None:
    text = "2024.03.04 Monday\n10:00 Ana Souza hi\n10:01 Jan hello all\n10:02 Jan why\n10:03 Rui d'Ávila da Luz yes\n"
    assert [who for who, _, _ in spoken(read(text.encode()))] == ["Ana Souza", "Jan", "Jan", "Rui d'Ávila da Luz"]


def test_a_file_beside_the_text_belongs_to_its_message() -> None:
    chat = read(as_archive({"a.txt": LINE_JAPANESE.encode(), "plan.pdf": b"%PDF"}), "x.zip").chats[0]
    assert {n: b"".join(c) for n, c in chat.open_media()} == {"plan.pdf": b"%PDF"}


@pytest.mark.parametrize(
    "text",
    [
        "2024.03.04 Monday\n10:00 went out\n10:30 came home\n",
        "[LINE] a note about it\nnothing else\n",
        "2024/03/04\n10:00\tx\ty\n",
        "[LINE]",
    ],
)
def test_what_only_looks_like_it_is_not_taken_for_line(text: str) -> None:
    with pytest.raises(EgregoraError):
        read(text.encode())


def test_marks_that_never_close_cost_time_in_proportion() -> None:
    started = time.process_time()
    rows = rows_of(read((HEADING + f'10:00\t{ANA}\t""x\n' * 300).encode()))
    assert len(rows) == 300
    assert time.process_time() - started < 5


WORDS = st.text(st.characters(codec="utf-8", exclude_characters="\n\r\t\x00"), max_size=30)


SAID = st.tuples(st.sampled_from([ANA, BRUNO, "a: b", "10:00"]), st.lists(WORDS, min_size=1, max_size=3))


@pytest.mark.slow
@settings(max_examples=50, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    st.lists(
        st.tuples(st.sampled_from([ANA, BRUNO, "a: b", "10:00"]), st.lists(WORDS, min_size=1, max_size=3)),
        min_size=1,
        max_size=8,
    )
)
def test_whatever_is_written_keeps_its_author(said: list[tuple[str, list[str]]]) -> None:
    written = [(who, "\n".join(f"m {t.strip()} w" for t in lines)) for who, lines in said]
    quoted = ((who, '"' + t.replace('"', '""') + '"' if "\n" in t else t) for who, t in written)
    text = "".join(f"10:{n:02d}\t{who}\t{t}\n" for n, (who, t) in enumerate(quoted))
    assert [(who, t) for who, _, t in spoken(read((HEADING + text).encode()))] == written
