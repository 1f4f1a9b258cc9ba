"""The current deployment as far as older rows refer to it, and the functions that check their texts."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass

from egregora_assets.contracts.identifiers import DeploymentKey


@dataclass(frozen=True)
class Address:
    """The address of a current document, and whether it was imported."""

    document_id: str
    doc_type: str
    slug: str
    is_legacy: bool


@dataclass(frozen=True)
class CurrentState:
    """The current deployment, as far as an import needs it.

    Attributes:
        chat_id, time_zone, language: of the conversation that receives all rows.
        authors: whether an author of that conversation opted out, by author_id.
        profiled: authors with a published profile.
        media_ids: the existing files.
        message_ids: the messages of the conversation that older rows name.
        addresses: its documents.
        times: the times of its posts by id, in microseconds since 1970.
        other_ids: existing comparisons and tasks.
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
    """The functions and the key that an import uses.

    Attributes:
        key: the deployment key, for ids.
        redact: replaces personal data in the texts of one document; returns them and whether anything was replaced.
        is_leak: whether a text contains a name or value of the vault.
        make_slug: turns a text into a slug.
    """

    key: DeploymentKey
    redact: Callable[[Sequence[str]], tuple[list[str], bool]]
    is_leak: Callable[[str], bool]
    make_slug: Callable[[str], str]
