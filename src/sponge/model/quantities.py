# SPDX-License-Identifier: Apache-2.0
"""What the numbers of a model's rows are: dimension, least and greatest value.

Changes go by it (a value with a unit of another dimension, or beyond the bounds, is refused), and so do the checks of
models. A field is found by its name, or by class and name where classes differ; a field that is not here fails a test.
"""

from __future__ import annotations

from dataclasses import dataclass, fields
from functools import cache
from math import inf

from sponge.physics.infiltration.method import Method

DIMENSIONS = {  # SI unit -> what it measures, in words
    "m": "a length", "m2": "an area", "m3": "a volume", "m3/s": "a flow", "m/s": "a rate or speed", "s": "a time",
    "1/s": "a rate of change", "kg": "a mass", "kg/m3": "a concentration", "kg/m2": "a mass by area",
    "kg/m": "a mass by length", "kg/s": "a load", "degC": "a temperature", "K": "a difference of temperatures",
    "1": "a bare number",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Quantity:
    """A number's SI units (several where other fields decide, none where no unit can tell), and its bounds."""

    units: tuple[str, ...]
    low: float = -inf
    high: float = inf

    @property
    def is_fraction(self) -> bool:
        """Does it go from 0 to 1?"""
        return (self.low, self.high) == (0.0, 1.0)


def _of(unit: str, low: float = -inf, high: float = inf) -> Quantity:
    return Quantity(tuple(unit.split()), low, high)


SIGNED_LENGTH, LENGTH, AREA = _of("m"), _of("m", 0.0), _of("m2", 0.0)
SIGNED_FLOW, FLOW = _of("m3/s"), _of("m3/s", 0.0)
SIGNED_RATE, RATE, TIME = _of("m/s"), _of("m/s", 0.0), _of("s", 0.0)
SIGNED, POSITIVE, FRACTION = _of("1"), _of("1", 0.0), _of("1", 0.0, 1.0)
CONCENTRATION = _of("kg/m3", 0.0)
ANY = _of("")

BY_NAME: dict[str, Quantity] = {
    **dict.fromkeys((
        "invert", "stage", "elevation", "elevation_shift", "bank_left", "bank_right", "surface", "bottom",
        "water_table", "threshold", "offset_up", "offset_down", "crest",
    ), SIGNED_LENGTH),
    **dict.fromkeys((
        "max_depth", "initial_depth", "surcharge_depth", "length", "width", "curb_length", "storage_impervious",
        "storage_pervious", "depth", "start_depth", "stop_depth", "road_width", "weir_height", "curb_height",
        "gutter_depression", "gutter_width", "back_width", "grate_length", "grate_width", "slotted_length",
        "slotted_width", "depression", "depression_width", "offset", "open_head", "closed_head", "suction",
        "head_tolerance", "depth_tolerance", "initial_free_water", "cover_depth", "max_abstraction",
        "used_abstraction", "surface_depth", "lower_evaporation_depth", "tension_slope",
    ), LENGTH),
    **dict.fromkeys(("area", "ponded_area", "constant", "min_surface_area"), AREA),
    **dict.fromkeys(("initial_flow", "max_flow", "cutoff"), SIGNED_FLOW),
    **dict.fromkeys(("conductivity", "seepage", "permeability", "recovery", "grate_splash_velocity"), RATE),
    **dict.fromkeys((
        "interval", "open_time", "delay", "regeneration_interval", "sweep_interval", "since_swept", "half_time",
        "report_step", "wet_step", "dry_step", "routing_step", "rule_step", "min_routing_step", "lengthening_step",
        "time_to_peak",
    ), TIME),
    **dict.fromkeys((
        "roughness", "roughness_impervious", "roughness_pervious", "roughness_left", "roughness_right",
        "roughness_channel", "back_roughness", "slope", "cross_slope", "back_slope", "side_slope", "loss_inlet",
        "loss_outlet", "loss_average", "discharge_coefficient", "end_contractions", "snow_catch", "pan",
        "length_factor", "number", "void_ratio", "clogging_factor", "dry_days", "variable_step", "max_trials",
        "threads", "min_slope", "system_flow_tolerance", "lateral_flow_tolerance",
        "evaporation_factor", "recession", "ratio", "culvert", "conductivity_slope",
    ), POSITIVE),
    **dict.fromkeys((
        "exponent", "station_factor", "latitude", "longitude_correction", "scale", "factors", "rainfall",
        "b1", "b2", "moisture", "other", "sweep_start", "sweep_end",
    ), SIGNED),
    **dict.fromkeys((
        "impervious", "impervious_without_storage", "routed", "grate_open_fraction", "clogged", "vegetation",
        "porosity", "field_capacity", "wilting_point", "regeneration", "void_fraction", "initial_saturation",
        "from_impervious",
        "from_pervious", "sweep_availability", "sweeping", "removal",
        "free_water", "out", "to_impervious", "to_pervious", "melted", "to_subcatchment", "plowable_fraction",
        "upper_evaporation", "index_weight", "negative_melt", "cover_impervious", "cover_pervious", "initial_deficit",
        "co_fraction", "share",
    ), FRACTION),
    **dict.fromkeys(("rain", "groundwater", "rdii", "dry_weather", "initial"), CONCENTRATION),
    **dict.fromkeys(("base_temperature", "snow_temperature"), _of("degC")),
    **dict.fromkeys((
        "coefficient", "shape_parameters", "weir_coefficient", "end_coefficient", "a1", "a2", "a3", "min_melt",
        "max_melt", "rate",
    ), ANY),
    "values": Quantity(tuple(DIMENSIONS)),  # of a series: what they are depends on who uses it
    "decay": _of("1/s"), "baseline": SIGNED_FLOW, "average": SIGNED_FLOW, "monthly": SIGNED_RATE,
    "wind_monthly": RATE, "maximum": _of("kg/m2 kg/m", 0.0), "fraction": POSITIVE, "mass": _of("kg/m2", 0.0),
    "geometry": _of("m 1"),
}  # fmt: skip
OWN: dict[tuple[str, str], Quantity] = {  # class, field -> where the class gives a name a meaning of its own
    ("Weir", "discharge_coefficient"): ANY, ("Orifice", "offset"): SIGNED_LENGTH, ("Outlet", "offset"): SIGNED_LENGTH,
    ("Adjustments", "temperature"): _of("K"), ("Adjustments", "evaporation"): SIGNED_RATE,
    ("Adjustments", "conductivity"): SIGNED, ("PollutantInflow", "baseline"): _of("kg/m3 kg/s"),
    ("PollutantDryWeather", "average"): _of("kg/m3"), ("CurveNumber", "curve_number"): POSITIVE,
    ("Aquifer", "moisture"): FRACTION, ("InletUse", "max_flow"): FLOW,
    ("Storage", "constant"): _of("m2"), ("Pollutant", "co_fraction"): POSITIVE, ("Buildup", "scale"): POSITIVE,
    ("Pump", "capacity"): FLOW, ("RainGage", "scale"): POSITIVE,  # of model.derived
}  # fmt: skip

OF_SERIES: dict[str, Quantity] = {  # what a series is to who uses it (series_use) -> its values
    "INTENSITY": SIGNED_RATE, "RAIN": SIGNED_LENGTH, "LEVEL": SIGNED_LENGTH, "FLOW": SIGNED_FLOW,
    "TEMPERATURE": _of("degC"), "EVAPORATION": SIGNED_RATE, "SETTING": SIGNED, "CONCEN": _of("kg/m3"),
    "MASS": _of("kg/s"), "BUILDUP": ANY,
}  # fmt: skip


@cache
def quantity_of(kind: type, name: str) -> Quantity | None:
    """What a field of a row holds; None where it holds no number."""
    found = OWN.get((kind.__name__, name))
    if found is None and issubclass(kind, Method):
        unit = next((f.metadata["quantity"].unit for f in fields(kind) if f.name == name), "")
        found = _of(unit, 0.0) if unit else None
    return found or BY_NAME.get(name)


def out_of_bounds(value: float, name: str, quantity: Quantity) -> str:
    """What to tell of a number that its field cannot hold; nothing where it can."""
    words = name.replace("_", " ")
    if not abs(value) < GREATEST:
        return f"{words} {value:g} is no number that can be meant"
    if 0.0 < abs(value) < LEAST:
        return f"{words} {value:g} is too small to be meant: give 0 where there is none"
    if quantity.is_fraction and not 0.0 <= value <= FULL:
        hint = f" ({value:g} % is {value / 100.0:g})" if 2.0 <= value <= 100.0 else ""
        return f"{words} must lie between 0 and 1, not {value:g}{hint}"
    if value < quantity.low:
        return f"negative {words}: {value:g}"
    return "" if value <= quantity.high else f"{words} cannot be more than {quantity.high:g}: {value:g}"


GREATEST = 1e30  # of any number: the product of two overflows what results are kept in
LEAST = 1e-30  # of any number but zero: the product of a few vanishes, and divides
FULL = 1.0 + 1e-6  # of a fraction: sums of what a file gives in per cent


@cache
def number_fields(kind: type) -> tuple[tuple[str, Quantity], ...]:
    """The fields of a row that hold numbers, one or several."""
    found = ((f.name, quantity_of(kind, f.name)) for f in fields(kind) if is_number(str(f.type)))
    return tuple((name, quantity) for name, quantity in found if quantity is not None)


def is_number(type_name: str) -> bool:
    """Does a field whose type is written so hold a number, or several?"""
    return type_name in ("float", "int", "float | None", "Months") or type_name.startswith(("tuple[float", "tuple[int"))


@cache
def inner_fields(kind: type) -> tuple[str, ...]:
    """The fields of a row that may hold other rows."""
    plain = ("str", "bool", "datetime", "datetime | None", "Pairs")
    names = ((f.name, str(f.type)) for f in fields(kind))
    return tuple(name for name, type_name in names if not is_number(type_name) and type_name not in plain
                 and not type_name.startswith("tuple"))  # fmt: skip
