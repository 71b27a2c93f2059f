# SPDX-License-Identifier: Apache-2.0
"""The columns of each section as a data frame, by the names that EPA SWMM's files and manual give them."""

from __future__ import annotations

import re
from collections.abc import Sequence

TEXT = ("Text",)  # of sections whose lines have no columns
_POINT = ("X-Coord", "Y-Coord")
COLUMNS: dict[str, tuple[str, ...]] = {
    "OPTIONS": ("Option", "Value"),
    "EVENTS": ("StartDate", "StartTime", "EndDate", "EndTime"),
    "RAINGAGES": ("Name", "Format", "Interval", "SCF", "Source", "SourceName", "Station", "Units"),
    "SUBCATCHMENTS": (
        "Name", "RainGage", "Outlet", "Area", "%Imperv", "Width", "%Slope", "CurbLen", "SnowPack",
    ),
    "SUBAREAS": (
        "Subcatchment", "N-Imperv", "N-Perv", "S-Imperv", "S-Perv", "PctZero", "RouteTo", "PctRouted",
    ),
    "INFILTRATION": ("Subcatchment", "Param1", "Param2", "Param3", "Param4", "Param5", "Method"),
    "LID_CONTROLS": ("Name", "Type/Layer", *(f"Par{k}" for k in range(1, 8))),
    "LID_USAGE": (
        "Subcatchment", "LIDProcess", "Number", "Area", "Width", "InitSat", "FromImp", "ToPerv", "RptFile", "DrainTo",
        "FromPerv",
    ),
    "AQUIFERS": (
        "Name", "Por", "WP", "FC", "Ksat", "Kslope", "Tslope", "ETu", "ETs", "Seep", "Ebot", "Egw", "Umc", "ETupat",
    ),
    "GROUNDWATER": (
        "Subcatchment", "Aquifer", "Node", "Esurf", "A1", "B1", "A2", "B2", "A3", "Dsw", "Egwt", "Ebot", "Wgr", "Umc",
    ),
    "SNOWPACKS": ("Name", "Surface", *(f"Par{k}" for k in range(1, 8))),
    "JUNCTIONS": ("Name", "Elevation", "MaxDepth", "InitDepth", "SurDepth", "Aponded"),
    "OUTFALLS": ("Name", "Elevation", "Type", "StageData", "Gated", "RouteTo"),
    "STORAGE": (
        "Name", "Elev", "MaxDepth", "InitDepth", "Shape", "Curve/Coeff", "Exponent", "Constant", "SurDepth", "Fevap",
        "Psi", "Ksat", "IMD",
    ),
    "DIVIDERS": (
        "Name", "Elevation", "DivertedLink", "Type", "Param1", "Param2", "Param3", "MaxDepth", "InitDepth", "SurDepth",
        "Aponded",
    ),
    "CONDUITS": (
        "Name", "FromNode", "ToNode", "Length", "Roughness", "InOffset", "OutOffset", "InitFlow", "MaxFlow",
    ),
    "PUMPS": ("Name", "FromNode", "ToNode", "PumpCurve", "Status", "Startup", "Shutoff"),
    "ORIFICES": ("Name", "FromNode", "ToNode", "Type", "Offset", "Qcoeff", "Gated", "CloseTime"),
    "WEIRS": (
        "Name", "FromNode", "ToNode", "Type", "CrestHt", "Qcoeff", "Gated", "EndCon", "EndCoeff", "Surcharge",
        "RoadWidth", "RoadSurf", "CoeffCurve",
    ),
    "OUTLETS": ("Name", "FromNode", "ToNode", "Offset", "Type", "QTable/Qcoeff", "Qexpon", "Gated"),
    "XSECTIONS": ("Link", "Shape", "Geom1", "Geom2", "Geom3", "Geom4", "Barrels", "Culvert"),
    "LOSSES": ("Link", "Kentry", "Kexit", "Kavg", "FlapGate", "Seepage"),
    "STREETS": ("Name", "Tcrown", "Hcurb", "Sx", "nRoad", "a", "W", "Sides", "Tback", "Sback", "nBack"),
    "INLETS": ("Name", "Type", *(f"Par{k}" for k in range(1, 6))),
    "INLET_USAGE": (
        "Conduit", "Inlet", "Node", "Number", "%Clogged", "Qmax", "aLocal", "wLocal", "Placement",
    ),
    "POLLUTANTS": (
        "Name", "Units", "Crain", "Cgw", "Crdii", "Kdecay", "SnowOnly", "Co-Pollutant", "Co-Frac", "Cdwf", "Cinit",
    ),
    "LANDUSES": ("Name", "SweepInterval", "Availability", "LastSweep"),
    "BUILDUP": ("LandUse", "Pollutant", "Function", "Coeff1", "Coeff2", "Coeff3", "PerUnit"),
    "WASHOFF": ("LandUse", "Pollutant", "Function", "Coeff1", "Coeff2", "SweepRmvl", "BmpRmvl"),
    "COVERAGES": ("Subcatchment", "LandUse", "Percent"),
    "LOADINGS": ("Subcatchment", "Pollutant", "Buildup"),
    "INFLOWS": ("Node", "Constituent", "TimeSeries", "Type", "Mfactor", "Sfactor", "Baseline", "Pattern"),
    "DWF": ("Node", "Constituent", "Baseline", "Pat1", "Pat2", "Pat3", "Pat4"),
    "RDII": ("Node", "UnitHydrograph", "SewerArea"),
    "PATTERNS": ("Name", "Type", *(f"Factor{k}" for k in range(1, 8))),
    "CURVES": ("Name", "Type", "X-Value", "Y-Value"),
    "TIMESERIES": ("Name", "Date", "Time", "Value"),
    "TAGS": ("Type", "Name", "Tag"),
    "COORDINATES": ("Node", *_POINT), "VERTICES": ("Link", *_POINT), "POLYGONS": ("Subcatchment", *_POINT),
    "SYMBOLS": ("Gage", *_POINT),
}  # fmt: skip
OPEN_END = {"OPTIONS", "TAGS"}  # their last column takes the rest of the row
NAMES = {  # columns that hold names and words, whatever they look like
    "Name", "RainGage", "Outlet", "SnowPack", "Subcatchment", "LIDProcess", "DrainTo", "RptFile", "Aquifer", "Node",
    "StageData", "RouteTo", "DivertedLink", "FromNode", "ToNode", "PumpCurve", "CoeffCurve", "Link", "Conduit", "Inlet",
    "Co-Pollutant", "LandUse", "Pollutant", "Constituent", "TimeSeries", "Pattern", "Pat1", "Pat2", "Pat3", "Pat4",
    "UnitHydrograph", "Gage", "Tag", "Option", "Value of options", "SourceName", "Station", "ETupat", "Date", "Time",
    "StartDate", "StartTime", "EndDate", "EndTime", "Interval", "Curve/Coeff", "QTable/Qcoeff", "Source", "Text",
}  # fmt: skip
NUMBER = re.compile(r"[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?")
Cells = list[str | None]  # None: the row has nothing in this column


def aligned(section: str, tokens: Sequence[str]) -> Cells:
    """The tokens of a row under the section's columns."""
    cells: Cells = list(tokens)
    width = len(COLUMNS[section])
    if section in OPEN_END and len(cells) > width:
        cells = [*cells[: width - 1], " ".join(tokens[width - 1 :])]
    for at, count in _gaps(section, [cell.upper() for cell in tokens]):
        cells[at:at] = [None] * count
    return cells


def _gaps(section: str, row: list[str]) -> list[tuple[int, int]]:
    """(place, number) of columns that this row goes without, in its middle."""
    if section == "OUTFALLS" and row[2:3] in (["FREE"], ["NORMAL"]):
        return [(3, 1)]
    if section == "STORAGE" and row[4:5] == ["TABULAR"]:
        return [(6, 2)]
    if section == "DIVIDERS":
        params = {"OVERFLOW": 0, "WEIR": 3}.get((row[3:4] or [""])[0], 1)
        return [(4 + params, 3 - params)]
    if section == "OUTLETS" and (row[4:5] or [""])[0].startswith("TABULAR"):
        return [(6, 1)]
    if section == "INFILTRATION" and not NUMBER.fullmatch(row[-1]) and len(row) < 7:
        return [(len(row) - 1, 7 - len(row))]
    if section == "TIMESERIES" and len(row) == 3 and row[1] != "FILE":
        return [(1, 1)]
    if (section == "CURVES" and len(row) == 3) or (section == "PATTERNS" and NUMBER.fullmatch((row[1:2] or [""])[0])):
        return [(1, 1)]
    return []
