"""KakaoTalk's texts: three layouts, Korean and English words, names to pseudonyms."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from egregora_assets.errors import EgregoraError
from egregora_assets_tests.exports import sources as made
from egregora_assets_tests.exports.plain_texts import FILE, KAKAO, KAKAO_WINDOWS
from egregora_assets_tests.exports.sources import ANA, BRUNO, CARLA, as_archive
from egregora_assets_tests.readers.programs.source_reading import anonymised, read, rows_of, spoken, vault_of

DORA = "Dora Kestrova"


def at(name: str) -> str:
    return f"@\u2068{name}\u2069"


EXPECTED = {
    "windows": [
        ("00:00", None, "system", f"{at(ANA)}님이 {at(BRUNO)}, {at(CARLA)}, {at(DORA)}님을 초대했습니다"),
        ("09:12", ANA, "text", "good morning"),
        ("09:15", BRUNO, "text", "first line\nsecond line\n\n[not] a message"),
        ("12:03", BRUNO, "media", ""),
        ("12:04", BRUNO, "media", ""),
        ("13:00", ANA, "deleted", ""),
        ("13:00", None, "system", f"{at(DORA)}님이 나갔습니다"),
        ("13:01", ANA, "media", ""),
        ("13:02", CARLA, "call", ""),
        ("00:00", None, "system", "채팅방 관리자가 메시지를 가렸습니다"),
        ("00:00", ANA, "text", "midnight"),
    ],
    "windows in English": [
        ("09:04", ANA, "text", "first"),
        ("12:16", BRUNO, "media", ""),
        ("12:16", None, "system", "a message was deleted"),
        ("12:16", None, "system", f"{at(BRUNO)} left this chatroom"),
        ("21:17", ANA, "text", "in 24 hours"),
    ],
    "android": [
        ("09:12", None, "system", f"{at(ANA)}님이 {at(BRUNO)}님을 초대했습니다"),
        ("09:12", "Me", "text", "from me: 6:30"),
        ("21:13", BRUNO, "text", "first line\n\n\nsecond line : of it"),
        ("18:47", BRUNO, "media", ""),
        ("18:48", ANA, "media", ""),
        ("18:49", None, "system", "something changed"),
    ],
    "android in English": [
        ("09:33", ANA, "text", "hello, all : done"),
        ("12:36", None, "system", f"{at(BRUNO)} joined this chatroom"),
        ("12:37", BRUNO, "media", ""),
    ],
    "ios": [
        ("09:33", ANA, "text", "hello"),
        ("09:34", None, "system", f"{at(BRUNO)}님이 들어왔습니다"),
        ("21:35", BRUNO, "text", "in 24 hours\nsecond line"),
        ("13:34", ANA, "media", ""),
    ],
    "macos": [
        ("10:44", ANA, "text", 'said "hello"'),
        ("10:45", BRUNO, "text", "two\nlines, and more"),
        ("10:46", BRUNO, "media", ""),
        ("10:47", None, "system", f"{at(BRUNO)}님이 나갔습니다"),
    ],
}
TITLES = {
    "windows": "정원 모임",
    "windows in English": "Garden",
    "android": "정원 모임",
    "android in English": "Garden",
    "ios": None,
    "macos": None,
}


@pytest.mark.parametrize("layout", KAKAO)
@pytest.mark.parametrize("ending", ["\n", "\r\n"])
def test_every_kind_of_message_becomes_a_row(layout: str, ending: str) -> None:
    text = KAKAO[layout] if layout == "macos" else KAKAO[layout].replace("\n", ending)
    file = read(text.encode("utf-8-sig"), "x.csv" if layout == "macos" else "any name.txt")
    assert file.source == "kakaotalk"
    assert file.chats[0].title == TITLES[layout]
    shown = [(f"{r['local_time']:%H:%M}", r["author_name"], r["kind"], r["text"]) for r in rows_of(file)]
    assert shown == EXPECTED[layout]
    assert file.chats[0].chat.rejected.num_rows == 0
    assert {r["has_seconds"] for r in rows_of(file)} == {layout == "macos"}
    assert rows_of(file)[0]["local_time"].date().isoformat() == "2024-03-04"


def test_files_beside_the_text_belong_to_their_messages() -> None:
    parts = {"KakaoTalkChats.txt": KAKAO["android"].encode(), FILE: made.PICTURE, "other.jpg": b""}
    chat = read(as_archive(parts), "x.zip").chats[0]
    assert [n for n in chat.chat.messages["attachment_name"].to_pylist() if n] == [FILE]
    assert {n: b"".join(c) for n, c in chat.open_media()} == {FILE: made.PICTURE}


def test_texts_side_by_side_are_conversations_of_one_export() -> None:
    parts = {f"{n}.txt": KAKAO[n].encode() for n in ("windows", "android")}
    assert [c.source for c in read(as_archive(parts), "x.zip").chats] == ["kakaotalk", "kakaotalk"]


def test_a_line_that_cannot_be_read_is_kept_with_its_number() -> None:
    lines = KAKAO_WINDOWS.split("\n")
    early = "\n".join([*lines[:3], f"[{ANA}] [오전 9:00] before any day", *lines[3:]])
    rejected = read(early.encode()).chats[0].chat.rejected.to_pylist()
    assert [(r["line_number"], r["reason"]) for r in rejected] == [(4, "no possible time")]
    stray = "\n".join([*lines[:3], "what is this", "and this", *lines[3:]])
    rejected = read(stray.encode()).chats[0].chat.rejected.to_pylist()
    assert [(r["line_number"], r["reason"]) for r in rejected] == [(4, "it belongs to no message")]
    table = KAKAO["macos"] + 'soon,"x","y"\r\n'
    assert read(table.encode(), "x.csv").chats[0].chat.rejected["reason"].to_pylist() == ["no possible time"]


def test_a_row_with_an_open_quotation_mark_costs_its_own_lines() -> None:
    rows = KAKAO["macos"].split("\r\n")
    table = "\r\n".join([rows[0], '2024-03-04 10:40:00,"x","not closed', "more of it", *rows[1:]])
    chat = read(table.encode(), "x.csv").chats[0].chat
    assert [(r["line_number"], r["reason"]) for r in chat.rejected.to_pylist()] == [
        (2, "a quotation mark is not closed")
    ]
    assert chat.messages.num_rows == 4


def test_a_later_part_without_a_heading_is_read() -> None:
    for layout in ("android", "ios", "windows"):
        part = KAKAO[layout].partition("\n\n")[2].lstrip("\n")
        assert len(rows_of(read(part.encode()))) == len(EXPECTED[layout])


def test_an_impossible_time_is_text_and_loses_nothing() -> None:
    odd = KAKAO_WINDOWS.replace("[오후 12:03] 사진", "[오후 27:03] 사진")
    assert any(f"[{BRUNO}] [오후 27:03] 사진" in (r["text"] or "") for r in rows_of(read(odd.encode())))


def test_a_longer_export_adds_only_what_is_new() -> None:
    longer = KAKAO_WINDOWS + f"[{BRUNO}] [오전 9:00] one more\n"
    vault = vault_of(read(KAKAO_WINDOWS.encode()), read(longer.encode()))
    assert [r["new_message_count"] for r in vault.others["export_files"]] == [11, 1]


@pytest.mark.parametrize("layout", KAKAO)
def test_nobody_is_named_in_what_may_be_read(layout: str) -> None:
    chat, texts = anonymised(read(KAKAO[layout].encode(), "x.csv" if layout == "macos" else "x.txt"))
    everything = "\n".join([*texts, *chat.public_names.values()])
    words = ("Quintanilha", "Fagundes", "Mossoró", "Ana", "Bruno", "Carla", "Kestrova", "Dora", "정원 모임", "Garden")
    assert not [w for w in words if w in everything]


@pytest.mark.parametrize(
    "text",
    [
        "2024년 3월 4일 오전 9:12\nmy diary\n",
        "--------------- 2024년 3월 4일 월요일 ---------------\nno message\n",
        "저장한 날짜 : 2024-03-06\nno message\n",
        "Date,User,Message\nsoon,a,b\n",
        "Date,User,Message\n",
    ],
)
def test_what_only_looks_like_it_is_not_taken_for_kakaotalk(text: str) -> None:
    with pytest.raises(EgregoraError):
        read(text.encode(), "x.csv")


WORDS = st.text(st.characters(codec="utf-8", exclude_characters="\n\r\x00"), max_size=30)


@pytest.mark.slow
@settings(max_examples=50, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(st.tuples(st.sampled_from([ANA, BRUNO, "a] [b", "부서:영업", "x, y"]), WORDS), min_size=1, max_size=8))
def test_whatever_is_written_keeps_its_author(said: list[tuple[str, str]]) -> None:
    """In all layouts: a message of one line that is none of the program's words is text, by whom it was written."""
    said = [(who, f"m {text.strip()} w") for who, text in said]
    below = "".join(f"[{who}] [오전 9:{n:02d}] {text}\n" for n, (who, text) in enumerate(said))
    dated = "".join(f"2024년 3월 4일 오전 9:{n:02d}, {who} : {text}\n" for n, (who, text) in enumerate(said))
    heading = "x 님과 카카오톡 대화\n저장한 날짜 : 2024-03-06 22:14:03\n\n"
    for text in (f"{heading}--------------- 2024년 3월 4일 월요일 ---------------\n{below}", heading + dated):
        assert [(who, t) for who, _, t in spoken(read(text.encode()))] == said
