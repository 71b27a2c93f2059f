# SPDX-License-Identifier: Apache-2.0
"""What the numbers of real models lie between: one beyond is told, and taken.

A field's bounds (``model.quantities``) say what it can hold; these say what is meant by nearly everybody. They are set
wide of the tables of EPA SWMM's manuals (Manning's n, depression storage, soils, LID units: Reference Manuals I to III,
appendices of the User's Manual), so that what lies outside is most likely a number in another unit, a misplaced point
or a column too far. 0 says "none" in most fields and is never told here. All in SI, as the rows hold them.
"""

from __future__ import annotations

from dataclasses import fields
from functools import cache
from math import inf
from typing import NamedTuple

from sponge.model.quantities import is_number

HINT = "a number in another unit, or a point or column out of place?"
DAY = 86400.0
MM_PER_HOUR = 1e-3 / 3600.0  # m/s


class Usual(NamedTuple):
    """The least and the greatest usual number of a field, SI."""

    low: float
    high: float

    def holds(self, value: float) -> bool:
        """Is a number usual, or 0?"""
        return value == 0.0 or self.low <= value <= self.high

    def telling(self, what: str, value: float, unit: str = "") -> str:
        """What to say of a number that is not usual; slow rates are told in mm/h."""
        said, factor = ("mm/h", 3.6e6) if unit == "m/s" and self.high <= 0.1 else (unit, 1.0)
        low, high, shown = (f"{round(number * factor, 12):.6g}" for number in (*self, value))
        return f"{what} {shown} is not usual ({low} to {high}{' ' * bool(said)}{said})"


def up_to(high: float) -> Usual:
    """From 0 on."""
    return Usual(0.0, high)


ELEVATION = Usual(-1000.0, 9000.0)  # m: mines to mountains
CONDUCTIVITY = Usual(1e-12, 0.1)  # m/s: clay to gravel
OVERLAND = Usual(0.002, 2.0)  # Manning's n of sheet flow: glass to brush
CHANNEL = Usual(0.004, 0.5)  # of conduits: glass to a thicket in flood
WEIR = Usual(0.3, 2.5)  # m^0.5/s: 0.54 to 4.5 in US units; 3.33 is of a model in feet
DEEP, LARGE = up_to(1000.0), up_to(1e9)  # m, m2
MELT = up_to(50e-3 / DAY)  # m/s a K: 50 mm a day and degree
RATE = up_to(10.0)  # m/s

USUAL: dict[str, Usual] = {
    **dict.fromkeys(("invert", "stage", "surface", "bottom", "water_table", "elevation"), ELEVATION),
    **dict.fromkeys(("roughness_impervious", "roughness_pervious"), OVERLAND),
    **dict.fromkeys(("roughness_left", "roughness_right", "roughness_channel", "back_roughness", "roughness"), CHANNEL),
    **dict.fromkeys(("conductivity", "permeability", "seepage"), CONDUCTIVITY),
    **dict.fromkeys(("max_depth", "initial_depth", "start_depth", "stop_depth"), DEEP),
    **dict.fromkeys(("offset_up", "offset_down", "crest", "offset"), up_to(1000.0)),
    **dict.fromkeys(("ponded_area", "constant"), LARGE),
    **dict.fromkeys(("loss_inlet", "loss_outlet", "loss_average"), up_to(100.0)),
    **dict.fromkeys(("initial_flow", "baseline"), Usual(-1e5, 1e5)),
    **dict.fromkeys(("storage_impervious", "storage_pervious"), up_to(0.5)),
    **dict.fromkeys(("factors",), Usual(0.0, 100.0)),
    **dict.fromkeys(("pan", "evaporation_factor"), up_to(2.0)),
    **dict.fromkeys(("snow_temperature", "base_temperature"), Usual(-10.0, 10.0)),
    **dict.fromkeys(("min_melt", "max_melt"), MELT),
    **dict.fromkeys(("upper_evaporation", "clogged"), up_to(1.0)),
    **dict.fromkeys(("suction",), up_to(5.0)),
    **dict.fromkeys(("conductivity_slope",), up_to(200.0)),
    "length": Usual(0.01, 1e6), "width": Usual(1e-3, 1e6), "curb_length": up_to(1e7), "area": Usual(1e-4, 1e11),
    "slope": Usual(1e-6, 2.0), "cross_slope": up_to(0.5), "back_slope": up_to(1.0), "side_slope": up_to(100.0),
    "max_flow": up_to(1e5), "barrels": up_to(50.0), "number": up_to(1e6), "interval": Usual(1.0, 366.0 * DAY),
    "snow_catch": up_to(3.0), "max_rate": up_to(10e3 * MM_PER_HOUR), "min_rate": up_to(10e3 * MM_PER_HOUR),
    "decay": Usual(-1.0 / 60.0, 1.0 / 10.0), "drying_time": Usual(60.0, 366.0 * DAY), "max_volume": up_to(20.0),
    "initial_deficit": up_to(0.6), "curve_number": Usual(20.0, 100.0),
    "rainfall": up_to(20.0), "temperature": Usual(-50.0, 50.0), "evaporation": Usual(-0.05 / DAY, 0.05 / DAY),
    "monthly": Usual(-0.05 / DAY, 0.05 / DAY), "wind_monthly": up_to(50.0),
    "discharge_coefficient": up_to(1.0), "end_contractions": up_to(2.0), "open_time": up_to(30.0 * DAY),
    "road_width": up_to(500.0), "exponent": Usual(-1.0, 6.0), "average": up_to(1e5), "dry_days": up_to(36600.0),
    "curb_height": up_to(2.0), "gutter_depression": up_to(1.0), "gutter_width": up_to(10.0), "back_width": DEEP,
    "depression": up_to(1.0), "depression_width": up_to(10.0), "grate_splash_velocity": up_to(20.0),
    "void_ratio": up_to(10.0), "porosity": Usual(0.01, 1.0), "delay": up_to(60.0 * DAY), "depth": up_to(50.0),
    "tension_slope": up_to(100.0), "recession": up_to(1000.0), "time_to_peak": up_to(366.0 * DAY),
    "max_abstraction": up_to(1.0), "used_abstraction": up_to(1.0), "cover_depth": up_to(10.0),
    "sweep_interval": up_to(3660.0 * DAY), "variable_step": up_to(1.0), "head_tolerance": up_to(1.0),
    "depth_tolerance": up_to(1.0), "min_surface_area": up_to(1000.0), "min_slope": up_to(0.1),
    "report_step": up_to(366.0 * DAY), "wet_step": up_to(DAY), "dry_step": up_to(31.0 * DAY),
    "routing_step": up_to(DAY), "rule_step": up_to(DAY), "lengthening_step": up_to(3600.0),
    "min_routing_step": up_to(3600.0), "system_flow_tolerance": up_to(1.0), "lateral_flow_tolerance": up_to(1.0),
    "max_trials": up_to(1000.0), "longitude_correction": Usual(-720.0, 720.0), "weir_height": up_to(100.0),
    **dict.fromkeys(("bank_left", "bank_right"), Usual(-1e6, 1e6)),
    **dict.fromkeys(("grate_length", "grate_width", "slotted_length", "slotted_width"), up_to(100.0)),
    **dict.fromkeys(("b1", "b2"), Usual(-5.0, 10.0)), **dict.fromkeys(("open_head", "closed_head"), up_to(50.0)),
    "station_factor": Usual(1e-3, 1e3), "length_factor": Usual(0.1, 10.0), "elevation_shift": ELEVATION,
    "threshold": ELEVATION, "lower_evaporation_depth": DEEP, "surface_depth": DEEP, "cutoff": up_to(1e5),
    "regeneration_interval": up_to(36600.0 * DAY), "half_time": up_to(36600.0 * DAY),
    "since_swept": up_to(3660.0 * DAY), "recovery": up_to(1.0 / DAY), "initial_free_water": up_to(10.0),
}  # fmt: skip
OWN: dict[tuple[str, str], Usual] = {  # class, field -> where a name means something of its own
    ("Weir", "discharge_coefficient"): WEIR, ("Weir", "end_coefficient"): WEIR,
    ("SurfaceLayer", "roughness"): OVERLAND, ("DrainMatLayer", "roughness"): OVERLAND,
    ("Washoff", "exponent"): Usual(-5.0, 10.0), ("DrainLayer", "exponent"): up_to(6.0),
    ("Pollutant", "decay"): Usual(-1.0 / 60.0, 1.0 / 60.0), ("Street", "width"): up_to(200.0),
    ("Inlet", "curb_length"): up_to(100.0), ("InletUse", "number"): up_to(1000.0),
    ("Conduit", "seepage"): up_to(0.1), ("Adjustments", "conductivity"): up_to(20.0),
    ("Outlet", "coefficient"): up_to(1e6), ("Groundwater", "a1"): up_to(1e30), ("Groundwater", "a2"): up_to(1e30),
    ("RdiiInflow", "area"): Usual(1.0, 1e11), ("LidUse", "area"): Usual(1e-4, 1e9),
    ("Buildup", "exponent"): up_to(10.0), ("StorageLayer", "void_ratio"): up_to(1e4),  # 99: all but open water
}  # fmt: skip
OF_SERIES: dict[str, Usual] = {  # what a series is to who uses it (series_use) -> its values
    "LEVEL": ELEVATION, "FLOW": Usual(-1e5, 1e5), "EVAPORATION": Usual(0.0, 0.05 / DAY), "SETTING": Usual(-1e6, 1e6),
}  # fmt: skip
OF_CURVES: dict[str, tuple[Usual, Usual]] = {  # what a curve is taken for -> x, y
    **dict.fromkeys(("PUMP2", "PUMP3", "PUMP4", "PUMP5", "RATING"), (Usual(-1000.0, 1000.0), Usual(-1e5, 1e5))),
    "PUMP1": (up_to(1e10), Usual(-1e5, 1e5)), "DIVERSION": (up_to(1e5), Usual(-1e5, 1e5)),
    "STORAGE": (DEEP, up_to(1e11)), "TIDAL": (up_to(24.0), ELEVATION), "WEIR": (up_to(100.0), WEIR),
}  # fmt: skip
# of a section: m, m of width, run over rise, exponent, Hazen and Williams' C, m of wall roughness
FULL_DEPTH, BREADTH, SIDE, POWER = Usual(0.01, 100.0), Usual(0.01, 1e4), up_to(100.0), Usual(0.1, 20.0)
HAZEN_WILLIAMS, WALL = Usual(40.0, 200.0), Usual(1e-7, 0.1)
HEAVY, HEAVY_LOAD = 1000.0, 100.0  # kg/m3: no water holds more of anything that is weighed; kg/m2 on the ground
NONE = Usual(-inf, inf)


# fields of which nothing usual is known, beside fractions: their units depend on others, or any number will do
UNKNOWN = {
    "a3", "coefficient", "rate", "scale", "maximum", "mass", "fraction", "weir_coefficient", "geometry",
    "shape_parameters", "units_factor", "clogging_factor", "co_fraction", "ratio", "times", "values", "threads",
    "surcharge_depth", "latitude", "moisture", "sides", "culvert", "sweep_start", "sweep_end", "other", "line",
    "rain", "groundwater", "rdii", "dry_weather", "initial",  # HEAVY is for those that are weighed
}  # fmt: skip


@cache
def usual_of(kind: type, name: str) -> Usual:
    """What is usual in a field of a class of rows; anything where nothing is known."""
    return OWN.get((kind.__name__, name)) or USUAL.get(name, NONE)


@cache
def usual_fields(kind: type) -> tuple[tuple[str, Usual], ...]:
    """The fields of a row with numbers of which something usual is known."""
    found = ((f.name, usual_of(kind, f.name)) for f in fields(kind) if is_number(str(f.type)))
    return tuple((name, usual) for name, usual in found if usual is not NONE)
