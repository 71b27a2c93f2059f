# SPDX-License-Identifier: Apache-2.0
"""What a field of a row may be: a row made in Python is refused by field where a text stands for a number."""

from __future__ import annotations

from dataclasses import fields
from numbers import Integral, Real
from typing import Any

from sponge.base.errors import UsageError

PLAIN = {"float": (Real, "a number"), "int": (Integral, "a whole number"), "str": (str, "a text")}


def refuse_types(row: Any) -> None:
    """UsageError where a plain field of a row (a dataclass) is of another type than it says."""
    for one in fields(row):
        kind, what = PLAIN.get(str(one.type), (object, ""))
        value = getattr(row, one.name)
        if not isinstance(value, kind) or (what and kind is not str and isinstance(value, bool)):
            raise UsageError(f"{type(row).__name__} {getattr(row, 'name', '')!r}: {one.name} is {what}, not {value!r}")
