# SPDX-License-Identifier: Apache-2.0
"""What the outside does: levels at outfalls, baselines of inflows."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from fnmatch import fnmatchcase

from sponge.base.did_you_mean import suggestion_or_list
from sponge.base.errors import UsageError
from sponge.model.model import Model

QUANTITIES = {"level": "m", "level_rise": "m", "inflow": "m3 s-1"}


def with_boundary(model: Model, wanted: Mapping[str, Mapping[str, float]]) -> Model:
    """The model with levels, rises of level and inflows by name or pattern of node, in this order."""
    for quantity in QUANTITIES:
        for pattern, value in wanted.get(quantity, {}).items():
            model = CHANGES[quantity](model, pattern, float(value))
    return model


def _matching(names: Iterable[str], pattern: str, what: str) -> list[str]:
    """Names that a pattern means; UsageError for none."""
    names = list(names)
    found = [n for n in names if n == pattern] or [n for n in names if fnmatchcase(n, pattern)]
    if not found:
        raise UsageError(f"{what} matches '{pattern}'{suggestion_or_list(pattern, names)}")
    return found


def _set_level(model: Model, pattern: str, level: float) -> Model:
    """A fixed level at outfalls of any kind."""
    chosen = _matching(model.outfalls, pattern, "boundary.level: no outfall")
    outfalls = {n: replace(model.outfalls[n], kind="FIXED", stage=level, curve="", series="") for n in chosen}
    return replace(model, outfalls=model.outfalls | outfalls)


def _raise_level(model: Model, pattern: str, rise: float) -> Model:
    """A level, tide or series of levels, higher by the rise; a free outfall has none."""
    if not any(o.kind in LEVELS for o in model.outfalls.values()):
        raise UsageError("boundary.level_rise: the model has no outfall with a level")
    named = pattern in model.outfalls
    if named and model.outfalls[pattern].kind not in LEVELS:
        raise UsageError(f"boundary.level_rise: outfall '{pattern}' is {model.outfalls[pattern].kind}: it has no level")
    having = [n for n, o in model.outfalls.items() if o.kind in LEVELS]
    for name in _matching(having, pattern, "boundary.level_rise: no outfall with a level"):
        model = _raise_one(model, name, rise)
    return model


LEVELS = ("FIXED", "TIDAL", "TIMESERIES")


def _raise_one(model: Model, name: str, rise: float) -> Model:
    outfall = model.outfalls[name]
    if outfall.kind == "FIXED":
        changed = replace(outfall, stage=outfall.stage + rise)
    elif outfall.kind == "TIDAL":
        curve = model.curves[outfall.curve]
        higher = replace(curve, name=f"{curve.name}@{name}", points=tuple((x, y + rise) for x, y in curve.points))
        model = replace(model, curves=model.curves | {higher.name: higher})
        changed = replace(outfall, curve=higher.name)
    else:
        series = model.series[outfall.series]
        values = tuple(v + rise for v in series.values)
        lifted = replace(series, name=f"{series.name}@{name}", values=values)
        model = replace(model, series=model.series | {lifted.name: lifted})
        changed = replace(outfall, series=lifted.name)
    return replace(model, outfalls=model.outfalls | {name: changed})


def _set_inflow(model: Model, pattern: str, flow: float) -> Model:
    """The baseline of direct inflows."""
    nodes = [row.node for row in model.inflows]
    if pattern in model.node_order and pattern not in nodes:
        raise UsageError(
            f"boundary.inflow: node '{pattern}' has no row in [INFLOWS] whose baseline could be set (0 there will do)"
        )
    chosen = set(_matching(nodes, pattern, "boundary.inflow: no node with a direct inflow"))
    rows = tuple(replace(row, baseline=flow) if row.node in chosen else row for row in model.inflows)
    return replace(model, inflows=rows)


CHANGES = {"level": _set_level, "level_rise": _raise_level, "inflow": _set_inflow}
