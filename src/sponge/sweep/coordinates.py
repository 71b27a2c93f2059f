# SPDX-License-Identifier: Apache-2.0
"""What varies as coordinates of the results: numbers as numbers, names as text, units where they are known."""

from __future__ import annotations

import re
from typing import Any

import numpy as np

from sponge.model.changes import UNITS as CHANGE_UNITS
from sponge.results.layout import Coordinate
from sponge.sweep.boundary import QUANTITIES
from sponge.sweep.design import UNVARIED, text_of
from sponge.sweep.lanes import Lanes
from sponge.sweep.schema import Vary

NEUTRAL = {"*=": 1.0, "/=": 1.0, "+=": 0.0, "-=": 0.0}  # what a change by nothing is
RAIN_UNITS = {"return_period": "year", "years": "year", "depth": "mm", "seed": "1", "scale": "1", "peak": "1"}
WITH_UNIT = re.compile(r"^\s*([+-]?[\d.]+(?:[eE][+-]?\d+)?)\s*([A-Za-z%/][\w/%]*)\s*$")


def coordinates_of(lanes: Lanes) -> dict[str, Coordinate]:
    """One coordinate on ``scenario`` for each thing that varies."""
    design = lanes.design
    rows = [design.values(k) for k in range(len(design))]
    return {v.name: _coordinate(v, [row[i] for row in rows], lanes) for i, v in enumerate(design.vary)}


def _coordinate(vary: Vary, values: list[Any], lanes: Lanes) -> Coordinate:
    values = [_as_it_is(vary, lanes) if value is UNVARIED else value for value in values]
    numbers, units = _numbers(values)
    attributes = {"long_name": vary.title or _meaning(vary)}
    units = vary.units or units or _units(vary)
    if numbers is None:
        texts = [_text(vary, value, lanes) for value in values]
        return Coordinate("scenario", np.array(texts, object), attributes | ({"units": units} if vary.units else {}))
    return Coordinate("scenario", numbers, attributes | ({"units": units} if units else {}))


def _text(vary: Vary, value: Any, lanes: Lanes) -> str:
    """A value as text: whole tables of rain or levels by their labels, where they have any."""
    if vary.kind == "measures":
        return _measures(value, lanes)
    if isinstance(value, dict) and vary.labels is not None and value in (vary.choices or []):
        return vary.labels[(vary.choices or []).index(value)]
    return text_of(value)


def _measures(value: Any, lanes: Lanes) -> str:
    words = [value] if isinstance(value, str) else list(value or ())
    return " ".join(lanes.library.resolve(words)) or "none"


def _as_it_is(vary: Vary, lanes: Lanes) -> Any:
    """The value of a scenario that does not vary this."""
    if vary.kind == "target":
        return NEUTRAL.get(vary.op, np.nan)
    if vary.kind == "measures":
        return []
    if vary.kind == "rain":
        return (lanes.scenario.rain or {}).get(str(vary.rain), UNVARIED)
    return 0.0 if str(vary.boundary).startswith("level_rise") else np.nan


def _numbers(values: list[Any]) -> tuple[np.ndarray | None, str]:
    """The values as numbers where all are, with the unit that they are written in; None where one is no number."""
    units: set[str] = set()
    numbers = []
    for value in values:
        found = WITH_UNIT.match(value) if isinstance(value, str) else None
        if found and found[2] in CHANGE_UNITS:
            units.add(found[2])
            numbers.append(float(found[1]))
        elif isinstance(value, int | float) and not isinstance(value, bool):
            numbers.append(float(value))
        elif value is UNVARIED:
            numbers.append(np.nan)
        else:
            return None, ""
    bare = any(isinstance(value, int | float) and not np.isnan(value) for value in values)
    if len(units) > 1 or (units and bare) or all(np.isnan(numbers)):
        return None, ""
    return np.array(numbers), next(iter(units), "")


def _units(vary: Vary) -> str:
    if vary.kind == "target":
        return "1" if vary.op in ("*=", "/=") else ""
    if vary.kind == "rain":
        return RAIN_UNITS.get(str(vary.rain), "")
    return QUANTITIES.get(str(vary.boundary).partition(".")[0], "") if vary.kind == "boundary" else ""


def _meaning(vary: Vary) -> str:
    if vary.kind == "target":
        return " and ".join(f"{target} {vary.op} {vary.name}" for target in vary.targets)
    if vary.kind == "measures":
        return "measures taken"
    return f"{vary.kind}.{getattr(vary, vary.kind)}"
