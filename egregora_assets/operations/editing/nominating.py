"""Messages that the operator wants in posts, or never in one."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from egregora_assets.contracts.bundles import CONTRACTS
from egregora_assets.database.tables.reading import read_rows
from egregora_assets.errors import AnnotationTargetUnclear
from egregora_assets.operations.annotations.targets import find_target
from egregora_assets.operations.command_runs import record_run
from egregora_assets.operations.context import DeploymentContext, under_lease
from egregora_assets.services.erasure_records import refuse_during_erasure

JOB_NAME = "nominate"


@dataclass(frozen=True)
class NominatedMessage:
    """A message, and what the operator decided of it: None where that was withdrawn."""

    message_id: str
    nomination: Literal["keep", "skip"] | None
    is_changed: bool


@under_lease("keep or skip")
def nominate(context: DeploymentContext, target: str, nomination: Literal["keep", "skip"] | None) -> NominatedMessage:
    """Decides that posts should quote a message, or that none does; the next run writes so. The same again changes
    nothing.

    The operator's decision outranks `/egregora keep` and `skip` in the chat, and reactions.

    Args:
        target: the message's id or the first eight digits, or its address on the site.
        nomination: None withdraws the decision.

    Raises:
        AnnotationTargetUnclear: no message is meant, or several are.
        ErasureUnfinished: an erasure was cut off.
    """
    refuse_during_erasure(context.home)
    context.store.prepare()
    store = context.store
    message = find_target(store, target)
    if message.kind != "message":
        raise AnnotationTargetUnclear(0)
    decisions = CONTRACTS["nomination_decisions"].table()
    known = decisions.filter(decisions.message_id == message.identifier).select("nomination")
    before = read_rows(store.file("main"), known)["nomination"].to_pylist()
    is_changed = before != ([nomination] if nomination else [])
    if is_changed:
        with store.runs.writing_session(), record_run(store, JOB_NAME, message.identifier) as run_id:
            store.content.nominate(message.identifier, nomination, run_id)
    return NominatedMessage(message.identifier, nomination, is_changed)
