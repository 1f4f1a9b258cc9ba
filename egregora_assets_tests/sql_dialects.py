"""Other databases than DuckDB that every reviewed expression compiles for, and which expressions do not, and why.

`assert_sql` compares: an expression that begins to need what a dialect lacks fails its test, and so does a row of
`EXCEPTIONS` that is no longer true. Compiling needs no database, so a function that Ibis only passes on by its name
(`ibis.udf.scalar.builtin`) counts as lacking: nobody knows whether the other database has one that does the same.
"""

from __future__ import annotations

from collections.abc import Mapping

import ibis
import ibis.expr.operations as ops
from ibis.common.exceptions import IbisError
from ibis.config import Config

POSTGRES, SPARK = "postgres", "pyspark"
DIALECTS = (POSTGRES, SPARK)

ASOF = "ASOF joins"
"""The state of a repository at the time of a message, the window that a message is in: a window function over the union
of both would do, at twice the time of DuckDB's join."""
DIGEST = "'HexDigest'"
"""A digest of a week or month tells whether it changed. Postgres has `sha256`, Ibis does not translate to it."""
ORDERED = "order-sensitive aggregations"
"""Texts that are joined in the order of their messages. Spark would have to sort a collected array."""
CLOCKS = ("epoch_ns()", "make_timestamp_ns()", "timezone()")
"""What a clock in a chat's zone shows: `contracts/instants.py` says what Ibis lacks."""
WORDS = "regexp_extract_all()"
"""All words of a text: Ibis can ask for one match only."""
BYTES = "strlen()"
"""How long a text is in UTF-8: Ibis counts characters."""
VECTORS = "array_inner_product()"
"""The length of a vector: Ibis has no product of two arrays."""

EXCEPTIONS: Mapping[str, Mapping[str, tuple[str, ...]]] = {
    "file_states": {SPARK: (ASOF,)},
    "caches_places": {SPARK: (ASOF,)},
    "caches_cited_lookups": {SPARK: (ASOF,)},
    "enriched_months": {POSTGRES: (DIGEST,), SPARK: (ORDERED,)},
    "knowledge_changed_lines": {POSTGRES: (WORDS,), SPARK: (WORDS, ORDERED)},
    "knowledge_lines": {POSTGRES: (WORDS,), SPARK: (WORDS, ORDERED)},
    "knowledge_link_titles": {SPARK: (ORDERED,)},
    "knowledge_namings": {SPARK: (ORDERED,)},
    "knowledge_window_messages": {SPARK: (ASOF,)},
    "knowledge_windows": {SPARK: (ASOF,)},
    "knowledge_weeks": {POSTGRES: (*CLOCKS, DIGEST), SPARK: (*CLOCKS, ORDERED)},
    "knowledge_stretches_of_months": {POSTGRES: (*CLOCKS, DIGEST), SPARK: (*CLOCKS, ORDERED)},
    "knowledge_stretches_of_hours": {POSTGRES: (DIGEST,), SPARK: (ORDERED,)},
    "knowledge_stretches_of_messages": {POSTGRES: (DIGEST,), SPARK: (ORDERED,)},
    "knowledge_stretches_of_bytes": {POSTGRES: (BYTES, DIGEST), SPARK: (BYTES, ORDERED)},
    "knowledge_wrong_lengths": {POSTGRES: (VECTORS,), SPARK: (VECTORS,)},
}
"""What an expression needs that a dialect lacks, by the name of its snapshot. Functions end in `()`; of the rest the
first that the compiler meets is named."""
_REFUSALS = (ASOF, DIGEST, ORDERED)


class _SparkOptions(Config):  # type: ignore[misc]
    """The options that Ibis reads when it compiles for Spark: it declares them only where PySpark is installed."""

    treat_nan_as_null: bool = False


def list_lacking(expression: ibis.Table, dialect: str) -> tuple[str, ...]:
    """What an expression needs that a dialect lacks, in the words of `EXCEPTIONS`; another refusal in Ibis's words."""
    functions = {f"{function.__func_name__}()" for function in expression.op().find(ops.ScalarUDF)}
    return (*sorted(functions), *_ask_compiler(expression, dialect))


def assert_portable(name: str, expression: ibis.Table) -> None:
    """Fails where an expression needs other than what `EXCEPTIONS` has for its name."""
    lacking = {dialect: found for dialect in DIALECTS if (found := list_lacking(expression, dialect))}
    assert lacking == EXCEPTIONS.get(name, {}), f"what {name} needs beyond {DIALECTS}: put it plainly, or list it here"


def _ask_compiler(expression: ibis.Table, dialect: str) -> tuple[str, ...]:
    if ibis.options.pyspark is None:
        ibis.options.pyspark = _SparkOptions()
    try:
        ibis.to_sql(expression, dialect=dialect)
    except IbisError as refusal:
        return tuple(known for known in _REFUSALS if known in str(refusal)) or (str(refusal),)
    return ()
