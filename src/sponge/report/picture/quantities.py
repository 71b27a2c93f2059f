# SPDX-License-Identifier: Apache-2.0
"""What maps, hydrographs and tables may show: a variable of the results, its name, its unit."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

PERCENT = 100.0
HECTARES = 1e-4  # of a square metre
CUT_SHORT = {  # by the run's end, where the flag is above zero: the true value is more
    "zone_retreat_time": "zone_ponded_at_end", "zone_drained_time": "zone_wet_at_end",
    "node_drained_time": "node_wet_at_end", "station_emptying_time": "station_empties_at_end",
}  # fmt: skip


@dataclass(frozen=True)
class Quantity:
    """A variable as it is shown; ``title`` stands in the catalogue of words."""

    variable: str
    title: str
    unit: str
    factor: float = 1.0

    def definition(self, dataset: Any) -> str:
        """What the results say that the variable is, without whose it is."""
        text = str(dataset[self.variable].attrs.get("long_name", self.title))
        for whose in WHOSE:
            text = text.removesuffix(whose)
        return text


WHOSE = (
    ", ledger of the control zone", ", ledger of the primary zone", ", ledger of the other zone", ", control zone",
    ", primary zone", ", other zone", ", station", ", runoff ledger", ", routing ledger", ", groundwater ledger",
)  # fmt: skip

ZONE_MAP = (
    Quantity("zone_event_capture", "Share of rain captured (strict)", "%", PERCENT),
    Quantity("zone_annual_capture_ratio", "Annual share of rain captured (strict)", "%", PERCENT),
    Quantity("zone_rain_depth", "Rain", "mm"),
    Quantity("zone_runoff_depth", "Runoff", "mm"),
    Quantity("zone_peak_runoff", "Peak runoff", "m³/s"),
    Quantity("zone_peak_outflow", "Peak outflow", "m³/s"),
    Quantity("zone_max_ponded_volume", "Most water on the ground", "m³"),
    Quantity("zone_max_ponded_depth", "Deepest water on the ground", "m"),
    Quantity("zone_ponded_hours", "Hours over 15 cm", "h"),
    Quantity("zone_retreat_time", "Retreat of the water", "h"),
    Quantity("zone_drained_time", "Drained to dry", "h"),
    Quantity("zone_max_wet_area", "Largest wet area", "ha", HECTARES),
    Quantity("zone_flooding_volume", "Flooding lost", "m³"),
    Quantity("zone_overflow_volume", "Overflow", "m³"),
    Quantity("zone_overflow_count", "Overflow events", ""),
    Quantity("zone_pumped_volume", "Pumped", "m³"),
    Quantity("zone_stored_volume", "Stored", "m³"),
    Quantity("zone_first_flush_volume", "First flush captured", "m³"),
    Quantity("zone_treated_volume", "Treated", "m³"),
    Quantity("zone_reused_volume", "Reused", "m³"),
)
NODE_MAP = (
    Quantity("node_flooding_volume", "Flooding", "m³"),
    Quantity("node_max_flooding", "Peak flooding", "m³/s"),
    Quantity("node_hours_flooded", "Hours flooded", "h"),
    Quantity("node_hours_surcharged", "Hours surcharged", "h"),
    Quantity("node_max_depth", "Largest depth", "m"),
    Quantity("node_max_head", "Highest head", "m"),
    Quantity("node_max_total_inflow", "Peak inflow", "m³/s"),
    Quantity("node_max_volume", "Most water held", "m³"),
    Quantity("node_drained_time", "Drained to dry", "h"),
)
LINK_MAP = (
    Quantity("link_max_flow", "Peak flow", "m³/s"),
    Quantity("link_max_capacity", "Filled at most", "%", PERCENT),
    Quantity("link_hours_surcharged", "Hours full", "h"),
    Quantity("link_max_velocity", "Peak velocity", "m/s"),
)
LAND_MAP = (
    Quantity("subcatchment_runoff_coefficient", "Runoff coefficient", ""),
    Quantity("subcatchment_runoff_depth", "Runoff", "mm"),
    Quantity("subcatchment_rainfall_depth", "Rain", "mm"),
    Quantity("subcatchment_infiltration_depth", "Infiltration", "mm"),
    Quantity("subcatchment_max_runoff", "Peak runoff", "m³/s"),
)
SERIES = {  # dimension -> what is drawn over time of one element, rain first
    "": (
        Quantity("system_rainfall", "Rain", "mm/h"),
        Quantity("system_runoff", "Runoff", "m³/s"),
        Quantity("system_outflow", "Outflow", "m³/s"),
        Quantity("system_flooding", "Flooding", "m³/s"),
        Quantity("system_storage", "Water in the network", "m³"),
    ),
    "primary_zone": (
        Quantity("primary_zone_rainfall", "Rain", "mm/h"),
        Quantity("primary_zone_runoff", "Runoff of the parcels", "m³/s"),
        Quantity("primary_zone_outflow", "Outflow to the rivers", "m³/s"),
        Quantity("primary_zone_flooding", "Flooding", "m³/s"),
        Quantity("primary_zone_ponding", "Water on the ground", "m³"),
    ),
    "secondary_zone": (
        Quantity("zone_rainfall", "Rain", "mm/h"),
        Quantity("zone_runoff", "Runoff of the parcels", "m³/s"),
        Quantity("zone_outflow", "Outflow to the rivers", "m³/s"),
        Quantity("zone_flooding", "Flooding", "m³/s"),
        Quantity("zone_ponding", "Water on the ground", "m³"),
    ),
    "subcatchment": (
        Quantity("subcatchment_rainfall", "Rain", "mm/h"),
        Quantity("subcatchment_runoff", "Runoff", "m³/s"),
        Quantity("subcatchment_infiltration", "Infiltration", "mm/h"),
    ),
    "node": (
        Quantity("node_depth", "Depth", "m"),
        Quantity("node_head", "Head", "m"),
        Quantity("node_total_inflow", "Inflow", "m³/s"),
        Quantity("node_flooding", "Flooding", "m³/s"),
    ),
    "link": (
        Quantity("link_flow", "Flow", "m³/s"),
        Quantity("link_depth", "Depth", "m"),
        Quantity("link_velocity", "Velocity", "m/s"),
        Quantity("link_capacity", "Filled, or setting", "%", PERCENT),
    ),
    "station": (
        Quantity("station_flow", "Flow", "m³/s"),
        Quantity("station_storage", "Water held", "m³"),
    ),
}
RAIN = SERIES[""][0]  # what stands above the hydrographs of elements on which no rain of their own falls
STATIONS = (
    Quantity("station_max_flow", "Peak flow", "m³/s"),
    Quantity("station_pumped_volume", "Pumped", "m³"),
    Quantity("station_captured_volume", "Captured water", "m³"),
    Quantity("station_overflow_volume", "Overflow", "m³"),
    Quantity("station_overflow_count", "Overflow events", ""),
    Quantity("station_treated_volume", "Treated", "m³"),
    Quantity("station_reused_volume", "Reused", "m³"),
    Quantity("station_max_storage", "Most water held", "m³"),
    Quantity("station_emptying_time", "Emptying", "h"),
    Quantity("station_pump_hours", "Running", "h"),
    Quantity("station_held_hours", "Held back", "h"),
    Quantity("station_mean_lift", "Mean lift", "m"),
    Quantity("station_energy", "Energy of lifting", "kWh"),
)
PUMPS = (
    Quantity("pump_volume", "Pumped", "m³"),
    Quantity("pump_hours", "Running", "h"),
    Quantity("pump_starts", "Starts", ""),
    Quantity("pump_energy", "Energy of lifting", "kWh"),
    Quantity("link_max_flow", "Peak flow", "m³/s"),
)


def there(quantities: tuple[Quantity, ...], dataset: Any) -> list[Quantity]:
    """Those that the results hold."""
    return [q for q in quantities if q.variable in dataset.variables]
