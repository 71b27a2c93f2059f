# SPDX-License-Identifier: Apache-2.0
"""[ADJUSTMENTS]: monthly changes of climate, and monthly patterns of subcatchments' parameters."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from sponge.base.units import Units
from sponge.io.inp.context import Context
from sponge.io.inp.keywords import match
from sponge.io.inp.row import Row
from sponge.io.inp.section import Built, Output, Section
from sponge.io.inp.text import Lines, columns, divided, num, quoted
from sponge.model import elements as el
from sponge.model.model import Model


def _temperature(value: float, units: Units) -> float:
    return units.temperature_difference(value)


def _evaporation(value: float, units: Units) -> float:
    return value * units.evaporation


def _factor(value: float, _: Units) -> float:
    return value


def _positive(value: float, _: Units) -> float:
    return value if value > 0.0 else 1.0


MONTHLY: dict[str, tuple[str, Callable[[float, Units], float]]] = {  # keyword -> field, and a value of it in SI
    "TEMP": ("temperature", _temperature), "EVAP": ("evaporation", _evaporation), "RAIN": ("rainfall", _factor),
    "CONDUCT": ("conductivity", _positive),
}  # fmt: skip
PATTERNS = {"N-PERV": "roughness_pattern", "DSTORE": "storage_pattern", "INFIL": "infiltration_pattern"}
KEYWORDS = (*MONTHLY, *PATTERNS)


def read_adjustment(row: Row) -> None:
    """Twelve monthly values, or a pattern for a parameter of one subcatchment."""
    if len(row) == 1:
        return
    word = match(row.name, KEYWORDS)
    if word is None:
        row.bad(f"unknown adjustment {row.name!r}", "one of " + ", ".join(KEYWORDS))
        return
    row.longer(0, word, "adjustment")
    if word in PATTERNS:
        row.need(3, f"{word} Subcatchment Pattern")
        subcatchment, pattern = row.ref(1, "subcatchment"), row.ref(2, "pattern")
        row.context.table("subcatchment_patterns").setdefault(subcatchment, {})[PATTERNS[word]] = pattern
    else:
        row.need(13, f"{word} and twelve values")
        name, in_si = MONTHLY[word]
        if word == "CONDUCT" and any(row.number(i, "value") <= 0.0 for i in range(1, 13)):
            row.warn("a factor of conductivity that is not positive is read as 1")
        values = tuple(in_si(value, row.context.units) for value in row.numbers(1, 12, "value"))
        row.keep("adjustments", name, values)


def write_adjustments(model: Model, out: Output) -> Lines:
    """Monthly values that differ from none, and patterns of subcatchments."""
    units = out.units
    a, none = model.adjustments, el.Adjustments()
    lines = [
        columns(keyword, *map(text, getattr(a, name)))
        for keyword, name, text in (
            ("TEMPERATURE", "temperature", partial(divided, divisor=1.8 if units.us else 1.0)),
            ("EVAPORATION", "evaporation", partial(num, factor=units.evaporation)),
            ("RAINFALL", "rainfall", num), ("CONDUCTIVITY", "conductivity", num),
        )
        if getattr(a, name) != getattr(none, name)
    ]  # fmt: skip
    for s in model.subcatchments.values():
        for keyword, pattern in (
            ("N-PERV", s.roughness_pattern), ("DSTORE", s.storage_pattern), ("INFIL", s.infiltration_pattern),
        ):  # fmt: skip
            if pattern:
                lines.append(columns(keyword, quoted(s.name), quoted(pattern)))
    return lines


def build_adjustments(context: Context, _: Built) -> Built:
    """The monthly values; subcatchments take their patterns themselves."""
    return {"adjustments": el.Adjustments(**context.table("adjustments"))}


ADJUSTMENTS = Section(
    name="ADJUSTMENTS", heading="[ADJUSTMENT", read=read_adjustment, write=write_adjustments, build=build_adjustments
)
