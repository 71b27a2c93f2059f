# SPDX-License-Identifier: Apache-2.0
"""Water on the ground: how deep it stands, and how long after the rain."""

from __future__ import annotations

import numpy as np

from sponge.assess.cases import Case
from sponge.assess.finding import Context, Finding, Formula

DEEP, TRACE = 0.15, 0.5  # m, m3
HOUR = 3600.0


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


def _by_place(context: Context, case: Case, name: str) -> tuple[dict[str, float], tuple[str, ...]]:
    """Values of ``zone_NAME`` by zone, of ``node_NAME`` by node where there are no zones; or what is missing."""
    zoned = case.is_zoned
    variable = f"zone_{name}" if zoned else f"node_{name}"
    if variable not in case:
        return {}, (variable,)
    chosen = context.chosen(case) if zoned else np.ones(case.values(variable).size, bool)
    names = case.names(str(case.results[variable].dims[-1]))
    return {names[k]: float(value) for k, value in enumerate(case.values(variable)) if chosen[k]}, ()


def _lost(context: Context, case: Case) -> tuple[float, str]:
    """Water [m3] that left the network where it may not pond, so that neither depth nor hours tell of it; the note."""
    if case.is_zoned:
        lost = sum(_by_place(context, case, "flooding_volume")[0].values())
    else:  # at nodes what ponds is flooding too: of it what came back was not lost
        total = "routing_flooding_loss" if "routing_flooding_loss" in case else "node_flooding_volume"
        lost = float(case.values(total).sum()) if total in case else 0.0
    return lost, f"{lost:,.0f} m3 left the network where nothing may pond, which no depth shows" if lost > TRACE else ""


def _told(context: Context, lost: float, value: float) -> bool:
    """Does a value tell enough where water was lost? One beyond the target fails whatever the lost water would add."""
    return lost <= TRACE or (context.rule.target is not None and value > context.rule.target)


def _joined(*notes: str) -> str:
    return "; ".join(note for note in notes if note)


def ponded_depth(context: Context) -> Finding:
    """The largest depth of water above the ground at any node in the zones, m."""
    case, absent = storm_of(context)
    if absent or case is None:
        return absent or Finding()
    depth, missing = _by_place(context, case, "max_ponded_depth")
    if missing:
        return Finding(np.nan, case, missing, context.rule.made_by)
    lost, gone = _lost(context, case)
    deep = sum(value > DEEP for value in depth.values())
    worst = max(depth.values(), default=np.nan)
    return Finding(worst, case, note=_joined(f"{deep} of {len(depth)} stand deeper than 15 cm", gone), by_zone=depth,
                   enough=_told(context, lost, worst))  # fmt: skip


def retreat(context: Context) -> Finding:
    """Hours after the rain until no node of the zones stands deeper than 15 cm."""
    return _hours(context, "retreat_time", "ponded_at_end", "deep_at_end")


def drained(context: Context) -> Finding:
    """Hours after the rain until no water stands above the ground."""
    return _hours(context, "drained_time", "wet_at_end", "wet_at_end")


def retreat_of_nodes(case: Case) -> np.ndarray | tuple[str, ...]:
    """Hours from the end of the rain until a node stands under 15 cm, (node,); or what is missing.

    They are less than the hours until it is dry by what lies between the last moments of either.
    """
    needs = ("node_drained_time", "node_time_of_last_ponding", "node_time_of_last_flooding")
    absent = tuple(name for name in needs if name not in case)
    if absent:
        return absent
    dry, deep, wet = (case.values(name) for name in needs)  # h, and seconds of one clock; NaN where it never stood so
    return np.nan_to_num(np.maximum(dry - (wet - deep) / HOUR, 0.0))


def _hours(context: Context, name: str, of_zones: str, of_nodes: str) -> Finding:
    case, absent = storm_of(context)
    if absent or case is None:
        return absent or Finding()
    if name == "retreat_time" and not case.is_zoned:
        found = retreat_of_nodes(case)
        missing = found if isinstance(found, tuple) else ()
        hours = {} if isinstance(found, tuple) else dict(zip(case.names("node"), found.tolist(), strict=True))
    else:
        hours, missing = _by_place(context, case, name)
    if missing:
        return Finding(np.nan, case, missing, context.rule.made_by)
    ends = _by_place(context, case, of_zones if case.is_zoned else of_nodes)[0]
    still = tuple(place for place, count in ends.items() if count > 0.0)
    note = f"{len(still)} of {len(hours)} stand under water still when the run ends" if still else ""
    worst = float(np.nanmax(list(hours.values()), initial=0.0)) if hours else np.nan
    lost, gone = _lost(context, case)
    return Finding(worst, case, by_zone=hours, at_least=bool(still), note=_joined(note, gone), cut_short=still,
                   enough=_told(context, lost, worst))  # fmt: skip


def ponded_places(context: Context) -> Finding:
    """Number of nodes that stand deeper than 15 cm at any time in the storm that the pipes are made for."""
    case, absent = storm_of(context)
    if absent or case is None:
        return absent or Finding()
    zoned = case.is_zoned
    count, missing = _by_place(context, case, "ponded_nodes" if zoned else "ponded_hours")
    if missing:
        return Finding(np.nan, case, missing, context.rule.made_by)
    places = count if zoned else {name: 1.0 for name, hours in count.items() if hours > 0.0}
    lost, gone = _lost(context, case)
    return Finding(sum(places.values()), case, by_zone=places, note=gone,
                   enough=_told(context, lost, sum(places.values())))  # fmt: skip


FORMULAS = {
    "ponded depth": Formula(ponded_depth), "retreat": Formula(retreat), "drained": Formula(drained),
    "ponded places": Formula(ponded_places),
}  # fmt: skip
