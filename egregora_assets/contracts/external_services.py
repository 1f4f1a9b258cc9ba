"""What may leave this machine: the services that a setting can switch on, and the journal of what was sent to them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from egregora_assets.contracts.column_types import INT32, INT64, MOMENT, TEXT, UUID
from egregora_assets.contracts.model import Column, Contract, Rule, references, require_non_negative


@dataclass(frozen=True)
class Service:
    """Something outside that can be asked.

    Attributes:
        name: what the setting `services` calls it.
        purpose: what it is asked for.
        leaves: what leaves this machine then, and to whom.
    """

    name: str
    purpose: str
    leaves: str


SERVICES: Mapping[str, Service] = {
    service.name: service
    for service in (
        Service(
            "link_previews",
            "titles and descriptions of the web pages that messages point to",
            "each shared address, cleaned of secrets and trackers, to its own host; the host's name, to your resolver",
        ),
    )
}
"""Every service by name. All are off unless the setting names them."""

TRANSMISSIONS = Contract(
    "transmissions",
    "One row a time that a run asked a service outside, written before anything leaves. Never the content.",
    (
        Column("run_id", UUID, "the run", is_bookkeeping=True),
        Column("ordinal", INT32, "which of the run's, from 0", is_bookkeeping=True),
        Column("service", TEXT, "the service that was asked", values=tuple(SERVICES), is_bookkeeping=True),
        Column("purpose", TEXT, "what for", is_bookkeeping=True),
        Column("row_count", INT64, "rows that it was about: addresses, messages", is_bookkeeping=True),
        Column("request_count", INT64, "requests sent; null while they may be under way", True, is_bookkeeping=True),
        Column("sent_bytes", INT64, "bytes sent; null while they may be under way", True, is_bookkeeping=True),
        Column("began_at", MOMENT, "when the first could leave", is_bookkeeping=True),
        Column("ended_at", MOMENT, "when the last was over; null if the run died before", True, is_bookkeeping=True),
    ),
    ("run_id", "ordinal"),
    foreign_keys=(references("run_id", "runs"),),
    rules=(
        *require_non_negative("ordinal", "row_count", "request_count", "sent_bytes"),
        Rule("nothing ends before it begins", lambda t: t.ended_at >= t.began_at),
        Rule("what is over is counted", lambda t: t.ended_at.notnull() == t.sent_bytes.notnull()),
        Rule("requests are counted with their bytes", lambda t: t.request_count.notnull() == t.sent_bytes.notnull()),
    ),
)
