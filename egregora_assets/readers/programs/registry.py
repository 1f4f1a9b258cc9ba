"""The adapters, and which of them an export is for.

Those of this package are a list in the code: they work in a source tree that was never installed, their order is fixed,
and no other package can replace them. Installed packages add adapters through the entry point group
`egregora.sources`; they are asked after the package's own, by name.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from importlib.metadata import EntryPoint, entry_points

from egregora_assets.errors import SourceUnusable
from egregora_assets.readers.programs.content import ExportContent
from egregora_assets.readers.programs.discord import Discord
from egregora_assets.readers.programs.google_chat import GoogleChat
from egregora_assets.readers.programs.imessage import IMessage
from egregora_assets.readers.programs.matrix import Matrix
from egregora_assets.readers.programs.meta import Meta
from egregora_assets.readers.programs.plain_text.kakaotalk import KakaoTalk
from egregora_assets.readers.programs.plain_text.line import Line
from egregora_assets.readers.programs.protocol import Source
from egregora_assets.readers.programs.signal import Signal
from egregora_assets.readers.programs.slack import Slack
from egregora_assets.readers.programs.tables import Tables
from egregora_assets.readers.programs.telegram import Telegram

GROUP = "egregora.sources"
BUILT_IN: tuple[Source, ...] = (
    Telegram(),
    Slack(),
    Signal(),
    GoogleChat(),
    Discord(),
    Meta("messenger"),
    Meta("instagram"),
    Matrix(),
    IMessage(),
    KakaoTalk(),
    Line(),
    Tables(),
)
"""Adapters that know the names of their files come first, so that the others do not search their archives."""


@lru_cache(maxsize=1)
def load_installed() -> tuple[Source, ...]:
    """The adapters of installed packages, by name of the entry point; loaded once a process.

    Raises:
        SourceUnusable: one cannot be loaded, or is no adapter.
    """
    return tuple(_load(point) for point in sorted(entry_points(group=GROUP), key=lambda p: (p.name, p.value)))


def _load(point: EntryPoint) -> Source:
    try:
        made = point.load()
        source = made() if isinstance(made, type) else made
    except (ImportError, AttributeError, TypeError) as error:
        raise SourceUnusable(point.name, type(error).__name__) from None
    if not isinstance(source, Source):
        raise SourceUnusable(point.name, "it is no adapter")
    return source


def find_source(content: ExportContent, sources: Sequence[Source] | None = None) -> Source | None:
    """The first adapter that recognises an export, or None.

    Args:
        sources: adapters to ask; None = the package's own, then the installed ones.

    Raises:
        ExportRefused: the file cannot be read at all.
        SourceUnusable: an installed adapter cannot be loaded.
    """
    asked = BUILT_IN if sources is None else sources
    found = next((s for s in asked if s.recognise(content)), None)
    if found is None and sources is None:
        return next((s for s in load_installed() if s.recognise(content)), None)
    return found
