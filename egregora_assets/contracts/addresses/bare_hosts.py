"""Addresses without `https://`, where they are meant: `www.example.org`, `example.org/menu`, `example.org` on a line.

In running text a host's name is mostly a brand, a file or two sentences without a space between them, so it is none.
"""

from __future__ import annotations

import re
from typing import NamedTuple

_ENDINGS = (
    "com org net edu gov int info biz io dev app coop museum eus cat gal "
    "ad ae ao ar at au ba be bg bo br by ca ch ci cl cm cn co cr cv cy cz de dk do dz ec ee eg es et eu fi fr ge gh gr "
    "gt gw hk hn hr hu id ie il in iq ir is it jo jp ke kr kw lb lk lt lu lv ma mo mt mx my mz ng ni nl no nz om pa pe "
    "ph pk pr pt py qa ro ru sa se sg si sk sn st sv th tl tn tr tw tz ua ug uk us uy ve vn za"
)
_FILE_ENDINGS = frozenset(["py", "in"])
"""Countries' names that mostly end a file or are words: they need `www.` or stand on a line with a path."""
_LABEL = r"[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?"
_HOST = rf"(?P<names>(?:{_LABEL}\.)+)(?P<ending>[a-z]{{2,8}})"
_BARE = re.compile(
    rf"(?<![\w@./\\~+=&?#%\[-])(?P<www>www\.)?{_HOST}(?![\w-]|\.\w|@)(?::\d{{2,5}})?(?P<path>/[^\s<>\"\[\]`|]*)?",
    re.IGNORECASE,
)
_KNOWN = frozenset(_ENDINGS.split())
_TRAILING = ".,;:!?…'*_~»”’"
_PAIRS = {")": "(", "]": "[", "}": "{"}
_SHORTEST_NAME = 3
"""Letters and the point: a shorter one alone on a line may be two words."""
_AROUND = " \t-–—•*>:()[]\"'“”«»→"


class BareHost(NamedTuple):
    """An address as written and where it begins; `url` is what it means."""

    text: str
    start: int

    @property
    def url(self) -> str:
        """The address with its scheme."""
        return f"https://{self.text}"


def may_hold_host(text: str) -> bool:
    """Whether a text may name a host; quick."""
    return "." in text and _BARE.search(text) is not None


def find_bare_hosts(text: str) -> list[BareHost]:
    """Find the addresses without a scheme that are meant as links, by place."""
    if "." not in text:
        return []
    return [BareHost(_trim(found.group()), found.start()) for found in _BARE.finditer(text) if _is_meant(found)]


def _trim(address: str) -> str:
    """An address without the punctuation and the closing brackets of its sentence."""
    while (last := address[-1]) in _TRAILING or address.count(last) > address.count(_PAIRS.get(last, last)):
        address = address[:-1]
    return address


def _is_meant(found: re.Match[str]) -> bool:
    """Whether a host's name is there to be followed."""
    ending, has_path = found["ending"], len(_trim(found["path"] or "/")) > 1
    if ending.lower() not in _KNOWN or ending not in (ending.lower(), ending.upper()):
        return False
    if found["www"]:
        return True
    is_alone = len(found["names"]) > _SHORTEST_NAME and _stands_alone(found)
    return (is_alone and has_path) if ending.lower() in _FILE_ENDINGS else (is_alone or has_path)


def _stands_alone(found: re.Match[str]) -> bool:
    """Whether nothing else stands on its line."""
    text = found.string
    start = text.rfind("\n", 0, found.start()) + 1
    end = text.find("\n", found.end())
    line = text[start : len(text) if end < 0 else end]
    return line.replace(found.group(), "", 1).strip(_AROUND) == ""
