"""Archives that no phone writes are refused with a typed reason, within limits; those of phones are read."""

from __future__ import annotations

import io
import stat
import struct
import warnings
import zipfile
import zlib
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from egregora_assets.merging.preview import read_chat
from egregora_assets.readers import archive, refusals
from egregora_assets.readers.parts import Archive, Entry
from egregora_assets.readers.whatsapp.chat_text import find_chat_text, read_title

CHAT = "21/02/2024, 10:00 - Ana: oi\n22/02/2024, 10:00 - Beto: olá\n".encode()
Members = list[tuple[str, bytes]]


def pack(members: Members, *, mode: int = stat.S_IFREG | 0o644, method: int = zipfile.ZIP_DEFLATED) -> bytes:
    """An archive as Python writes it."""
    buffer = io.BytesIO()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        with zipfile.ZipFile(buffer, "w", method) as z:
            for name, data in members:
                info = zipfile.ZipInfo(name, (2024, 2, 21, 10, 0, 0))
                info.external_attr, info.compress_type = mode << 16, method
                z.writestr(info, data)
    return buffer.getvalue()


class Unseekable(io.RawIOBase):
    """A stream that cannot go back, so that sizes stand behind the data, as on a phone."""

    def __init__(self) -> None:
        self.data = bytearray()

    def writable(self) -> bool:
        return True

    def write(self, piece: object) -> int:
        self.data += bytes(piece)  # type: ignore[call-overload]
        return len(bytes(piece))  # type: ignore[call-overload]


def stream_packed(members: Members) -> bytes:
    out = Unseekable()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as z:
        for name, data in members:
            z.writestr(name, data)
    return bytes(out.data)


class Opened:
    """An archive with one chat in it."""

    def __init__(self, data: bytes, name: str) -> None:
        self.archive: Archive = archive.open_archive(io.BytesIO(data), len(data))
        text = find_chat_text(self.archive, name)
        self.text = self.archive.read(text)
        self.attachments: tuple[Entry, ...] = tuple(e for e in self.archive.entries if e.number != text.number)

    def attachment_chunks(self, entry: Entry) -> Iterator[bytes]:
        return self.archive.chunks(entry)


def opened(data: bytes, name: str = "export.zip") -> Opened:
    return Opened(data, name)


def damage(data: bytes, at: int, new: bytes) -> bytes:
    return data[:at] + new + data[at + len(new) :]


PLAIN = pack([("_chat.txt", CHAT), ("photo.jpg", b"x" * 100)])
CENTRAL = PLAIN.index(b"PK\1\2")
END = PLAIN.rindex(b"PK\5\6")


def bomb() -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as z, z.open("_chat.txt", "w") as f:
        for _ in range(40):
            f.write(b"z" * 1_000_000)
    return buffer.getvalue()


def same_offset() -> bytes:
    """A directory that lists the first entry twice, under two names."""
    first = PLAIN[CENTRAL : CENTRAL + 46 + 9]
    twin = first.replace(b"_chat.txt", b"_twin.txt")
    directory = first + twin
    return PLAIN[:CENTRAL] + directory + struct.pack("<4s4H2LH", b"PK\5\6", 0, 0, 2, 2, len(directory), CENTRAL, 0)


def lying_size() -> bytes:
    data = bytearray(PLAIN)
    for at, offset in ((0, 22), (CENTRAL, 24)):
        data[at + offset : at + offset + 4] = struct.pack("<L", 5)
    return bytes(data)


REFUSED: dict[str, tuple[Callable[[], bytes], type[refusals.ExportRefused]]] = {
    "empty file": (lambda: b"", refusals.ExportEmpty),
    "not an archive": (lambda: b"hello\n" * 99, refusals.NotAnArchive),
    "RAR": (lambda: b"Rar!\x1a\x07\x00" + bytes(99), refusals.NotAnArchive),
    "prefix before the archive": (lambda: b"MZ" + PLAIN, refusals.NotAnArchive),
    "no entries": (lambda: pack([]), refusals.NoChatInside),
    "no chat": (lambda: pack([("photo.jpg", b"x")]), refusals.NoChatInside),
    "text that is no chat": (lambda: pack([("_notes.txt", b"hello\n" * 50)]), refusals.NotAChat),
    "two chats": (lambda: pack([("a.txt", CHAT), ("b.txt", CHAT)]), refusals.SeveralChatsInside),
    "cut in half": (lambda: PLAIN[: len(PLAIN) // 2], refusals.ArchiveDamaged),
    "cut at the end": (lambda: PLAIN[:-1], refusals.ArchiveDamaged),
    "climbing path": (lambda: pack([("_chat.txt", CHAT), ("../../x.txt", b"x")]), refusals.ArchivePathUnsafe),
    "absolute path": (lambda: pack([("_chat.txt", CHAT), ("/srv/x", b"x")]), refusals.ArchivePathUnsafe),
    "drive": (lambda: pack([("_chat.txt", CHAT), ("C:x", b"x")]), refusals.ArchivePathUnsafe),
    "backslash": (lambda: pack([("_chat.txt", CHAT), ("..\\x", b"x")]), refusals.ArchivePathUnsafe),
    "same name twice": (lambda: pack([("_chat.txt", CHAT), ("_chat.txt", CHAT)]), refusals.ArchiveNamesClash),
    "same name but for case": (lambda: pack([("_chat.txt", CHAT), ("_CHAT.txt", CHAT)]), refusals.ArchiveNamesClash),
    "same name but for composition": (
        lambda: pack([("é.jpg", b"1"), ("e\u0301.jpg", b"2")]),
        refusals.ArchiveNamesClash,
    ),
    "link": (lambda: pack([("_chat.txt", CHAT)], mode=stat.S_IFLNK | 0o777), refusals.ArchiveEntryUnsafe),
    "FIFO": (lambda: pack([("_chat.txt", CHAT)], mode=stat.S_IFIFO | 0o644), refusals.ArchiveEntryUnsafe),
    "other packing method": (
        lambda: pack([("_chat.txt", CHAT)], method=zipfile.ZIP_BZIP2),
        refusals.ArchiveEntryUnsafe,
    ),
    "bomb": (bomb, refusals.ArchiveBomb),
    "overlapping entries": (same_offset, refusals.ArchiveDamaged),
    "lying size": (lying_size, refusals.ArchiveDamaged),
    "encrypted": (lambda: damage(damage(PLAIN, 6, b"\1"), CENTRAL + 8, b"\1"), refusals.ArchiveEncrypted),
    "encrypted in one header": (lambda: damage(PLAIN, 6, b"\1"), refusals.ArchiveEncrypted),
    "other name in the local header": (lambda: damage(PLAIN, 30, b"other"), refusals.ArchiveDamaged),
    "changed data": (lambda: damage(PLAIN, 45, bytes([PLAIN[45] ^ 0x55])), refusals.ArchiveDamaged),
    "wrong count": (lambda: damage(PLAIN, END + 8, b"\1\0\1\0"), refusals.ArchiveDamaged),
    "forged end in the comment": (
        lambda: damage(PLAIN, END + 20, b"\x16\0") + b"PK\5\6" + bytes(18),
        refusals.ArchiveDamaged,
    ),
    "two archives": (lambda: PLAIN + PLAIN, refusals.ArchiveDamaged),
    "data after the end": (lambda: PLAIN + b"tail", refusals.ArchiveDamaged),
}


@pytest.mark.parametrize(("make", "reason"), REFUSED.values(), ids=list(REFUSED))
def test_what_no_phone_writes_is_refused_with_its_reason(
    make: Callable[[], bytes], reason: type[refusals.ExportRefused]
) -> None:
    with pytest.raises(reason) as refusal:
        opened(make())
    assert type(refusal.value) is reason
    assert "Remedy:" in str(refusal.value)
    assert "_chat" not in str(refusal.value)


def test_too_many_entries_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(archive, "MAX_ENTRIES", 1)
    with pytest.raises(refusals.TooManyEntries):
        opened(PLAIN)


@pytest.mark.parametrize("limit", ["MAX_FILE_BYTES", "MAX_ENTRY_BYTES", "MAX_TEXT_BYTES", "MAX_TOTAL_BYTES"])
def test_too_many_bytes_are_refused(monkeypatch: pytest.MonkeyPatch, limit: str) -> None:
    monkeypatch.setattr(archive, limit, 50)
    with pytest.raises(refusals.ExportTooLarge):
        opened(PLAIN)


@pytest.mark.parametrize(
    "data", [PLAIN, stream_packed([("_chat.txt", CHAT), ("photo.jpg", b"x" * 100)])], ids=["seeking", "streaming"]
)
def test_an_archive_of_a_phone_is_read(data: bytes) -> None:
    export = opened(data)
    assert export.text == CHAT
    assert [b"".join(export.attachment_chunks(e)) for e in export.attachments] == [b"x" * 100]


def test_leftovers_of_other_systems_are_skipped() -> None:
    export = opened(pack([("_chat.txt", CHAT), ("__MACOSX/._chat.txt", b"x"), ("._photo.jpg", b"x"), ("sub/", b"")]))
    assert export.attachments == ()


def test_a_chat_sent_as_an_attachment_is_not_taken_for_the_chat() -> None:
    owner = CHAT + b"23/02/2024, 10:00 - Ana: WhatsApp Chat with Old.txt (file attached)\n"
    for name in ("WhatsApp Chat with New.txt", "_chat.txt"):
        assert opened(pack([("WhatsApp Chat with Old.txt", CHAT * 50), (name, owner)])).text == owner


def test_a_text_file_needs_no_archive(tmp_path: Path) -> None:
    path = tmp_path / "chat.txt"
    path.write_bytes(CHAT)
    assert read_chat(path).messages.num_rows == 2


@pytest.mark.parametrize(
    ("name", "title"),
    [
        ("Conversa do WhatsApp com Horta da Vila.txt", "Horta da Vila"),
        ("WhatsApp Chat - Garden.zip", "Garden"),
        ("WhatsApp Chat with Garden (2).zip", "Garden"),
        ("与花园的 WhatsApp 聊天.txt", "花园"),
        ("_chat.txt", None),
        ("export.zip", None),
    ],
)
def test_the_title_stands_in_the_name_that_the_phone_gives(name: str, title: str | None) -> None:
    assert read_title(name) == title


@pytest.mark.slow
@given(st.integers(0, len(PLAIN) - 1), st.binary(min_size=1, max_size=8))
@settings(max_examples=300, deadline=None)
def test_any_damage_is_refused_or_harmless(at: int, new: bytes) -> None:
    try:
        export = opened(damage(PLAIN, at, new)[: max(len(PLAIN), at + len(new))])
        for entry in export.attachments:
            assert zlib.crc32(b"".join(export.attachment_chunks(entry))) == entry.crc
    except refusals.ExportRefused:
        return
    assert len(export.text) == len(CHAT)
