"""Variables of LID units: the water balance of every one, and the details of those that name a report file."""

from __future__ import annotations

from sponge.results.registry.kinds import MM_PER_HOUR, Variable

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


# in the order of engine.lid_summary.report_row
LID_SERIES: tuple[Variable, ...] = (
    *(Variable(f"lid_{name}", "mm h-1", f"{text}, LID unit", "", MM_PER_HOUR, "time: point", of=REPORTED)
      for name, text in _RATES),
    *(Variable(f"lid_{name}", units, f"{text}, LID unit", "", factor, "time: point", of=REPORTED)
      for name, units, text, factor in _LEVELS),
)  # fmt: skip
LID_SUMMARIES: tuple[Variable, ...] = (
    *(
        Variable(
            f"lid_unit_{name}", "mm", f"{text}, over the LID unit's area", of="lid_unit",
            cell_methods="time: sum" if name.endswith("depth") else "",
        )
        for name, text in _BALANCE
    ),
    Variable(
        "lid_unit_continuity_error", "percent", "continuity error of the LID unit", dtype="float64", of="lid_unit"
    ),
)  # fmt: skip
