# SPDX-License-Identifier: Apache-2.0
"""The rows of the tables of results at a reporting time, by name.

Kernels and readers write and read ``table[NODE_ROW.depth]``; the registry of results refers to the same row as
``node.depth``. The order of the first four tables is that of EPA SWMM's binary results.
"""

from __future__ import annotations

from typing import NamedTuple


class SubcatchmentRow(NamedTuple):
    """Of a subcatchment."""

    rainfall: int  # m/s
    snow_depth: int  # m of water
    evaporation: int  # m/s
    infiltration: int  # m/s
    runoff: int  # m3/s
    groundwater_flow: int  # m3/s
    groundwater_level: int  # m
    soil_moisture: int


class NodeRow(NamedTuple):
    """Of a node."""

    depth: int  # m
    head: int  # m
    volume: int  # m3
    lateral_inflow: int  # m3/s
    total_inflow: int  # m3/s
    flooding: int  # m3/s


class LinkRow(NamedTuple):
    """Of a link, flows along the direction that the file gives."""

    flow: int  # m3/s
    depth: int  # m
    velocity: int  # m/s
    volume: int  # m3
    capacity: int  # filled share of a conduit's area, setting of another link


class SystemRow(NamedTuple):
    """Of all together: means over the area of the subcatchments, and sums."""

    temperature: int  # degC
    rainfall: int  # m/s
    snow_depth: int  # m of water
    infiltration: int  # m/s
    runoff: int  # m3/s
    dry_weather_inflow: int  # m3/s
    groundwater_inflow: int  # m3/s
    rdii_inflow: int  # m3/s
    direct_inflow: int  # m3/s
    lateral_inflow: int  # m3/s
    flooding: int  # m3/s
    outflow: int  # m3/s
    storage: int  # m3
    evaporation: int  # m/s
    pet: int  # m/s, potential evaporation


class LidRow(NamedTuple):
    """Of a LID unit that is reported in detail: rates, then levels."""

    inflow: int  # m/s
    evaporation: int
    infiltration: int
    pavement_percolation: int
    soil_percolation: int
    exfiltration: int
    outflow: int
    drain: int
    surface_depth: int  # m
    pavement_depth: int
    soil_moisture: int
    storage_depth: int  # m


class QualityRow(NamedTuple):
    """Of a pollutant at an element."""

    concentration: int  # kg/m3 or counts/m3


def numbered(table):
    """The rows of a table with their numbers."""
    return table(*range(len(table._fields)))


SUBCATCHMENT_ROW, NODE_ROW, LINK_ROW = numbered(SubcatchmentRow), numbered(NodeRow), numbered(LinkRow)
SYSTEM_ROW, LID_ROW, QUALITY_ROW = numbered(SystemRow), numbered(LidRow), numbered(QualityRow)
ROWS: dict[str, tuple[str, ...]] = {  # table of ``engine.batch.ResultsRow`` -> names of its rows
    "subcatchment": SubcatchmentRow._fields, "node": NodeRow._fields, "link": LinkRow._fields,
    "system": SystemRow._fields, "lid_report": LidRow._fields, "subcatchment_quality": QualityRow._fields,
    "node_quality": QualityRow._fields, "link_quality": QualityRow._fields,
}  # fmt: skip
