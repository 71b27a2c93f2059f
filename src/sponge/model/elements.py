"""What a SWMM model is made of, SI units, one frozen row an object.

Names refer to other objects by name; ``line`` is where the row stands in the file (0 where it was made in Python).
Lengths m, areas m2, flows m3/s, rates m/s, times s, slopes and fractions of one, temperatures degC.
Dates are ``datetime``; clock times of day and durations are seconds.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

from sponge.physics.infiltration import Method, ModifiedGreenAmpt

Pairs = tuple[tuple[float, float], ...]


@dataclass(frozen=True, slots=True)
class Element:
    """A named row of a section."""

    name: str
    line: int = field(default=0, kw_only=True, compare=False)
    tag: str = field(default="", kw_only=True)
    comment: str = field(default="", kw_only=True, compare=False)


# --- rain and climate ---------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class RainGage(Element):
    """[RAINGAGES]. Exactly one of ``series`` and ``file`` is set."""

    form: str = "INTENSITY"  # INTENSITY, VOLUME, CUMULATIVE
    interval: float = 3600.0  # s
    snow_catch: float = 1.0
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
    roughness_pervious: float = 0.0
    storage_impervious: float = 0.0  # m, depression storage
    storage_pervious: float = 0.0  # m
    impervious_without_storage: float = 0.0  # fraction of the impervious area
    route_to: str = "OUTLET"  # OUTLET, IMPERVIOUS, PERVIOUS
    routed: float = 1.0  # fraction routed so
    infiltration: Method | None = None
    roughness_pattern: str = ""  # monthly patterns of [ADJUSTMENTS]
    storage_pattern: str = ""
    infiltration_pattern: str = ""


# --- nodes --------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Node(Element):
    """What all nodes have."""

    invert: float = 0.0  # m


@dataclass(frozen=True, slots=True)
class Junction(Node):
    """[JUNCTIONS]."""

    max_depth: float = 0.0  # m, 0 = to the top of the highest link
    initial_depth: float = 0.0  # m
    surcharge_depth: float = 0.0  # m
    ponded_area: float = 0.0  # m2


@dataclass(frozen=True, slots=True)
class Outfall(Node):
    """[OUTFALLS]."""

    kind: str = "FREE"  # FREE, NORMAL, FIXED, TIDAL, TIMESERIES
    stage: float = 0.0  # m, of FIXED
    curve: str = ""  # of TIDAL
    series: str = ""  # of TIMESERIES
    flap_gate: bool = False
    route_to: str = ""  # subcatchment


@dataclass(frozen=True, slots=True)
class Exfiltration(ModifiedGreenAmpt):
    """Seepage from a storage unit; a bare rate has suction 0 and deficit 0."""


@dataclass(frozen=True, slots=True)
class Storage(Node):
    """[STORAGE]. Area A [m2] at depth y [m]: FUNCTIONAL A = constant + coefficient y**exponent (all SI).

    CYLINDRICAL, CONICAL, PARABOLIC, PYRAMIDAL (5.2) hold the file's three numbers in ``shape_parameters``:
    major axis or length m, minor axis or width m, and side slope (run over rise) or full height m.
    """

    max_depth: float = 0.0  # m
    initial_depth: float = 0.0  # m
    shape: str = "FUNCTIONAL"  # TABULAR, FUNCTIONAL, CYLINDRICAL, CONICAL, PARABOLIC, PYRAMIDAL
    curve: str = ""
    coefficient: float = 0.0
    exponent: float = 0.0
    constant: float = 0.0  # m2
    shape_parameters: tuple[float, float, float] = (0.0, 0.0, 0.0)
    surcharge_depth: float = 0.0  # m
    evaporation_factor: float = 0.0
    exfiltration: Exfiltration | None = None


@dataclass(frozen=True, slots=True)
class Divider(Node):
    """[DIVIDERS]."""

    link: str = ""  # diverted link
    kind: str = "OVERFLOW"  # CUTOFF, TABULAR, WEIR, OVERFLOW
    cutoff: float = 0.0  # m3/s: of CUTOFF; minimum flow of WEIR
    curve: str = ""
    weir_height: float = 0.0  # m
    weir_coefficient: float = 0.0  # SI (m3/s with head in m)
    max_depth: float = 0.0
    initial_depth: float = 0.0
    surcharge_depth: float = 0.0
    ponded_area: float = 0.0


# --- links --------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Section:
    """[XSECTIONS]: lengths in m; slopes and exponents bare. What each number means depends on the shape (EPA's table).

    ``geometry`` keeps four numbers: Geom1 (full depth, m), Geom2..Geom4 in SI where they are lengths. A force main
    keeps its roughness in ``geometry[1]`` (C-factor bare, or Darcy-Weisbach height in m).
    """

    shape: str = "CIRCULAR"
    geometry: tuple[float, float, float, float] = (0.0, 0.0, 0.0, 0.0)
    reference: str = ""  # transect, shape curve or street
    barrels: int = 1
    culvert: int = 0  # FHWA inlet control code
    line: int = field(default=0, kw_only=True, compare=False)


@dataclass(frozen=True, slots=True)
class Link(Element):
    """What all links have. ``offset_*`` are heights above the node's invert in m, whatever LINK_OFFSETS says;
    ``nan`` is the file's ``*`` under elevation offsets."""

    up: str = ""
    down: str = ""


@dataclass(frozen=True, slots=True)
class Conduit(Link):
    """[CONDUITS] with its rows of [XSECTIONS] and [LOSSES]."""

    length: float = 0.0  # m
    roughness: float = 0.0  # Manning's n
    offset_up: float = 0.0  # m
    offset_down: float = 0.0  # m
    initial_flow: float = 0.0  # m3/s
    max_flow: float = 0.0  # m3/s, 0 = no limit
    section: Section = Section()
    loss_inlet: float = 0.0
    loss_outlet: float = 0.0
    loss_average: float = 0.0
    flap_gate: bool = False
    seepage: float = 0.0  # m/s


@dataclass(frozen=True, slots=True)
class Pump(Link):
    """[PUMPS]."""

    curve: str = ""  # "" = ideal
    on: bool = True  # initial status
    start_depth: float = 0.0  # m
    stop_depth: float = 0.0  # m


@dataclass(frozen=True, slots=True)
class Orifice(Link):
    """[ORIFICES] with its section."""

    kind: str = "SIDE"  # SIDE, BOTTOM
    offset: float = 0.0  # m
    discharge_coefficient: float = 0.65
    flap_gate: bool = False
    open_time: float = 0.0  # s, to open or close fully
    section: Section = Section()


@dataclass(frozen=True, slots=True)
class Weir(Link):
    """[WEIRS] with its section."""

    kind: str = "TRANSVERSE"  # TRANSVERSE, SIDEFLOW, V-NOTCH, TRAPEZOIDAL, ROADWAY
    crest: float = 0.0  # m, offset of the crest
    discharge_coefficient: float = 0.0  # SI (for V-NOTCH and TRAPEZOIDAL ends too)
    flap_gate: bool = False
    end_contractions: float = 0.0
    end_coefficient: float = 0.0  # SI
    can_surcharge: bool = True
    road_width: float = 0.0  # m
    road_surface: str = ""  # PAVED, GRAVEL, ""
    curve: str = ""  # discharge coefficient against head
    section: Section = Section()


@dataclass(frozen=True, slots=True)
class Outlet(Link):
    """[OUTLETS]: Q = coefficient * h**exponent (SI) or a rating curve; h is head difference or depth above offset."""

    offset: float = 0.0  # m
    kind: str = "FUNCTIONAL/DEPTH"  # FUNCTIONAL/DEPTH, FUNCTIONAL/HEAD, TABULAR/DEPTH, TABULAR/HEAD
    curve: str = ""
    coefficient: float = 0.0  # SI
    exponent: float = 0.0
    flap_gate: bool = False


@dataclass(frozen=True, slots=True)
class Transect(Element):
    """[TRANSECTS] in HEC-2 form, before modifiers are applied."""

    roughness_left: float = 0.0
    roughness_right: float = 0.0
    roughness_channel: float = 0.0
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
    roughness: float = 0.0
    gutter_depression: float = 0.0  # m
    gutter_width: float = 0.0  # m
    sides: int = 2
    back_width: float = 0.0  # m
    back_slope: float = 0.0  # fraction
    back_roughness: float = 0.0


@dataclass(frozen=True, slots=True)
class Inlet(Element):
    """[INLETS]: one design; a combination has both a grate and a curb opening."""

    grate_type: str = ""  # P_BAR-50, ..., GENERIC; "" = none
    grate_length: float = 0.0  # m
    grate_width: float = 0.0  # m
    grate_open_fraction: float = 0.0
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
    number: int = 1
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
    scale: float = 1.0
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


@dataclass(frozen=True, slots=True)
class Pattern(Element):
    """[PATTERNS]."""

    kind: str = "HOURLY"  # MONTHLY, DAILY, HOURLY, WEEKEND
    factors: tuple[float, ...] = ()


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

    times: tuple[float, ...] = ()
    values: tuple[float, ...] = ()
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
