# SPDX-License-Identifier: Apache-2.0
"""Water on the ground: how deep it stands, and how long after the rain."""

from __future__ import annotations

import numpy as np

from sponge.assess.cases import Case
from sponge.assess.finding import Context, Finding, Formula

DEEP = 0.15  # m


def storm_of(context: Context) -> tuple[Case | None, Finding | None]:
    """The assessed storm of the rule's return period; or what is missing."""
    period = context.rule.number("period")
    found = context.cases.storms(period)
    if found:
        return found[0], None
    known = sorted({case.period for case in context.cases.storms()})
    there = f"; these results have {', '.join(f'{p:g}' for p in known)} a" if known else ""
    unknown = [c for c in context.cases.assessed() if not c.is_annual and np.isnan(c.period)]
    also = "; --return-period says which storm a run is of" if unknown else ""
    return None, Finding(missing=(f"a storm of {period:g} years",), hint=f"{context.rule.made_by}{there}{also}")


def ponded_depth(context: Context) -> Finding:
    """The largest depth of water above the ground at any node in the zones, m."""
    case, absent = storm_of(context)
    absent = absent or context.lacks(case, "zone_max_ponded_depth")
    if absent or case is None:
        return absent or Finding()
    depth, names, chosen = case.values("zone_max_ponded_depth"), case.names("secondary_zone"), context.chosen(case)
    zones = {name: float(depth[k]) for k, name in enumerate(names) if chosen[k]}
    deep = sum(value > DEEP for value in zones.values())
    lost = _lost(case, chosen)
    note = f"{deep} of {len(zones)} zones stand deeper than 15 cm"
    note += f"; {lost:,.0f} m3 left the network where nothing may pond, which no depth shows" if lost > 0.5 else ""
    return Finding(max(zones.values(), default=np.nan), case, note=note, by_zone=zones, enough=lost <= 0.5)


def _lost(case: Case, chosen: np.ndarray) -> float:
    """Water [m3] that came up where it may not pond: the results know no depth of it."""
    name = "zone_flooding_volume"
    return float(case.values(name)[chosen].sum()) if name in case else 0.0


def retreat(context: Context) -> Finding:
    """Hours after the rain until no node of the zones stands deeper than 15 cm."""
    case, absent = storm_of(context)
    absent = absent or context.lacks(case, "zone_retreat_time")
    if absent or case is None:
        return absent or Finding()
    hours, names, chosen = case.values("zone_retreat_time"), case.names("secondary_zone"), context.chosen(case)
    zones = {name: float(hours[k]) for k, name in enumerate(names) if chosen[k]}
    still = case.values("zone_ponded_at_end")[chosen] > 0.0 if "zone_ponded_at_end" in case else np.zeros(0, bool)
    note = f"{int(still.sum())} zones stand deeper than 15 cm when the run ends" if still.any() else ""
    return Finding(float(np.nanmax(list(zones.values()), initial=0.0)) if zones else np.nan, case, by_zone=zones,
                   at_least=bool(still.any()), note=note)  # fmt: skip


FORMULAS = {"ponded depth": Formula(ponded_depth), "retreat": Formula(retreat)}
