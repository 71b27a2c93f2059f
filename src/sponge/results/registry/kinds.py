"""What a variable of a results file is.

``factor`` turns the engine's SI number into the units written here (rain in m/s becomes mm/h).
"""

from __future__ import annotations

from dataclasses import dataclass

MM_PER_HOUR = 3.6e6  # of a rate in m/s
TABLES = ("subcatchment", "node", "link", "system")  # of the engine
FURTHER_TABLES = ("lid_report",)  # of the engine, where a model has such elements
WIDER_TABLES = ("secondary_zone", "primary_zone", "station")  # made of them where a model has zones and stations
QUALITY_TABLES = {f"{name}_quality": ("pollutant", name) for name in TABLES[:3]}  # by pollutant, where there are any


@dataclass(frozen=True, slots=True)
class Variable:
    """One variable of the file; ``table`` is its dimension (``system``: none) and the first word of its name."""

    name: str
    units: str
    long_name: str
    standard_name: str = ""
    factor: float = 1.0
    cell_methods: str = ""
    averaged: bool = False  # becomes a mean where the model says REPORT_AVERAGES
    dtype: str = "float32"
    is_time: bool = False  # seconds since the start, written as a time
    of: str = ""  # its dimension, where the first word of its name does not say

    @property
    def table(self) -> str:
        """subcatchment, node, link (pumps too), system, a level of zones, or station."""
        if self.of:
            return self.of
        first = self.name.split("_", 1)[0]
        return {"pump": "link"}.get(first, first if first in TABLES else "system")

    @property
    def dims(self) -> tuple[str, ...]:
        """The dimensions without time and scenario."""
        return dims_of(self.table)


def dims_of(table: str) -> tuple[str, ...]:
    """The dimensions of a table's elements."""
    return () if table == "system" else QUALITY_TABLES.get(table, (table,))
