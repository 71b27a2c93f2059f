# SPDX-License-Identifier: Apache-2.0
"""Peak flows with the measures against those without, storm by storm."""

from __future__ import annotations

from dataclasses import replace
from functools import partial

import numpy as np

from sponge.assess.cases import Case
from sponge.assess.finding import Context, Finding, Formula

ROUNDING = 1e-3  # of a peak: routing's own noise
SMALL = 1e-3  # m3/s: smaller peaks are none


def peak_ratio(context: Context, variable: str, alone: str) -> Finding:
    """The largest ratio of a peak with measures to the one without, over zones and return periods.

    Without zones it is that of ``alone``, by subcatchment or node.
    """
    storms = context.cases.storms() or [c for c in context.cases.assessed() if not c.is_annual]
    pairs = context.cases.pairs(storms)
    if not pairs:
        return Finding(missing=("a storm with and without the measures",), hint=context.rule.made_by)
    zoned = pairs[0][1].is_zoned
    name = variable if zoned else alone
    worst = Finding(0.0, pairs[0][1])
    for before, after in pairs:
        absent = context.lacks(before, name) or context.lacks(after, name)
        if absent:
            return absent
        if before.results[name].shape != after.results[name].shape:
            return Finding(missing=("the same elements in both runs",), hint="compare results of one model")
        ratios = _ratios(before, after, name, context if zoned else None)
        if ratios and max(ratios.values()) > worst.value:
            place = max(ratios, key=lambda p: ratios[p])
            higher = sum(ratio > 1.0 + ROUNDING for ratio in ratios.values())
            note = f"highest at {place}; {higher} of {len(ratios)} peaks are higher"
            worst = Finding(ratios[place], after, note=note, by_zone=ratios if zoned else {})
    return replace(worst, target=1.0 + ROUNDING)


def _ratios(before: Case, after: Case, name: str, zones: Context | None) -> dict[str, float]:
    first, second = before.values(name), after.values(name)
    names = after.names(str(after.results[name].dims[-1]))
    counts = np.maximum(first, second) > SMALL
    if zones is not None:
        counts &= zones.chosen(after)
    with np.errstate(divide="ignore", invalid="ignore"):
        ratio = second / first
    return {names[k]: float(ratio[k]) for k in np.flatnonzero(counts)}


def peak_delay(context: Context) -> Finding:
    """How much later the peak of a zone's runoff comes with the measures, mean of the zones, in minutes.

    Without zones it is that of the subcatchments.
    """
    pairs = context.cases.pairs(context.cases.storms() or [c for c in context.cases.assessed() if not c.is_annual])
    if not pairs:
        return Finding(missing=("a storm with and without the measures",), hint=context.rule.made_by)
    before, after = pairs[-1]
    zoned = after.is_zoned
    name = "zone_runoff" if zoned else "subcatchment_runoff"
    absent = context.lacks(before, name) or context.lacks(after, name)
    if absent:
        return absent
    series = before.values(name), after.values(name)
    if series[0].shape != series[1].shape:
        return Finding(missing=("the same elements in both runs",), hint="compare results of one model")
    chosen = context.chosen(after) if zoned else np.ones(series[0].shape[1], bool)
    runs = chosen & (series[0].max(axis=0) > SMALL) & (series[1].max(axis=0) > SMALL)
    minutes = np.asarray(after.results["time"].values, float) / 60.0
    later = minutes[series[1].argmax(axis=0)] - minutes[series[0].argmax(axis=0)]
    places = after.names(str(after.results[name].dims[-1]))
    found = {place: float(later[k]) for k, place in enumerate(places) if runs[k]}
    mean = float(np.mean(list(found.values()))) if found else np.nan
    return Finding(mean, after, by_zone=found if zoned else {})


FORMULAS = {
    "peak of parcels": Formula(partial(peak_ratio, variable="zone_peak_runoff", alone="subcatchment_max_runoff"), True),
    "peak of outlets": Formula(partial(peak_ratio, variable="zone_peak_outflow", alone="node_max_total_inflow"), True),
    "peak delay": Formula(peak_delay),
}
