"""Write the sample export: `python -m egregora_assets.sample.generate [FOLDER]`.

It writes `WhatsApp Chat with Quintal Lab.zip` as a phone with Android and British English exports it, `gotejo.bundle`,
the repository that the chat speaks of, and `truth.json`: who takes part, what was planted, how much there is. The same
code gives the same messages for ever, and the same bytes with the same version of Pillow (whose encoders draw the
pictures). Entries and objects are stored, not deflated, so that no version of zlib has a say.
"""

from __future__ import annotations

import io
import json
import re
import sys
import zipfile
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path

from egregora_assets.sample import pictures
from egregora_assets.sample.conversation import Spoken, play_conversation
from egregora_assets.sample.people import (
    CHAT_TITLE,
    OPTED_OUT,
    PEOPLE,
    PHOTO_ARTIST,
    PHOTO_OWNER,
    PHOTO_POSITION,
    PLANTED,
    PLANTED_IN_FILES,
    get_sort,
)
from egregora_assets.sample.repository import BUNDLE_NAME, build_repository

EXPORT_NAME = f"WhatsApp Chat with {CHAT_TITLE}.zip"
TEXT_NAME = f"WhatsApp Chat with {CHAT_TITLE}.txt"
ENTRY_TIME = (2026, 4, 26, 21, 0, 0)
LRM, FSI, PDI = "\u200e", "\u2068", "\u2069"
DIRECTIVE = re.compile(r"\[(img|omitted|sticker|poll|location|contact|doc|deleted) ?([^\]]*)\] ?", re.DOTALL)


@dataclass
class Export:
    """The export while it is written: its text, its files, how many messages of each kind."""

    text: list[str] = field(default_factory=list)
    files: dict[str, bytes] = field(default_factory=dict)
    kinds: Counter[str] = field(default_factory=Counter)
    stickers: int = 0

    def add(self, spoken: Spoken) -> None:
        """Append one message as the application writes it."""
        stamp = spoken.at.strftime("%d/%m/%Y, %H:%M")
        if spoken.speaker == "*":
            self.kinds["system"] += 1
            self.text.append(f"{stamp} - {spoken.text}\n")
            return
        body = re.sub(r"@([JORSPCIN])\b", lambda mention: f"@{FSI}{PEOPLE[mention[1]].name}{PDI}", spoken.text)
        if body.endswith(" [edited]"):
            self.kinds["edited"] += 1
            body = body.removesuffix("[edited]") + "<This message was edited>"
        directive = DIRECTIVE.match(body)
        if directive:
            body = self._write_directive(spoken, directive[1], directive[2], body[directive.end() :])
        else:
            self.kinds["command" if body.startswith("/egregora") else "text"] += 1
        self.text.append(f"{stamp} - {PEOPLE[spoken.speaker].name}: {body}\n")

    def _write_directive(self, spoken: Spoken, word: str, value: str, rest: str) -> str:
        if word in ("img", "doc", "contact", "sticker"):
            return self._attach_file(spoken, word, value, rest)
        self.kinds["media" if word == "omitted" else word] += 1
        if word == "omitted":
            return "<Media omitted>"
        if word == "deleted":
            return "This message was deleted"
        if word == "location":
            return f"location: https://maps.google.com/?q={value}"
        question, *options = rest.split(" | ")
        votes = (option.rsplit(" = ", 1) for option in options)
        lines = [f"OPTION: {name} ({count} vote{'' if count == '1' else 's'})" for name, count in votes]
        return "\n".join(["POLL:", question, *lines, ""])

    def _attach_file(self, spoken: Spoken, word: str, value: str, caption: str) -> str:
        day = spoken.at.strftime("%Y%m%d")
        if word == "sticker" and self.stickers >= 3:
            self.kinds["media"] += 1
            return "<Media omitted>"
        if word == "sticker":
            self.stickers += 1
            name, content = f"STK-{day}-WA{self.stickers:04d}.webp", pictures.encode_sticker()
        elif word == "contact":
            name, content = value, contact_card()
        elif word == "doc":
            name, content = value, document()
        elif value in pictures.CHARTS:
            name, content = f"gotejo_{value}.png", pictures.encode_chart(value)
        else:
            name, content = f"IMG-{day}-WA{len(self.files) + 1:04d}.jpg", pictures.encode_photo(value)
        self.kinds["contact" if word == "contact" else "media"] += 1
        self.kinds["file"] += 1
        self.files[name] = content
        return f"{LRM}{name} (file attached)" + (f"\n{caption}" if caption else "")


def contact_card() -> bytes:
    """Return the contact card of the seed library."""
    lines = ("BEGIN:VCARD", "VERSION:3.0", "FN:Seed swap library", f"TEL:{PLANTED_IN_FILES['phone_library']}",
             f"EMAIL:{PLANTED_IN_FILES['mail_library']}", "END:VCARD", "")  # fmt: skip
    return "\r\n".join(lines).encode()


def document() -> bytes:
    """Return a PDF of one page, with the name of the one who kept the accounts in it."""
    drawing = b"BT /F1 18 Tf 60 780 Td (Quintal Lab: 380.00 in, 249.40 out) Tj ET"
    objects = (
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R "
        b"/Resources << /Font << /F1 5 0 R >> >> >>",
        b"<< /Length %d >>\nstream\n%s\nendstream" % (len(drawing), drawing),
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
        b"<< /Author (Otavio Brandao) /Title (Budget) >>",
    )
    out, offsets = b"%PDF-1.4\n", []
    for number, content in enumerate(objects, 1):
        offsets.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, content)
    table = b"".join(b"%010d 00000 n \n" % offset for offset in offsets)
    head = b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    tail = b"trailer\n<< /Size %d /Root 1 0 R /Info 6 0 R >>\nstartxref\n%d\n%%%%EOF\n" % (len(objects) + 1, len(out))
    return out + head + table + tail


def truth(messages: list[Spoken], export: Export) -> dict[str, object]:
    """Return everything that the export holds and that must not leave the vault, with counts."""
    planted: dict[str, list[str]] = {}
    for key, value in [*PLANTED.items(), *PLANTED_IN_FILES.items()]:
        planted.setdefault(get_sort(key), []).append(value)
    people = [
        {"name": person.name, "core": list(person.core), "extended": list(person.extended), "is_word": person.is_word,
         "message_count": sum(message.speaker == letter for message in messages)}
        for letter, person in PEOPLE.items()
    ]  # fmt: skip
    own = [message.text for message in messages if message.speaker == OPTED_OUT]
    silent = [text for text in own if len(text) >= 30 and not re.search(r"[\[@\n]", text)]
    others = {message.text for message in messages if message.speaker != OPTED_OUT}
    return {
        "chat_title": CHAT_TITLE,
        "export": EXPORT_NAME,
        "first_sent_at": messages[0].at.strftime("%Y-%m-%dT%H:%M"),
        "last_sent_at": messages[-1].at.strftime("%Y-%m-%dT%H:%M"),
        "message_count": len(messages),
        "kinds": dict(sorted(export.kinds.items())),
        "people": people,
        "planted": planted,
        "opted_out": {"name": PEOPLE[OPTED_OUT].name, "texts": sorted(set(silent) - others)},
        "photo_metadata": {
            "owner": [PHOTO_OWNER, PHOTO_ARTIST],
            "position": list(PHOTO_POSITION),
            "maker": "Example Phones",
        },
        "files": sorted(export.files),
        "files_naming_people": sorted(name for name in export.files if "Otavio" in name),
    }


def build() -> tuple[bytes, str, bytes]:
    """Return the bytes of the export's ZIP, the text of `truth.json`, and the bytes of the repository's bundle."""
    repository, messages = build_repository(play_conversation())
    export = Export()
    for message in messages:
        export.add(message)
    entries = {TEXT_NAME: "".join(export.text).encode(), **export.files}
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_STORED) as archive:
        for name, content in entries.items():
            entry = zipfile.ZipInfo(name, ENTRY_TIME)
            entry.create_system, entry.external_attr = 3, 0o100644 << 16
            archive.writestr(entry, content)
    truths = json.dumps(truth(messages, export), ensure_ascii=False, indent=1) + "\n"
    return out.getvalue(), truths, repository.write_bundle()


def main(arguments: list[str]) -> None:
    """Write the files into the folder given, or beside this file."""
    folder = Path(arguments[0]) if arguments else Path(__file__).parent
    archive, truths, bundle = build()
    (folder / EXPORT_NAME).write_bytes(archive)
    (folder / "truth.json").write_text(truths, "utf-8")
    (folder / BUNDLE_NAME).write_bytes(bundle)
    print(f"{EXPORT_NAME}: {len(archive):,} bytes")
    print(f"{BUNDLE_NAME}: {len(bundle):,} bytes")


if __name__ == "__main__":
    main(sys.argv[1:])
