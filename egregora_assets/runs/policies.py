"""When an asset has to run again: how old its last result may be, and what requests it automatically.

Dagster shows the freshness policy and evaluates the condition while its daemon runs; the command computes its own
answer from our materializations (`freshness.py`) with the same bound of age.
"""

from __future__ import annotations

import datetime as dt

import dagster as dg

FRESH_FOR = dt.timedelta(days=8)
"""A weekly publication with a day's grace. A run that finds nothing to do counts."""

FRESHNESS_POLICY = dg.FreshnessPolicy.time_window(fail_window=FRESH_FOR)


def build_stale_condition() -> dg.AutomationCondition[dg.AssetKey]:
    """A condition that is true once for each cause: new data of an input, new code, or tables that were never made.

    Data versions decide: an input that was materialized again with the same data requests nothing. With an asset
    everything downstream of it is requested, so that a cause is one run, in which what comes out the same is reused.
    A cause that arises within a run belongs to that run, also when it fails or is canceled, so nothing is retried
    without end. An asset is not requested while a blocking check of an input has not passed on its latest tables
    (unless both are made in one run, which stops at a failed check), or while a run is about to make an input again.

    Rejected: Dagster's `eager()` looks at updates instead of data, `since_last_handled()` counts the first evaluation
    of missing tables as handled, and `all_deps_blocking_checks_passed()` makes each asset wait for a run of its own.
    """
    condition = dg.AutomationCondition
    handled = (
        condition.newly_requested()
        | condition.newly_updated()
        | condition.in_progress()
        | condition.execution_failed().newly_true()
    ).with_label("handled")
    cause = (
        condition.any_deps_match(condition.data_version_changed())
        | condition.newly_missing()
        | condition.code_version_changed()
    ).since(handled)
    follows = condition.any_deps_match(condition.will_be_requested()).with_label("any_deps_requested")
    is_doubtful = ~condition.will_be_requested() & ~condition.all_checks_match(
        condition.check_passed(), blocking_only=True
    )
    may_run = (
        ~condition.any_deps_missing()
        & ~condition.any_deps_match(is_doubtful).with_label("any_deps_doubtful")
        & ~condition.any_deps_in_progress()
        & ~condition.in_progress()
    )
    return ((cause | follows) & may_run).with_label("stale")
