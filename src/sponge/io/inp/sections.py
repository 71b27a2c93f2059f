# SPDX-License-Identifier: Apache-2.0
"""All sections of an .inp, in the order in which they are written, and read: a new one is one line more.

Everything that must know the sections reads this list: headings, names, the reader, the writer, and the hints.
"""

from __future__ import annotations

from functools import lru_cache

from sponge.io.inp import (
    adjustments,
    buildup,
    controls,
    curves,
    dry_weather,
    evaporation,
    events,
    files,
    gages,
    groundwater,
    infiltration,
    inflows,
    inlets,
    land_uses,
    lid_controls,
    lid_usage,
    links,
    losses,
    map,
    nodes,
    options,
    patterns,
    pollutants,
    rdii,
    report,
    snow,
    streets,
    subcatchments,
    tags,
    temperature,
    timeseries,
    title,
    transects,
    treatment,
    washoff,
    xsections,
)
from sponge.io.inp.section import Section

SECTIONS: tuple[Section, ...] = (
    title.TITLE,
    options.OPTIONS,
    files.FILES,
    events.EVENTS,
    gages.RAINGAGES,
    evaporation.EVAPORATION,
    temperature.TEMPERATURE,
    adjustments.ADJUSTMENTS,
    subcatchments.SUBCATCHMENTS,
    subcatchments.SUBAREAS,
    infiltration.INFILTRATION,
    lid_controls.LID_CONTROLS,
    lid_usage.LID_USAGE,
    groundwater.AQUIFERS,
    groundwater.GROUNDWATER,
    groundwater.GWF,
    snow.SNOWPACKS,
    *nodes.SECTIONS,
    *links.SECTIONS,
    xsections.XSECTIONS,
    losses.LOSSES,
    transects.TRANSECTS,
    streets.STREETS,
    inlets.INLETS,
    inlets.INLET_USAGE,
    controls.CONTROLS,
    pollutants.POLLUTANTS,
    land_uses.LANDUSES,
    buildup.BUILDUP,
    washoff.WASHOFF,
    land_uses.COVERAGES,
    buildup.LOADINGS,
    treatment.TREATMENT,
    inflows.INFLOWS,
    dry_weather.DWF,
    rdii.HYDROGRAPHS,
    rdii.RDII,
    patterns.PATTERNS,
    curves.CURVES,
    timeseries.TIMESERIES,
    report.REPORT,
    tags.TAGS,
    *map.SECTIONS,
)
IN_ORDER_OF_READING = tuple(sorted(SECTIONS, key=lambda section: not section.early))
_BY_HEADING = {section.heading: section for section in sorted(SECTIONS, key=lambda s: len(s.heading), reverse=True)}


@lru_cache(maxsize=512)
def section_of(heading: str) -> Section | None:
    """The section that a heading's first token opens, whatever the case."""
    heading = heading.upper()
    return next((section for start, section in _BY_HEADING.items() if heading.startswith(start)), None)
