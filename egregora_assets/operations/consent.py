"""The operator's decision whether somebody is published."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal

from egregora_assets.contracts.instants import utc_now
from egregora_assets.database.copies.reading_copy import locate_reading_copy
from egregora_assets.database.people.decisions import record_consent_decision, record_name_decisions
from egregora_assets.operations.context import DeploymentContext, under_lease
from egregora_assets.operations.people import Person, resolve_person
from egregora_assets.operations.review import make_decisions
from egregora_assets.operations.similar_words import count_similar_words
from egregora_assets.services.erasure_records import refuse_during_erasure

Choice = Literal["opt-out", "opt-in"]


@dataclass(frozen=True)
class ConsentDecision:
    """A decision about one participant.

    Attributes:
        is_new: whether it is.
        counts: of an opt-out, how often words like the name stand in the texts, confirmed and not.
    """

    person: Person
    choice: Choice
    is_new: bool
    counts: Mapping[str, int] = field(default_factory=dict)


@under_lease("opt-out")
def opt_out(context: DeploymentContext, author: str | Person, also: Iterable[str] = ()) -> ConsentDecision:
    """Takes everything of a person off the site with the next run.

    Args:
        author: pseudonym, alias or id, or what `find_person` returned.
        also: what else the person is called, such as words of `find_similar_words`: hidden in every message of the
            conversation, as `review_names` does.

    Raises:
        PersonUnknown, PersonAmbiguous, ErasureUnfinished, ReviewRefused: nothing was recorded.
    """
    return _decide(context, author, "opt-out", tuple(also))


@under_lease("opt-in")
def opt_in(context: DeploymentContext, author: str | Person) -> ConsentDecision:
    """Publishes a person again with the next run; only who agreed may be published.

    Args and Raises: as for `opt_out`; words that were hidden with the person stay hidden (`review names --forget`).
    """
    return _decide(context, author, "opt-in")


def _decide(
    context: DeploymentContext, author: str | Person, choice: Choice, also: Sequence[str] = ()
) -> ConsentDecision:
    """Records a decision in the vault; the next run applies it. It overrides what is written in the chat."""
    refuse_during_erasure(context.home)
    person = resolve_person(context, author)
    words = list(make_decisions(also, "person", person.chat_id))
    left = count_similar_words(context, [person], also) if choice == "opt-out" else {}
    if choice == "opt-out":
        # The next run makes it anew; until then nobody reads the person there.
        locate_reading_copy(context.home).unlink(missing_ok=True)
    file = context.store.file("vault")
    if words:
        record_name_decisions(file, words)
    is_new = record_consent_decision(file, person.author_id, choice, utc_now())
    return ConsentDecision(person, choice, is_new, left)
