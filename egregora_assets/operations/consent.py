"""The operator's decision whether somebody is published."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from egregora_assets.contracts.instants import utc_now
from egregora_assets.database.people.decisions import record_consent_decision
from egregora_assets.operations.context import DeploymentContext
from egregora_assets.operations.people import Person
from egregora_assets.services.erasure_records import refuse_during_erasure

Choice = Literal["opt-out", "opt-in"]


@dataclass(frozen=True)
class ConsentDecision:
    """A decision about one participant, and whether it is new."""

    person: Person
    choice: Choice
    is_new: bool


def decide_consent(context: DeploymentContext, person: Person, choice: Choice) -> ConsentDecision:
    """Records a decision in the vault; the next run applies it. It overrides what is written in the chat.

    Raises:
        ErasureUnfinished: an erasure has to be ended first.
    """
    refuse_during_erasure(context.home)
    is_new = record_consent_decision(context.store.file("vault"), person.author_id, choice, utc_now())
    return ConsentDecision(person, choice, is_new)
