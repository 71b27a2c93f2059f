# SPDX-License-Identifier: Apache-2.0
"""What a SWMM model is made of beside nodes and links (nodes.py, links.py): one frozen row an object, SI units.

Names refer to other objects by name; ``line`` is where the row stands in the file (0 where it was made in Python).
Lengths m, areas m2, flows m3/s, rates m/s, times s, slopes and fractions of one, temperatures degC.
Dates are ``datetime``; clock times of day and durations are seconds.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sponge.physics.infiltration.method import Method

Pairs = tuple[tuple[float, float], ...]


@dataclass(frozen=True, slots=True)
class Element:
    """A named row of a section."""

    name: str
    line: int = field(default=0, kw_only=True, compare=False)
    tag: str = field(default="", kw_only=True)
    comment: str = field(default="", kw_only=True, compare=False)


@dataclass(frozen=True, slots=True)
class Item:
    """A place in the rows of a kind in the .inp, and the field that it gives."""

    field: str
    title: str  # where a row is explained
    what: str  # in messages
    dimension: str = ""  # length, area, hour ...: the name in base.units.Units of what makes it SI; "" = a bare number
    default: float | bool | None = None  # where the row ends before it; None: it must be there; a truth is YES or NO
    low: float | None = None  # the least that it may be
    words: tuple[str, ...] = ()  # one of these stands there instead of a number


@dataclass(frozen=True, slots=True, kw_only=True)
class Kind:
    """What everything knows of a kind of node or link; NodeKind and LinkKind add their own."""

    name: str  # in the singular, as changes, messages and results call it
    row: type[Any]  # a row of its table
    table: str  # of the Model: name -> row
    section: str  # of the .inp
    items: tuple[Item, ...] = ()  # of its rows in the .inp, where they are its fields one after another
    curve: str | None = None  # the kind of curve that ``row.curve`` is taken for; "" = the curve's own; None = no curve

    @property
    def word(self) -> str:
        """The word of control rules, and the name of the code in engine.network."""
        return self.name.upper()

    def rows(self, model: Any) -> dict[str, Any]:
        """The elements of this kind by name."""
        return getattr(model, self.table)


@dataclass(frozen=True, slots=True)
class KeptRow:
    """A row kept as it stands: tokens of a section that sponge does not simulate, or that says how things look."""

    tokens: tuple[str, ...]
    line: int = field(default=0, compare=False)
    text: str = field(default="", compare=False)  # the whole line, where spaces matter


@dataclass(frozen=True, slots=True)
class Rule:
    """One control rule of [CONTROLS] as text: the lines from RULE to its last clause."""

    name: str
    text: tuple[str, ...]
    line: int = field(default=0, compare=False)


# --- rain and climate ---------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class RainGage(Element):
    """[RAINGAGES]. Exactly one of ``series`` and ``file`` is set."""

    form: str = "INTENSITY"  # INTENSITY, VOLUME, CUMULATIVE
    interval: float = 3600.0  # s
    snow_catch: float = 1.0  # factor on snow
    series: str = ""
    file: str = ""
    station: str = ""
    rain_units: str = ""  # IN or MM, of the file's own numbers
    file_start: datetime | None = None


@dataclass(frozen=True, slots=True)
class Evaporation:
    """[EVAPORATION]; rates m/s."""

    source: str = "CONSTANT"  # CONSTANT, MONTHLY, TIMESERIES, TEMPERATURE, FILE
    monthly: tuple[float, ...] = (0.0,) * 12  # m/s (constant: twelve times the same)
    pan: tuple[float, ...] = (1.0,) * 12  # pan coefficients of FILE
    series: str = ""
    recovery: str = ""  # monthly pattern of the soil's recovery
    dry_only: bool = False


@dataclass(frozen=True, slots=True)
class Temperature:
    """[TEMPERATURE]."""

    source: str = ""  # "", TIMESERIES, FILE
    series: str = ""
    file: str = ""
    file_start: datetime | None = None
    file_units: str = ""  # C10, C, F of a GHCN file (5.2), or ""
    wind_source: str = ""  # "", MONTHLY, FILE
    wind_monthly: tuple[float, ...] = (0.0,) * 12  # m/s
    elevation: float = 0.0  # m, of [TEMPERATURE] SNOWMELT
    latitude: float = 40.0  # degrees, of [TEMPERATURE] SNOWMELT
    longitude_correction: float = 0.0  # minutes, as the file has it
    snow_temperature: float = 2.0 / 1.8  # degC, dividing snow from rain
    index_weight: float = 0.5  # of the last six hours in the antecedent temperature index of snow
    negative_melt: float = 0.6  # ratio of the coefficients of cooling and melting
    cover_impervious: tuple[float, ...] = (1.0,) * 10  # areal depletion: covered fraction of the surface at depths of
    cover_pervious: tuple[float, ...] = (1.0,) * 10  # 0, 0.1, ... 0.9 of the depth that covers all of it


@dataclass(frozen=True, slots=True)
class Adjustments:
    """[ADJUSTMENTS]: by month, January first."""

    temperature: tuple[float, ...] = (0.0,) * 12  # K added
    evaporation: tuple[float, ...] = (0.0,) * 12  # m/s added
    rainfall: tuple[float, ...] = (1.0,) * 12  # factors
    conductivity: tuple[float, ...] = (1.0,) * 12  # factors


# --- subcatchments ------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Subcatchment(Element):
    """[SUBCATCHMENTS] with its rows of [SUBAREAS], [INFILTRATION] and [ADJUSTMENTS]."""

    gage: str = ""
    outlet: str = ""  # node or subcatchment; itself = none
    area: float = 0.0  # m2
    impervious: float = 0.0  # fraction
    width: float = 0.0  # m
    slope: float = 0.0  # m/m
    curb_length: float = 0.0  # m
    snow_pack: str = ""
    roughness_impervious: float = 0.0  # Manning's n
    roughness_pervious: float = 0.0  # Manning's n
    storage_impervious: float = 0.0  # m, depression storage
    storage_pervious: float = 0.0  # m
    impervious_without_storage: float = 0.0  # fraction of the impervious area
    route_to: str = "OUTLET"  # OUTLET, IMPERVIOUS, PERVIOUS
    routed: float = 1.0  # fraction routed so
    infiltration: Method | None = None
    roughness_pattern: str = ""  # monthly patterns of [ADJUSTMENTS]
    storage_pattern: str = ""
    infiltration_pattern: str = ""


# --- sections of conduits, streets, inlets ------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Transect(Element):
    """[TRANSECTS] in HEC-2 form, before modifiers are applied."""

    roughness_left: float = 0.0  # Manning's n
    roughness_right: float = 0.0  # Manning's n
    roughness_channel: float = 0.0  # Manning's n
    bank_left: float = 0.0  # m, station
    bank_right: float = 0.0  # m
    station_factor: float = 1.0  # multiplies stations; 1 where the file has 0
    elevation_shift: float = 0.0  # m
    length_factor: float = 1.0  # channel meander; 1 where the file has 0
    points: Pairs = ()  # (station m, elevation m)


@dataclass(frozen=True, slots=True)
class Street(Element):
    """[STREETS]."""

    width: float = 0.0  # m, curb to crown
    curb_height: float = 0.0  # m
    cross_slope: float = 0.0  # fraction (the file has per cent)
    roughness: float = 0.0  # Manning's n
    gutter_depression: float = 0.0  # m
    gutter_width: float = 0.0  # m
    sides: int = 2  # number, 1 or 2
    back_width: float = 0.0  # m
    back_slope: float = 0.0  # fraction
    back_roughness: float = 0.0  # Manning's n


@dataclass(frozen=True, slots=True)
class Inlet(Element):
    """[INLETS]: one design; a combination has both a grate and a curb opening."""

    grate_type: str = ""  # P_BAR-50, ..., GENERIC; "" = none
    grate_length: float = 0.0  # m
    grate_width: float = 0.0  # m
    grate_open_fraction: float = 0.0  # of the grate's area
    grate_splash_velocity: float = 0.0  # m/s
    curb_length: float = 0.0  # m; 0 = none
    curb_height: float = 0.0  # m
    curb_throat: str = ""  # HORIZONTAL, INCLINED, VERTICAL
    slotted_length: float = 0.0  # m
    slotted_width: float = 0.0  # m
    curve: str = ""  # CUSTOM: diversion or rating curve
    drop: bool = False  # DROP_GRATE or DROP_CURB


@dataclass(frozen=True, slots=True)
class InletUse:
    """[INLET_USAGE]: an inlet placed in a conduit."""

    link: str
    inlet: str
    node: str  # sewer node that receives the capture
    number: int = 1  # of inlets on each side
    clogged: float = 0.0  # fraction (the file has per cent)
    max_flow: float = 0.0  # m3/s an inlet, 0 = no limit
    depression: float = 0.0  # m, local gutter depression
    depression_width: float = 0.0  # m
    placement: str = "AUTOMATIC"  # AUTOMATIC, ON_GRADE, ON_SAG
    line: int = field(default=0, kw_only=True, compare=False)


# --- inflows, tables ----------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class DirectInflow:
    """[INFLOWS] of FLOW: baseline*pattern + scale*series, m3/s."""

    node: str
    series: str = ""
    scale: float = 1.0  # factor on the series
    baseline: float = 0.0  # m3/s
    pattern: str = ""
    line: int = field(default=0, kw_only=True, compare=False)


@dataclass(frozen=True, slots=True)
class DryWeatherInflow:
    """[DWF] of FLOW."""

    node: str
    average: float = 0.0  # m3/s
    patterns: tuple[str, ...] = ()
    line: int = field(default=0, kw_only=True, compare=False)


FACTORS = {"MONTHLY": 12, "DAILY": 7, "HOURLY": 24, "WEEKEND": 24}  # kind of pattern -> how many it has


@dataclass(frozen=True, slots=True)
class Pattern(Element):
    """[PATTERNS]."""

    kind: str = "HOURLY"  # MONTHLY, DAILY, HOURLY, WEEKEND
    factors: tuple[float, ...] = ()  # bare


@dataclass(frozen=True, slots=True)
class Curve(Element):
    """[CURVES]; what x and y are depends on who uses the curve: see ``curve_use``."""

    kind: str = ""  # STORAGE, SHAPE, DIVERSION, TIDAL, PUMP1..PUMP5, RATING, CONTROL, WEIR
    points: Pairs = ()
    source: str = ""  # the file's curve, where that serves as more than one thing


@dataclass(frozen=True, slots=True)
class TimeSeries(Element):
    """[TIMESERIES]; what the values are depends on who uses the series: see ``series_use``.

    ``times`` are seconds: since the simulation's start where ``dated`` is false for that row's date, else absolute
    seconds since 1970-01-01. ``file`` is set instead of rows for an external file.
    """

    times: tuple[float, ...] = ()  # s, above
    values: tuple[float, ...] = ()  # SI
    dated: bool = False
    file: str = ""
    source: str = ""  # the file's series, where that serves as more than one thing
    decimal: bool = field(default=False, kw_only=True, compare=False)  # times were, and are written as, decimal hours


@dataclass(frozen=True, slots=True)
class Event:
    """[EVENTS]: a period for which routing is computed."""

    start: datetime
    end: datetime
    line: int = field(default=0, kw_only=True, compare=False)
