# SPDX-License-Identifier: Apache-2.0
"""Variables of LID units: the water balance of every one, and the details of those that name a report file."""

from __future__ import annotations

from sponge.results.registry.variable import MM_PER_HOUR, Variable, summary

REPORTED = "lid_report"  # dimension: units with a report file

_RATES = (
    ("inflow", "rain on the unit and runoff that it treats"),
    ("evaporation", "evaporation from all layers"),
    ("infiltration", "infiltration from the surface"),
    ("pavement_percolation", "percolation out of the pavement"),
    ("soil_percolation", "percolation out of the soil"),
    ("exfiltration", "exfiltration into the native soil"),
    ("outflow", "surface outflow"),
    ("drain", "flow through the drain"),
)
_LEVELS = (
    ("surface_depth", "mm", "water on the surface", 1e3),
    ("pavement_depth", "mm", "water in the pavement", 1e3),
    ("soil_moisture", "1", "moisture of the soil as a volume fraction", 1.0),
    ("storage_depth", "mm", "water in the storage", 1e3),
)
_BALANCE = (
    ("inflow_depth", "total inflow"),
    ("evaporation_depth", "total evaporation"),
    ("infiltration_depth", "total exfiltration into the native soil"),
    ("outflow_depth", "total surface outflow"),
    ("drain_depth", "total flow through the drain"),
    ("initial_storage", "water held at the start"),
    ("final_storage", "water held at the end"),
)


def _series(row: str, units: str, text: str, factor: float) -> Variable:
    return Variable(
        f"lid_{row}", f"{REPORTED}.{row}", units, f"{text}, LID unit", factor=factor, cell_methods="time: point"
    )


def _of_unit(name: str, units: str, long_name: str, cell_methods: str = "", dtype: str = "float32") -> Variable:
    return summary(f"lid_unit_{name}", units, long_name, cell_methods=cell_methods, dtype=dtype, of="lid_unit")


LID_SERIES: tuple[Variable, ...] = (
    *(_series(row, "mm h-1", text, MM_PER_HOUR) for row, text in _RATES),
    *(_series(row, units, text, factor) for row, units, text, factor in _LEVELS),
)
LID_SUMMARIES: tuple[Variable, ...] = (
    *(
        _of_unit(name, "mm", f"{text}, over the LID unit's area", "time: sum" if name.endswith("depth") else "")
        for name, text in _BALANCE
    ),
    _of_unit("area", "m2", "area of the LID unit, all replicates"),
    _of_unit("returned_volume", "m3", "volume that the drain brought back to the pervious surface", "time: sum"),
    _of_unit("seepage", "m3 s-1", "seepage out of the LID unit when full"),
    _of_unit("holding_volume", "m3", "water that the LID unit holds on its surface and in its storage when full"),
    _of_unit("continuity_error", "percent", "continuity error of the LID unit", dtype="float64"),
)
