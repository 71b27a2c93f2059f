# SPDX-License-Identifier: Apache-2.0
"""What a variable of a results file is, and the places where its values come from."""

from __future__ import annotations

from dataclasses import KW_ONLY, dataclass
from typing import Any

from sponge.engine.reporting.rows import ROWS

MM_PER_HOUR = 3.6e6  # of a rate in m/s
TABLES = ("subcatchment", "node", "link", "system")  # of the engine
FURTHER_TABLES = ("lid_report",)  # of the engine, where a model has such elements
WIDER_TABLES = ("secondary_zone", "primary_zone", "station")  # made of them where a model has zones and stations
QUALITY_TABLES = {f"{name}_quality": ("pollutant", name) for name in TABLES[:3]}  # by pollutant, where there are any

ZONE_TABLES = {  # of zones, by something else too
    "zone_quality": ("pollutant", "secondary_zone"), "primary_zone_quality": ("pollutant", "primary_zone"),
    "zone_land_use": ("land_use", "secondary_zone"),
}  # fmt: skip

# where summaries stand, as dictionaries by name: that of the engine's ``Batch.summary``, what ``results.zones`` and a
# sweep add to it
SUMMARY, ZONES, SWEEP = "summary", "zones", "sweep"
ZONE_ROWS = ("rainfall", "runoff", "outflow", "flooding", "ponding")
STATION_ROWS = ("flow", "storage")
ROWS_OF = ROWS | {"secondary_zone": ZONE_ROWS, "primary_zone": ZONE_ROWS, "station": STATION_ROWS}  # of every table


@dataclass(frozen=True, slots=True)
class Variable:
    """One variable of the file: how it is called and described there, and where its values stand, by name.

    ``source`` is ``table.row`` for a series (``node.depth``: ``ROWS_OF`` names the rows of every table), and
    ``summary.NAME``, ``zones.NAME`` or ``sweep.NAME`` for what has no time. ``factor`` turns the SI number found there
    into ``units`` (rain in m/s becomes mm/h).
    """

    name: str
    source: str
    units: str
    long_name: str
    _: KW_ONLY
    standard_name: str = ""
    factor: float = 1.0
    cell_methods: str = ""
    averaged: bool = False  # becomes a mean where the model says REPORT_AVERAGES
    dtype: str = "float32"
    is_time: bool = False  # seconds since the start, written as a time
    of: str = ""  # its table, where neither its source nor the first word of its name says it

    @property
    def holder(self) -> str:
        """Where its values stand: a table of rows, or one of the dictionaries of summaries."""
        return self.source.partition(".")[0]

    @property
    def key(self) -> str:
        """Its name there."""
        return self.source.partition(".")[2]

    @property
    def row(self) -> int:
        """Of a series: which row of its table it is."""
        return ROWS_OF[self.holder].index(self.key)

    @property
    def table(self) -> str:
        """subcatchment, node, link (pumps too), system, a level of zones, or station."""
        if self.of or self.holder in ROWS_OF:
            return self.of or self.holder
        first = self.name.split("_", 1)[0]
        return {"pump": "link"}.get(first, first if first in TABLES else "system")

    @property
    def dims(self) -> tuple[str, ...]:
        """The dimensions without time and scenario."""
        return dims_of(self.table)


def dims_of(table: str) -> tuple[str, ...]:
    """The dimensions of a table's elements."""
    return () if table == "system" else (QUALITY_TABLES | ZONE_TABLES).get(table, (table,))


def summary(name: str, units: str, long_name: str, **about: Any) -> Variable:
    """An entry of the engine's summary, under its name there; ``about`` are further fields of the record."""
    return Variable(name, f"{SUMMARY}.{name}", units, long_name, **about)


def total(name: str, units: str, long_name: str) -> Variable:
    """A sum over the whole run."""
    return summary(name, units, long_name, cell_methods="time: sum")


def largest(name: str, units: str, long_name: str) -> Variable:
    """The largest value of the whole run."""
    return summary(name, units, long_name, cell_methods="time: maximum")


def moment(name: str, long_name: str) -> Variable:
    """A time of the run."""
    return summary(name, "", long_name, dtype="float64", is_time=True)
