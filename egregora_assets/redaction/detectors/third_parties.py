"""Detects people who take no part in the chat, where a title, a relation or a contact card announces a name."""

from __future__ import annotations

import re
from collections.abc import Iterator

from egregora_assets.redaction.detectors.prefilter import Trigger
from egregora_assets.redaction.spans import Span

_TITLED_NAME = re.compile(
    r"\b(?:(?i:mr|mrs|ms|dr|dra|sr|sra|srta|mme|mlle|prof|profa)\.?|(?i:mister|uncle|aunt|auntie|herr|frau|don|doña|"
    r"dona|tio|tia|tío|tía|seu|señora?|senhora?|monsieur|madame|signora?|dottor|onkel|tante|oncle|zio|zia|primo|"
    r"prima|cousin|neighbou?r|nurse|nachbar|vizinha?|vecin[oa]|grandma|grandpa|granny|grandad|vov[oóô]|abuel[oa]|"
    r"nonn[oa]|"
    r"tonton|tatie|mamie|papy|cugin[oa]|cousine|(?:my|our|his|her|their|meu|minha|nossa|mon|ma|notre|mio|mia|mi|su|"
    r"meine?r?|unsere?r?) (?:friend|colleague|boss|brother|sister|son|daughter|husband|wife|mother|father|aunt|uncle|"
    r"amig[oa]|irm[aã]o?|chefe|filh[oa]|marido|esposa|m[aã]e|pai|hij[oa]|herman[oa]|jef[ea]|madre|padre|oma|opa|"
    r"freund(?:in)?|kolleg(?:e|in)|schwester|bruder|sohn|tochter|mann|frau|mutter|vater|chef(?:in)?|ami|amie|soeur|"
    r"s[oœ]ur|fr[eè]re|fils|fille|mari|femme|coll[eè]gue|patron|amic[oa]|fratello|sorella|figli[oa]|marito|moglie|"
    r"capo|collega))) "
    r"(?P<name>[A-ZÀ-ÖØ-Þ][\w'’-]+(?: (?:d[aeo]s?|del|von|van|della?|di) [A-ZÀ-ÖØ-Þ][\w'’-]+| [A-ZÀ-ÖØ-Þ][\w'’-]+){0,"
    r"2})"
)
_CONTACT_CARD = re.compile(r"(?P<name>[^\n/\\:*?\"<>|]{1,120})\.vcf\b", re.IGNORECASE)


def find_contact_cards(text: str, triggers: int) -> Iterator[Span]:
    """Find the names of contact cards (`.vcf` files), by place, if the text's triggers allow it."""
    if triggers & Trigger.CONTACT_CARD:
        yield from (Span(*match.span("name")) for match in _CONTACT_CARD.finditer(text))


def find_titled_names(text: str, triggers: int) -> Iterator[Span]:
    """Find capitalised names after a title (*Mrs*) or a relation (*my friend*), by place, if the triggers allow it."""
    if triggers & Trigger.PERSON:
        yield from (Span(*match.span("name")) for match in _TITLED_NAME.finditer(text))
