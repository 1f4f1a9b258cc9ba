"""Whatever is done to an export of another program, its reader gives rows or one of our errors, and nothing else."""

from __future__ import annotations

import copy
import json
import math
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from egregora_assets.contracts.vault import MESSAGE_KINDS
from egregora_assets.errors import EgregoraError
from egregora_assets.readers.programs.registry import BUILT_IN
from egregora_assets_tests.exports import phones, teams
from egregora_assets_tests.exports import sources as made
from egregora_assets_tests.exports.pages import PAGES
from egregora_assets_tests.exports.plain_texts import KAKAO, KAKAO_WINDOWS, LINE, LINE_JAPANESE
from egregora_assets_tests.exports.sources import as_archive, as_json
from egregora_assets_tests.readers.programs.source_reading import ReadFile, read, vault_of

JSON_EXPORTS: dict[str, Callable[[], Any]] = {
    "telegram": made.telegram_chat,
    "discord": made.discord_channel,
    "messenger": phones.messenger_thread,
    "matrix": teams.matrix_room,
}
"""Exports that are one JSON document, by source."""
ARCHIVES: dict[str, Callable[[], dict[str, bytes]]] = {
    "slack": teams.slack_parts,
    "instagram": lambda: phones.messenger_parts("instagram"),
    "google_chat": teams.google_chat_parts,
}
"""Exports that are archives of several parts, by source."""
BYTES: dict[str, Callable[[], bytes]] = {
    "telegram": lambda: as_json(made.telegram_chat()),
    "discord": lambda: as_json(made.discord_channel()),
    "signal": phones.signal_lines,
    "imessage": phones.imessage_text,
    "kakaotalk": KAKAO_WINDOWS.encode,
    "kakaotalk with dates": KAKAO["android"].encode,
    "line": LINE_JAPANESE.encode,
    "line of the desktop": LINE["desktop"].encode,
    "pages": lambda: PAGES["ChatExport/messages.html"],
    "encrypted": lambda: as_json(phones.messenger_encrypted()),
    "csv": teams.table_csv,
    "lines": teams.table_lines,
    "parquet": teams.table_parquet,
}
ODD: tuple[Any, ...] = (
    *(None, True, False, 0, -1, 10**18, 10**30, 10**50, 1e308, math.inf, math.nan, "", "0", "-1", "1e99", "NaN"),
    *("\ud800", "\u0000", "\u2068", "\u202e", "<@>", "<@1>", "x" * 3000, "9" * 5000, "2024-13-45T99:99:99Z"),
    *([], {}, [[]], [None], {"id": {}}, [{"id": []}], {"type": 1, "text": None}),
)


def survives(data: bytes) -> ReadFile | None:
    """The file, or None where it is refused; anything else that is raised fails the test."""
    try:
        file = read(data, "export.bin")
    except EgregoraError:
        return None
    for chat in file.chats:
        rows = chat.chat.messages
        assert set(rows["kind"].to_pylist()) <= set(MESSAGE_KINDS)
        notices = [kind == "system" for kind in rows["kind"].to_pylist()]
        assert notices == [author is None for author in rows["author_name"].to_pylist()]
        for name in ("author_name", "text", "attachment_name"):
            assert not any("\u0000" in t for t in rows[name].to_pylist() if t is not None)
    vault_of(file).tables()
    return file


def places_of(value: Any) -> Iterator[tuple[Any, Any]]:
    """Every place of a document where a value stands: its holder, and key or index."""
    keys: list[Any] = (
        list(value) if isinstance(value, dict) else list(range(len(value))) if isinstance(value, list) else []
    )
    for key in keys:
        yield value, key
        yield from places_of(value[key])


def with_oddities(document: Any, draw: Callable[[st.SearchStrategy[Any]], Any]) -> Any:
    """The document with a few values replaced, removed or repeated."""
    document = copy.deepcopy(document)
    for _ in range(draw(st.integers(1, 4))):
        places = list(places_of(document))
        if not places:
            break
        holder, key = places[draw(st.integers(0, len(places) - 1))]
        change = draw(st.integers(0, 4))
        if change == 0:
            del holder[key]
        elif change == 1 and isinstance(holder, list):
            holder.insert(key, copy.deepcopy(holder[key]))
        else:
            holder[key] = copy.deepcopy(draw(st.sampled_from(ODD)))
    return document


def encoded(document: Any) -> bytes:
    return json.dumps(document).encode()


@st.composite
def changed_documents(draw: st.DrawFn, source: str) -> bytes:
    return encoded(with_oddities(JSON_EXPORTS[source](), draw))


@st.composite
def changed_archives(draw: st.DrawFn, source: str) -> bytes:
    parts = ARCHIVES[source]()
    name = draw(st.sampled_from(sorted(n for n in parts if n.endswith(".json"))))
    try:
        parts[name] = encoded(with_oddities(json.loads(parts[name]), draw))
    except ValueError:
        parts[name] = parts[name][: draw(st.integers(0, len(parts[name])))]
    return as_archive(parts)


@st.composite
def changed_bytes(draw: st.DrawFn, form: str) -> bytes:
    data = bytearray(BYTES[form]())
    for _ in range(draw(st.integers(1, 6))):
        at, length = draw(st.integers(0, len(data))), draw(st.integers(0, 40))
        data[at : at + length] = draw(st.binary(max_size=40))
    return bytes(data)


SOME = settings(
    max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large]
)


@pytest.mark.slow
@pytest.mark.parametrize("source", JSON_EXPORTS)
def test_odd_values_in_a_document_raise_nothing_but_our_errors(source: str) -> None:
    @SOME
    @given(changed_documents(source))
    def law(data: bytes) -> None:
        survives(data)

    law()


@pytest.mark.slow
@pytest.mark.parametrize("source", ARCHIVES)
def test_odd_values_in_an_archive_raise_nothing_but_our_errors(source: str) -> None:
    @SOME
    @given(changed_archives(source))
    def law(data: bytes) -> None:
        survives(data)

    law()


@pytest.mark.slow
@pytest.mark.parametrize("form", BYTES)
def test_odd_bytes_raise_nothing_but_our_errors(form: str) -> None:
    @SOME
    @given(changed_bytes(form))
    def law(data: bytes) -> None:
        survives(data)

    law()


def test_every_source_has_its_odd_exports() -> None:
    covered = {"table" if name in ("csv", "lines", "parquet") else name for name in (*JSON_EXPORTS, *ARCHIVES, *BYTES)}
    assert {source.name for source in BUILT_IN} <= covered


@pytest.mark.parametrize("source", [*JSON_EXPORTS, *ARCHIVES])
def test_what_is_not_changed_is_read_without_a_rejected_record(source: str) -> None:
    data = encoded(JSON_EXPORTS[source]()) if source in JSON_EXPORTS else as_archive(ARCHIVES[source]())
    file = survives(data)
    assert file is not None
    assert file.source == source
    assert sum(c.chat.messages.num_rows for c in file.chats) > 5
    assert not any(c.chat.rejected.num_rows for c in file.chats)
