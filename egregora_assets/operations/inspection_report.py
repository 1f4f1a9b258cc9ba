"""The report of an inspection: decisions with their evidence, counts, doubts.

It quotes nobody: no name, title, file name or message, so that it can be shown to others; names only on request.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence

import pyarrow.compute as pc

from egregora_assets.merging.chat_rows import Rows
from egregora_assets.merging.conversations import compare_exports
from egregora_assets.merging.preview import Preview
from egregora_assets.operations.printing import escape
from egregora_assets.readers.messages import ParsedChat, ParseReport, values

_ORDERS = {"DMY": "day, month, year", "MDY": "month, day, year", "YMD": "year, month, day"}
_PLATFORMS = {"android": "WhatsApp on Android", "ios": "WhatsApp on iOS"}
_SHOWN_LINES = 10
_WIDTH = 13


def format_report(
    files: Sequence[Preview], together: ParsedChat, time_zone: str | None, locale: str | None, are_names_shown: bool
) -> Iterator[str]:
    """The report, line by line.

    Args:
        files: what was read, in the order given.
        together: all files as one conversation.
        time_zone, locale: as declared, if they were.
        are_names_shown: add the title and everybody's name.
    """
    count = len({f.number for f in files})
    for place, file in enumerate(files, 1):
        of = f"File {file.number} of {count}" if count > 1 else "The export"
        yield of if count == len(files) else f"{of}, conversation {place} of {len(files)}"
        yield from _file_lines(file, time_zone, locale)
        yield from _relation(files, place)
        yield ""
    if len(files) == count > 1:
        yield f"{len(files)} files as one conversation"
        yield from _message_lines(together)
        yield ""
    if are_names_shown:
        yield from _name_lines(together)
        yield ""


def _line(label: str, text: str) -> str:
    return f"  {label:<{_WIDTH}}{text}"


def _note(text: str) -> str:
    return _line("", f"! {text}")


def _file_lines(file: Preview, time_zone: str | None, locale: str | None) -> Iterator[str]:
    report = file.chat.report
    yield _line("Source", _PLATFORMS.get(report.platform, file.source))
    yield _line("File", _content(file))
    language = f"language of the application: {report.language or 'not recognised'}"
    yield _line("Locale", f"{escape(locale)} (declared); {language}" if locale else language)
    yield _line("Dates", f"{_ORDERS[report.date_order]}, because of: {report.date_order_evidence}")
    if report.is_date_order_open:
        yield _note("nothing in the file tells the day from the month for certain: give --locale, such as pt_BR")
    clock = "12 hours" if report.is_twelve_hour else "24 hours"
    yield _line("Clock", f"{clock}, {'with' if report.has_seconds else 'without'} seconds")
    declared = f"{file.time_zone}, as the export says" if file.time_zone else None
    yield _line("Time zone", declared or time_zone or "UTC, because none was given (--time-zone)")
    yield from _message_lines(file.chat)
    yield from _attachment_lines(file)
    if report.encoding != "utf-8":
        yield _line("Encoding", f"{report.encoding}, converted to Unicode")
    yield from _doubt_lines(file.chat)


def _counted(count: int, word: str) -> str:
    return f"{count:,} {word}{'' if count == 1 else 's'}"


def _content(file: Preview) -> str:
    if file.attachment_names is None:
        return f"text, {file.byte_count:,} bytes"
    files = _counted(len(file.attachment_names), "file")
    return f"{_holder(file)}, {file.byte_count:,} bytes, with {files} for the conversation"


def _holder(file: Preview) -> str:
    return "folder" if file.is_folder else "archive"


def _message_lines(chat: ParsedChat) -> Iterator[str]:
    messages = chat.messages
    first, last = (f(messages["local_time"]).as_py() for f in (pc.min, pc.max))
    days = (last.date() - first.date()).days + 1
    yield _line("Span", f"{first:%Y-%m-%d %H:%M} to {last:%Y-%m-%d %H:%M} local time, {_counted(days, 'day')}")
    kinds = Counter(values(messages["kind"]))
    shown = ", ".join(f"{kind} {count:,}" for kind, count in sorted(kinds.items(), key=lambda i: (-i[1], i[0])))
    yield _line("Messages", f"{messages.num_rows:,}: {shown}")
    edited = pc.sum(messages["is_edited"]).as_py()
    if edited:
        yield _line("", f"{edited:,} of them edited")
    yield _line("People", f"{pc.count_distinct(messages['author_name']).as_py():,} who write")


def _attachment_lines(file: Preview) -> Iterator[str]:
    named = {n for n in values(pc.unique(file.chat.messages["attachment_name"])) if n is not None}
    if not named:
        return
    if file.attachment_names is None:
        yield _line("Attachments", f"{len(named):,} named; a bare text holds none of them")
        return
    folded = {n.casefold() for n in file.attachment_names}
    there = sum(n.casefold() in folded for n in named)
    yield _line("Attachments", f"{len(named):,} named, {there:,} of them in the {_holder(file)}")


def _doubt_lines(chat: ParsedChat) -> Iterator[str]:
    """What was rejected, moved or replaced; nothing, where all is plain."""
    rejected = chat.rejected.select(["line_number", "reason"]).to_pylist()
    yield _line("Rejected", _counted(len(rejected), "line"))
    for row in rejected[:_SHOWN_LINES]:
        yield _line("", f"line {row['line_number']:,}: {row['reason']}")
    if len(rejected) > _SHOWN_LINES:
        yield _line("", f"and {len(rejected) - _SHOWN_LINES:,} more")
    yield from (_note(text) for text in list_doubts(chat.report))


def list_doubts(report: ParseReport) -> Iterator[str]:
    """What is doubtful about a file, in words; nothing, where all is plain."""
    if report.misplaced_stamp_count:
        lines = _counted(report.misplaced_stamp_count, "line")
        yield f"begun like a message, but with a date or time that cannot be read, or of another layout: {lines}"
    if report.stray_character_count:
        zeros = f"{report.zero_byte_count:,} of them zero bytes"
        yield f"not decoded, shown as U+FFFD: {_counted(report.stray_character_count, 'character')}, {zeros}"
    if report.dst_overlap_count:
        messages = _counted(report.dst_overlap_count, "message")
        yield f"in an hour that clocks showed twice: {messages}; which showing is decided by their order"
    if report.dst_gap_count:
        messages = _counted(report.dst_gap_count, "message")
        yield f"in an hour that clocks left out: {messages}; look at --time-zone"
    if not report.author_count:
        yield "nobody speaks: only notices of the application; `egregora process` would refuse it"


def _relation(files: Sequence[Preview], number: int) -> Iterator[str]:
    """How a file relates to those before it."""
    mine = Rows(files[number - 1].chat.messages)
    before = [f for f in files[: number - 1] if f.number != files[number - 1].number]
    likenesses = [compare_exports(Rows(f.chat.messages), mine) for f in before]
    if not likenesses:
        return
    shared = max(likeness.shared for likeness in likenesses)
    yield _line("In common", f"{_counted(shared, 'message')} with a file above")
    if not any(likeness.is_same for likeness in likenesses):
        what = "few messages" if shared else "no message"
        yield _note(f"{what} in common with the files above: be sure that they are of one conversation")


def _name_lines(chat: ParsedChat) -> Iterator[str]:
    if chat.title:
        yield _line("Title", escape(chat.title))
    counts = Counter(n for n in values(chat.messages["author_name"]) if n is not None)
    yield "Names, with the number of messages"
    for name, count in sorted(counts.items(), key=lambda item: (-item[1], item[0])):
        yield f"  {count:>9,}  {escape(name)}"
