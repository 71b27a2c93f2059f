# SPDX-License-Identifier: Apache-2.0
"""Tables of rain in CSV: a time column and one of depth, intensity or cumulative depth, units in the header.

``time [min], intensity [mm/h]``: blank lines and lines that begin with # are skipped. Time is a number (s, min, h, d),
a clock time (2:05 or 2:05:00) or a date with time (2023-07-28 10:05, ISO 8601). Every problem is told with file:line.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import NamedTuple

import numpy as np

from sponge.base.did_you_mean import did_you_mean, suggestion_or_list
from sponge.base.errors import UsageError
from sponge.base.regular_file import regular_bytes
from sponge.base.times import since_epoch

TIMES = {"s": 1.0, "sec": 1.0, "min": 60.0, "h": 3600.0, "hour": 3600.0, "d": 86400.0, "day": 86400.0}
LENGTHS = {"mm": 1e-3, "cm": 1e-2, "m": 1.0, "in": 0.0254}
RATES = {
    "mm/h": 1e-3 / 3600.0, "mm/min": 1e-3 / 60.0, "mm/s": 1e-3, "m/s": 1.0, "in/h": 0.0254 / 3600.0,
    "l/(s ha)": 1e-7, "l/s/ha": 1e-7,
}
QUANTITIES = {"depth": LENGTHS, "intensity": RATES, "cumulative": LENGTHS}
MOST_PROBLEMS = 20


class RainTable(NamedTuple):
    """A table in SI: ``times`` (n,) s, since 1970-01-01 if ``dated``; ``values`` (n,) m or m/s; ``lines`` (n,)."""

    times: np.ndarray
    values: np.ndarray
    lines: np.ndarray
    quantity: str
    dated: bool


class Column(NamedTuple):
    """A column of the header: what it holds, and the factor to SI (0 for clock times and dates)."""

    at: int
    name: str
    factor: float


def text_of(path: Path) -> str:
    """The text of a file; UsageError says why it cannot be read."""
    try:
        return regular_bytes(path).decode("utf-8-sig")
    except UnicodeDecodeError:
        raise UsageError(f"{path}: not a text file in UTF-8") from None
    except OSError as error:
        raise UsageError(f"{path}: {error.strerror or error}") from None


def lines_of(path: Path) -> Iterator[tuple[int, list[str]]]:
    """(line number, cells) of the lines that say something."""
    for number, line in enumerate(text_of(path).splitlines(), 1):
        if line.strip() and not line.lstrip().startswith("#"):
            cells = next(csv.reader([line])) if '"' in line else line.split(",")
            yield number, [cell.strip() for cell in cells]


def read_rows(path: Path) -> RainTable:
    """The table of a file. UsageError names every line that is wrong."""
    lines = list(lines_of(path))
    if not lines:
        raise UsageError(f"{path}: no rain: the file is empty")
    head_line, head = lines[0]
    time, quantity = _header(head, f"{path}:{head_line}")
    if len(lines) < 2:
        raise UsageError(f"{path}:{head_line}: a header, but no rows")
    rows, problems = [], []
    for number, cells in lines[1:]:
        try:
            rows.append((*_row(cells, time, quantity), number))
            if len(rows) > 1 and rows[-1][0] <= rows[-2][0]:
                raise ValueError(f"time {cells[time.at]} is not after the line before")
        except ValueError as error:
            problems.append(f"{path}:{number}: {error}")
    if problems:
        more = [f"and {len(problems) - MOST_PROBLEMS} more"] if len(problems) > MOST_PROBLEMS else []
        raise UsageError("\n".join(problems[:MOST_PROBLEMS] + more))
    times, values, numbers = np.array(rows, float).T
    return RainTable(times, values, numbers.astype(int), quantity.name, "-" in lines[1][1][time.at][1:])


def _header(cells: list[str], where: str) -> tuple[Column, Column]:
    named = [re.fullmatch(r"([^\[(]+?)\s*(?:[\[(]\s*(.*?)\s*[\])])?", cell) for cell in cells]
    names = [
        (found[1].lower(), (found[2] or "").lower()) if found else (cell.lower(), "")
        for found, cell in zip(named, cells)
    ]
    if "time" not in [name for name, _ in names]:
        raise UsageError(f"{where}: no column 'time' in the header; write for example: time [min], depth [mm]")
    at = [name for name, _ in names].index("time")
    if names[at][1] and names[at][1] not in TIMES:
        raise UsageError(f"{where}: unknown unit '{names[at][1]}' of time{suggestion_or_list(names[at][1], TIMES)}")
    time = Column(at, "time", TIMES.get(names[at][1], 0.0))
    held = [i for i, (name, _) in enumerate(names) if name in QUANTITIES]
    if len(held) != 1:
        others = [name for i, (name, _) in enumerate(names) if i != at]
        near = did_you_mean(others[0], QUANTITIES) if others and not held else ""
        hint = near or f"there are {', '.join(QUANTITIES)}"
        raise UsageError(f"{where}: one column of depth, intensity or cumulative is needed ({hint})")
    name, unit = names[held[0]]
    units = QUANTITIES[name]
    if unit not in units:
        what = f"unknown unit '{unit}'" if unit else "no unit"
        example = f"write for example {name} [{next(iter(units))}]"
        raise UsageError(f"{where}: {what} of {name}: {example} (units: {', '.join(units)})")
    return time, Column(held[0], name, units[unit])


def _row(cells: list[str], time: Column, quantity: Column) -> tuple[float, float]:
    """(time s, value in SI); ValueError with what is wrong."""
    if max(time.at, quantity.at) >= len(cells):
        raise ValueError(f"{len(cells)} columns, fewer than in the header")
    text = cells[quantity.at]
    try:
        value = float(text)
    except ValueError:
        raise ValueError(f"'{text}' is no number of {quantity.name}") from None
    if not 0.0 <= value < float("inf"):
        raise ValueError(f"{quantity.name} {text} is not a number of at least zero")
    return _time(cells[time.at], time.factor), value * quantity.factor


def _time(text: str, factor: float) -> float:
    """Time [s]: a number times its factor, a clock time, or a date."""
    try:
        if factor and ":" not in text:
            value = float(text) * factor
            if not abs(value) < float("inf"):
                raise ValueError
            return value
        if "-" in text or "/" in text:
            moment = datetime.fromisoformat(text.replace("/", "-"))
            if moment.tzinfo is not None:
                raise ValueError
            return since_epoch(moment)
        hours, minutes, *rest = (float(part) for part in text.split(":"))
        return hours * 3600.0 + minutes * 60.0 + (rest[0] if rest else 0.0)
    except ValueError:
        unit = "" if factor else "; a number of minutes needs the header 'time [min]'"
        raise ValueError(f"cannot read the time '{text}'{unit}") from None
