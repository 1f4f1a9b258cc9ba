"""An export that some tool wrote again is the same export: other order, layout, keys; a broken record costs itself."""

from __future__ import annotations

import contextlib
import json
import random
import time
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from egregora_assets.readers.programs.json_shape import read_shape
from egregora_assets.readers.programs.json_text import JsonReader, Unreadable
from egregora_assets.readers.refusals import ExportMalformed
from egregora_assets_tests.exports import sources as made
from egregora_assets_tests.exports.sources import ANA, BRUNO, as_archive, as_json, telegram_chat
from egregora_assets_tests.readers.programs.source_reading import ReadFile, read, rows_of, spoken
from egregora_assets_tests.readers.programs.test_hostile import ARCHIVES, JSON_EXPORTS


def with_sorted_keys(value: Any) -> bytes:
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()


def with_shuffled_keys(value: Any) -> bytes:
    draw = random.Random(7)

    def shuffle(found: Any) -> Any:
        if isinstance(found, list):
            return [shuffle(v) for v in found]
        if not isinstance(found, dict):
            return found
        keys = draw.sample(sorted(found), len(found))
        return {k: shuffle(found[k]) for k in keys}

    return json.dumps(shuffle(value), indent=4).encode()


def with_unknown_keys(value: Any) -> bytes:
    def extend(found: Any) -> Any:
        if isinstance(found, list):
            return [extend(v) for v in found]
        if isinstance(found, dict):
            return {"00_new": {"id": ["x"]}, **{k: extend(v) for k, v in found.items()}, "zz_new": [1, {"type": "x"}]}
        return found

    return json.dumps(extend(value), indent="\t").encode()


REWRITERS = (with_sorted_keys, with_shuffled_keys, with_unknown_keys)


def rows_of_all(file: ReadFile) -> list[Any]:
    return [(c.chat_key, c.title, c.chat.rejected.num_rows, rows_of(file, n)) for n, c in enumerate(file.chats)]


@pytest.mark.parametrize("rewrite", REWRITERS, ids=lambda f: f.__name__)
@pytest.mark.parametrize("source", [*JSON_EXPORTS, *ARCHIVES])
def test_an_export_that_was_written_again_reads_the_same(source: str, rewrite: Callable[[Any], bytes]) -> None:
    if source in JSON_EXPORTS:
        document = JSON_EXPORTS[source]()
        first, again = read(as_json(document)), read(rewrite(document))
    else:
        parts = ARCHIVES[source]()
        changed = {n: rewrite(json.loads(d)) if n.endswith(".json") else d for n, d in parts.items()}
        first, again = read(as_archive(parts), "x.zip"), read(as_archive(changed), "x.zip")
    assert again.source == source
    assert rows_of_all(again) == rows_of_all(first)


@pytest.mark.parametrize("source", JSON_EXPORTS)
def test_records_in_another_order_are_the_same_messages(source: str) -> None:
    document = JSON_EXPORTS[source]()
    turned = {**document, "messages": document["messages"][::-1]}
    assert spoken(read(as_json(turned))) == spoken(read(as_json(document)))


@pytest.mark.parametrize("head", [{}, {"participants": []}])
def test_a_thread_without_its_head_is_read(head: dict[str, Any]) -> None:
    thread = JSON_EXPORTS["messenger"]()
    whole = spoken(read(as_json(thread)))
    assert spoken(read(as_json({**head, "messages": thread["messages"]}))) == whole
    assert spoken(read(as_json(thread["messages"]))) == whole


BROKEN = {
    "an unknown escape": (rb"a\x0Cb and \q", "a\x0cb and q"),
    "a control character": (b"a\x01\tb", "a\x01\tb"),
}


@pytest.mark.parametrize("name", BROKEN)
@pytest.mark.parametrize("layout", [None, 1])
def test_what_json_forbids_and_programs_wrote_costs_nothing(name: str, layout: int | None) -> None:
    written, meant = BROKEN[name]
    data = json.dumps(telegram_chat(), indent=layout).encode().replace(b"good morning everybody", written)
    file = read(data)
    assert spoken(file)[1] == (ANA, "text", meant)
    assert file.chats[0].chat.rejected.num_rows == 0


@pytest.mark.parametrize("written", [b'a "quoted" word', b"and {", b'", , "x": "', b"\\u12"])
@pytest.mark.parametrize("layout", [None, 1], ids=["one line", "indented"])
def test_a_record_that_is_no_json_costs_itself_and_is_named(written: bytes, layout: int | None) -> None:
    chat = telegram_chat()
    whole = spoken(read(as_json(chat)))
    data = json.dumps(chat, indent=layout, ensure_ascii=False).encode().replace(b"good morning everybody", written)
    file = read(data)
    rejected = file.chats[0].chat.rejected.to_pylist()
    if written == b"and {":
        assert [len(spoken(file)), rejected] == [len(whole), []]
        return
    if not rejected:  # the escape could be mended
        assert spoken(file)[2:] == whole[2:]
        return
    assert spoken(file) == [whole[0], *whole[2:]]
    line = data[: data.index(written)].count(b"\n") + 1
    assert [(r["line_number"], r["reason"].partition(" in line ")[0]) for r in rejected] == [(2, "its JSON is broken")]
    assert abs(int(rejected[0]["reason"].rpartition(" ")[2]) - line) < 12


def test_a_list_ends_where_its_last_broken_record_does() -> None:
    records = list(JsonReader('[{"a": 1}, {"a": tru}]', "x").items())
    assert records == [{"a": 1}, Unreadable('{"a": tru}]', 1)]
    with pytest.raises(ExportMalformed, match="line 2"):
        list(JsonReader('[1,\n{"a": ', "x").items())


def test_the_shape_of_a_text_is_that_of_what_can_be_seen() -> None:
    shape = read_shape(' {"a": {"b": [1, {"c\\"": "x"}]}, "d": [], "e": "cut of')
    assert set(shape) == {"", "/a", "/a/b", "/a/b/*", '/a/b/*/c\\"', "/d", "/e"}
    assert shape['/a/b/*/c\\"'] == {"x"}
    assert read_shape("no json: {") == {}
    assert read_shape("{" * 50 + '"a": [' * 9000)


@pytest.mark.slow
@pytest.mark.parametrize("record", ['{"a": [[["}', '{"a": "}', '{"a" 1}', '{"a": {"b": }}', '{"a": ["}, {"b": 1}]'])
def test_broken_records_cost_time_in_proportion(record: str) -> None:
    """Each would be looked for anew in all that follows, if nothing kept account."""
    started = time.process_time()
    for joint in (",", ",\n "):
        text = '{"type": "private_group", "messages": [' + joint.join([record] * 5_000) + "]}"
        with contextlib.suppress(ExportMalformed):
            read(text.encode())
    assert time.process_time() - started < 4


@pytest.mark.slow
@pytest.mark.parametrize("indent", [None, 1])
@pytest.mark.parametrize("source", ["telegram", "discord", "messenger"])
def test_one_wrong_character_costs_one_record_at_most(source: str, indent: int | None) -> None:
    document = JSON_EXPORTS[source]()
    whole = len(rows_of(read(as_json(document))))
    text = json.dumps(document, indent=indent, ensure_ascii=False)
    written = [json.dumps(m, indent=indent, ensure_ascii=False) for m in document["messages"]]
    written = [w.replace("\n", "\n  ") if indent else w for w in written]

    @settings(max_examples=25, deadline=None)
    @given(st.data(), st.sampled_from(['"', "\\", "{", "}", "[", "]", ",", ":", "x", "\\x0C", ""]))
    def law(data: st.DataObject, wrong: str) -> None:
        record = data.draw(st.sampled_from(written))
        place = text.index(record) + data.draw(st.integers(1, len(record) - 2))
        file = read((text[:place] + wrong + text[place + (not wrong) :]).encode())
        assert file.source == source
        assert len(rows_of(file)) >= whole - 2  # one message has two files, and so two rows
        assert file.chats[0].chat.rejected.num_rows <= 4  # pieces of the one that ends too early

    law()


def test_a_brace_at_the_place_of_a_records_own_begins_no_other_record() -> None:
    document = made.discord_channel()
    whole = len(rows_of(read(as_json(document))))
    text = json.dumps(document, indent=1, ensure_ascii=False)
    broken = text.replace('\n    "name": ', '\n  {  "name": ', 1)
    assert broken != text
    file = read(broken.encode())
    assert (len(rows_of(file)), file.chats[0].chat.rejected.num_rows) == (whole - 1, 1)


@pytest.mark.parametrize(
    ("place", "costs"),
    [
        ('"type": "service"', 2),
        ('"type": "message"', 2),
        ('"Carla Mossoró"\n  ', 1),
    ],
    ids=["behind a line of the first record", "behind a line of the second", "where a record's own would stand"],
)
def test_a_brace_too_early_ends_no_list(place: str, costs: int) -> None:
    """What is left of the record begins as lines of all others do; a bracket of its own is not that of the list.

    Its two parts are named as what was not read.
    """
    document = telegram_chat()
    whole = len(rows_of(read(as_json(document))))
    text = json.dumps(document, indent=1, ensure_ascii=False)
    assert place in text
    file = read(text.replace(place, place + "}", 1).encode())
    assert (len(rows_of(file)), file.chats[0].chat.rejected.num_rows) == (whole - 1, costs)


def test_a_channel_names_its_server_wherever_that_stands() -> None:
    channel = made.discord_channel()
    assert read(as_json(dict(reversed(channel.items())))).chats[0].title == "Horta comunitária"


def test_a_slack_export_needs_none_of_its_lists_but_one() -> None:
    parts = ARCHIVES["slack"]()
    del parts["users.json"]
    file = read(as_archive(parts), "x.zip")
    assert file.source == "slack"
    assert {r["author_name"] for r in rows_of(file, 1)} >= {"deploys", "Dora Kestrova (dorak)"}
    assert all(r["author_name"] for r in rows_of(file, 1) if r["kind"] != "system")


def test_a_file_without_an_ending_stays_with_its_message() -> None:
    chat = telegram_chat()
    chat["messages"][5] |= {"file": "files/README", "file_name": "README"}
    chat["messages"][6] |= {"file": "voice/audio_1", "media_type": "voice_message"}
    data = as_archive({"result.json": as_json(chat), "files/README": b"r", "voice/audio_1": b"v"})
    file = read(data, "x.zip")
    kept = {name.partition("-")[0]: b"".join(chunks) for name, chunks in file.chats[0].open_media()}
    assert kept == {"README": b"r", "voice_message": b"v"}
    parts = ARCHIVES["google_chat"]()
    space = next(n for n in parts if "Space AAAA/messages" in n)
    document = json.loads(parts[space])
    document["messages"][2]["attached_files"] = [{"export_name": "LICENSE"}, {"export_name": "LICENSE"}]
    folder = space.removesuffix("messages.json")
    more = {space: as_json(document), f"{folder}LICENSE": b"1", f"{folder}LICENSE(1)": b"2"}
    found = read(as_archive(parts | more), "x.zip").chats[1]
    assert sorted(b"".join(chunks) for _, chunks in found.open_media()) == [b"1", b"2"]
    assert BRUNO in str(found.chat.messages["author_name"].to_pylist())
