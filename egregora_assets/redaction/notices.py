"""Reads notices of the application and its marks in texts: whom they name, where they quote a group's title.

Source: WhatsApp's system messages in English, Portuguese, Spanish, German, French and Italian; the isolates U+2068 and
U+2069 around mentions.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from egregora_assets.language.folding import fold_words
from egregora_assets.redaction.lexicon.word_files import read_words

_SUBJECT = re.compile(
    r"^(?P<name>.{1,80}?)(?:['’]s security code|"
    r" (?:added|removed|left\b|joined|created|changed|was |were |is now|is no|pinned|turned|requested|set |started|"
    r"deleted|"
    r"invited|reset|accepted|approved|allowed|blocked|unblocked|updated|"
    r"adicionou|removeu|saiu|entrou|criou|mudou|alterou|foi |fixou|ativou|desativou|pediu|solicitou|agora é|convidou|"
    r"añadió|agregó|eliminó|salió|abandonó|se unió|creó|cambió|fue |fijó|activó|desactivó|ahora es|invitó|"
    r"hat |ist |wurde |verließ|"
    r"a ajouté|a retiré|a supprimé|est parti|a quitté|a rejoint|a créé|a changé|a modifié|a été|a épinglé|est "
    r"désormais|est maintenant|"
    r"ha aggiunto|ha rimosso|è uscit|ha abbandonato|si è unit|è entrat|ha creato|ha cambiato|ha modificato|è stat|ha "
    r"fissato|ora è|è ora))"
)
_OBJECT = re.compile(
    r"(?:\badded|\bremoved|\binvited|\badicionou|\bremoveu|\bconvidou|\bañadió a|\bagregó a|\bañadió|\bagregó|"
    r"\beliminó a|\binvitó a|"
    r"\ba ajouté|\ba retiré|\ba supprimé|\ba invité|\bha aggiunto|\bha rimosso|\bha invitato|\bhat) "
    r"(?P<names>.+?)(?: to the group| hinzugefügt| entfernt| eingeladen| ao grupo| al grupo| au groupe| al gruppo|\.?$)"
)
_BY = re.compile(r"\b(?:by|por|von|par|da) (?P<name>[^.,;:\"“”]{2,80}?)\.?$")
_BETWEEN_NAMES = re.compile(r",\s+(?:and |e |y |und |et )?|\s+(?:and|e|y|und|et)\s+")
_QUOTED = re.compile(r"[\"“”„«»‟]([^\"“”„«»‟\n]{1,200})[\"“”„«»‟]")
_MENTION = re.compile(r"@?\u2068([^\u2068\u2069\n]{1,100})\u2069")


def find_people_in_notice(text: str) -> Iterator[str]:
    """Find the names of those who do something in a notice or to whom it is done; no pronouns."""
    bare = text.strip("\u200e\u200f \n")
    unquoted = _QUOTED.sub("", bare)
    for match in (_SUBJECT.match(unquoted), _BY.search(unquoted)):
        if match is not None and _is_name(match["name"]):
            yield match["name"].strip()
    listed = _OBJECT.search(unquoted)
    if listed is not None:
        yield from (n.strip() for n in _BETWEEN_NAMES.split(listed["names"]) if _is_name(n))


def find_mentioned_names(text: str) -> Iterator[str]:
    """Find the names inside the isolates that the application puts around a mention."""
    for match in _MENTION.finditer(text):
        name = match[1].strip("~ \u200e\u200f")
        if any(c.isalpha() for c in name):
            yield name


def find_mentions(text: str) -> list[tuple[int, int]]:
    """Find the spans of mentions that the application marked, without the @ and with their isolates, by place."""
    if "\u2068" not in text:
        return []
    return [(m.start() + m.group().startswith("@"), m.end()) for m in _MENTION.finditer(text)]


def find_quoted_titles(text: str) -> list[tuple[int, int]]:
    """Find where a notice quotes a title of the group: spans without the quotation marks, by place."""
    return [m.span(1) for m in _QUOTED.finditer(text)]


def _is_name(text: str) -> bool:
    """Whether a piece of a notice can be a name: few words, capitalised, none of which notices are made."""
    words = text.strip("\u200e\u200f~ ").split()
    if not 1 <= len(words) <= 6 or not any(c.isalpha() for c in text):
        return False
    folded, notice_words, connectors = fold_words(text), read_words("notice_words"), read_words("connectors")
    if any(w in notice_words for w in folded if w not in connectors) or folded[0] in notice_words:
        return False
    return all(not w[0].islower() or w.lower() in connectors for w in words)
