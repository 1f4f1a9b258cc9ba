"""Finds issues and requests by their numbers: `#7`, `PR 12`, `MR !12`, `owner/repo#12`."""

from __future__ import annotations

import re

from egregora_assets.references.mentions.mention import COVER, Mention

_NUMBER = re.compile(
    rf"(?<![\w&#!@.+={COVER}-])(?<!(?<!\d)/)(?:(?P<repository>[\w.-]{{1,99}}(?:/[\w.-]{{1,99}}){{1,4}})[#!]"
    r"|(?P<word>(?i:PRs?|MRs?|pull[ -]requests?|merge[ -]requests?|issues?|bugs?|GH))"
    r"(?P<between>[ \u00a0]{0,2}[#!]|[ \u00a0-])"
    rf"|(?P<sign>[#!]))(?P<number>\d{{1,6}})(?![\w{COVER}-]|[.,:/]\d)"
)
_TOLD = re.compile(
    r"\b(?:fix(?:es|ed)?|clos(?:es?|ed)|resolv(?:es?|ed)|corrige|conserta|fecha|ref(?:s|erences)?)\W{1,3}$",
    re.IGNORECASE,
)
_COUNTED = re.compile(
    r"\b(?:gate|room|apt|apartment|apto|ap|bus|[ôo]nibus|day|dia|sala|quarto|port[ãa]o|camisa|lote|ponto|mesa|table|order"
    r"|pedido|house|casa|question|quest[ãa]o|player|jogador|number|n[uú]mero|rank|top|lugar|ep|episode|epis[óo]dio|cap"
    r"|chapter|season|foto|photo|track|faixa|round|game|jogo|week|semana|line|linha|platform|plataforma|box|caixa|vaga"
    r"|slot|item|level|n[íi]vel|size|tamanho|page|p[áa]gina|step|passo|rule|regra|reason|motivo|tip|dica|seat|poltrona"
    r"|senha|fila|terminal|channel|canal|lane|unit|suite|exit|sa[íi]da|locker|arm[áa]rio|ticket|bilhete|rifa"
    r"|raffle|row|fileira|came|finished|ranked|placed|ficamos|fiquei|chegou)(?:\W{1,2}\w{1,2}){0,2}\W{1,2}$",
    re.IGNORECASE,
)
_MEASURE = re.compile(
    r"[ \u00a0]?(?:km|min|mins|minutes?|minutos?|k|kg|lbs|reps|secs?|hours?|horas?|people|pessoas|fingers"
    r"|%|bucks|reais|of the|da revista)\b",
    re.IGNORECASE,
)
_NEXT = re.compile(rf"[ \u00a0]?(?:,|e|y|and|&|\+)[ \u00a0]#?(?P<number>\d{{1,6}})(?![\w{COVER}-]|[.,:/]\d)")
_MOST_NEXT = 20
_ROAD = re.compile(r"\b(?:rodovia|estrada|rota|highway|road|km)\W{1,2}$", re.IGNORECASE)


def find_numbers(text: str) -> list[Mention]:
    """Issues and requests. A number without a word for it counts only where a repository has come so far.

    Args:
        text: what of the message is not claimed.
    """
    found: list[Mention] = []
    for match in _NUMBER.finditer(text):
        if found and match.start() < found[-1].end:
            continue
        if mention := _read_number(match):
            found.append(mention)
            found += _read_next(match)
    return found


def _read_next(match: re.Match[str]) -> list[Mention]:
    """What is counted up behind a word for several: `PRs 12, 13 and 15`."""
    found: list[Mention] = []
    if not (match["word"] or "").lower().endswith("s"):
        return found
    further = _NEXT.match(match.string, match.end())
    while further is not None and len(found) < _MOST_NEXT:
        start, number = further.start("number"), int(further["number"])
        start -= match.string[start - 1] == "#"
        found.append(Mention("issue", match.string[start : further.end()], start, pull_request=number))
        further = _NEXT.match(match.string, further.end())
    return [mention for mention in found if mention.pull_request]


def _read_number(match: re.Match[str]) -> Mention | None:
    """An issue or a request; None where it counts something else."""
    number = int(match["number"])
    if not number:
        return None
    if match["word"]:
        is_meant, is_plain = _is_issue(match), True
    elif match["repository"]:
        is_meant, is_plain = True, True
    else:
        is_plain = _search_before(_TOLD, match)
        is_meant = is_plain or (number > 1 and not _search_before(_COUNTED, match))
    if not is_meant:
        return None
    return Mention(
        "issue",
        match.group(),
        match.start(),
        pull_request=number,
        repository=match["repository"],
        is_plain=is_plain,
    )


def _is_issue(match: re.Match[str]) -> bool:
    """Whether a word and a number mean an issue or a request, not a road, a record or a person."""
    word, sign = match["word"].lower(), match["between"].strip()
    if sign in ("#", "!"):
        return True
    if word == "gh":
        return sign == "-"
    if sign == "-" or word in ("bug", "bugs") or match["word"] in ("mr", "Mr", "mrs", "Mrs"):
        return False
    return not (_MEASURE.match(match.string, match.end()) or _search_before(_ROAD, match))


def _search_before(pattern: re.Pattern[str], match: re.Match[str]) -> bool:
    return pattern.search(match.string, max(0, match.start() - 24), match.start()) is not None
