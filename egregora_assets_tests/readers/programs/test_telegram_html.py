"""Telegram's HTML: the pages of a folder are one chat, told as its JSON tells it."""

from __future__ import annotations

import time

import pytest

from egregora_assets.errors import EgregoraError
from egregora_assets_tests.exports.pages import PAGES, message, page, telegram_pages
from egregora_assets_tests.exports.sources import ANA, BRUNO, CARLA, PICTURE, as_archive, as_json, telegram_chat
from egregora_assets_tests.readers.programs.source_reading import anonymised, read, rows_of, spoken


def at(name: str) -> str:
    return f"@\u2068{name}\u2069"


def one(*pieces: str) -> bytes:
    return page("Horta", *pieces)


def test_every_kind_of_message_becomes_a_row() -> None:
    file = read(telegram_pages(), "ChatExport.zip")
    assert file.source == "telegram"
    assert file.chats[0].title == "Horta comunitária & more"
    assert spoken(file) == [
        (None, "system", f'{at(ANA)} created group {at(ANA)}, {at(CARLA)} "Horta comunitária"'),
        (ANA, "text", "good morning\n<everybody>"),
        (ANA, "text", f"ask {at(BRUNO)} or @carlamoss about the plan (https://example.org/plan)"),
        (BRUNO, "media", "the greenhouse"),
        (BRUNO, "media", ""),
        (BRUNO, "media", ""),
        (BRUNO, "text", "forwarded words"),
        (ANA, "poll", "When?\n- Monday\n- Friday"),
        (ANA, "location", "https://maps.google.com/?q=38.7223,-9.1393"),
        (ANA, "contact", ""),
        (None, "system", f"{at(BRUNO)} invited {at('Dora Kestrova')}"),
        (None, "system", "something changed"),
        (BRUNO, "call", ""),
        ("#0075261771059", "text", "bye"),
    ]
    assert str(rows_of(file)[1]["sent_at"]) == "2024-03-04 10:02:02"
    assert [r["text"] for r in rows_of(file)].index("forwarded words") == 6


def test_replies_reactions_and_files_belong_to_their_messages() -> None:
    chat = read(telegram_pages(), "x.zip").chats[0]
    assert chat.chat.relations is not None
    assert chat.chat.relations.reply_keys == {2: "2"}
    assert [(r.author, r.emoji) for r in chat.chat.relations.reactions[1]] == [(BRUNO, "👍")]
    names = [n for n in chat.chat.messages["attachment_name"].to_pylist() if n]
    assert [n.split("-")[0] for n in names] == ["photo", "plan"]
    assert {n: b"".join(c) for n, c in chat.open_media()} == {names[0]: PICTURE, names[1]: b"%PDF"}


def test_pages_follow_each_other_by_number_and_a_folder_reads_like_its_archive() -> None:
    many = {f"c/messages{n if n > 1 else ''}.html": one(message(n, "Mila", f"page {n}")) for n in (1, 2, 3, 10, 11)}
    assert [t for _, _, t in spoken(read(as_archive(many), "x.zip"))] == [f"page {n}" for n in (1, 2, 3, 10, 11)]


def test_each_folder_of_an_account_is_a_chat() -> None:
    parts = {f"a/chats/chat_{n}/messages.html": page(f"T{n}", message(1, "Mila", f"in {n}")) for n in (1, 2)}
    file = read(as_archive({**parts, "a/export_results.html": b"<html>overview</html>"}), "x.zip")
    assert [(c.title, c.source) for c in file.chats] == [("T1", "telegram"), ("T2", "telegram")]


def test_joined_messages_never_go_to_somebody_else_when_the_one_before_cannot_be_read() -> None:
    deep = message(2, "Jan", "<i>" * 90 + "deep")
    joined = message(3, "", "whose?", joined=True)
    chat = read(one(message(1, "Mila", "hi"), deep, joined, message(4, "Mila", "me")), "messages.html").chats[0].chat
    assert chat.messages["text"].to_pylist() == ["hi", "me"]
    assert [(r["line_number"], r["reason"]) for r in chat.rejected.to_pylist()] == [
        (2, "its HTML is too long or nested too deeply"),
        (3, "no author"),
    ]


def test_a_message_without_a_time_is_rejected_and_one_without_offset_is_what_the_clock_showed() -> None:
    broken = message(1, "Mila", "hi").replace("04.03.2024", "44.03.2024")
    local = message(2, "Mila", "ho").replace(" UTC+00:00", "")
    file = read(one(broken, local), "messages.html", zone="America/Sao_Paulo")
    assert [str(r["sent_at"]) for r in rows_of(file)] == ["2024-03-04 13:02:02"]
    assert file.chats[0].chat.rejected["reason"].to_pylist() == ["no possible time"]


def test_nobody_of_the_chat_is_named_in_what_may_be_read() -> None:
    chat, texts = anonymised(read(telegram_pages(), "x.zip"))
    everything = "\n".join([*texts, *chat.public_names.values()])
    words = ("Quintanilha", "Fagundes", "Mossoró", "Ana", "Bruno", "Carla", "Dora", "Kestrova", "Horta", "38.7")
    assert not [w for w in words if w in everything]


def test_the_json_beside_the_pages_is_preferred() -> None:
    both = {**PAGES, "ChatExport/result.json": as_json(telegram_chat())}
    assert read(as_archive(both), "x.zip").chats[0].chat_key == "4711"


@pytest.mark.parametrize("filling", ["<a ", "<!--", "<![CDATA[", '<a b="', "&#", "</", "<a b='x", "<div>", "<!x", "<?"])
def test_a_hostile_page_is_read_in_time(filling: str) -> None:
    started = time.process_time()
    pieces = [message(n, "Mila", filling * 2_000) for n in range(1, 9)]
    try:
        rows = read(one(*pieces, message(99, "Mila", "end")), "messages.html").chats[0].chat.messages
        assert str(rows["text"].to_pylist()[-1]).endswith("end")
    except EgregoraError:
        pass
    assert time.process_time() - started < 5
