"""The first pass: which objects there are, so that sections may come in any order."""

from __future__ import annotations

from sponge.io.inp.context import Context

ONCE = {  # section -> kinds that each of its rows defines one object of
    "RAINGAGES": ("gage",), "SUBCATCHMENTS": ("subcatchment",), "JUNCTIONS": ("node",), "OUTFALLS": ("node",),
    "STORAGE": ("node",), "DIVIDERS": ("node",), "CONDUITS": ("link", "conduit"), "PUMPS": ("link",),
    "ORIFICES": ("link",), "WEIRS": ("link",), "OUTLETS": ("link",), "STREETS": ("street",),
    "POLLUTANTS": ("pollutant",), "LANDUSES": ("land use",), "AQUIFERS": ("aquifer",),
}  # fmt: skip
MANY = {  # section -> kind of object that may take several rows
    "PATTERNS": "pattern", "CURVES": "curve", "TIMESERIES": "series", "INLETS": "inlet", "LID_CONTROLS": "LID",
    "SNOWPACKS": "snow pack", "HYDROGRAPHS": "hydrograph",
}  # fmt: skip


def collect_names(context: Context) -> None:
    """Fill ``context.names``; a name defined twice is a fatal problem."""
    rows = [(line.number, line.tokens[0], section) for section in ONCE for line in context.lines(section)]
    for number, name, section in sorted(rows):
        kinds, upper = ONCE[section], name.upper()
        if upper in context.names[kinds[0]]:
            context.problem(f"{kinds[0]} {name!r} is defined twice", number, section, "names ignore case")
        for kind in kinds:
            context.names[kind].setdefault(upper, name)
    for section, kind in MANY.items():
        names = context.names[kind]
        for line in context.lines(section):
            names.setdefault(line.tokens[0].upper(), line.tokens[0])
    _collect_transects(context)


def _collect_transects(context: Context) -> None:
    """A transect has its name on its X1 card."""
    names = context.names["transect"]
    for line in context.lines("TRANSECTS"):
        if line.tokens[0].upper().startswith("X1") and len(line.tokens) > 1:
            name = line.tokens[1]
            if name.upper() in names:
                context.problem(f"transect {name!r} is defined twice", line.number, "TRANSECTS", "names ignore case")
            names.setdefault(name.upper(), name)


def node_order(context: Context) -> tuple[str, ...]:
    """Names of nodes as the file defines them, whatever their kinds: the order of EPA SWMM's results."""
    return tuple(context.names["node"].values())


def link_order(context: Context) -> tuple[str, ...]:
    """Names of links as the file defines them."""
    return tuple(context.names["link"].values())
