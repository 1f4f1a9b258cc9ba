"""Texts that a program saved again in another encoding: converted where it is certain which, refused where not."""

from __future__ import annotations

import pytest

from egregora_assets.readers.refusals import NotAChat, TextUnreadable
from egregora_assets.readers.whatsapp.parser import parse_chat

LINES = {
    "cp1252 Portuguese": "21/02/2024, 10:00 - João: olá, não é só isso, é também coração",
    "cp1252 German": "21.02.24, 10:00 - Jörg: Grüße aus München, schöne Straße, für über",
    "cp1252 French": "21/02/2024 10:00 - Éloïse: ça va être très bien, où es-tu né, déjà",
    "cp1252 Danish": "21/02/24, 10:00 - Søren: på gården, smørrebrød, æble",
    "cp1250 Czech": "21. 2. 2024 10:00 - Jiří: dobrý den, jak se dnes máte, přijdete večer na večeři",
    "cp1250 Polish": "21.02.2024, 10:00 - Łukasz: dzień dobry, co słychać, przyjdę jutro na kolację",
    "cp1250 Hungarian": "2024. 02. 21. 10:00 - Ágnes: jó reggelt, eljöttök este hozzánk vacsorára, őt is várjuk",
    "cp1251 Russian": "21.02.2024, 10:00 - Оксана: Добрый день, как дела сегодня вечером",
    "koi8-r Russian": "21.02.2024, 10:00 - Оксана: Добрый день, как дела сегодня вечером",
    "cp1253 Greek": "21/2/24, 10:00 - Νίκος: καλημέρα, τι κάνεις σήμερα",
    "cp1254 Turkish": "21.02.2024 10:00 - Ayşe: Bugün hava çok güzel, değil mi? ışık İstanbul",
    "cp1256 Arabic": "21/2/2024, 10:00 - ليلى: صباح الخير كيف حالك اليوم",
    "cp874 Thai": "21/2/2567 10:00 - สมชาย: สวัสดีครับ วันนี้เป็นอย่างไร",
    "cp932 Japanese": "2024/02/21 10:00 - 花子: こんにちは、今日はいい天気ですね",
    "gb18030 Chinese": "2024/2/21 10:00 - 小明: 我们今天去公园吃饭，你来不来",
    "big5 Chinese": "2024/2/21 10:00 - 小明: 我們今天去公園吃飯，你來不來",
    "cp949 Korean": "2024. 2. 21. 오전 10:00 - 민수: 안녕하세요 오늘 날씨가 좋네요",
}


@pytest.mark.parametrize("name", list(LINES))
def test_an_older_encoding_is_converted_where_it_is_certain(name: str) -> None:
    codec, line = name.partition(" ")[0], LINES[name]
    chat = parse_chat(f"{line}\n".encode(codec) * 20)
    assert set(chat.messages["text"].to_pylist()) == {line.partition(": ")[2]}
    assert (chat.report.encoding, chat.report.stray_character_count) == (codec, 0)


@pytest.mark.parametrize("codec", ["utf-32", "utf-16", "utf-8-sig"])
def test_unicode_is_known_by_its_mark(codec: str) -> None:
    assert parse_chat(f"{LINES['cp1251 Russian']}\n".encode(codec)).messages["author_name"].to_pylist() == ["Оксана"]


def test_a_text_in_an_uncertain_encoding_is_refused_with_the_first_line() -> None:
    raw = b"21.2.2024, 10:00 - Dana: hi\n" + "21.2.2024, 10:00 - דנה: שלום מה שלומך היום\n".encode("cp1255") * 30
    with pytest.raises(TextUnreadable) as refusal:
        parse_chat(raw)
    assert refusal.value.line == 2
    assert "line 2 is" in str(refusal.value)


def test_damage_in_a_few_lines_is_replaced_and_counted() -> None:
    noise = bytes(range(128, 256)) * 20
    chat = parse_chat(b"21/02/2024, 10:00 - Ana: oi\n" * 5 + b"21/02/2024, 10:01 - Ana: " + noise + b"\n")
    assert chat.messages.num_rows == 6
    assert (chat.report.encoding, chat.report.stray_character_count) == ("utf-8", 2560)


def test_damage_of_any_length_inside_a_message_refuses_nothing() -> None:
    noise = bytes(range(128, 256)) + b"\n"
    chat = parse_chat(b"21/02/2024, 10:00 - Ana: oi\n" + noise * 500 + b"21/02/2024, 10:01 - Ana: fim\n")
    assert chat.messages["text"].to_pylist()[1:] == ["fim"]


def test_lines_of_two_encodings_keep_what_is_unicode() -> None:
    line = LINES["cp1252 Portuguese"]
    chat = parse_chat(f"{line}\n".encode() * 20 + f"{line}\n".encode("cp1252") * 10)
    texts = chat.messages["text"].to_pylist()
    assert texts[:20] == [line.partition(": ")[2]] * 20
    assert texts[20] == "ol\ufffd, n\ufffdo \ufffd s\ufffd isso, \ufffd tamb\ufffdm cora\ufffd\ufffdo"


def test_a_text_that_is_no_chat_is_no_chat_in_any_encoding() -> None:
    with pytest.raises(NotAChat):
        parse_chat("Добрый день, как дела сегодня вечером\n".encode("cp1251") * 30)
