"""Texts in Telegram's JSON: typed pieces, polls, lists of tasks, places."""

from __future__ import annotations

from egregora_assets.readers.programs.json_text import Record, get_id, get_list, get_text, replace_unreadable
from egregora_assets.readers.programs.people import mark

_TASKS = ("answers", "items", "list", "tasks")


def read_text(record: object, key: str = "text") -> str:
    """A text, which is one string, a list of typed pieces, or an object with one of these."""
    found = record.get(key) if isinstance(record, dict) else None
    if isinstance(found, dict):
        found = found.get("text")
    if isinstance(found, list) or not found:
        found = found or get_list(record, "text_entities")
        return "".join(_read_piece(p) for p in found) if isinstance(found, list) else ""
    return replace_unreadable(found) if isinstance(found, str) else ""


def _read_piece(piece: object) -> str:
    if isinstance(piece, str):
        return replace_unreadable(piece)
    kind, text = get_text(piece, "type"), get_text(piece, "text")
    if kind == "mention_name":
        person_id = get_id(piece, "user_id")
        return mark(f"user{person_id}" if person_id.isdigit() else person_id, text.removeprefix("@"))
    link = get_text(piece, "href")
    return f"{text} ({link})" if kind == "text_link" and link and link != text else text


def describe_place(location: Record) -> str:
    """A position as a link to a map, which is redacted like every other position."""
    values = [location.get(k) for k in ("latitude", "longitude")]
    if not all(isinstance(v, int | float) and not isinstance(v, bool) for v in values):
        return ""
    return "https://maps.google.com/?q={},{}".format(*values)


def describe_poll(poll: Record) -> str:
    """A poll's question and a line for each answer."""
    answers = [read_text(a) for a in get_list(poll, "answers")]
    return "\n".join([read_text(poll, "question"), *(f"- {a}" for a in answers if a)]).strip()


def describe_tasks(todo: Record) -> str:
    """A list of tasks: its title, and a line for each."""
    tasks = [read_text(task) for key in _TASKS for task in get_list(todo, key)]
    return "\n".join([read_text(todo, "title"), *(f"- {t}" for t in tasks if t)]).strip()
