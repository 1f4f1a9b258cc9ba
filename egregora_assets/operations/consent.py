"""The operator's decision whether somebody is published."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from egregora_assets.contracts.instants import utc_now
from egregora_assets.database.copies.reading_copy import locate_reading_copy
from egregora_assets.database.people.decisions import record_consent_decision
from egregora_assets.operations.context import DeploymentContext, under_lease
from egregora_assets.operations.people import Person, resolve_person
from egregora_assets.services.erasure_records import refuse_during_erasure

Choice = Literal["opt-out", "opt-in"]


@dataclass(frozen=True)
class ConsentDecision:
    """A decision about one participant, and whether it is new."""

    person: Person
    choice: Choice
    is_new: bool


@under_lease("opt-out")
def opt_out(context: DeploymentContext, author: str | Person) -> ConsentDecision:
    """Takes everything of a person off the site with the next run.

    Args:
        author: pseudonym, alias or id, or what `find_person` returned.

    Raises:
        PersonUnknown, PersonAmbiguous, ErasureUnfinished: nothing was recorded.
    """
    return _decide(context, author, "opt-out")


@under_lease("opt-in")
def opt_in(context: DeploymentContext, author: str | Person) -> ConsentDecision:
    """Publishes a person again with the next run; only who agreed may be published.

    Args and Raises: as for `opt_out`.
    """
    return _decide(context, author, "opt-in")


def _decide(context: DeploymentContext, author: str | Person, choice: Choice) -> ConsentDecision:
    """Records a decision in the vault; the next run applies it. It overrides what is written in the chat."""
    refuse_during_erasure(context.home)
    person = resolve_person(context, author)
    if choice == "opt-out":
        # The next run makes it anew; until then nobody reads the person there.
        locate_reading_copy(context.home).unlink(missing_ok=True)
    is_new = record_consent_decision(context.store.file("vault"), person.author_id, choice, utc_now())
    return ConsentDecision(person, choice, is_new)
