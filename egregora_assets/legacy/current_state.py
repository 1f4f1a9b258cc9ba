"""What there is today, as far as older rows can refer to it, and what is done to a text before it may come in."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass

from egregora_assets.contracts.identifiers import DeploymentKey


@dataclass(frozen=True)
class Address:
    """A document of today: its type, its slug, and whether it was brought along."""

    document_id: str
    doc_type: str
    slug: str
    is_legacy: bool


@dataclass(frozen=True)
class CurrentState:
    """Today's deployment, as far as an import needs it.

    Attributes:
        chat_id, time_zone, language: of the conversation that everything comes into.
        authors: author_id → whether they opted out, of that conversation.
        profiled: people with a profile that is shown.
        media_ids: the files that there are.
        message_ids: those messages of the conversation that older rows name.
        addresses: its documents.
        times: when each post of it was, in microseconds since 1970, by id.
        other_ids: comparisons and tasks that are there.
    """

    chat_id: str
    time_zone: str
    language: str
    authors: Mapping[str, bool]
    profiled: Collection[str]
    media_ids: Collection[str]
    message_ids: Collection[str]
    addresses: Sequence[Address]
    times: Mapping[str, int]
    other_ids: Collection[str]


@dataclass(frozen=True)
class ImportTools:
    """What the rules of the import stand on.

    Attributes:
        key: the deployment's, for ids.
        redact: texts of one document without personal data, and whether anything was replaced.
        is_leak: whether a text holds a name or value of the vault.
        slug_words: a text as words of an address.
    """

    key: DeploymentKey
    redact: Callable[[Sequence[str]], tuple[list[str], bool]]
    is_leak: Callable[[str], bool]
    make_slug: Callable[[str], str]
