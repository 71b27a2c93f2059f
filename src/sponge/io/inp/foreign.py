# SPDX-License-Identifier: Apache-2.0
"""Sections and options that other programs write into an .inp: what they mean, and whether water flows otherwise there.

What has no hydraulic meaning is passed over with a warning. What brings water or changes how it flows is passed over
too, with a warning that says what is not simulated; ``Model.not_simulated`` keeps it for the summary and the results.
All else that is unknown is refused: it may be a section of EPA SWMM, misspelt.
"""

from __future__ import annotations

from sponge.base.did_you_mean import did_you_mean
from sponge.base.errors import Problem
from sponge.io.inp.context import Context
from sponge.io.inp.row import Row

PLAIN = {  # section without hydraulic meaning -> what it holds
    "USERFLAGS": "flags of data (InfoWorks ICM)",
    "USER_FLAGS": "fields of the user's own (OpenSWMM)",
    "USER_FLAG_VALUES": "fields of the user's own (OpenSWMM)",
    "PLUGINS": "extensions of the program (OpenSWMM)",
    "PARAMETERS": "parameters of a calibration or of an editor",
    "METADATA": "remarks on the model", "NOTES": "remarks on the model", "COMMENTS": "remarks on the model",
    "CRS": "the map's projection", "PROJECTION": "the map's projection",
    "LEGEND": "the map", "LEGENDS": "the map", "THEMES": "the map", "LAYERS": "the map", "IMAGES": "the map",
    "VIEW": "the map", "VIEWS": "the map", "HYPERLINKS": "links to documents",
}  # fmt: skip
HYDRAULIC = {  # what a section with inflows or hydraulics begins with -> what it holds
    "INNOVYZE_SUPPLEMENTRY_DRYWEATHERFLOW": "further dry weather inflows (InfoWorks ICM)",
    "INNOVYZE_SUPPLEMENTARY_DRYWEATHERFLOW": "further dry weather inflows (InfoWorks ICM)",
    "INNOVYZE_UNITHYDROGRAPH": "runoff by unit hydrographs (InfoWorks ICM)",
    "INNOVYZE_": "a part of the model that only InfoWorks ICM knows",
    "2D": "flow over a surface in two dimensions",
    "WATER_AGE": "the age of water (OpenSWMM)",
    "HEAT": "the temperature of water (OpenSWMM)",
    "TRANSPORT": "transport of pollutants (OpenSWMM)",
    "REACTIONS": "reactions of pollutants (OpenSWMM)",
    "EROSION": "erosion", "SEDIMENT": "sediment", "SNOWMELT": "snow melt",
}  # fmt: skip
OPTIONS = {  # option of another program -> what it says
    "WATER_AGE": "the age of water", "HEAT_TRANSPORT": "the temperature of water", "DISPERSION": "dispersion",
    "QUALITY_SOLVER": "another transport of pollutants", "QUALITY_STEP": "another transport of pollutants",
    "GW_MODEL": "another model of groundwater", "WET_ROUTE": "another routing step in wet weather",
    "NODE_CONTINUITY": "another equation of nodes", "ANDERSON_ACCEL": "another iteration",
    "TPA_CELERITY": "another surcharge method", "DPS_CELERITY": "another surcharge method",
    "DPS_ALPHA": "another surcharge method", "DPS_DECAY_TIME": "another surcharge method",
    "UNSTEADY_FRICTION": "unsteady friction", "UF_K3": "unsteady friction",
    "OUTFALL_BACKFLOW_QUALITY": "the quality of what flows back",
}  # fmt: skip
PLAIN_OPTIONS = ("CRS", "WRITE_ABSOLUTE_PATHS", "REPORT_SIGNED_HEADS", "IGNORE_2D", "FV_", "RWPT_SEED")


def note_foreign_sections(context: Context, known: list[str]) -> None:
    """Warnings of the headings that name no section of EPA SWMM's, or a problem where nobody's section is named."""
    rows: dict[str, int] = {}
    first: dict[str, int] = {}
    for heading in context.foreign:
        name = heading.text.strip("[] ")
        rows[name] = rows.get(name, 0) + heading.rows
        first.setdefault(name, heading.number)
    for name, n in rows.items():
        _note(context, name, n, first[name], known)


def _note(context: Context, name: str, rows: int, line: int, known: list[str]) -> None:
    word = name.upper()
    counted = f"{rows} row{'' if rows == 1 else 's'}"
    begins = max((start for start in HYDRAULIC if word.startswith(start)), key=len, default="")
    if rows and begins:
        not_simulated(context, f"[{name}]: {HYDRAULIC[begins]}, {counted}", line)
    elif word in PLAIN:
        context.problem(f"[{name}] is passed over: {PLAIN[word]}, {counted}", line, fatal=False)
    elif name and not rows:
        context.problem(f"unknown section [{name}] is passed over: it is empty", line, fatal=False)
    else:
        context.problem(f"unknown section [{name}]", line, hint=did_you_mean(f"[{name}]", known))


def read_foreign_option(row: Row) -> bool:
    """Whether an option is another program's; it is told."""
    word = row.name.upper()
    if word in OPTIONS:
        value = row.item(1)
        if value.upper() not in ("NO", "OFF", "NONE", "0", "LEGACY", "EXPLICIT"):
            not_simulated(row.context, f"option {row.name} {value}: {OPTIONS[word]}", row.line, row.section)
        return True
    if word.startswith(PLAIN_OPTIONS):
        row.warn(f"option {row.name} of another program is passed over")
        return True
    return False


def not_simulated(context: Context, what: str, line: int, section: str = "") -> None:
    """Note what another program would simulate."""
    hint = "the results are those of the model without it"
    context.problems.append(Problem(f"NOT SIMULATED: {what}", context.file, line, section, hint, fatal=False))
    context.not_simulated.append(what)
