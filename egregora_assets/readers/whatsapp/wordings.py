"""The application's wordings in the place of a message: deleted, a place, a call, a poll, an omitted file.

Words are looked up in `phrases.toml`; shapes decide about polls and places.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from egregora_assets.language.folding import fold_phrase
from egregora_assets.readers.whatsapp.headers import MARKS, SPACES
from egregora_assets.readers.whatsapp.vocabulary import load_vocabulary

_ALL_MARKS = re.compile(f"[{MARKS}]")
FRONT_MARKS = ("\u200e", "\u200f")
_MAX_OMISSION, _MAX_OMISSION_BLANKS, _MAX_CALL = 60, 5, 90
_LOCATION = re.compile(
    rf"[{MARKS}]*+(?P<word>[^\n:：]{{1,60}}?)[{SPACES}]?[:：](?P<place>[^\n]{{1,200}}?[:：])?[{SPACES}]?[{MARKS}]*https?://(?:maps\.google\.com/|goo\.gl/maps|(?:www\.)?google\.com/maps|maps\.apple\.com/|(?:[a-z]+\.)?foursquare\.com/v/)\S*\s*\Z"
)
_POLL = re.compile(
    rf"[{MARKS}]*+(?P<head>[^\n:：]{{2,40}}?)[{SPACES}]?[:：][{MARKS}{SPACES}]*\r?\n[^\n]*(?:\n[^\n]*)*?\n[{MARKS}]*(?P<option>[^\n:：]{{2,40}}?)[{SPACES}]?[:：][^\n]*[(（][{MARKS}]*+\d++[^\n()（）]*+[)）]"
)
CONTACT_STEM = re.compile(
    "contact|contat|kontakt|kişi|yhteystie|контакт|επαφ|איש קשר|جهة اتصال|مخاطب|संपर्क"
    "|連絡先|연락처|联系人|聯絡人|รายชื่อ|danh bạ|liên hệ|kenalan|kontak|névjegy"
)


class Body(NamedTuple):
    """A body: kind, text without markers and marks, file name of the attachment, edited or not."""

    kind: str
    text: str
    attachment_name: str | None = None
    is_edited: bool = False


def strip_marks(text: str) -> str:
    """The text without direction marks and isolates; joiners inside emoji and words stay."""
    return _ALL_MARKS.sub("", text)


def clean_text(text: str) -> str:
    """The text as stored: without marks, with LF between lines, without blanks at the end."""
    return strip_marks(text).replace("\r\n", "\n").rstrip(" \t\r\n")


def classify_marked(line: str) -> str | None:
    """The kind of a known phrase of the application, or None: a notice, or what a person wrote."""
    words = load_vocabulary()
    folded = fold_phrase(line)
    if folded in words.omitted or folded in words.view_once:
        return "media"
    if words.encryption_stem.search(folded):
        return None
    if is_omission(folded):
        return "contact" if CONTACT_STEM.search(folded) else "media"
    return "call" if folded in words.calls or _is_call(line, folded) else None


def is_omission(folded: str) -> bool:
    """Whether a folded phrase says, in few words and with no others, that a file was left out."""
    words = load_vocabulary()
    if len(folded) > _MAX_OMISSION or folded.count(" ") > _MAX_OMISSION_BLANKS:
        return False
    if words.omitted_stem.search(folded) is None or words.file_stem.search(folded) is None:
        return False
    rest = words.omission_words.sub(" ", folded).split()
    return all(word in words.notices.fillers or not word.isascii() for word in rest)


def _is_call(line: str, folded: str) -> bool:
    """Whether a phrase without an author tells of a call, in few words or in two sentences of the application."""
    if len(folded) > _MAX_CALL or not load_vocabulary().call_stem.search(folded):
        return False
    is_in_parts = any(mark in line[1:].strip() for mark in FRONT_MARKS)
    return is_in_parts or folded.count(" ") < (8 if any(c.isdigit() for c in folded) else 4)


def read_shape(stripped: str) -> Body | None:
    """A body that is deleted, a location, a call, view-once media or a poll on both systems; else None."""
    words = load_vocabulary()
    text = clean_text(stripped)
    if len(stripped) <= 160 and "\n" not in stripped:
        folded = fold_phrase(stripped)
        if folded in words.deleted or folded.startswith(words.deleted_by):
            return Body("deleted", text)
        if folded in words.live_location:
            return Body("location", text)
        if folded in words.view_once:
            return Body("media", "")
        if folded == "null" or folded in words.calls or folded.split(",")[0] in words.calls:
            return Body("call", text)
    located = _LOCATION.match(stripped)
    if located and _is_location(located):
        return Body("location", text)
    polled = _POLL.match(stripped)
    if polled and _is_poll(polled, stripped):
        return Body("poll", text)
    return None


def _is_location(match: re.Match[str]) -> bool:
    """Whether the word before the address of a map is the application's, or at least a single one."""
    word = fold_phrase(match["word"])
    if word in load_vocabulary().location or match[0][:1] in FRONT_MARKS:
        return True
    return " " not in word and "?q=" in match[0] and match["place"] is None


def _is_poll(match: re.Match[str], text: str) -> bool:
    """Whether all options begin with the same word, and it and the heading are in capitals (if the script has them)."""
    head, option = match["head"].strip(), match["option"].strip()
    options = re.findall(rf"^[{MARKS}]*{re.escape(option)}[{SPACES}]?[:：]", text, re.MULTILINE)
    return head == head.upper() and option == option.upper() and head != option and len(options) >= 1
