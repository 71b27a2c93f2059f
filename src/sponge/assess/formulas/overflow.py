# SPDX-License-Identifier: Apache-2.0
"""Overflow of combined sewers: how much of its volume the measures keep back, and how often it happens."""

from __future__ import annotations

import numpy as np

from sponge.assess.cases import Case, told_by_zone
from sponge.assess.district import overflow, total
from sponge.assess.finding import Context, Finding, Formula

NAMES = ("zone_overflow_volume", "station_overflow_volume")
NO_YEAR = "the clause speaks of a year's volume, these results hold single storms"


def overflow_reduction(context: Context) -> Finding:
    """1 - overflow with measures / overflow without, of years of rain; of the storms together where there are none."""
    annual = context.cases.annual()
    pairs = context.cases.pairs(annual[:1]) if annual else []
    storms = context.cases.pairs([case for case in context.cases.assessed() if not case.is_annual])
    years = bool(pairs)
    pairs = pairs or storms
    if not pairs:
        return Finding(missing=("years of rain with and without the measures",), hint=context.rule.made_by)
    lacking = next((case for pair in pairs for case in pair if np.isnan(_volume(context, case))), None)
    if lacking is not None:
        return Finding(np.nan, lacking, (NAMES[0],), context.rule.made_by)
    before, after = (sum(_volume(context, pair[k]) for pair in pairs) for k in (0, 1))
    note = "" if years else NO_YEAR
    if before <= 0.0:
        note = "nothing overflows without the measures" + (f"; {note}" if note else "")
    return Finding(1.0 - after / before if before > 0.0 else np.nan, pairs[-1][1], note=note, enough=years,
                   hint="" if years else context.rule.made_by, by_zone=_by_zone(context, pairs))  # fmt: skip


def _volume(context: Context, case: Case) -> float:
    """Overflow [m3] of the zones that count, of all stations where the results do not tell it by zone."""
    if NAMES[0] in case:
        return float(np.nansum(case.values(NAMES[0])[context.chosen(case)]))
    volumes = overflow(case.results)
    return float(volumes[0]) if volumes is not None else np.nan


def _by_zone(context: Context, pairs: list[tuple[Case, Case]]) -> dict[str, float]:
    if not told_by_zone(pairs, NAMES[0]):
        return {}
    before, after = (np.sum([pair[k].values(NAMES[0]) for pair in pairs], axis=0) for k in (0, 1))
    names, chosen = pairs[0][1].names("secondary_zone"), context.chosen(pairs[0][1])
    return {names[k]: float(1.0 - after[k] / before[k]) for k in np.flatnonzero(chosen & (before > 0.0))}


def overflow_events(context: Context) -> Finding:
    """Overflow events a year at the zone that has most."""
    cases = context.cases.annual()
    if not cases:
        return Finding(missing=("a run of a year or more",), hint=context.rule.made_by)
    case = cases[0]
    name = "zone_overflow_count" if "zone_overflow_count" in case else "station_overflow_count"
    if total(case.results, name) is None:
        return Finding(np.nan, case, ("zone_overflow_count",), context.rule.made_by)
    counts = case.values(name) / case.years
    names = case.names(str(case.results[name].dims[-1]))
    if name == "zone_overflow_count":
        counts = np.where(context.chosen(case), counts, 0.0)
    counted = context.chosen(case) if name == "zone_overflow_count" else counts > 0.0
    zones = {n: float(counts[k]) for k, n in enumerate(names) if counted[k]}
    return Finding(float(counts.max(initial=0.0)), case, by_zone=zones)


FORMULAS = {"overflow reduction": Formula(overflow_reduction), "overflow events": Formula(overflow_events)}
