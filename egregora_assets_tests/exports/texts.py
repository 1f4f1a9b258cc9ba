"""WhatsApp texts as exports that were read, for tests of what comes after reading."""

from __future__ import annotations

from egregora_assets.readers import Export
from egregora_assets.readers.whatsapp.parser import parse_chat
from egregora_assets_tests.asset_bodies import KEY


def text_export(text: str, number: int, title: str | None = "Horta", file_name: str = "") -> Export:
    """An export of one chat; other numbers make other exports."""
    return Export(
        export_id=KEY.uuid("export", str(number)),
        file_name=file_name or f"{number}.txt",
        source="whatsapp",
        byte_count=len(text),
        chat=parse_chat(text.encode()),
        title=title,
    )
