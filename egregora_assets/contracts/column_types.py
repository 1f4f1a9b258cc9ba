"""The types of columns."""

import ibis.expr.datatypes as dt

UUID = dt.UUID()
TEXT = dt.String()
BOOLEAN = dt.Boolean()
INT32 = dt.Int32()
INT64 = dt.Int64()
FLOAT64 = dt.Float64()
BYTES = dt.Binary()
JSON = dt.JSON()
INSTANT = dt.Timestamp(scale=9)
"""Time of an event: naive UTC with nanoseconds (no type has both a zone and that scale)."""
LOCAL_TIME = dt.Timestamp(scale=6)
"""Wall-clock time as an export shows it."""
MOMENT = dt.Timestamp(timezone="UTC", scale=6)
"""Bookkeeping time, with its zone."""
