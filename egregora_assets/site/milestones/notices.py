"""Reads redacted notices of applications: who came, went, was added or removed, and when the group was renamed.

Source: system messages of WhatsApp, Telegram, Signal and the like in English, Portuguese, Spanish, German, French and
Italian. A notice that is not understood for certain stays as it is.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

NoticeKind = Literal["joined", "left", "added", "removed", "renamed", "created"]
_NAME = "\x00"
_OTHERS = r"(?P<others>\x00(?:(?:,| and| e| y| und| et|, and) \x00)*)"
_TITLE = r'[ \x00\w"“”„«»\'’\[\]-]*'
_PATTERNS: tuple[tuple[NoticeKind, str], ...] = (
    (
        "joined",
        r"\x00 (?:joined|was added|entrou|foi adicionad[oa]|se unió|fue añadid[oa]|ist .{0,60}beigetreten|"
        r"wurde hinzugefügt|a rejoint|a été ajoutée?|si è unit[oa]|è entrat[oa]|è stat[oa] aggiunt[oa])\b[^\x00]{0,80}",
    ),
    (
        "left",
        r"\x00 (?:left|saiu|salió|abandonó|hat die Gruppe verlassen|verließ|a quitté|est parti|ha abbandonato|"
        r"è uscit[oa])\b[^\x00]{0,40}",
    ),
    (
        "added",
        rf"\x00 (?:added|adicionou|añadió(?: a)?|agregó(?: a)?|hat|a ajouté|ha aggiunto) {_OTHERS}"
        r"(?: hinzugefügt| to the group| ao grupo| al grupo| au groupe| al gruppo)?",
    ),
    (
        "removed",
        rf"\x00 (?:removed|removeu|eliminó(?: a)?|hat|a retiré|a supprimé|ha rimosso) {_OTHERS}"
        r"(?: entfernt| from the group| do grupo| del grupo| du groupe| dal gruppo)?",
    ),
    (
        "renamed",
        r"\x00 (?:changed the (?:subject|name of the group|group(?:['’]s)? (?:name|subject|title))|"
        r"mudou o (?:nome|assunto)|alterou o (?:nome|assunto)|cambió el (?:nombre|asunto)|"
        r"hat den (?:Gruppennamen|Namen der Gruppe|Betreff)|a changé (?:le (?:nom|sujet)|l['’]objet)|"
        rf"ha (?:cambiato|modificato) (?:il nome|l['’]oggetto))\b{_TITLE}",
    ),
    (
        "created",
        r"\x00 (?:created|criou|creó|hat|a créé|ha creato) (?:this |the |o |el |die |le |il )?"
        rf"(?:group|grupo|Gruppe|groupe|gruppo)\b{_TITLE}",
    ),
)
_COMPILED = tuple((kind, re.compile(pattern)) for kind, pattern in _PATTERNS)
_MARKS = re.compile("[\u200e\u200f\u2068\u2069]")
_LONGEST = 400


@dataclass(frozen=True)
class Notice:
    """What a notice says: who did it, and to whom, under the names that pages show."""

    kind: NoticeKind
    name: str
    others: tuple[str, ...] = ()


class NoticeReader:
    """Reads notices that name people of the site.

    Args:
        names: under which people are shown; `[person]`, who takes no part, is known besides.
    """

    def __init__(self, names: Iterable[str]) -> None:
        listed = sorted({*(name for name in names if name), "[person]"}, key=lambda name: (-len(name), name))
        self._names = re.compile(rf"(?<!\w)(?:{'|'.join(map(re.escape, listed))})(?!\w)")

    def read(self, text: str) -> Notice | None:
        """What a notice says; None where that is nothing of these, or somebody is not named."""
        if len(text) > _LONGEST:
            return None
        plain = _MARKS.sub("", text).strip()
        names: list[str] = self._names.findall(plain)
        shape = self._names.sub(_NAME, plain).rstrip(" .")
        for kind, pattern in _COMPILED:
            if pattern.fullmatch(shape) and _is_certain(kind, shape):
                has_others = kind in ("added", "removed")
                return Notice(kind, names[0], tuple(names[1:]) if has_others else ())
        return None


def _is_certain(kind: NoticeKind, shape: str) -> bool:
    """Whether a German sentence, whose verb comes last, is of that kind."""
    last = {"added": "hinzugefügt", "removed": "entfernt"}.get(kind)
    return last is None or " hat " not in shape or shape.endswith(last)
