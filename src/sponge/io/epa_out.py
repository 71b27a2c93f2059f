# SPDX-License-Identifier: Apache-2.0
"""EPA SWMM 5's binary results (.out) as arrays in the units of sponge's results.

Layout (SWMM 5.2 user's manual, "binary output file"): seven header integers, names, input properties, the list of
reported variables, then one record a reporting period of a float64 date and float32 results, and six closing
integers that say where each part begins. Only a file with everything reported is read.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np

from sponge.base.units import FLOW_UNITS, Units, units_of

MAGIC = 516114522
EPOCH = np.datetime64("1899-12-30T00:00:00", "ms")
TABLES = ("subcatchment", "node", "link", "system")
VARIABLES: dict[str, tuple[tuple[str, str], ...]] = {  # table -> (name, quantity), in the file's order
    "subcatchment": (
        ("rainfall", "rain"), ("snow_depth", "snow"), ("evaporation", "evaporation"), ("infiltration", "rain"),
        ("runoff", "flow"), ("groundwater_flow", "flow"), ("groundwater_level", "length"), ("soil_moisture", ""),
    ),
    "node": (
        ("depth", "length"), ("head", "length"), ("volume", "volume"), ("lateral_inflow", "flow"),
        ("total_inflow", "flow"), ("flooding", "flow"),
    ),
    "link": (("flow", "flow"), ("depth", "length"), ("velocity", "length"), ("volume", "volume"), ("capacity", "")),
    "system": (
        ("temperature", "temperature"), ("rainfall", "rain"), ("snow_depth", "snow"), ("infiltration", "rain"),
        ("runoff", "flow"), ("dry_weather_inflow", "flow"), ("groundwater_inflow", "flow"), ("rdii_inflow", "flow"),
        ("direct_inflow", "flow"), ("lateral_inflow", "flow"), ("flooding", "flow"), ("outflow", "flow"),
        ("storage", "volume"), ("evaporation", "evaporation"), ("pet", "evaporation"),
    ),
}  # fmt: skip


@dataclass(frozen=True)
class EpaResults:
    """What a .out file holds."""

    time: np.ndarray  # (time,) datetime64[ms], end of each reporting period
    names: dict[str, tuple[str, ...]]  # table -> elements
    values: dict[str, np.ndarray]  # "node_depth" -> (time, node); "system_runoff" -> (time,); "node_concentration" ->
    # (time, pollutant, node) in the pollutants' own units


def read_out(path: Path) -> EpaResults:
    """Read a finished .out file; ValueError for anything else."""
    data = np.fromfile(path, np.uint8)
    if data.size < 52 or _words(data, data.size - 4, 1)[0] != MAGIC:
        raise ValueError(f"{path} is not a finished results file of SWMM 5")
    names_at, properties_at, results_at, periods, error, _ = _words(data, data.size - 24, 6)
    if error:
        raise ValueError(f"{path}: the run ended with EPA's error {error}")
    _, _, flow_code, *counts = _words(data, 0, 7)
    labels = _names(data, names_at, sum(counts))
    edges = np.cumsum([0, *counts])
    names = {t: tuple(labels[edges[k] : edges[k + 1]]) for k, t in enumerate((*TABLES[:3], "pollutant"))}
    variables = _variable_counts(data, properties_at, counts[:3])
    units = units_of(list(FLOW_UNITS)[flow_code])
    return _records(data[results_at:], periods, names, variables, units)


def _records(
    data: np.ndarray, periods: int, names: dict[str, tuple[str, ...]], variables: list[int], units: Units
) -> EpaResults:
    record = record_of([len(names[t]) if t in names else 1 for t in TABLES], variables)
    rows = data[: periods * record.itemsize].view(record)
    time = EPOCH + np.round(rows["date"] * 86400e3).astype("timedelta64[ms]")
    values = {}
    for table, known in VARIABLES.items():
        for k, (name, quantity) in enumerate(known[: rows[table].shape[-1]]):
            found = _converted(rows[table][..., k].astype(float), quantity, units)
            values[f"{table}_{name}"] = found[:, 0] if table == "system" else found
        pollutants = len(names["pollutant"])
        if pollutants and table != "system":
            quality = rows[table][..., len(known) : len(known) + pollutants].astype(float)
            values[f"{table}_concentration"] = quality.transpose(0, 2, 1)
    return EpaResults(time, names, values)


def record_of(elements: list[int], variables: list[int]) -> np.dtype:
    """A reporting period in the file: a date, and by table (element, variable)."""
    parts = [(t, "<f4", (n, k)) for t, n, k in zip(TABLES, elements, variables, strict=True)]
    return np.dtype([("date", "<f8"), *parts])


def _converted(values: np.ndarray, quantity: str, units: Units) -> np.ndarray:
    """SI, rates in mm/h as in sponge's results."""
    if quantity == "temperature":
        return (values - 32.0) / 1.8 if units.us else values
    return values * factor_of(quantity, units)


def factor_of(quantity: str, units: Units) -> float:
    """What makes a number of the file one of sponge's results; 1 for a bare one."""
    millimetre = 25.4 if units.us else 1.0
    factors = {"rain": millimetre, "snow": millimetre / 1e3, "evaporation": millimetre / 24.0, "flow": units.flow}
    factors |= {"length": units.length, "volume": units.volume}
    return factors.get(quantity, 1.0)


def _words(data: np.ndarray, at: int, count: int) -> list[int]:
    return [int(w) for w in np.frombuffer(data[at : at + 4 * count].tobytes(), "<i4")]


def _names(data: np.ndarray, at: int, count: int) -> list[str]:
    found = []
    for _ in range(count):
        (size,) = _words(data, at, 1)
        found.append(data[at + 4 : at + 4 + size].tobytes().decode("utf-8", "replace"))
        at += 4 + size
    return found


def _variable_counts(data: np.ndarray, at: int, elements: list[int]) -> list[int]:
    """Number of results a table; before it stand the input properties of each kind of element."""
    for count in elements:
        (properties,) = _words(data, at, 1)
        at += 4 * (1 + properties * (1 + count))
    found = []
    for _ in TABLES:
        (size,) = _words(data, at, 1)
        found.append(size)
        at += 4 * (1 + size)
    return found
