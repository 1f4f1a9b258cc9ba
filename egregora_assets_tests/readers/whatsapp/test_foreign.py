"""What looks like a message and cannot be read as the file's others: a message of its own, or a rejected line."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from egregora_assets.readers.messages import values
from egregora_assets_tests.readers.whatsapp.test_cases import MESSAGES, read, rows

NATIVE = {
    "android": "21/02/2024, 10:{:02} - {}\n",
    "ios": "[21/02/2024, 10:{:02}:00] {}\r\n",
    "ios, LF": "[21/02/2024, 10:{:02}:00] {}\n",
}
FOREIGN = {
    "brackets": "[21/02/2024, 10:01:30] Beto: segredo\n",
    "dash": "21/02/2024, 10:01 - Beto: segredo\n",
    "other separators": "21.02.24, 10:01 - Beto: segredo\n",
    "year first": "2024-02-21 10:01 - Beto: segredo\n",
    "12 hours": "2/21/24, 10:01 AM - Beto: segredo\n",
    "time first": "10:01, 21/02/2024 - Beto: segredo\n",
    "time first in brackets": "[10:01, 21/02/2024] Beto: segredo\n",
    "brackets, 12 hours": "[21/02/24, 10:01:30\u202fAM] Beto: segredo\n",
    "old": "21/02/2024 10:01:30: Beto: segredo\n",
    "somebody new": "[21.02.24, 10:01:30] Rosa Lima: segredo\n",
}


@pytest.mark.parametrize("native", NATIVE.values(), ids=list(NATIVE))
@pytest.mark.parametrize("line", FOREIGN.values(), ids=list(FOREIGN))
def test_a_line_in_the_layout_of_another_phone_is_a_message(line: str, native: str) -> None:
    end = "\r\n" if "\r" in native else "\n"
    odd = line.removesuffix("\n") + end
    lines = [native.format(0, "Ana: oi"), odd, f"mais{end}", *(native.format(n, "Beto: fim") for n in range(2, 30))]
    got = rows("".join(lines), "position", "author_name", "text", "local_time")
    who = "Rosa Lima" if "Rosa" in line else "Beto"
    assert got[0][:3] == (1, "Ana", "oi")
    assert got[1][:3] == (2, who, "segredo\nmais")
    assert got[1][3].replace(second=0) == dt.datetime(2024, 2, 21, 10, 1)
    assert got[2][:3] == (4, "Beto", "fim")
    assert len(got) == 30


UNREADABLE = {
    "clock": ("22/02/2024, 25:61 - Beto: segredo\n", "begins with an impossible date or time"),
    "day": ("45/13/2024, 10:01 - Beto: segredo\n", "begins with an impossible date or time"),
    "no time": ("21/02/2024, ??:?? - Beto: segredo\n", "begins with a date and time in a format that cannot be read"),
    "half a time": ("21/02/2024, 9:5 - Beto: segredo\n", "begins with a date and time in a format that cannot be read"),
    "another layout's clock": (
        "[21/02/2024, 25:61:00] Beto: segredo\n",
        "begins with a date and time in a format that cannot be read",
    ),
    "another day": (
        "[20/02/2024, 09:00:00] Beto: segredo\n",
        "in another phone's format, and of another time than the messages around it",
    ),
}


@pytest.mark.parametrize(("line", "reason"), UNREADABLE.values(), ids=list(UNREADABLE))
def test_a_header_that_cannot_be_read_is_rejected_with_a_reason_and_counted(line: str, reason: str) -> None:
    text = f"21/02/2024, 10:00 - Ana: oi\n{line}mais\n22/02/2024, 10:02 - Beto: fim\n22/02/2024, 10:03 - Ana: fim\n"
    chat = read(text)
    assert chat.messages["text"].to_pylist() == ["oi", "fim", "fim"]
    assert chat.messages["position"].to_pylist() == [1, 4, 5]
    assert chat.rejected.to_pylist() == [
        {"line_number": 2, "text": line.removesuffix("\n"), "reason": reason},
        {"line_number": 3, "text": "mais", "reason": reason},
    ]
    assert (chat.report.misplaced_stamp_count, chat.report.rejected_line_count) == (1, 2)


def test_a_date_in_another_order_is_read_where_it_fits_between_its_neighbours() -> None:
    dates = ["20/02/2024", "21/02/2024", "02/21/2024", "22/02/2024", "02/28/2024", "23/02/2024"]
    chat = read("".join(f"{date}, 10:00 - Ana: oi\n" for date in dates))
    assert [t.day for t in values(chat.messages["local_time"])] == [20, 21, 21, 22, 23]
    assert [(r["line_number"], r["reason"]) for r in chat.rejected.to_pylist()] == [
        (5, "begins with an impossible date or time")
    ]


KEPT = {
    "log": "2024-02-21 10:00:12 - INFO: starting\n2024-02-21 10:00:13 - ERROR: failed",
    "log of modules": "2024-02-21 10:00:12 - app.server: starting",
    "log in brackets": "[2024-02-21 10:00:12] WARNING: slow",
    "appointments": "01.05.2024 18:00 - Treffen: Parkplatz\n02.05.2024 18:00 - Ende: Haus",
    "versions": "1.2.3: fixed\n1.2.4: broken",
    "list": "1. milk: two\n2. bread: one",
}


TALK = "".join(f"21/02/2024, 09:{n:02} - Ana: oi\n" for n in range(10))


@pytest.mark.parametrize("text", KEPT.values(), ids=list(KEPT))
def test_logs_and_lists_stay_in_the_message_that_has_them(text: str) -> None:
    export = f"{TALK}21/02/2024, 10:00 - Ana: look:\n{text}\n22/02/2024, 10:02 - Beto: ok\n"
    assert rows(export, "author_name", "text")[10:] == [("Ana", f"look:\n{text}"), ("Beto", "ok")]


def test_what_only_looks_like_messages_is_counted() -> None:
    export = f"{TALK}21/02/2024, 10:00 - Ana: look:\n{KEPT['appointments']}\n22/02/2024, 10:02 - Beto: ok\n"
    assert read(export).report.misplaced_stamp_count == 2


def test_a_pasted_transcript_of_ios_stays_inside_its_message() -> None:
    inner = "\n21/02/2024, 10:00 - Beto: x\n[20/02/2024, 09:00:00] Beto: y"
    export = f"[21/02/2024, 10:00:00] Ana: olha{inner}\r\n[22/02/2024, 10:00:00] Beto: fim\r\n"
    assert rows(export, "text") == [(f"olha{inner}",), ("fim",)]


def test_messages_in_another_layout_before_the_first_are_messages() -> None:
    odd = "[20/02/2024, 09:00:00] Beto: cedo\n[20/02/2024, 09:01:00] Ana: sim\n"
    chat = read(f"Exported\n{odd}{TALK}")
    assert chat.messages["author_name"].to_pylist()[:3] == ["Beto", "Ana", "Ana"]
    assert chat.messages["position"].to_pylist()[:3] == [2, 3, 4]
    assert [(r["line_number"], r["text"]) for r in chat.rejected.to_pylist()] == [(1, "Exported")]


def test_an_older_export_of_a_phone_that_shows_numbers_is_read_though_it_stands_behind() -> None:
    old = "".join(f"[20/02/2023, 09:{n:02}:00] +55 11 95555-010{n % 3}: oi {n}\n" for n in range(30))
    got = rows(TALK * 4 + old, "author_name", "text")
    assert got[40:] == [(f"+55 11 95555-010{n % 3}", f"oi {n}") for n in range(30)]


def test_of_two_layouts_that_are_as_frequent_the_first_is_the_file_s_own() -> None:
    pasted = "[10:33, 05/12/2020] Beto: velho\n[10:34, 05/12/2020] Ana: sim\n"
    export = f"21/02/2024, 10:00 - Ana: olha\n{pasted}21/02/2024, 10:01 - Beto: ok\n"
    assert rows(export, "author_name", "text") == [("Ana", "olha"), ("Beto", "ok")]


def print_export(
    style: str, start: dt.datetime, messages: list[tuple[int, str, str]]
) -> tuple[str, list[tuple[Any, ...]]]:
    whole = [(start + dt.timedelta(minutes=m), name, text) for m, name, text in sorted(messages)]
    stamp = "{:%d/%m/%Y, %H:%M} - " if style == "android" else "[{:%d.%m.%y, %H:%M:%S}] "
    return "".join(stamp.format(at) + f"{name}: {text}\n" for at, name, text in whole), whole


@pytest.mark.slow
@settings(max_examples=40, deadline=None)
@given(MESSAGES, MESSAGES, st.booleans())
def test_two_exports_in_one_file_are_read_as_two(
    older: list[tuple[int, str, str]], newer: list[tuple[int, str, str]], is_android_first: bool
) -> None:
    """Whatever the counts are; the newer one lies behind the older one."""
    styles = ("android", "ios") if is_android_first else ("ios", "android")
    old = print_export(styles[0], dt.datetime(2024, 1, 13), [(0, "Zed", "a"), *older])
    new = print_export(styles[1], dt.datetime(2024, 12, 29), [(0, "Zed", "a"), *newer])
    assert rows(old[0] + new[0], "local_time", "author_name", "text") == old[1] + new[1]
