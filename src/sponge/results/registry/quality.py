# SPDX-License-Identifier: Apache-2.0
"""Variables of water quality; concentrations in each pollutant's own unit, masses in kg (counts where that is #/L)."""

from __future__ import annotations

from sponge.results.registry.variable import Variable, summary


def _concentration(element: str, long_name: str) -> Variable:
    source = f"{element}_quality.concentration"
    return Variable(f"{element}_concentration", source, "", long_name, cell_methods="time: point")


QUALITY_SERIES = (
    _concentration("subcatchment", "concentration in the runoff"),
    _concentration("node", "concentration at the node, after treatment"),
    _concentration("link", "concentration in the link"),
)
RUNOFF_QUALITY_LEDGER = (
    ("initial_buildup", "initial build-up"),
    ("surface_buildup", "surface build-up"),
    ("wet_deposition", "wet deposition"),
    ("sweeping_removal", "sweeping removal"),
    ("infiltration_loss", "infiltration loss"),
    ("bmp_removal", "BMP removal"),
    ("surface_runoff", "surface runoff"),
    ("lid_storage", "held by LID units"),
    ("remaining_buildup", "remaining on the surface"),
)
ROUTING_QUALITY_LEDGER = (
    ("dry_weather_inflow", "dry weather inflow"),
    ("wet_weather_inflow", "wet weather inflow"),
    ("groundwater_inflow", "groundwater inflow"),
    ("rdii_inflow", "rainfall dependent inflow"),
    ("external_inflow", "external inflow"),
    ("flooding_loss", "flooding loss"),
    ("outflow", "outflow"),
    ("reacted", "reacted"),
    ("seepage_loss", "seepage loss"),
    ("initial_storage", "initial storage"),
    ("final_storage", "final storage"),
)


def _mass(name: str, long_name: str, of: str) -> Variable:
    return summary(name, "kg", long_name, cell_methods="time: sum", dtype="float64", of=of)


def _error(name: str, long_name: str) -> Variable:
    return summary(name, "percent", long_name, dtype="float64", of="pollutant")


QUALITY_SUMMARIES = (
    _mass("subcatchment_washoff_load", "mass washed off", "subcatchment_quality"),
    _mass("node_outlet_load", "mass that left the network at the node", "node_quality"),
    _mass("link_load", "mass carried through the link", "link_quality"),
    _error("runoff_quality_error", "continuity error of runoff quality"),
    _error("routing_quality_error", "continuity error of quality routing"),
    *(_mass(f"runoff_quality_{n}", f"{text}, runoff quality ledger", "pollutant") for n, text in RUNOFF_QUALITY_LEDGER),
    *(
        _mass(f"routing_quality_{n}", f"{text}, quality routing ledger", "pollutant")
        for n, text in ROUTING_QUALITY_LEDGER
    ),
)
