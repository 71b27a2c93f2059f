# SPDX-License-Identifier: Apache-2.0
"""Loads of pollutants: what the measures keep on the land, and what treated overflows still carry."""

from __future__ import annotations

import numpy as np

from sponge.assess.cases import Case, told_by_zone
from sponge.assess.finding import Context, Finding, Formula

NO_YEAR = "the clause speaks of a year's load, these results hold single storms"
WASHOFF = ("zone_washoff_load", "subcatchment_washoff_load")


def _loads(case: Case, context: Context) -> dict[str, float] | None:
    """Mass [kg] washed off by pollutant, of the zones that count; None where the results have none."""
    name = next((name for name in WASHOFF if name in case), None)
    if name is None:
        return None
    values = case.values(name)
    if name == WASHOFF[0]:
        values = values[:, context.chosen(case)]
    return dict(zip(case.names("pollutant"), values.sum(axis=1), strict=True))


def _pairs(context: Context) -> tuple[list[tuple[Case, Case]], bool]:
    annual = context.cases.pairs([case for case in context.cases.annual() if any(name in case for name in WASHOFF)][:1])
    storms = [c for c in context.cases.assessed() if not c.is_annual and any(name in c for name in WASHOFF)]
    return (annual, True) if annual else (context.cases.pairs(storms), False)


def _reductions(context: Context) -> tuple[dict[str, float], Case | None, bool]:
    """1 - load with measures / load without, by pollutant; of which case, and of years?"""
    pairs, years = _pairs(context)
    before: dict[str, float] = {}
    after: dict[str, float] = {}
    for pair in pairs:
        for case, total in zip(pair, (before, after), strict=True):
            for pollutant, load in (_loads(case, context) or {}).items():
                total[pollutant] = total.get(pollutant, 0.0) + load
    found = {p: 1.0 - after.get(p, np.nan) / load for p, load in before.items() if load > 0.0}
    return found, pairs[-1][1] if pairs else None, years


def _by_zone(context: Context, pollutant: str) -> dict[str, float]:
    """1 - load with measures / load without of a pollutant by zone; empty where results do not tell by zone."""
    pairs, _ = _pairs(context)
    carried = all(pollutant in case.names("pollutant") for pair in pairs for case in pair)
    if not carried or not told_by_zone(pairs, WASHOFF[0]):
        return {}
    before, after = (
        np.sum([pair[k].values(WASHOFF[0])[pair[k].names("pollutant").index(pollutant)] for pair in pairs], axis=0)
        for k in (0, 1)
    )
    names, chosen = pairs[0][1].names("secondary_zone"), context.chosen(pairs[0][1])
    return {names[k]: float(1.0 - after[k] / before[k]) for k in np.flatnonzero(chosen & (before > 0.0))}


def load_reduction(context: Context) -> Finding:
    """Share of the load of solids that the measures keep back."""
    found, case, years = _reductions(context)
    names = [str(name).lower() for name in context.rule.setting("pollutants")]
    solids = {p: value for p, value in found.items() if p.lower() in names}
    if not solids or case is None:
        return Finding(np.nan, case, (WASHOFF[0], f"a pollutant named {'/'.join(names)}"), context.rule.made_by)
    pollutant, value = next(iter(solids.items()))
    note = pollutant if years else f"{pollutant}; {NO_YEAR}"
    return Finding(value, case, note=note, enough=years, hint="" if years else context.rule.made_by,
                   by_zone=_by_zone(context, pollutant))  # fmt: skip


def other_loads(context: Context) -> Finding:
    """The least share kept back of any other pollutant."""
    found, case, years = _reductions(context)
    solids = [str(name).lower() for name in context.rule.setting("pollutants")]
    others = {p: value for p, value in found.items() if p.lower() not in solids and np.isfinite(value)}
    if not others or case is None:
        return Finding(np.nan, case, (WASHOFF[0],), context.rule.made_by)
    said = ", ".join(f"{p} {100.0 * value:.1f} %" for p, value in others.items())
    note = said if years else f"{said}; of the storms together"
    least = min(others, key=lambda p: others[p])
    return Finding(others[least], case, note=note, by_zone=_by_zone(context, least))


def treated_concentration(context: Context) -> Finding:
    """Mean concentration of solids, mg/L, in what leaves through the outfalls of treated overflows."""
    outfalls = [str(name) for name in context.rule.setting("outfalls")]
    if not outfalls:
        hint = "a file of --local names the outfalls: [cso_ss] settings = { outfalls = [...] }"
        return Finding(missing=("outfalls of treated overflows",), hint=hint)
    case = next(iter(context.cases.annual() or context.cases.assessed()), None)
    absent = context.lacks(case, "node_outlet_load", "node_total_inflow_volume")
    if absent or case is None:
        return absent or Finding()
    nodes, pollutants = case.names("node"), [p.lower() for p in case.names("pollutant")]
    solids = [k for k, p in enumerate(pollutants) if p in [str(n).lower() for n in context.rule.setting("pollutants")]]
    unknown = [name for name in outfalls if name not in nodes]
    if unknown or not solids:
        missing = tuple(f"node {n}" for n in unknown) or ("a pollutant of solids",)
        return Finding(np.nan, case, missing, context.rule.made_by)
    rows = [nodes.index(name) for name in outfalls]
    volume = float(case.values("node_total_inflow_volume")[rows].sum())
    mass = float(case.values("node_outlet_load")[solids[0]][rows].sum())
    return Finding(1e3 * mass / volume if volume > 0.0 else np.nan, case, note="mean of the run, not of a month")


FORMULAS = {
    "load reduction": Formula(load_reduction), "other loads": Formula(other_loads),
    "treated concentration": Formula(treated_concentration),
}  # fmt: skip
