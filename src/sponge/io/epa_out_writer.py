# SPDX-License-Identifier: Apache-2.0
"""EPA SWMM 5's binary results (.out) from arrays in the units of sponge's results; epa_out.py says the layout."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from io import BytesIO
from math import floor
from typing import BinaryIO

import numpy as np

from sponge.base.units import FLOW_UNITS, Units, units_of
from sponge.io.epa_out import EPOCH, MAGIC, TABLES, VARIABLES, factor_of, record_of

VERSION = 52004  # of the engine whose files these are like
CONCENTRATIONS = ("MG/L", "UG/L", "#/L")  # in the order of their codes
TYPE, AREA, INVERT, MAX_DEPTH, OFFSET, LENGTH = range(6)  # codes of the input properties
PROPERTIES: dict[str, tuple[int, ...]] = {
    "subcatchment": (AREA,), "node": (TYPE, INVERT, MAX_DEPTH), "link": (TYPE, OFFSET, OFFSET, MAX_DEPTH, LENGTH),
}  # fmt: skip
Values = dict[str, np.ndarray]  # "node_depth" -> (time, node), as epa_out.EpaResults has them


@dataclass(frozen=True)
class EpaHead:
    """What a .out file says beside the results."""

    flow_units: str
    start: datetime  # of the simulation
    report_start: datetime
    report_step: int  # s
    names: dict[str, tuple[str, ...]]  # subcatchment, node, link: those reported; pollutant
    pollutant_units: tuple[str, ...]
    properties: dict[str, np.ndarray]  # table -> (element, property) in the order of PROPERTIES, SI
    encoding: str = "utf-8"  # of the names

    @property
    def counts(self) -> list[int]:
        """How many subcatchments, nodes and links are reported."""
        return [len(self.names.get(table, ())) for table in TABLES[:3]]

    @property
    def variables(self) -> list[int]:
        """How many results each table has of an element."""
        pollutants = len(self.names.get("pollutant", ()))
        return [len(VARIABLES[table]) + (pollutants if table != "system" else 0) for table in TABLES]

    @property
    def begin(self) -> datetime:
        """One report step before the first result where reports begin late, else the simulation's start."""
        step = timedelta(seconds=self.report_step)
        if self.start + step > self.report_start:
            return self.start
        return self.start + (floor((self.report_start - self.start) / step) - 1) * step


def write_out(file: BinaryIO, head: EpaHead, blocks: Iterable[tuple[np.ndarray, Values]]) -> None:
    """Write a whole file; blocks are of successive periods: their ends (datetime64) and their values."""
    units, encoding = units_of(head.flow_units), head.encoding
    pollutants = len(head.names.get("pollutant", ()))
    file.write(_words(MAGIC, VERSION, list(FLOW_UNITS).index(head.flow_units), *head.counts, pollutants))
    names_at = file.tell()
    for table in (*TABLES[:3], "pollutant"):
        for name in head.names.get(table, ()):
            text = name.encode(encoding, "replace")
            file.write(_words(len(text)) + text)
    file.write(_words(*map(CONCENTRATIONS.index, head.pollutant_units)))
    properties_at = file.tell()
    file.write(_properties(head, units) + _variables(head))
    file.write(np.array(_days(np.datetime64(head.begin, "us")), "<f8").tobytes() + _words(head.report_step))
    results_at, periods = file.tell(), 0
    for times, values in blocks:
        file.write(_records(head, units, times, values))
        periods += len(times)
    no_error = 0
    file.write(_words(names_at, properties_at, results_at, periods, no_error, MAGIC))


def _words(*numbers: int) -> bytes:
    return np.array(numbers, "<i4").tobytes()


def _properties(head: EpaHead, units: Units) -> bytes:
    """By kind of element the codes of its properties, then their values element by element."""
    factors = {AREA: units.land, TYPE: 1.0}
    found = BytesIO()
    for table, codes in PROPERTIES.items():
        found.write(_words(len(codes), *codes))
        columns = np.dtype([(f"{k}", "<i4" if code == TYPE else "<f4") for k, code in enumerate(codes)])
        rows = np.zeros(len(head.properties[table]), columns)
        for k, code in enumerate(codes):
            rows[f"{k}"] = head.properties[table][:, k] / factors.get(code, units.length)
        found.write(rows.tobytes())
    return found.getvalue()


def _variables(head: EpaHead) -> bytes:
    """By table the codes of its results, which count from zero."""
    return b"".join(_words(count, *range(count)) for count in head.variables)


def _records(head: EpaHead, units: Units, times: np.ndarray, values: Values) -> bytes:
    record = record_of([*head.counts, 1], head.variables)
    rows = np.zeros(len(times), record)
    rows["date"] = _days(times)
    for table, known in VARIABLES.items():
        for k, (name, quantity) in enumerate(known):
            if rows[table].size:
                found = _in_file(values[f"{table}_{name}"], quantity, units)
                rows[table][..., k] = found[:, None] if table == "system" else found
        if table != "system" and head.pollutant_units and rows[table].size:
            rows[table][..., len(known) :] = values[f"{table}_concentration"].transpose(0, 2, 1)
    return rows.tobytes()


def _in_file(values: np.ndarray, quantity: str, units: Units) -> np.ndarray:
    """In the file's units; the inverse of what reading does."""
    values = np.asarray(values, float)
    if quantity == "temperature":
        return values * 1.8 + 32.0 if units.us else values
    return values / factor_of(quantity, units)


def _days(times: np.ndarray | np.datetime64) -> np.ndarray:
    """Days since 1899-12-30."""
    return (times - EPOCH.astype("datetime64[us]")).astype("timedelta64[us]").astype(float) / 86400e6
