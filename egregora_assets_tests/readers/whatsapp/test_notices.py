"""In brackets, a mark of direction in front costs a person neither authorship nor text; known notices stay notices."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from egregora_assets_tests.readers.whatsapp.test_cases import LINES, rows

TYPED = {
    "pasted sentence": "No idea, let's try it out tomorrow",
    "right to left": "שלום לכולם, מתי נפגשים מחר?",
    "short": "ok",
    "a word of omission": "I was absent yesterday, sorry",
    "a file that is absent": "the document that you sent on Sunday is absent in the folder that I see",
    "a file and a word of omission": "image of my absent cat",
    "a file that is absent, in short": "my photo is absent",
    "a word with letters of calls": "apelido é zé",
    "an unknown name and a verb": "Mum left the hospital",
    "about the reader": "You were right about the boat",
    "about encryption": "is it end-to-end encrypted? I do not know",
    "own name": "Beto here, from my new phone",
    "several lines": "milk\nbread\neggs",
    "about a participant": "Ana is the best cook of us all",
    "angle brackets at the end": "I love it \u200e<heart>",
}


@pytest.mark.parametrize("mark", ["\u200e", "\u200f"], ids=["U+200E", "U+200F"])
@pytest.mark.parametrize("has_line_mark", [False, True], ids=["plain line", "marked line"])
@pytest.mark.parametrize("text", TYPED.values(), ids=list(TYPED))
def test_what_a_person_wrote_is_theirs_though_a_mark_stands_in_front(text: str, has_line_mark: bool, mark: str) -> None:
    export = (
        "[21/02/2024, 10:00:00] Ana: oi\r\n[21/02/2024, 10:00:30] Beto: oi\r\n"
        f"{mark if has_line_mark else ''}[21/02/2024, 10:01:00] Beto: {mark}{text}\r\n"
        "\u200e[21/02/2024, 10:02:00] Ana: \u200evideo omitted\r\n"
    )
    plain = text.replace("\u200e", "")
    assert rows(export, "author_name", "kind", "text")[2:] == [("Beto", "text", plain), ("Ana", "media", "")]


def test_marked_texts_in_marked_and_plain_lines_of_one_file_keep_their_authors() -> None:
    export = (
        "[29.01.18, 23:47:03] Bob: \u200eimage omitted\n"
        "[29.01.18, 23:47:30] Alice: and emoji work too!\n"
        "[29.01.18, 23:49:03] Alice: \u200eNo idea, let's try it out tomorrow with everybody at the table!\n"
        "[29.01.18, 23:50:03] Bob: \u200fשלום לכולם, מתי נפגשים מחר בערב אצל אמא?\n"
        "\u200e[30.01.18, 00:02:03] Bob: \u200eAlright, off we go\n"
        "[30.01.18, 00:03:03] Alice: bye\n"
    )
    assert rows(export, "author_name", "kind", "text") == [
        ("Bob", "media", ""),
        ("Alice", "text", "and emoji work too!"),
        ("Alice", "text", "No idea, let's try it out tomorrow with everybody at the table!"),
        ("Bob", "text", "שלום לכולם, מתי נפגשים מחר בערב אצל אמא?"),
        ("Bob", "text", "Alright, off we go"),
        ("Alice", "text", "bye"),
    ]


NOTICES = {
    "of the author": "Beto added Rosa",
    "of the author, with letters behind the name": "Betoを除外しました",
    "left": "Beto left",
    "admin": "Beto is now an admin",
    "security code": "Beto's security code changed. Tap to learn more.",
    "of the phone's owner": "You changed the group description",
    "of the phone's owner, in short": "You left",
    "of the phone's owner, without a pronoun": "Añadiste a Rosa",
    "of nobody": "This chat is with a business account. Tap to learn more.",
    "disappearing messages": "Disappearing messages were turned off.",
    "encryption": "Messages and calls are end-to-end encrypted. No one outside of this chat can read them.",
    "with an auxiliary": "Beto a quitté le groupe",
    "at the end of a sentence": "Beto, Rosa kişisini ekledi",
}


@pytest.mark.parametrize("text", NOTICES.values(), ids=list(NOTICES))
def test_a_known_notice_behind_a_person_s_name_has_no_author(text: str) -> None:
    export = f"[21/02/2024, 10:00:00] Beto: oi\r\n[21/02/2024, 10:01:00] Beto: \u200e{text}\r\n"
    assert rows(export, "author_name", "kind", "text")[1] == (None, "system", text)


OMITTED = [
    *("image omitted", "GIF omitted", "Contact card omitted", "video note omitted", "imagem ocultada"),
    *("cartão do contato omitido", "tarjeta de contacto omitida", "Vidéo absente", "carte de contact absente"),
    *("Bild weggelassen", "Kontaktkarte ausgelassen", "immagine omessa", "scheda contatto omessa"),
    *("afbeelding weggelaten", "bilde utelatt", "kuva jätettiin pois", "pominięto obraz", "obrázek vynechán"),
    *("изображение пропущено", "görüntü dahil edilmedi", "התמונה הושמטה", "تم استبعاد الصورة", "画像は省略されました"),
    *("동영상 생략됨", "图像已省略", "ไม่รวมรูปภาพ", "hình ảnh bị bỏ qua", "gambar dihilangkan", "वीडियो छोड़ा गया"),
]


@pytest.mark.parametrize("phrase", OMITTED)
def test_the_words_for_an_omitted_file_are_no_text(phrase: str) -> None:
    export = f"[21/02/2024, 10:00:00] Beto: oi\r\n[21/02/2024, 10:01:00] Beto: \u200e{phrase}\r\n"
    author, kind, text = rows(export, "author_name", "kind", "text")[1]
    assert (author, kind in ("media", "contact"), text) == ("Beto", True, "")


def test_behind_the_group_s_name_everything_marked_is_a_notice() -> None:
    notices = ["Messages and calls are end-to-end encrypted.", "Ana criou este grupo", "Xyzzy plugh"]
    export = "".join(f"[21/02/2024, 10:00:00] Horta: \u200e{n}\r\n" for n in notices)
    export += "[21/02/2024, 10:01:00] Ana: oi\r\n"
    assert rows(export, "author_name", "text") == [*((None, n) for n in notices), ("Ana", "oi")]


def test_under_the_name_of_somebody_who_never_writes_a_notice_about_them_is_one_in_any_language() -> None:
    export = "[21/02/2024, 10:00:00] Beto: oi\r\n[21/02/2024, 10:01:00] Rosa: \u200eRosa xyzzy plugh\r\n"
    assert rows(export, "author_name", "kind")[1] == (None, "system")


def test_who_marks_every_line_is_a_person_though_a_notice_stands_under_the_name() -> None:
    said = ["בוקר טוב", "מה שלומך?", "אני בדרך הביתה"]
    export = "[21/02/2024, 10:00:00] Dana: \u200eMessages and calls are end-to-end encrypted.\r\n"
    export += "".join(f"[21/02/2024, 10:01:00] Dana: \u200f{text}\r\n" for text in said)
    export += "[21/02/2024, 10:02:00] Ana: oi\r\n"
    got = rows(export, "author_name", "kind", "text")
    assert got[0][:2] == (None, "system")
    assert got[1:4] == [("Dana", "text", text) for text in said]


def test_a_phrase_that_repeats_in_marked_lines_stands_for_files_in_any_language() -> None:
    line = "\u200e[21/02/2024, 10:01:00] Beto: \u200exyzzy plugh\r\n"
    export = "[21/02/2024, 10:00:00] Beto: oi\r\n" + line * 3
    assert rows(export, "author_name", "kind")[1:] == [("Beto", "media")] * 3


@pytest.mark.slow
@settings(max_examples=100, deadline=None)
@given(LINES.filter(bool), st.sampled_from(["\u200e", "\u200f"]), st.booleans())
def test_no_marked_text_of_a_person_is_lost(text: str, mark: str, has_line_mark: bool) -> None:
    """It is theirs, or it is kept as a notice; only the application's words for a file are dropped."""
    line = f"{mark if has_line_mark else ''}[21/02/2024, 10:01:00] Beto: {mark}{text}\r\n"
    export = f"[21/02/2024, 10:00:00] Beto: oi\r\n{line}"
    ((author, kind, found),) = rows(export, "author_name", "kind", "text")[1:]
    assert found == text or kind == "media"
    assert author == "Beto" or kind == "system"
