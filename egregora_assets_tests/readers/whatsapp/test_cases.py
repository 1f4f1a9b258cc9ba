"""What one export is read as: cases written by hand, and laws over generated ones."""

from __future__ import annotations

import datetime as dt
import json
import re
import unicodedata
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from egregora_assets.merging.preview import read_chat
from egregora_assets.readers import decoding
from egregora_assets.readers.messages import ParsedChat, ReadOptions
from egregora_assets.readers.refusals import NotAChat
from egregora_assets.readers.whatsapp.parser import parse_chat
from egregora_assets.readers.whatsapp.vocabulary import list_phrases

CASES = Path(__file__).parents[2] / "exports" / "whatsapp_cases"
MANIFEST = json.loads((CASES / "manifest.json").read_text(encoding="utf-8"))
MARKS = dict.fromkeys(map(ord, "\u200e\u200f\u061c\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\ufeff"))


def plain(text: str | None) -> str:
    """The text as comparisons take it: no marks, plain spaces, LF, composed, no blanks at line ends."""
    folded = re.sub("[\u2028\u2029\u0085\x0b\x0c]", "\n", (text or "").translate(MARKS))
    folded = unicodedata.normalize("NFC", re.sub("[\u00a0\u202f\u2007\u2009\u200a]", " ", folded))
    return "\n".join(line.rstrip() for line in folded.split("\n")).strip()


def one_of(value: Any) -> list[Any]:
    """The values that are right: a list means any of its own."""
    return value if isinstance(value, list) else [value]


@pytest.mark.parametrize("case", MANIFEST, ids=[c["id"] for c in MANIFEST])
@pytest.mark.parametrize("is_locale_declared", [False, True], ids=["locale left open", "locale declared"])
def test_a_case_gives_the_records_that_were_written_by_hand(case: dict[str, Any], is_locale_declared: bool) -> None:
    expected = json.loads((CASES / case["expected"]).read_text(encoding="utf-8"))
    chat = read_chat(
        [CASES / f for f in one_of(case["file"])], case["timezone"], case["locale"] if is_locale_declared else None
    )
    got = chat.messages.to_pylist()
    assert len(got) == len(expected)
    for want, row in zip(expected, got, strict=True):
        assert row["local_time"].isoformat() == want["timestamp"]
        assert row["author_name"] == want["author"]
        assert plain(row["text"]) in [plain(t) for t in one_of(want["text"])]
        assert row["attachment_name"] in one_of(want["attachment"])
        assert row["kind"] in one_of(want["kind"])
        assert row["is_edited"] == want.get("edited", False)
        if "utc" in want:
            assert row["sent_at"].isoformat() == want["utc"].rstrip("Z")


def read(text: str, **options: Any) -> ParsedChat:
    return parse_chat(text.encode(), ReadOptions(**options))


def rows(text: str, *columns: str) -> list[tuple[Any, ...]]:
    return [tuple(row[c] for c in columns) for row in read(text).messages.to_pylist()]


ANDROID_BODIES = {
    "attachment with caption": (
        "IMG-20240211-WA0001.jpg (file attached)\nlook",
        ("media", "look", "IMG-20240211-WA0001.jpg"),
    ),
    "attachment without mark": ("Relatório final.pdf (arquivo anexado)", ("media", "", "Relatório final.pdf")),
    "attachment in a language without a table": (
        "\u200eIMG-20240211-WA0001.jpg (xyzzy plugh)",
        ("media", "", "IMG-20240211-WA0001.jpg"),
    ),
    "typed file name": ("see notes.txt (the old one)", ("text", "see notes.txt (the old one)", None)),
    "contact": ("Tia.vcf (Datei angehängt)", ("contact", "", "Tia.vcf")),
    "omitted": ("<Media weggelaten>", ("media", "", None)),
    "omitted with caption": ("<Media omitted>\nlook", ("media", "look", None)),
    "omitted in an unlisted wording": ("<Video note omitted>", ("media", "", None)),
    "typed markup": ("<b>bold</b>", ("text", "<b>bold</b>", None)),
    "typed image": ("<img src=q onerror=b()>", ("text", "<img src=q onerror=b()>", None)),
    "deleted": ("Diese Nachricht wurde gelöscht.", ("deleted", "Diese Nachricht wurde gelöscht.", None)),
    "deleted by oneself": ("You deleted this message", ("deleted", "You deleted this message", None)),
    "typed about deletion": ("this message was deleted by me", ("text", "this message was deleted by me", None)),
    "location": (
        "ubicación: https://maps.google.com/?q=-34.6,-58.4",
        ("location", "ubicación: https://maps.google.com/?q=-34.6,-58.4", None),
    ),
    "live location": ("live location shared", ("location", "live location shared", None)),
    "typed map": (
        "meet here https://maps.google.com/?q=1,2",
        ("text", "meet here https://maps.google.com/?q=1,2", None),
    ),
    "poll": (
        "POLL:\nWhen?\nOPTION: now (1 vote)\nOPTION: later (0 votes)",
        ("poll", "POLL:\nWhen?\nOPTION: now (1 vote)\nOPTION: later (0 votes)", None),
    ),
    "typed list": ("List:\nbread\nmilk: two (2 l)", ("text", "List:\nbread\nmilk: two (2 l)", None)),
    "null": ("null", ("call", "null", None)),
    "empty": ("", ("media", "", None)),
    "call": ("Missed voice call", ("call", "Missed voice call", None)),
    "call with duration": ("Voice call, 5 min", ("call", "Voice call, 5 min", None)),
    "deleted by an admin": (
        "This message was deleted by admin",
        ("deleted", "This message was deleted by admin", None),
    ),
    "deleted by a named admin": (
        "This message was deleted by admin Ana",
        ("deleted", "This message was deleted by admin Ana", None),
    ),
    "typed about a deletion": ("Mensagem apagada por engano", ("text", "Mensagem apagada por engano", None)),
    "omitted with a slash": ("<Picha/video hazijajumuishwa>", ("media", "", None)),
    "typed word in angle brackets": ("<três>", ("text", "<três>", None)),
    "place": (
        "Location: Café Central (Rua X, 1): https://foursquare.com/v/4b05",
        ("location", "Location: Café Central (Rua X, 1): https://foursquare.com/v/4b05", None),
    ),
    "Korean poll": ("투표:\n언제?\n옵션: 지금 (1표)", ("poll", "투표:\n언제?\n옵션: 지금 (1표)", None)),
    "Russian poll": ("ОПРОС:\nКогда?\nВАРИАНТ: да (1 голос)", ("poll", "ОПРОС:\nКогда?\nВАРИАНТ: да (1 голос)", None)),
    "caption that was edited": (
        "IMG-20240211-WA0001.jpg (file attached)\nlook <This message was edited>",
        ("media", "look", "IMG-20240211-WA0001.jpg"),
    ),
    "mention": ("@\u2068Tia Rosa\u2069 came", ("text", "@Tia Rosa came", None)),
    "brackets in text": ("a < b (and c)", ("text", "a < b (and c)", None)),
}


@pytest.mark.parametrize(("body", "expected"), ANDROID_BODIES.values(), ids=list(ANDROID_BODIES))
def test_an_android_body_is_known_by_words_and_shape(body: str, expected: tuple[Any, ...]) -> None:
    text = f"21/02/2024, 10:00 - Ana: oi\n21/02/2024, 10:01 - Beto: {body}\n21/02/2024, 10:02 - Ana: fim\n"
    assert rows(text, "kind", "text", "attachment_name")[1] == expected


IOS_BODIES = {
    "attachment": (
        "\u200e<attached: 00000003-PHOTO-2024-02-11-09-12-00.jpg>",
        ("Beto", "media", "", "00000003-PHOTO-2024-02-11-09-12-00.jpg"),
    ),
    "attachment in a language without a table": (
        "\u200e<xyzzy: 00000003-PHOTO-2024.jpg>",
        ("Beto", "media", "", "00000003-PHOTO-2024.jpg"),
    ),
    "Turkish attachment": (
        "\u200e<00000003-PHOTO-2024-02-11-09-12-00.jpg eklendi>",
        ("Beto", "media", "", "00000003-PHOTO-2024-02-11-09-12-00.jpg"),
    ),
    "old attachment": (
        "2016-05-10-PHOTO-00000012.jpg <\u200eattached>",
        ("Beto", "media", "", "2016-05-10-PHOTO-00000012.jpg"),
    ),
    "French attachment": (
        "\u200e<pièce jointe : 00000003-PHOTO-2024.jpg>",
        ("Beto", "media", "", "00000003-PHOTO-2024.jpg"),
    ),
    "full-width colon": ("\u200e<附件：00000003-PHOTO-2024.jpg>", ("Beto", "media", "", "00000003-PHOTO-2024.jpg")),
    "caption before": (
        "olha \u200e<anexado: 00000003-PHOTO-2024.jpg>",
        ("Beto", "media", "olha", "00000003-PHOTO-2024.jpg"),
    ),
    "document": (
        "Ata.pdf • \u200e3 páginas \u200e<anexado: 00000003-Ata.pdf>",
        ("Beto", "media", "", "00000003-Ata.pdf"),
    ),
    "contact": ("\u200e<attached: 00000003-Tia.vcf>", ("Beto", "contact", "", "00000003-Tia.vcf")),
    "omitted": ("\u200eBild weggelassen", ("Beto", "media", "", None)),
    "contact omitted": ("\u200eContact card omitted", ("Beto", "contact", "", None)),
    "document omitted": ("Ata.pdf • \u200e3 pages \u200edocument omitted", ("Beto", "media", "", None)),
    "deleted": ("\u200eEste mensaje fue eliminado.", ("Beto", "deleted", "Este mensaje fue eliminado.", None)),
    "location": (
        "\u200eStandort: https://maps.google.com/?q=1.5,2.5",
        ("Beto", "location", "Standort: https://maps.google.com/?q=1.5,2.5", None),
    ),
    "call": (
        "\u200eMissed voice call. \u200eTap to call back",
        ("Beto", "call", "Missed voice call. Tap to call back", None),
    ),
    "call with duration": ("\u200eLigação de voz. \u200e5 min", ("Beto", "call", "Ligação de voz. 5 min", None)),
    "poll": (
        "\u200eSONDAGE :\nQuand ?\n\u200eOPTION : là (\u200e1 vote)",
        ("Beto", "poll", "SONDAGE :\nQuand ?\nOPTION : là (1 vote)", None),
    ),
    "notice": ("\u200eBeto added Rosa", (None, "system", "Beto added Rosa", None)),
    "deleted by a named admin": (
        "\u200eThis message was deleted by admin Ana.",
        ("Beto", "deleted", "This message was deleted by admin Ana.", None),
    ),
    "place": (
        "\u200eCafé (Rua: 1): https://foursquare.com/v/4b05",
        ("Beto", "location", "Café (Rua: 1): https://foursquare.com/v/4b05", None),
    ),
    "Norwegian call": ("\u200eVideosamtale. \u200e5 min", ("Beto", "call", "Videosamtale. 5 min", None)),
    "notice with a name that has letters of another word": (
        "\u200eTomislav je dodao Ivu",
        (None, "system", "Tomislav je dodao Ivu", None),
    ),
    "notice about somebody who writes": ("\u200eBetoを除外しました", (None, "system", "Betoを除外しました", None)),
    "notice with a city": ("\u200eYou joined Atlanta", (None, "system", "You joined Atlanta", None)),
    "encryption": (
        "\u200eNachrichten und Anrufe sind Ende-zu-Ende-verschlüsselt.",
        (None, "system", "Nachrichten und Anrufe sind Ende-zu-Ende-verschlüsselt.", None),
    ),
    "typed phrase": ("image omitted", ("Beto", "text", "image omitted", None)),
    "typed marker": ("<attached: 00000003-PHOTO.jpg>", ("Beto", "text", "<attached: 00000003-PHOTO.jpg>", None)),
}


@pytest.mark.parametrize(("body", "expected"), IOS_BODIES.values(), ids=list(IOS_BODIES))
def test_an_ios_body_is_the_applications_where_a_mark_says_so(body: str, expected: tuple[Any, ...]) -> None:
    end = "\u200e[21/02/2024, 10:02:00] Ana: \u200evideo omitted\r\n"
    text = f"[21/02/2024, 10:00:00] Ana: oi\r\n[21/02/2024, 10:01:00] Beto: {body}\r\n{end}"
    assert rows(text, "author_name", "kind", "text", "attachment_name")[1] == expected


EDITED = {
    "en": "<This message was edited>",
    "pt": "<Mensagem editada>",
    "es": "<Se editó este mensaje.>",
    "de": "<Diese Nachricht wurde bearbeitet.>",
    "fr": "<Ce message a été modifié>",
    "it": "<Questo messaggio è stato modificato>",
    "ja": "<このメッセージは編集されました>",
}


@pytest.mark.parametrize("marker", EDITED.values(), ids=list(EDITED))
def test_the_mark_of_an_edited_message_is_not_part_of_its_text(marker: str) -> None:
    android = f"21/02/2024, 10:00 - Ana: oi {marker}\n"
    ios = f"[21/02/2024, 10:00:00] Ana: oi \u200e{marker}\r\n"
    assert (
        rows(android, "text", "is_edited", "kind") == rows(ios, "text", "is_edited", "kind") == [("oi", True, "text")]
    )


MAP = "https://maps.google.com/?q=1,2"
PHRASES = {
    "attached": ("attached", "\u200eDOC.pdf ({})", ("media", "", "DOC.pdf")),
    "iOS attached": ("attached_ios", "olha \u200e<{}：DOC.pdf>", ("media", "olha", "DOC.pdf")),
    "omitted": ("omitted", "<{}>\nolha", ("media", "olha", None)),
    "iOS omitted": ("omitted", "\u200e<{}>\nolha", ("media", "olha", None)),
    "deleted": ("deleted", "{}.", ("deleted", "{}.", None)),
    "iOS deleted": ("deleted", "\u200e{}.", ("deleted", "{}.", None)),
    "location": ("location", f"{{}}: {MAP}", ("location", f"{{}}: {MAP}", None)),
    "iOS location": ("location", f"\u200e{{}} : {MAP}", ("location", f"{{}} : {MAP}", None)),
    "live location": ("live_location", "{}", ("location", "{}", None)),
    "iOS live location": ("live_location", "\u200e{}", ("location", "{}", None)),
    "view once": ("view_once", "{}", ("media", "", None)),
    "iOS view once": ("view_once", "\u200e{}", ("media", "", None)),
}


@pytest.mark.parametrize("name", list(PHRASES))
def test_every_phrase_of_the_vocabulary_is_known(name: str) -> None:
    listed, body, (kind, text, attachment) = PHRASES[name]
    phrases = [phrase for phrase, _ in list_phrases(listed)]
    line = "[21/02/2024, 10:00:00] Ana: {}\r\n" if name.startswith("iOS") else "21/02/2024, 10:00 - Ana: {}\n"
    export = "".join(line.format(b) for b in ["oi", *(body.format(p) for p in phrases)])
    got = rows(export, "author_name", "kind", "text", "attachment_name")
    assert got[1:] == [("Ana", kind, text.format(p), attachment) for p in phrases]


NOTICES = {
    "left": ("Beto saiu", None),
    "quotation with a colon": ('Ana changed the subject from "A: b" to "C: d"', None),
    "German quotation": ("Ana hat den Gruppennamen in „Haus: Bau“ geändert.", None),
    "known name and verb": ("Ana changed the description to: new", None),
    "encryption": ("Messages and calls are end-to-end encrypted. Tip: learn more.", None),
    "several sentences": ("Disappearing messages were turned on. New messages will disappear: 24 hours", None),
    "somebody who never writes": ("Nilo mudou a descrição do grupo para: ajuda", None),
    "title before a name": ("Dr. Fernando Almeida da Silva (Clínica): oi", "Dr. Fernando Almeida da Silva (Clínica)"),
    "name with a hyphen": ("Ana - Work: oi", "Ana - Work"),
    "meta": ("\u200eMessages are generated by Meta AI.\nSome may be: inaccurate", None),
    "name with a quotation": ('Ana "Nina" Prado: oi', 'Ana "Nina" Prado'),
    "name with a mark of quotation": ('a"b: oi', 'a"b'),
    "longer name": ("Ana Maria: oi", "Ana Maria"),
    "name of an unsaved contact": ("~ Tide: oi", "Tide"),
    "number": ("\u202a+55\u00a011\u00a095555-0100\u202c: oi", "+55 11 95555-0100"),
}


@pytest.mark.parametrize(("line", "author"), NOTICES.values(), ids=list(NOTICES))
def test_a_notice_has_no_author_and_a_message_has_one(line: str, author: str | None) -> None:
    text = f"21/02/2024, 10:00 - Ana: oi\n21/02/2024, 10:01 - {line}\n21/02/2024, 10:02 - Ana: fim\n"
    (found, kind) = rows(text, "author_name", "kind")[1]
    assert (found, kind) == (author, "text" if author else "system")


def test_a_name_with_a_colon_is_one_name_where_every_line_says_so() -> None:
    lines = ["Obra: Zé: oi", "Ana: lista: pão", "Obra: Zé: tchau", "Ana: sim"]
    text = "".join(f"21/02/2024, 10:00 - {line}\n" for line in lines)
    assert rows(text, "author_name", "text") == [
        ("Obra: Zé", "oi"),
        ("Ana", "lista: pão"),
        ("Obra: Zé", "tchau"),
        ("Ana", "sim"),
    ]


def test_lines_before_the_first_message_are_kept_with_their_numbers() -> None:
    chat = read("Exported by hand\n\n21/02/2024, 10:00 - Ana: oi\n")
    assert chat.rejected.to_pylist() == [
        {"line_number": 1, "text": "Exported by hand", "reason": "before the first message"}
    ]
    assert chat.messages["position"].to_pylist() == [3]


def test_a_pasted_transcript_stays_inside_its_message() -> None:
    text = (
        "[21/02/2024, 10:00:00] Ana: olha\n[20/02/2024, 09:00:00] Beto: antigo\r\n[22/02/2024, 10:00:00] Beto: fim\r\n"
    )
    assert rows(text, "text") == [("olha\n[20/02/2024, 09:00:00] Beto: antigo",), ("fim",)]


@pytest.mark.parametrize(
    "breaker", ["\u2028", "\u0085", "\x0b", "\x0c", "\r"], ids=["U+2028", "U+0085", "VT", "FF", "CR"]
)
def test_no_character_but_the_line_feed_forges_a_message(breaker: str) -> None:
    text = f"21/02/2024, 10:00 - Ana: oi{breaker}21/02/2024, 10:01 - Beto: falso\n22/02/2024, 10:00 - Ana: fim\n"
    assert set(read(text).messages["author_name"].to_pylist()) == {"Ana"}


@pytest.mark.parametrize("codec", ["utf-8-sig", "utf-16", "utf-16-le", "utf-16-be"])
def test_a_text_is_read_in_any_unicode_encoding(codec: str) -> None:
    raw = "21/02/2024, 10:00 - Zoë: olá 👋\n".encode(codec)
    assert parse_chat(raw).messages["text"].to_pylist() == ["olá 👋"]


def test_stray_and_zero_bytes_are_replaced_and_counted() -> None:
    chat = parse_chat(b"21/02/2024, 10:00 - Ana: caf\xe9 \x00\n")
    assert chat.messages["text"].to_pylist() == ["caf\ufffd \ufffd"]
    assert (chat.report.stray_character_count, chat.report.zero_byte_count) == (2, 1)


@pytest.mark.parametrize(
    "raw", [b"", b"hello\n" * 99, b"\x89PNG\r\n\x1a\n\x00", b"1/2/3\n4:5\n"], ids=["empty", "text", "picture", "digits"]
)
def test_a_text_without_messages_is_not_a_chat(raw: bytes) -> None:
    with pytest.raises(NotAChat):
        parse_chat(raw)


ORDERS = {
    "day above 12": (["03/02/2024", "13/02/2024"], None, "DMY", "a field above 12"),
    "month first": (["02/03/2024", "02/13/2024"], None, "MDY", "a field above 12"),
    "consecutive days": (["03/02/2024", "04/02/2024", "05/02/2024"], "en_US", "DMY", "consecutive days"),
    "going back": (["10/02/2024", "11/02/2024", "01/03/2024"], None, "DMY", "the others go back in time"),
    "declared": (["03/02/2024"], "en_US", "MDY", "declared locale; the file leaves it open"),
    "nothing known": (["03/02/2024"], None, "DMY", "most common order; the file leaves it open"),
    "year first, two digits": (["24/02/13", "24/02/14", "24/02/15"], None, "YMD", "consecutive days"),
    "dots": (["3.2.24"], None, "DMY", "way of writing; the file leaves it open"),
}


@pytest.mark.parametrize(("dates", "locale", "order", "evidence"), ORDERS.values(), ids=list(ORDERS))
def test_the_order_of_dates_is_decided_over_the_whole_file_and_says_why(
    dates: list[str], locale: str | None, order: str, evidence: str
) -> None:
    chat = read("".join(f"{d}, 10:00 - Ana: oi\n" for d in dates), locale=locale)
    assert (chat.report.date_order, chat.report.date_order_evidence) == (order, evidence)


def test_dates_in_media_names_settle_a_chat_of_one_day() -> None:
    chat = read("2/3/24, 10:00 - Ana: IMG-20240203-WA0001.jpg (file attached)\n")
    assert (chat.report.date_order, chat.report.date_order_evidence) == ("MDY", "dates in media names")


def test_an_american_way_of_writing_settles_an_open_file() -> None:
    assert read("2/3/24, 9:00\u202fPM - Ana: hi\n").report.date_order == "MDY"
    assert read("2/3/24, 9:00\u202fpm - Ana: hi\n").report.date_order == "DMY"


def test_times_in_the_gap_of_summer_time_keep_their_order() -> None:
    text = "[31/03/2024, 00:59:00] Ana: a\r\n[31/03/2024, 01:30:00] Ana: b\r\n[31/03/2024, 02:00:00] Ana: c\r\n"
    chat = read(text, time_zone="Europe/Dublin")
    times = chat.messages["sent_at"].to_pylist()
    assert [str(t)[11:16] for t in times] == ["00:59", "01:30", "01:00"]
    assert (chat.report.dst_gap_count, chat.report.dst_overlap_count) == (1, 0)


NAMES = st.from_regex(r"[A-Z][a-zé]{2,8}( [A-Z][a-z]{2,6})?", fullmatch=True)
LINES = st.text(st.characters(codec="utf-8", exclude_categories=("Cc", "Cs", "Cf", "Zl", "Zp", "Cn")), max_size=40).map(
    str.strip
)
TEXTS = (
    st.lists(LINES, min_size=1, max_size=3)
    .map("\n".join)
    .filter(lambda t: t.strip() == t and t and t != "null" and not re.search(r"[<>()（）\[\]:：]|-WA\d", t))
)
MESSAGES = st.lists(st.tuples(st.integers(0, 400_000), NAMES, TEXTS), min_size=1, max_size=12)


def _print(messages: list[tuple[int, str, str]], style: str) -> tuple[str, list[tuple[dt.datetime, str, str]]]:
    """Messages as an export, and as what it should be read as. Three dated lines in front settle the order of dates."""
    start = dt.datetime(2024, 1, 13)
    whole = [(start, "Zed", "a b"), *((start + dt.timedelta(minutes=m), n, t) for m, n, t in sorted(messages))]
    if style == "android":
        return "".join(f"{t:%d/%m/%Y, %H:%M} - {n}: {x}\n" for t, n, x in whole), whole
    return "".join(f"[{t:%d/%m/%Y, %H:%M:%S}] {n}: {x}\r\n" for t, n, x in whole), whole


@pytest.mark.slow
@given(MESSAGES, st.sampled_from(["android", "ios"]))
@settings(max_examples=150, deadline=None)
def test_what_was_printed_is_what_is_read(messages: list[tuple[int, str, str]], style: str) -> None:
    text, whole = _print(messages, style)
    assert rows(text, "local_time", "author_name", "text") == whole


@pytest.mark.slow
@given(st.binary(max_size=400), st.booleans())
@settings(max_examples=300, deadline=None)
def test_any_bytes_are_read_or_refused(noise: bytes, has_header: bool) -> None:
    raw = (b"21/02/2024, 10:00 - Ana: oi\n" if has_header else b"") + noise
    try:
        chat = parse_chat(raw)
    except NotAChat:
        assert not has_header
        return
    assert chat.messages.num_rows >= 1


@pytest.mark.slow
@given(MESSAGES, st.sampled_from(["android", "ios"]), st.integers(1, 200))
@settings(max_examples=100, deadline=None)
def test_the_pieces_that_a_file_is_decoded_in_leave_no_trace(
    messages: list[tuple[int, str, str]], style: str, size: int
) -> None:
    text, _ = _print(messages, style)
    whole = read(f"\ufeffpreface\n{text}")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(decoding, "CHUNK_BYTES", size)
        pieces = read(f"\ufeffpreface\n{text}")
    assert pieces.messages.equals(whole.messages)
    assert pieces.rejected.equals(whole.rejected)
