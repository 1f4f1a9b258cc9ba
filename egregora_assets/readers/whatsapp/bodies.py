"""Interprets the body of a message: kind, text without markers, attachment, edited or not.

Only bodies that may be more than plain text are read here. On iOS a mark in front of the body says that the application
may have written it (`notices` tells); on Android words and shapes decide.
"""

from __future__ import annotations

import re

from egregora_assets.language.folding import fold_phrase
from egregora_assets.readers.whatsapp.headers import MARKS, SPACES
from egregora_assets.readers.whatsapp.vocabulary import load_vocabulary
from egregora_assets.readers.whatsapp.wordings import (
    CONTACT_STEM,
    FRONT_MARKS,
    Body,
    classify_marked,
    clean_text,
    is_omission,
    read_shape,
    strip_marks,
)

MAX_NAME = 255
MAX_SHAPE = 6000
"""Longest body that is more than text (a poll has 255 characters and 12 options of 100, a caption 1,024).

The patterns below see no longer body and take linear time: no run of one class is tried again from its next character.
"""
_IOS_ATTACHMENT = re.compile(
    rf"(?P<mark>[{MARKS}]?)<(?P<inner>[{MARKS}]*+)(?P<word>[^<>:：\n]{{1,40}}?)[{SPACES}]?[:：][{SPACES}]*+(?P<file>[^<>\n]++)>"
)
_IOS_ATTACHMENT_TURNED = re.compile(
    rf"(?P<mark>[{MARKS}]?)<(?P<inner>[{MARKS}]*+)(?P<file>[^<>\n]+\.[0-9A-Za-z]{{2,5}})[{SPACES}](?P<word>[^<>:：.\n]{{1,40}}+)>"
)
_IOS_ATTACHMENT_OLD = re.compile(
    rf"(?P<file>\.[0-9A-Za-z]{{2,5}})[{SPACES}](?P<mark>[{MARKS}]?)<(?P<inner>[{MARKS}]*+)(?P<word>[^<>:：\n]{{1,40}}+)>"
)
_LONE_ANDROID = re.compile(
    r"\u200e?(?P<file>(?:IMG|VID|AUD|PTT|STK|DOC)-[0-9]{8}-WA[0-9]+\.[0-9A-Za-z]{2,5}) \([^()（）\n]{2,60}\)"
)
_LONE_IOS = re.compile(rf"\u200e<[^<>:：\n{MARKS}]{{1,40}}: (?P<file>[-0-9A-Z_a-z]+\.[0-9A-Za-z]{{1,6}})>")
_NAME_BEHIND = re.compile(r"[^<>\n]*\Z")
_ANDROID_ATTACHMENT = re.compile(
    rf"(?P<mark>[{MARKS}]*)(?P<file>[^\n]+?\.[0-9A-Za-z]{{2,5}}|(?:IMG|VID|AUD|PTT|STK|DOC)-\d{{8}}-WA\d+)[{MARKS}]*[{SPACES}][{MARKS}]*[(（](?P<word>[^()（）\n]{{2,60}})[)）][{MARKS}{SPACES}]*(?:\r?\n|\Z)"
)
_MEDIA_NAME = re.compile(r"(?:IMG|VID|AUD|PTT|STK|DOC)-\d{8}-WA\d+|\d{8}-(?:PHOTO|VIDEO|AUDIO|STICKER|GIF)-\d{4}-")
_SUFFIX = re.compile(rf"(?P<mark>[{MARKS}]?)<(?P<words>[^<>\n]{{3,80}})>[{MARKS}{SPACES}\r\n]*\Z")
_BLANKS = f"{SPACES}\n\u200e\u200f"
_WHOLE_ANGLE = re.compile(rf"[{MARKS}]*<(?P<words>[^<>\n=/\"][^<>\n=\"]{{2,80}})>[{MARKS}{SPACES}]*(?:\r?\n|\Z)")
_DOCUMENT_TITLE = re.compile(rf"[{SPACES}]?[•·][{SPACES}{MARKS}]{{0,4}}\d{{1,6}}[^\n]{{0,60}}\Z")
_NUMBER_PREFIX = re.compile(r"^\d{6,10}-")


def read_lone_file(body: str, is_android: bool) -> Body | None:
    """A shortcut for attachments without a caption, with the result of `read_android` and `read_ios`; else None."""
    found = (_LONE_ANDROID if is_android else _LONE_IOS).fullmatch(body)
    return _make_attachment(found["file"], "", False) if found else None


def read_android(body: str) -> Body:
    """A body of an Android export, of a message with an author."""
    stripped = body.strip(" \t\r\n")
    if not strip_marks(stripped):
        return Body("media", "")
    if len(stripped) > MAX_SHAPE:
        return _read_long(body)
    attached = _ANDROID_ATTACHMENT.match(body)
    if attached and _is_android_attachment(attached):
        caption, is_edited = _strip_edited_mark(body[attached.end() :], is_marked=False)
        return _make_attachment(attached["file"], caption, is_edited)
    if "<" in body:
        angled = _read_angle(body, is_marked=False)
        if angled is not None:
            return angled
    shaped = read_shape(stripped)
    return shaped or Body("text", clean_text(body))


def _read_long(body: str) -> Body:
    """A body that is too long for anything but text."""
    text, is_edited = _strip_edited_mark(body, is_marked=False)
    return Body("text", clean_text(text), None, is_edited)


def read_ios(body: str, are_marks_usual: bool) -> Body:
    """A body of an iOS export.

    Args:
        body: with its marks.
        are_marks_usual: the file has marks; without any, words alone decide.

    Returns: kind `system` where a mark stands in front and no other kind fits: a notice, or what a person wrote.
    """
    stripped = body.strip(" \t\r\n")
    if len(stripped) > MAX_SHAPE:
        return _read_long(body)
    is_marked = stripped[:1] in FRONT_MARKS
    if not is_marked and are_marks_usual and "<" not in body and stripped:
        return _read_trailing(body) or Body("text", clean_text(body))
    attached = _find_ios_attachment(body, is_marked or not are_marks_usual) if "<" in body else None
    if attached is not None:
        return attached
    if not strip_marks(stripped):
        return Body("media", "")
    if "<" in body:
        angled = (
            _read_angle(body, is_marked=True) if "\u200e<" in body or "\u200f<" in body or not are_marks_usual else None
        )
        if angled is not None:
            return angled
    if not is_marked and are_marks_usual:
        return _read_trailing(body) or Body("text", clean_text(body))
    shaped = read_shape(stripped)
    if shaped is not None:
        return shaped
    if is_marked and fold_phrase(stripped).startswith(load_vocabulary().deleted_phrases):
        return Body("deleted", clean_text(body))
    if not is_marked:
        kind = classify_marked(stripped) if len(stripped) <= 40 and "\n" not in stripped else None
        return Body(kind or "text", "" if kind in ("media", "contact") else clean_text(body))
    first, _, rest = stripped.partition("\n")
    kind = classify_marked(first)
    if kind in ("media", "contact"):
        return Body(kind, clean_text(rest).lstrip("\n"))
    return Body(kind or "system", clean_text(body))


def _read_angle(body: str, is_marked: bool) -> Body | None:
    """A body that is, or ends with, words of the application in angle brackets; else None."""
    words = load_vocabulary()
    whole = _WHOLE_ANGLE.match(body)
    if whole:
        folded = fold_phrase(whole["words"])
        if folded in words.omitted or words.omitted_stem.search(folded):
            caption, is_edited = _strip_edited_mark(body[whole.end() :], is_marked)
            return Body("media", clean_text(caption), None, is_edited)
        if _is_phrase(folded) and not words.edited_stem.search(folded) and whole.end() == len(body):
            return Body("media", clean_text(body))
    text, is_edited = _strip_edited_mark(body, is_marked)
    if not is_edited:
        return None
    rest = read_android(text) if not is_marked else None
    return Body(rest.kind if rest else "text", clean_text(text), rest.attachment_name if rest else None, True)


def _is_phrase(folded: str) -> bool:
    """Whether words in angle brackets may be the application's in a language without a table."""
    is_spaced = " " in folded or not re.match(r"[^\W\d_]+\Z", folded)
    return not folded.isascii() and (is_spaced or (len(folded) >= 4 and folded == folded.upper()))


def _strip_edited_mark(body: str, is_marked: bool) -> tuple[str, bool]:
    """The body without "edited" at its end, and whether it had it."""
    words = load_vocabulary()
    at = body.rfind("<")
    suffix = _SUFFIX.match(body, max(0, at - 1)) or _SUFFIX.match(body, at) if at >= 0 else None
    front = body[: suffix.start()].rstrip(_BLANKS) if suffix else ""
    if suffix is None or not front:
        return body, False
    folded = fold_phrase(suffix["words"])
    is_phrase = ":" not in folded and (" " in folded or not folded.isascii())
    is_edited = bool(words.edited_stem.search(folded)) or (is_marked and bool(suffix["mark"]) and is_phrase)
    if folded in words.omitted or words.omitted_stem.search(folded):
        is_edited = False
    return (front, True) if is_edited else (body, False)


def _read_trailing(body: str) -> Body | None:
    """A caption or document title before a marked phrase for omitted media; else None."""
    at = max(body.rfind("\u200e"), body.rfind("\u200f"))
    if at <= 0 or "\n" in body[at:].strip():
        return None
    phrase = fold_phrase(body[at:])
    if not is_omission(phrase) and phrase not in load_vocabulary().omitted:
        return None
    before = _strip_pages(body[:at])
    caption = clean_text(before)
    is_title = len(before) < at and "\n" not in caption
    return Body("contact" if CONTACT_STEM.search(phrase) else "media", "" if is_title else caption)


def _is_android_attachment(match: re.Match[str]) -> bool:
    word = fold_phrase(match["word"])
    return word in load_vocabulary().attached or bool(match["mark"]) or bool(_MEDIA_NAME.match(match["file"]))


def _find_ios_attachment(body: str, is_trusted: bool) -> Body | None:
    """The attachment of an iOS body, in the current, the Turkish or the old notation; else None."""
    for pattern in (_IOS_ATTACHMENT, _IOS_ATTACHMENT_TURNED, _IOS_ATTACHMENT_OLD):
        for found in pattern.finditer(body):
            word = fold_phrase(found["word"])
            has_mark = bool(found["mark"] or found["inner"])
            is_file = re.search(r"\.[0-9A-Za-z]{1,6}\Z", strip_marks(found["file"]).rstrip()) is not None
            if not (word in load_vocabulary().attached_ios or (has_mark and is_file)) or not (has_mark or is_trusted):
                continue
            start, name = found.start(), found["file"]
            if pattern is _IOS_ATTACHMENT_OLD:  # looked for from its end: names have no certain beginning
                front = _NAME_BEHIND.search(body, max(0, start - MAX_NAME), start)
                start, name = (front.start(), front[0] + name) if front else (start, name)
            text, is_edited = _strip_edited_mark(_drop_title(body[:start], name) + body[found.end() :], is_marked=True)
            return _make_attachment(name, text, is_edited)
    return None


def _drop_title(before: str, file: str) -> str:
    """The text before an attachment; empty where it is only the document's title."""
    title = _strip_pages(clean_text(before)).strip()
    name = _NUMBER_PREFIX.sub("", strip_marks(file)).strip()
    return "" if title.casefold() in (name.casefold(), name.rpartition(".")[0].casefold()) else before


def _strip_pages(text: str) -> str:
    """The text without the page count that the application puts behind a document's title."""
    found = _DOCUMENT_TITLE.search(text, max(0, len(text) - 80))
    return text[: found.start()] if found else text


def _make_attachment(file: str, caption: str, is_edited: bool) -> Body:
    name, text = strip_marks(file).strip(), clean_text(caption).lstrip("\r\n ")
    return Body("contact" if name.casefold().endswith(".vcf") else "media", text, name, is_edited)
