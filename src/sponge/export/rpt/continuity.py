# SPDX-License-Identifier: Apache-2.0
"""The ledgers of the report, and the balance of each node."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from sponge.export.rpt.reported_run import ReportedRun
from sponge.export.rpt.table_text import cell
from sponge.model.processes import with_groundwater, with_snow

Terms = Sequence[tuple[str, str]]  # label of EPA SWMM, name in the results
STARS = 26
RUNOFF: Terms = (
    ("Initial LID Storage", "initial_lid_storage"), ("Initial Snow Cover", "initial_snow"),
    ("Total Precipitation", "rainfall"), ("Outfall Runon", "runon"), ("Evaporation Loss", "evaporation_loss"),
    ("Infiltration Loss", "infiltration_loss"), ("Surface Runoff", "surface_runoff"), ("LID Drainage", "lid_drainage"),
    ("Snow Removed", "snow_removed"), ("Final Snow Cover", "final_snow"), ("Final Storage", "final_storage"),
)  # fmt: skip
WHERE_ANY = {"initial_lid_storage", "runon", "lid_drainage"}  # lines that stand where there is any
OF_SNOW = {"initial_snow", "snow_removed", "final_snow"}
GROUNDWATER: Terms = (
    ("Initial Storage", "initial_storage"), ("Infiltration", "infiltration"),
    ("Upper Zone ET", "upper_evaporation_loss"), ("Lower Zone ET", "lower_evaporation_loss"),
    ("Deep Percolation", "deep_percolation"), ("Groundwater Flow", "outflow"), ("Final Storage", "final_storage"),
)  # fmt: skip
ROUTING: Terms = (
    ("Dry Weather Inflow", "dry_weather_inflow"), ("Wet Weather Inflow", "wet_weather_inflow"),
    ("Groundwater Inflow", "groundwater_inflow"), ("RDII Inflow", "rdii_inflow"),
    ("External Inflow", "external_inflow"), ("External Outflow", "outflow"), ("Flooding Loss", "flooding_loss"),
    ("Evaporation Loss", "evaporation_loss"), ("Exfiltration Loss", "seepage_loss"),
    ("Initial Stored Volume", "initial_storage"), ("Final Stored Volume", "final_storage"),
)  # fmt: skip
RUNOFF_QUALITY: Terms = (
    ("Initial Buildup", "initial_buildup"), ("Surface Buildup", "surface_buildup"),
    ("Wet Deposition", "wet_deposition"), ("Sweeping Removal", "sweeping_removal"),
    ("Infiltration Loss", "infiltration_loss"), ("BMP Removal", "bmp_removal"), ("Surface Runoff", "surface_runoff"),
    ("Remaining Buildup", "remaining_buildup"),
)  # fmt: skip
ROUTING_QUALITY: Terms = (
    ("Dry Weather Inflow", "dry_weather_inflow"), ("Wet Weather Inflow", "wet_weather_inflow"),
    ("Groundwater Inflow", "groundwater_inflow"), ("RDII Inflow", "rdii_inflow"),
    ("External Inflow", "external_inflow"), ("External Outflow", "outflow"), ("Flooding Loss", "flooding_loss"),
    ("Exfiltration Loss", "seepage_loss"), ("Mass Reacted", "reacted"), ("Initial Stored Mass", "initial_storage"),
    ("Final Stored Mass", "final_storage"),
)  # fmt: skip
AT_ONCE = 5  # pollutants beside each other


def ledgers(run: ReportedRun) -> list[str]:
    """All continuity tables that the model has."""
    model, options = run.model, run.model.options
    lines: list[str] = []
    area = sum(s.area for s in model.subcatchments.values())
    if area > 0.0 and not options.ignore_rainfall:
        lines += _runoff(run, area)
        if model.has_quality:
            lines += _quality(run, "Runoff Quality Continuity", "runoff_quality", RUNOFF_QUALITY)
    if with_groundwater(model):
        over = sum(model.subcatchments[name].area for name in model.groundwater)
        lines += _by_land(run, "Groundwater Continuity", "groundwater", GROUNDWATER, over)
    if model.node_order and not options.ignore_routing:
        lines += _routing(run)
        if model.has_quality:
            lines += _quality(run, "Quality Routing Continuity", "routing_quality", ROUTING_QUALITY)
    return lines


def _runoff(run: ReportedRun, area: float) -> list[str]:
    terms = [t for t in RUNOFF if t[1] not in OF_SNOW or with_snow(run.model)]
    terms = [t for t in terms if t[1] not in WHERE_ANY or float(run.get(f"runoff_{t[1]}")) > 0.0]
    return _by_land(run, "Runoff Quantity Continuity", "runoff", terms, area)


def _by_land(run: ReportedRun, title: str, kind: str, terms: Terms, area: float) -> list[str]:
    """A ledger of volumes and of depths over an area [m2]."""
    words = ("acre-feet", "inches") if run.units.us else ("hectare-m", "mm")
    lines = _title(title, ("Volume", "Depth"), words, ("---------", "-------"))
    for label, name in terms:
        volume = float(run.get(f"{kind}_{name}"))
        lines.append(_line(label, run.units.land_volume(volume), run.units.depth(1e3 * volume / area)))
    return [*lines, _line("Continuity Error (%)", float(run.get(f"{kind}_continuity_error"))), ""]


def _routing(run: ReportedRun) -> list[str]:
    words = ("acre-feet", "10^6 gal") if run.units.us else ("hectare-m", "10^6 ltr")
    lines = _title("Flow Routing Continuity", ("Volume", "Volume"), words, ("---------", "---------"))
    for label, name in ROUTING:
        volume = float(run.get(f"routing_{name}"))
        lines.append(_line(label, run.units.land_volume(volume), run.units.volume(volume)))
    return [*lines, _line("Continuity Error (%)", float(run.get("routing_continuity_error"))), ""]


def _quality(run: ReportedRun, title: str, kind: str, terms: Terms) -> list[str]:
    """A ledger of masses, some pollutants at a time."""
    names, lines = tuple(run.model.pollutants), []
    for first in range(0, len(names), AT_ONCE):
        some = names[first : first + AT_ONCE]
        lines += _title(title, some, [run.load_word(p) for p in some], ["----------"] * len(some))
        for label, name in terms:
            masses = run.by_element(f"{kind}_{name}", len(names))
            lines.append(_line(label, *(run.load(masses[names.index(p)], p) for p in some)))
        errors = run.by_element(f"{kind}_error", len(names))
        lines += [_line("Continuity Error (%)", *(float(errors[names.index(p)]) for p in some)), ""]
    return lines


def _title(title: str, heads: Sequence[str], words: Sequence[str], rules: Sequence[str]) -> list[str]:
    stars = "*" * STARS
    parts = ((stars, heads), (f"{title:<{STARS}}", words), (stars, rules))
    return ["", *(f"{left}" + "".join(f"{text:>14}" for text in texts) for left, texts in parts)]


def _line(label: str, *values: float) -> str:
    return f"{label + ' ':.<{STARS}}" + "".join(cell(value, 14, 3) for value in values)


def node_balance(run: ReportedRun) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Water that came to each node and was there at the start, that left it or is there at the end, and the
    difference, m3."""
    count = len(run.model.node_order)
    came = run.by_element("node_total_inflow_volume", count) + run.by_element("node_initial_volume", count)
    lost = 0.0 - run.by_element("node_routing_residual", count)
    return came, came - lost, lost
