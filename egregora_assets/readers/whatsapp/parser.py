"""Parses the text of a WhatsApp export.

Source: the text files that "Export chat" writes on Android and iOS, in any language.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import replace
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from egregora_assets.contracts.time_zones import resolve_local_times
from egregora_assets.language.folding import fold_phrase
from egregora_assets.readers.decoding import DecodedBytes, normalize_bytes
from egregora_assets.readers.messages import UNREAD, ParsedChat, ParseReport, ReadOptions, count_kinds
from egregora_assets.readers.refusals import NotAChat, TextUnreadable
from egregora_assets.readers.whatsapp.authors import clean_author, resolve_authors
from egregora_assets.readers.whatsapp.columns import build_messages, build_rejected
from egregora_assets.readers.whatsapp.dates import (
    DateFields,
    Habits,
    OrderDecision,
    decide_order,
    find_locale_order,
    read_fields,
)
from egregora_assets.readers.whatsapp.headers import (
    SAMPLE_CHARACTERS,
    Layout,
    count_wide_lines,
    detect_layout,
    widen_layout,
)
from egregora_assets.readers.whatsapp.joining import take_foreign
from egregora_assets.readers.whatsapp.records import Records, split_records, stamp_records
from egregora_assets.readers.whatsapp.vocabulary import load_vocabulary

_MENTION = re.compile("@\u2068([^\u2069\n]{1,100})\u2069")
_MEDIA_DATE = re.compile(
    r"(?:IMG|VID|AUD|PTT|STK|DOC)-(\d{4})(\d\d)(\d\d)-WA\d|(?:PHOTO|VIDEO|AUDIO|STICKER|GIF)-(\d{4})-(\d\d)-(\d\d)-"
)
_SCRIPTS = (("ko", "[\uac00-\ud7a3]"), ("ja", "[\u3040-\u30ff]"), ("zh", "[\u4e00-\u9fff]"), ("th", "[\u0e00-\u0e7f]"))
_PHRASE_BEGINNINGS = ("<", "\u200e", "\u200f")
_PHRASE_ENDS = (">", ")", "）", ".")
MAX_MEDIA_DATES = 500
MAX_LAYOUTS = 4
"""Layouts that one file may mix; what is in others stays in the message above."""
MIXED_SHARE = 0.1
"""Share of lines that begin a message in another format, above which a file is read with the wide pattern."""


def parse_chat(raw: bytes, options: ReadOptions | None = None) -> ParsedChat:
    """The messages of an export's text.

    Args:
        raw: the bytes of the chat's text file.
        options: zone and locale.

    Raises:
        NotAChat: no line begins a message.
        TextUnreadable: most lines are in an unknown encoding.
        TimeZoneUnknown, InstantOutOfRange: the times cannot be resolved.
    """
    return _parse(raw, options or ReadOptions(), MAX_LAYOUTS)


def _parse(raw: bytes, options: ReadOptions, layout_count: int) -> ParsedChat:
    """As `parse_chat`.

    Args:
        layout_count: how many layouts a file may mix.
    """
    decoded = normalize_bytes(raw)
    layout = detect_layout(decoded.utf8[: SAMPLE_CHARACTERS * 2].decode("utf-8", "replace"))
    if layout is None:
        raise NotAChat
    if decoded.unreadable_line is not None:
        raise TextUnreadable(decoded.unreadable_line)
    records, layout = _split_records(decoded, layout, is_last=layout_count == 1)
    language = _detect_language(records)
    decision, fields = _decide_date_order(records, layout, language, options)
    stamps = stamp_records(records, fields, decision, layout)
    if not len(stamps[0]):
        raise NotAChat
    names = resolve_authors(records, layout)
    hinted = replace(options, order_hint=decision.order)
    foreign = (
        take_foreign(records, layout, names, stamps[0], lambda text: _parse(text, hinted, layout_count - 1))
        if layout_count > 1
        else []
    )
    instants = resolve_local_times(stamps[0], options.time_zone, overlap="order")
    mentioned = _find_mentions(records)
    messages = _join_messages(build_messages(records, names, layout, stamps, instants), foreign)
    authors = set(messages["author_name"].unique().to_pylist()) - {None}
    title = _find_title(messages, layout, names[int(records.authors[0])], authors)
    rejected = build_rejected(records)
    reports = [chat.report for chat in foreign]
    report = replace(
        _describe_format(decoded, layout, decision, stamps[1]),
        language=language or (options.locale or "").split("_")[0] or None,
        message_count=messages.num_rows,
        kind_counts=count_kinds(messages),
        author_count=len(authors),
        rejected_line_count=rejected.num_rows,
        misplaced_stamp_count=records.misplaced_count,
        stray_character_count=records.stray_count,
        dst_gap_count=instants.gap_count + sum(r.dst_gap_count for r in reports),
        dst_overlap_count=instants.overlap_count + sum(r.dst_overlap_count for r in reports),
    )
    mentioned = tuple(dict.fromkeys([*mentioned, *(n for chat in foreign for n in chat.mentioned_names)]))
    return ParsedChat(messages, rejected, report, title, mentioned)


def _join_messages(messages: pa.Table, foreign: Sequence[ParsedChat]) -> pa.Table:
    """All messages, in file order."""
    if not foreign:
        return messages
    return pa.concat_tables([messages, *(chat.messages for chat in foreign)]).sort_by("position")


def _describe_format(
    decoded: DecodedBytes, layout: Layout, decision: OrderDecision, has_seconds: npt.NDArray[np.bool_]
) -> ParseReport:
    """A report of the encoding and the headers' format alone."""
    return replace(
        UNREAD.report,
        platform=layout.platform,
        date_order=decision.order,
        date_order_evidence=decision.evidence,
        is_date_order_open=decision.is_open,
        has_seconds=bool(has_seconds.any()),
        is_twelve_hour=layout.is_twelve_hour,
        zero_byte_count=decoded.zero_byte_count,
        encoding=decoded.encoding,
    )


def _split_records(decoded: DecodedBytes, layout: Layout, *, is_last: bool) -> tuple[Records, Layout]:
    """The file's records; with the wide pattern if many lines begin a message in another format.

    Args:
        is_last: no other layout will be looked for.
    """
    records = split_records(decoded, layout)
    if not is_last:
        return records, layout
    odd = count_wide_lines(layout, (line for _, line in records.bodies.find_likely_lines()))
    if odd > max(1, len(records.lines) * MIXED_SHARE):
        layout = widen_layout(layout)
        records = split_records(decoded, layout)
    return records, layout


def _decide_date_order(
    records: Records, layout: Layout, language: str | None, options: ReadOptions
) -> tuple[OrderDecision, list[DateFields | None]]:
    """The date order of the file, and its dates as numbers."""
    fields = [read_fields(text) for text in records.distinct_dates]
    counts = np.bincount(records.dates, minlength=len(fields))
    habits = Habits(
        media_dates=lambda: _find_media_dates(records),
        declared=find_locale_order(options.locale),
        usual=options.order_hint or find_locale_order(language),
        layout=layout,
    )
    return decide_order(fields, counts, records.dates, habits), fields


def _find_media_dates(records: Records) -> list[tuple[int, int]]:
    """Date code, and day in the name of a file, of the first records that name one."""
    found: list[tuple[int, int]] = []
    for row, body in records.bodies.search((b"-WA", 1), (b"-20", 0)):
        match = _MEDIA_DATE.search(body, 0, 300)
        day = _read_file_date(match) if match else None
        if day is not None:
            found.append((int(records.dates[row]), day))
        if len(found) >= MAX_MEDIA_DATES:
            break
    return found


def _read_file_date(match: re.Match[str]) -> int | None:
    """Days since 1970-01-01 in a file name; a day beyond the end of a month counts into the next."""
    year, month, day = (int(g) for g in match.groups() if g is not None)
    if not (1 <= month <= 12 and 1 <= day <= 31):
        return None
    return int(np.datetime64(f"{year:04d}-{month:02d}", "D").astype(int)) + day - 1


def _detect_language(records: Records) -> str | None:
    """The language of the phone, by phrases of the application, else by the script beside the clock."""
    words = load_vocabulary()
    seen: Counter[str] = Counter()
    for body in records.bodies.head(5000):
        if len(body) > 80 or not (body[-1:] in _PHRASE_ENDS or body[:1] in _PHRASE_BEGINNINGS):
            continue
        folded = fold_phrase(body).strip("<>")
        for table in (words.omitted, words.deleted, words.view_once):
            if folded in table:
                seen[table[folded]] += 1
        inside = re.search(r"[(（]([^()（）]+)[)）]$|<([^<>:：]+)[:：]", folded)
        if inside:
            word = fold_phrase(inside[1] or inside[2])
            language = words.attached.get(word) or words.attached_ios.get(word)
            if language:
                seen[language] += 1
    if seen:
        return min(seen, key=lambda language: (-seen[language], language))
    beside = "".join(records.distinct_clock_forms[code] for code in np.unique(records.clock_forms[:5000]).tolist())
    return next((language for language, script in _SCRIPTS if re.search(script, beside)), None)


def _find_mentions(records: Records) -> tuple[str, ...]:
    bodies = records.bodies.search(("@\u2068".encode(), 1))
    found = dict.fromkeys(clean_author(n) for _, body in bodies for n in _MENTION.findall(body))
    return tuple(n for n in found if n)


def _find_title(messages: pa.Table, layout: Layout, first: str | None, authors: Collection[str | None]) -> str | None:
    """The group's title: the author of the first notice on iOS, else the first quotation in an early notice.

    Args:
        first: the author of the first record; authors: of all messages.
    """
    kinds: list[Any] = messages["kind"].slice(0, 10).to_pylist()
    texts: list[Any] = messages["text"].slice(0, 10).to_pylist()
    notices = [i for i, kind in enumerate(kinds) if kind == "system"]
    if layout.style == "bracket" and notices and notices[0] == 0 and first is not None and first not in authors:
        return first
    for row in notices:
        quoted = re.search('["“„«「]([^"”“»」\n]{1,100})["”“»」]', texts[row])
        if quoted:
            return clean_author(quoted[1]) or None
    return None
