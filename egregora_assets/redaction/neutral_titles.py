"""What a chat is called in public where the operator gives no title, and its part of an address."""

from __future__ import annotations

from collections.abc import Iterable

from egregora_assets.language.files import DEFAULT, find_language, load_languages

_SLUG_LENGTHS = (8, 13, 36)


def choose_neutral_title(language: str | None) -> str:
    """The title of a chat for which the operator gives none: the real one may name people."""
    return (find_language(language) or load_languages()[DEFAULT]).chat.untitled


def assign_slugs(chat_ids: Iterable[str]) -> dict[str, str]:
    """Each chat's part of an address, by chat_id: short, unique, and without anything of its title."""
    ids = sorted(chat_ids)
    for length in _SLUG_LENGTHS:
        found = {c: f"chat-{c[:length]}" for c in ids}
        if len(set(found.values())) == len(ids):
            return found
    return {c: f"chat-{c}" for c in ids}
