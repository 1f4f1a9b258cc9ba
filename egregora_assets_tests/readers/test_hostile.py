"""Texts made to take long or much: the reader's time and memory grow with the size of the text, not with its square.

Nothing is timed: read in quadratic time, any of these would take minutes.
"""

from __future__ import annotations

import io
import re
import zipfile

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from egregora_assets.readers.archive import open_archive
from egregora_assets.readers.messages import ParsedChat
from egregora_assets.readers.refusals import ExportRefused, NotAChat, SeveralChatsInside
from egregora_assets.readers.whatsapp import chat_text
from egregora_assets.readers.whatsapp import records as whatsapp_records
from egregora_assets.readers.whatsapp.chat_text import find_chat_text
from egregora_assets.readers.whatsapp.parser import parse_chat

LRM = "\u200e"
ANDROID, IOS = "21/02/2024, 10:00 - Ana: {}\n", "[21/02/2024, 10:00:00] Ana: {}\r\n"


def android(*bodies: str) -> str:
    return "".join(ANDROID.format(b) for b in ["oi", *bodies])


def ios(*bodies: str) -> str:
    return "".join(IOS.format(b) for b in [f"oi {LRM}", *bodies])


SLOW = {
    "empty lines": (android("\n" * 3_000_000), 2),
    "a line of marks": (ios(LRM * 300_000 + "<"), 2),
    "bodies of marks": (ios(*(LRM * 5900 + f"<{n}" for n in range(50))), 51),
    "lines of marks": (android((LRM * 399 + "\n") * 2000), 2),
    "blanks before brackets": (android(" " * 400_000 + "<x", *(" " * 5900 + f"<x{n}>y" for n in range(50))), 52),
    "digits of a poll without an end": (android(*("AB:\nq\nCD: (" + "1" * 5800 for _ in range(50))), 51),
    "ends of file names": (ios(*(".ab " * 1400 + f"<x{n}" for n in range(50))), 51),
    "pages of documents": (ios(*("•1" * 2900 + f"{LRM}image omitted {n}" for n in range(50))), 51),
    "openings of markers": (ios(*(LRM + "<a: " * 1400 + str(n) for n in range(50))), 51),
    "stamps that are none": (android("21/02-2024 10:00 x\n" * 30_000), 2),
    "headers in one line": ("21/02/2024, 10:00 - Ana: oi" * 30_000, 1),
    "a name of megabytes": (android() + "21/02/2024, 10:01 - " + "n " * 500_000 + ": x\n", 2),
    "as many names as lines": ("".join(f"1/1/24, 1:00 - a{n}: b{n}: c\n" for n in range(30_000)), 30_000),
    "as many notices as lines": ("".join(f'1/1/24, 1:00 - Ana "x{n}: y\n' for n in range(30_000)), 30_000),
}


@pytest.mark.slow
@pytest.mark.parametrize(("text", "count"), SLOW.values(), ids=list(SLOW))
def test_no_text_takes_longer_than_its_size(text: str, count: int) -> None:
    assert parse_chat(text.encode()).messages.num_rows == count


def test_lines_that_belong_to_nothing_are_kept_and_never_more_than_some_one_by_one(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(whatsapp_records, "MAX_REJECTED", 10)
    text = "99/99/2024, 10:00 - a: b\n" + "x\n" * 100 + ANDROID.format("oi")
    chat = parse_chat(text.encode())
    rejected = chat.rejected.to_pylist()
    assert [r["line_number"] for r in rejected] == list(range(1, 12))
    assert "\n".join(r["text"] for r in rejected).count("x") == 100
    assert chat.messages["position"].to_pylist() == [102]


def test_a_text_of_nothing_but_impossible_stamps_is_no_chat() -> None:
    with pytest.raises(NotAChat):
        parse_chat(("99/99/2024, 10:00 - a: b\n" + "x\n" * 1_000_000).encode())


def test_many_large_chats_in_one_archive_are_not_all_read(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(chat_text, "MAX_ENTRY_BYTES", 20_000)
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for n in range(3):
            archive.writestr(f"WhatsApp Chat with {n}.txt", android(*["x"] * 400))
    monkeypatch.setattr(chat_text, "find_names", lambda *_: pytest.fail("a text was read to its end"))
    with pytest.raises(SeveralChatsInside):
        find_chat_text(open_archive(out, len(out.getvalue())), "chats.zip")


PIECES = [
    *(
        "<",
        ">",
        "(",
        ")",
        ":",
        ": ",
        "：",
        ".",
        ".jpg",
        "null",
        "\n",
        "\r\n",
        "\r",
        "“",
        '"',
        "•",
        "• 3 pages",
        "[",
        "]",
    ),
    *(LRM, "\u200f", "\u2068", "\u2069", "\u202e", "\u202f", "\u2028", "\x00", "\ufeff", "\ufffd", "٢١", "午後", " - "),
    *(
        "21/02/2024, 10:00 - ",
        "[21/02/2024, 10:00:00] ",
        "99/99/9999, 99:99 - ",
        "Ana",
        "Ana: ",
        "~ Bo: ",
        "created group",
    ),
    *("POLL:\nq\nOPTION: a (1 vote)", "https://maps.google.com/?q=1,2", "<attached: ", "00000003-PHOTO.jpg>"),
    *("IMG-20240221-WA0001.jpg", " (file attached)", "<Media omitted>", "<This message was edited>"),
    *("This message was deleted", "egregora"),
]
TEXTS = st.lists(st.sampled_from(PIECES), max_size=40).map("".join)
FRONTS = st.sampled_from(["", ANDROID.format("oi"), IOS.format("oi")])


def well_formed(chat: ParsedChat) -> bool:
    """Whether every message is what the tables promise, and no line of the text is counted twice."""
    rows = chat.messages.to_pylist()
    positions = [r["position"] for r in rows]
    return positions == sorted(set(positions)) and all(
        (r["author_name"] is None) == (r["kind"] == "system")
        and not re.search("[\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff]", r["text"] + (r["author_name"] or ""))
        for r in rows
    )


@pytest.mark.slow
@given(
    TEXTS, st.sampled_from(["", ANDROID.format("oi"), IOS.format("oi")]), st.sampled_from(["utf-8", "utf-16", "cp1252"])
)
@settings(max_examples=400, deadline=None)
def test_any_mixture_of_what_exports_are_made_of_is_read_or_refused(text: str, front: str, codec: str) -> None:
    try:
        chat = parse_chat((front + text).encode(codec, "replace"))
    except NotAChat:
        assert not front
        return
    assert well_formed(chat)


NAMES = ("_chat.txt", "chat.txt", "WhatsApp Chat with X.txt", "a.jpg", "../a.txt", "/a", "A.JPG", "d/", "é.txt")
MEMBERS = st.dictionaries(st.sampled_from(NAMES), TEXTS | st.just(android("x")), max_size=4)


@pytest.mark.slow
@given(MEMBERS, st.integers(0, 400), st.binary(max_size=6))
@settings(max_examples=150, deadline=None)
def test_any_archive_is_read_or_refused(members: dict[str, str], at: int, damage: bytes) -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in members.items():
            archive.writestr(name, text.encode())
    data = bytearray(out.getvalue())
    data[at : at + len(damage)] = damage
    try:
        opened = open_archive(io.BytesIO(data), len(data))
        chat = parse_chat(opened.read(find_chat_text(opened, "x.zip")))
    except ExportRefused:
        return
    assert well_formed(chat)
