"""Folders, and archives of several chats: what is one export, what are several; hostile ones stay within limits."""

from __future__ import annotations

import io
import os
import zipfile
from collections.abc import Mapping
from pathlib import Path

import pytest

from egregora_assets.readers import Export, discovery, find_exports, read_export
from egregora_assets.readers.messages import ReadOptions
from egregora_assets.readers.parts import FolderParts
from egregora_assets.readers.refusals import ExportRefused
from egregora_assets.services.system.folders import list_members, open_member
from egregora_assets_tests.exports.phones import imessage_text, messenger_parts, signal_parts
from egregora_assets_tests.exports.sources import (
    as_archive,
    as_json,
    discord_archive,
    discord_channel,
    telegram_archive,
    telegram_chat,
)
from egregora_assets_tests.exports.teams import google_chat_parts, matrix_archive, slack_parts, table_csv

Parts = Mapping[str, bytes]
PICTURE = "IMG-20240222-WA0001.jpg"


def chat(author: str, *lines: str) -> bytes:
    said = [f"21/02/2024, 10:{n:02} - {author}: {line}" for n, line in enumerate(["oi", *lines])]
    return "\n".join([*said, ""]).encode()


HORTA = chat("Ana", f"{PICTURE} (file attached)")
PHONE = {"WhatsApp Chat with Horta.txt": HORTA, PICTURE: b"one"}
OTHER = chat("Beto", "tudo bem?")


def members(data: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def below(folder: str, parts: Parts) -> dict[str, bytes]:
    return {f"{folder}/{name}": data for name, data in parts.items()}


def as_folder(folder: Path, parts: Parts) -> FolderParts:
    """The parts as files of a folder, listed as the inbox lists them."""
    for name, data in parts.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
    listed = list_members(folder)
    files = [(m.name, m.byte_count) for m in listed]
    digests = [f"digest {number}" for number, _ in enumerate(listed, 1)]
    return FolderParts.from_listing(files, lambda number: open_member(folder, listed[number - 1].name), digests)


def told(found: Export) -> tuple[str, str]:
    """Where an export is, and its program or why it is refused."""
    try:
        return found.part, read_export(found, ReadOptions("UTC"))[0].source
    except ExportRefused as refusal:
        return found.part, type(refusal).__name__


def in_archive(data: bytes, name: str = "export.zip") -> list[tuple[str, str]]:
    return [told(found) for found in find_exports(Export.from_bytes(data, name, "digest"))]


def in_folder(parts: FolderParts) -> list[tuple[str, str]]:
    return [told(found) for found in find_exports(Export("folder", parts=parts))]


ONE: dict[str, tuple[Parts, str]] = {
    "whatsapp": (PHONE, "whatsapp"),
    "whatsapp of an iPhone": ({"_chat.txt": HORTA, PICTURE: b"one"}, "whatsapp"),
    "telegram": (members(telegram_archive()), "telegram"),
    "discord": (members(discord_archive()), "discord"),
    "slack": (slack_parts(), "slack"),
    "signal": (below("Ana", signal_parts()) | below("Beto", signal_parts(more=True)), "signal"),
    "messenger": (messenger_parts(), "messenger"),
    "instagram": (messenger_parts("instagram"), "instagram"),
    "google chat": (google_chat_parts(), "google_chat"),
    "matrix": (members(matrix_archive()), "matrix"),
    "imessage": ({"Ana.txt": imessage_text(), "Beto.txt": imessage_text(more=True)}, "imessage"),
    "table": ({"table.csv": table_csv(), "a.pdf": b"%PDF"}, "table"),
}


@pytest.mark.parametrize("wrapper", ["", "a/b/"], ids=["bare", "wrapped"])
@pytest.mark.parametrize(("parts", "source"), ONE.values(), ids=list(ONE))
def test_what_a_program_made_is_one_export_as_a_folder_and_as_an_archive(
    parts: Parts, source: str, wrapper: str, tmp_path: Path
) -> None:
    wrapped = {f"{wrapper}{name}": data for name, data in parts.items()}
    assert [program for _, program in in_archive(as_archive(wrapped))] == [source]
    assert [program for _, program in in_folder(as_folder(tmp_path, wrapped))] == [source]


@pytest.mark.parametrize("parts", [PHONE, members(telegram_archive())], ids=["whatsapp", "telegram"])
def test_a_folder_and_the_archive_of_it_have_the_same_content(parts: dict[str, bytes], tmp_path: Path) -> None:
    folder = as_folder(tmp_path, below("any name", parts) | {"__MACOSX/x": b"x", ".DS_Store": b"x"})
    (of_folder,) = find_exports(Export("folder", parts=folder))
    contents = []
    for data in (as_archive(parts), as_archive({**parts, next(reversed(parts)): b"another picture"})):
        contents += [found.hash_content() for found in find_exports(Export.from_bytes(data, "export.zip", "digest"))]
    assert of_folder.hash_content() == of_folder.digest == contents[0]
    assert contents[1] != contents[0]


SEVERAL: dict[str, tuple[Parts, list[tuple[str, str]]]] = {
    "texts": (
        {"WhatsApp Chat with A.txt": HORTA, "WhatsApp Chat with B.txt": OTHER, PICTURE: b"one"},
        [("WhatsApp Chat with A.txt", "whatsapp"), ("WhatsApp Chat with B.txt", "whatsapp")],
    ),
    "texts of any name": ({"a.txt": HORTA, "b.txt": OTHER}, [("a.txt", "whatsapp"), ("b.txt", "whatsapp")]),
    "archives": (
        {"a.zip": as_archive(PHONE), "b.zip": telegram_archive()},
        [("a.zip", "whatsapp"), ("b.zip", "telegram")],
    ),
    "one archive": ({"a.zip": as_archive(PHONE)}, [("a.zip", "whatsapp")]),
    "folders": (
        below("A", PHONE) | below("B", {"_chat.txt": OTHER}) | below("C", members(telegram_archive())),
        [("A/", "whatsapp"), ("B/", "whatsapp"), ("C/ChatExport_2024-04-01/", "telegram")],
    ),
    "programs side by side": (
        {"discord.json": as_json(discord_channel()), "telegram.json": as_json(telegram_chat())},
        [("discord.json", "discord"), ("telegram.json", "telegram")],
    ),
    "a bad one among good ones": (
        {"a.zip": as_archive(PHONE), "b.zip": b"PK\3\4 cut", "c.zip": as_archive({"c.txt": OTHER})},
        [("a.zip", "whatsapp"), ("b.zip", "ArchiveDamaged"), ("c.zip", "whatsapp")],
    ),
}


@pytest.mark.parametrize(("parts", "exports"), SEVERAL.values(), ids=list(SEVERAL))
def test_exports_side_by_side_are_read_each_by_itself(
    parts: Parts, exports: list[tuple[str, str]], tmp_path: Path
) -> None:
    assert sorted(in_folder(as_folder(tmp_path, parts))) == sorted(exports)
    assert sorted(in_archive(as_archive(parts))) == sorted(exports)


def test_each_chat_of_a_batch_has_the_files_that_it_names_and_no_others() -> None:
    data = as_archive({"A.txt": HORTA, "B.txt": OTHER, PICTURE: b"one"})
    found = find_exports(Export.from_bytes(data, "x.zip", "digest"))
    media = [[(name, b"".join(pieces)) for name, pieces in read_export(one)[0].open_media()] for one in found]
    assert media == [[(PICTURE, b"one")], []]


def test_an_archive_that_was_attached_is_never_opened(monkeypatch: pytest.MonkeyPatch) -> None:
    inner = {"WhatsApp Chat with Old.zip": as_archive({"_chat.txt": OTHER}), "b.zip": as_archive(PHONE)}
    owner = chat("Ana", "WhatsApp Chat with Old.zip (file attached)")
    monkeypatch.setattr(discovery, "_find_in_entry", lambda *_: pytest.fail("an attachment was opened"))
    assert in_archive(as_archive({"WhatsApp Chat with New.txt": owner, **inner})) == [("", "whatsapp")]


def test_an_export_beside_a_chat_in_a_folder_is_one_of_its_own(tmp_path: Path) -> None:
    parts = {**PHONE, "telegram.zip": telegram_archive(), **below("slack", slack_parts())}
    assert [program for _, program in in_folder(as_folder(tmp_path, parts))] == ["whatsapp", "telegram", "slack"]


def deflated(parts: Parts) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in parts.items():
            archive.writestr(name, data)
    return stream.getvalue()


def test_what_a_chat_names_belongs_to_it_and_other_exports_beside_it_do_not(tmp_path: Path) -> None:
    owner = chat("Ana", "telegram.json (file attached)")
    parts = {"telegram.json": as_json(telegram_chat()), "discord.json": as_json(discord_channel())}
    assert in_archive(as_archive({"chat.txt": owner, **parts})) == [("", "whatsapp"), ("discord.json", "discord")]
    phone = {"WhatsApp Chat with X.txt": owner, "b.txt": OTHER, **parts}
    assert [what for _, what in in_folder(as_folder(tmp_path, phone))] == ["whatsapp", "whatsapp", "discord"]
    assert in_archive(as_archive(phone)) == [("", "whatsapp")]


def bomb() -> bytes:
    return deflated({"_chat.txt": OTHER + b"z" * 40_000_000})


@pytest.mark.parametrize(
    ("inner", "reason"),
    [
        (bomb(), "ArchiveBomb"),
        (as_archive({"deep.zip": as_archive(PHONE)}), "ArchivesTooDeep"),
        (as_archive({"../up.txt": OTHER}), "ArchivePathUnsafe"),
        (as_archive({"photo.jpg": b"x"}), "NoChatInside"),
        (b"hello\n" * 99, "NotAnArchive"),
    ],
    ids=["bomb", "too deep", "climbing", "no chat", "no archive"],
)
def test_a_hostile_archive_in_an_archive_is_refused_and_its_neighbour_is_read(inner: bytes, reason: str) -> None:
    found = in_archive(
        as_archive({"a.zip": as_archive(PHONE), "b.zip": inner, "c.zip": as_archive({"_chat.txt": OTHER})})
    )
    assert [what for _, what in found] == ["whatsapp", reason, "whatsapp"]


@pytest.mark.parametrize(
    ("limit", "value", "reason"),
    [
        ("MAX_ENTRIES", 5, "TooManyEntries"),
        ("MAX_TOTAL_BYTES", 2_000, "ExportTooLarge"),
        ("RATIO_FREE_BYTES", 100, "ArchiveBomb"),
    ],
)
def test_the_limits_hold_for_all_levels_together(
    limit: str, value: int, reason: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(discovery, limit, value)
    monkeypatch.setattr(discovery, "MAX_RATIO", 1)
    inner = [deflated({"_chat.txt": chat(f"Ana {n}", "oi" * 200), "photo.jpg": b"x"}) for n in range(4)]
    found = in_archive(as_archive({f"{n}.zip": data for n, data in enumerate(inner)}))
    assert reason in [what for _, what in found]


def test_links_devices_and_hidden_files_of_a_folder_are_not_followed(tmp_path: Path) -> None:
    outside = tmp_path / "outside"
    as_folder(outside, {"secret.txt": OTHER})
    folder = tmp_path / "folder"
    as_folder(folder, PHONE)
    (folder / "WhatsApp Chat with Secret.txt").symlink_to(outside / "secret.txt")
    (folder / "inner").symlink_to(outside)
    os.mkfifo(folder / "pipe.txt")
    (folder / ".hidden.txt").write_bytes(OTHER)
    assert [m.name for m in list_members(folder)] == sorted(PHONE)


def test_a_file_that_became_a_link_is_not_read(tmp_path: Path) -> None:
    outside = tmp_path / "outside"
    as_folder(outside, {"a.txt": OTHER})
    folder = tmp_path / "folder"
    parts = as_folder(folder, {"inner/a.txt": HORTA, "inner/b.jpg": b"x"})
    (folder / "inner").rename(folder / "moved")
    (folder / "inner").symlink_to(outside)
    assert [what for _, what in in_folder(parts)] == ["ExportChanged"]
