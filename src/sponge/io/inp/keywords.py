"""The words of an .inp. A token means the first word of its list that it begins with, whatever the case."""

from __future__ import annotations

from functools import lru_cache

from sponge.physics.infiltration import BY_KEYWORD

# heading as EPA SWMM matches it (the first that fits) -> name of the section
SECTIONS = {
    "[TITLE": "TITLE", "[OPTION": "OPTIONS", "[FILE": "FILES", "[RAINGAGE": "RAINGAGES",
    "[TEMPERATURE": "TEMPERATURE", "[EVAP": "EVAPORATION", "[SUBCATCHMENT": "SUBCATCHMENTS", "[SUBAREA": "SUBAREAS",
    "[INFIL": "INFILTRATION", "[AQUIFER": "AQUIFERS", "[GROUNDWATER": "GROUNDWATER", "[SNOWPACK": "SNOWPACKS",
    "[JUNC": "JUNCTIONS", "[OUTFALL": "OUTFALLS", "[STORAGE": "STORAGE", "[DIVIDER": "DIVIDERS",
    "[CONDUIT": "CONDUITS", "[PUMP": "PUMPS", "[ORIFICE": "ORIFICES", "[WEIR": "WEIRS", "[OUTLET": "OUTLETS",
    "[XSECT": "XSECTIONS", "[TRANSECT": "TRANSECTS", "[LOSS": "LOSSES", "[CONTROL": "CONTROLS",
    "[POLLUT": "POLLUTANTS", "[LANDUSE": "LANDUSES", "[BUILDUP": "BUILDUP", "[WASHOFF": "WASHOFF",
    "[COVERAGE": "COVERAGES", "[INFLOW": "INFLOWS", "[DWF": "DWF", "[PATTERN": "PATTERNS", "[RDII": "RDII",
    "[HYDROGRAPH": "HYDROGRAPHS", "[LOADING": "LOADINGS", "[TREATMENT": "TREATMENT", "[CURVE": "CURVES",
    "[TIMESERIES": "TIMESERIES", "[REPORT": "REPORT", "[COORDINATE": "COORDINATES", "[VERTICES": "VERTICES",
    "[POLYGON": "POLYGONS", "[LABEL": "LABELS", "[SYMBOL": "SYMBOLS", "[BACKDROP": "BACKDROP", "[TAG": "TAGS",
    "[PROFILE": "PROFILES", "[MAP": "MAP", "[LID_CONTROL": "LID_CONTROLS", "[LID_USAGE": "LID_USAGE", "[GWF": "GWF",
    "[ADJUSTMENT": "ADJUSTMENTS", "[EVENT": "EVENTS", "[STREET": "STREETS", "[INLET_USAGE": "INLET_USAGE",
    "[INLET": "INLETS",
}  # fmt: skip

ROUTING = {
    "NONE": "NONE", "STEADY": "STEADY", "KINWAVE": "KINWAVE", "XKINWAVE": "KINWAVE", "DYNWAVE": "DYNWAVE",
    "NF": "STEADY", "KW": "KINWAVE", "EKW": "KINWAVE", "DW": "DYNWAVE",
}  # fmt: skip
FLOW_UNITS = ("CFS", "GPM", "MGD", "CMS", "LPS", "MLD")
INFILTRATION = tuple(BY_KEYWORD)
NO_YES = ("NO", "YES")
RAIN_FORMS = ("INTENSITY", "VOLUME", "CUMULATIVE")
ROUTE_TO = {"OUTLET": "OUTLET", "IMPERV": "IMPERVIOUS", "PERV": "PERVIOUS"}
OUTFALLS = ("FREE", "NORMAL", "FIXED", "TIDAL", "TIMESERIES")
STORAGES = ("TABULAR", "FUNCTIONAL", "CYLINDRICAL", "CONICAL", "PARABOLIC", "PYRAMIDAL")
DIVIDERS = ("CUTOFF", "TABULAR", "WEIR", "OVERFLOW")
WEIRS = ("TRANSVERSE", "SIDEFLOW", "V-NOTCH", "TRAPEZOIDAL", "ROADWAY")
CURVES = (
    "STORAGE", "DIVERSION", "TIDAL", "RATING", "CONTROL", "SHAPE", "WEIR", "PUMP1", "PUMP2", "PUMP3", "PUMP4", "PUMP5",
)  # fmt: skip
PATTERNS = ("MONTHLY", "DAILY", "HOURLY", "WEEKEND")
SHAPES = (
    "DUMMY", "CIRCULAR", "FILLED_CIRCULAR", "RECT_CLOSED", "RECT_OPEN", "TRAPEZOIDAL", "TRIANGULAR", "PARABOLIC",
    "POWER", "RECT_TRIANGULAR", "RECT_ROUND", "MODBASKETHANDLE", "HORIZ_ELLIPSE", "VERT_ELLIPSE", "ARCH", "EGG",
    "HORSESHOE", "GOTHIC", "CATENARY", "SEMIELLIPTICAL", "BASKETHANDLE", "SEMICIRCULAR", "IRREGULAR", "CUSTOM",
    "FORCE_MAIN", "STREET",
)  # fmt: skip
INLETS = ("GRATE", "CURB", "SLOTTED", "DROP_GRATE", "DROP_CURB", "CUSTOM")
GRATES = (
    "P_BAR-50x100", "P_BAR-50", "P_BAR-30", "CURVED_VANE", "TILT_BAR-45", "TILT_BAR-30", "RETICULINE", "GENERIC",
)  # fmt: skip
THROATS = ("HORIZONTAL", "INCLINED", "VERTICAL")
PLACEMENTS = ("AUTOMATIC", "ON_GRADE", "ON_SAG")
EVAPORATION = ("CONSTANT", "MONTHLY", "TIMESERIES", "TEMPERATURE", "FILE", "RECOVERY", "DRY_ONLY")
TEMPERATURE = ("TIMESERIES", "FILE", "WINDSPEED", "SNOWMELT", "ADC")
FILE_MODES = ("NO", "SCRATCH", "USE", "SAVE")
FILE_KINDS = ("RAINFALL", "RUNOFF", "HOTSTART", "RDII", "INFLOWS", "OUTFLOWS")
RULE_WORDS = ("RULE", "IF", "AND", "OR", "THEN", "ELSE", "PRIORITY")
REPORT = (
    "DISABLED", "INPUT", "SUBCATCH", "NODE", "LINK", "CONTINUITY", "FLOWSTATS", "CONTROL", "AVERAGES", "NODESTATS",
)  # fmt: skip


@lru_cache(maxsize=4096)
def match(token: str, words: tuple[str, ...]) -> str | None:
    """The first word that the token begins with."""
    token = token.lstrip(" ").upper()
    for word in words:
        if token.startswith(word.upper()):
            return word
    return None


@lru_cache(maxsize=512)
def section_of(heading: str) -> str | None:
    """The section that a heading's first token opens."""
    word = match(heading, tuple(SECTIONS))
    return None if word is None else SECTIONS[word]
