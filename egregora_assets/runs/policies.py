"""When an asset has to be looked at again: how old its last answer may be, and what requests it without a person.

Dagster shows the freshness policy and evaluates the condition while its daemon runs; the command computes its own
answer from our materializations (`freshness.py`) with the same bound of age.
"""

from __future__ import annotations

import datetime as dt

import dagster as dg

FRESH_FOR = dt.timedelta(days=8)
"""A weekly publication with a day's grace. A run that finds nothing to do counts: somebody looked."""

FRESHNESS_POLICY = dg.FreshnessPolicy.time_window(fail_window=FRESH_FOR)


def when_stale() -> dg.AutomationCondition[dg.AssetKey]:
    """True when an input's data, or the asset's code, changed or its tables were never made; once a cause.

    It looks at data versions: an input that was made again and came out the same requests nothing. What was requested
    and failed is not requested again for the same cause, so nothing runs for ever. Nothing is built on an input whose
    blocking checks have not passed on its latest tables, unless both are made in one run, which stops at a check; nor
    on one that a run is about to make again.

    Dagster's own `eager()` looks at updates instead of data, its `since_last_handled()` takes the first look at missing
    tables for handled, and its `all_deps_blocking_checks_passed()` would make each asset wait for a run of its own.
    """
    condition = dg.AutomationCondition
    cause = (
        condition.any_deps_match(condition.data_version_changed())
        | condition.newly_missing()
        | condition.code_version_changed()
    ).since((condition.newly_requested() | condition.newly_updated()).with_label("handled"))
    is_doubtful = ~condition.will_be_requested() & ~condition.all_checks_match(
        condition.check_passed(), blocking_only=True
    )
    may_run = (
        ~condition.any_deps_missing()
        & ~condition.any_deps_match(is_doubtful).with_label("any_deps_doubtful")
        & ~condition.any_deps_in_progress()
        & ~condition.in_progress()
    )
    return (cause & may_run).with_label("stale")
