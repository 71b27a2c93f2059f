# SPDX-License-Identifier: Apache-2.0
"""Routing interface files: outlet flows that one model saves and another takes in (SWMM 5 User's Manual, 11.7).

A text file: a first line that names the format, a title, the step, the constituents, the nodes, a heading, then a row a
node and time.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import numpy as np

from sponge.base.errors import BadLine, ModelError, Problem
from sponge.base.regular_file import regular_text
from sponge.base.units import FLOW_UNITS
from sponge.io.numbers import GREATEST

Series = tuple[np.ndarray, np.ndarray]  # times s since 1970-01-01, flows m3/s


@dataclass(frozen=True)
class InterfaceFile:
    """What an interface file holds."""

    step: float  # s
    pollutants: dict[str, str]  # name -> unit, as written
    flows: dict[str, Series]  # by node
    concentrations: dict[tuple[str, str], Series]  # by node and pollutant, in the pollutant's unit
    lines: dict[str, int]  # node -> where it is named


def read_interface(path: Path) -> InterfaceFile:
    """An interface file. Raises ModelError with the line that is wrong."""
    try:
        text = regular_text(path)
    except OSError as error:
        raise ModelError([Problem(f"cannot read the interface file: {error.strerror}", str(path))]) from error
    try:
        return parse_interface(text)
    except BadLine as error:
        message = f"not a SWMM5 routing interface file: {error}"
        raise ModelError([Problem(message, str(path), error.line, "FILES")]) from error


class Lines:
    """The lines of a file, and which one is being read."""

    def __init__(self, text: str):
        self.lines, self.at = text.splitlines(), -1

    def words(self) -> list[str]:
        """The words of the next line."""
        self.at += 1
        return self.lines[self.at].split()

    def left(self) -> Iterator[list[str]]:
        """The words of all further lines."""
        while self.at + 1 < len(self.lines):
            yield self.words()


def parse_interface(text: str) -> InterfaceFile:
    """An interface file from its text. Raises BadLine."""
    lines = Lines(text)
    try:
        return _parse(lines)
    except (IndexError, OverflowError) as error:
        raise BadLine("a word is missing" if isinstance(error, IndexError) else str(error), lines.at + 1) from error
    except ValueError as error:
        raise BadLine(str(error), lines.at + 1) from error


def _parse(lines: Lines) -> InterfaceFile:
    if not lines.words()[0].upper().startswith("SWMM5"):
        raise ValueError("the first line does not say SWMM5")
    lines.words()  # title
    step, n_constituents = float(int(lines.words()[0])), _count(lines)
    name, unit = _two(lines.words())
    if name.upper() != "FLOW" or unit.upper() not in FLOW_UNITS:
        raise ValueError("the first constituent is not FLOW in units of SWMM's")
    pollutants = dict(_two(lines.words()) for _ in range(n_constituents - 1))
    if step <= 0.0 or n_constituents < 1:
        raise ValueError("a step and a number of constituents above zero are needed")
    rows: dict[str, list[list[float]]] = {}
    named: dict[str, int] = {}
    for _ in range(_count(lines)):
        node = lines.words()[0]
        if node in rows:
            raise ValueError(f"node {node!r} is named twice")
        rows[node], named[node] = [], lines.at + 1
    lines.words()  # heading
    for words in lines.left():
        if words:
            row = _row(words, n_constituents)
            if words[0] not in rows:
                raise ValueError(f"node {words[0]!r} is not among those listed above")
            before = rows[words[0]]
            if before and row[0] <= before[-1][0]:
                raise ValueError(f"node {words[0]!r}: the time is not after the one before it")
            before.append(row)
    tables = {node: np.array(values, float).reshape(len(values), 1 + n_constituents) for node, values in rows.items()}
    return InterfaceFile(
        step, pollutants, {node: (t[:, 0], t[:, 1] * FLOW_UNITS[unit.upper()]) for node, t in tables.items()},
        {(node, p): (t[:, 0], t[:, 2 + k]) for node, t in tables.items() for k, p in enumerate(pollutants)}, named,
    )  # fmt: skip


def _count(lines: Lines) -> int:
    """A number of things that the lines below can hold."""
    count = int(lines.words()[0])
    if not 0 <= count <= len(lines.lines):
        raise ValueError(f"{count} lines cannot follow")
    return count


def _two(words: list[str]) -> tuple[str, str]:
    """A name and a unit."""
    if len(words) < 2:
        raise ValueError("a word is missing: a constituent's name and unit are needed")
    return words[0], words[1]


def _row(words: list[str], n_constituents: int) -> list[float]:
    """Time [s since 1970-01-01], flow and concentrations of one line."""
    year, month, day, hour, minute, second = (int(word) for word in words[1:7])
    values = [float(word) for word in words[7 : 7 + n_constituents]]
    if len(values) < n_constituents:
        raise ValueError("fewer values than constituents")
    if not all(-GREATEST < value < GREATEST for value in values):
        raise ValueError(f"not a number: {' '.join(words[7 : 7 + n_constituents])}")
    if any(value < 0.0 for value in values[1:]):
        raise ValueError(f"a concentration below zero: {' '.join(words[8 : 7 + n_constituents])}")
    return [datetime(year, month, day, hour, minute, second, tzinfo=UTC).timestamp(), *values]


def write_interface(
    path: Path, title: str, flow_units: str, step: float, nodes: list[str], pollutants: dict[str, str],
    rows: Iterable[tuple[datetime, np.ndarray, np.ndarray]],
) -> None:
    """Write outlets, one row a reporting time: moment, flows (node,) [m3/s], concentrations (node, pollutant).

    ``pollutants`` are names and units.
    """
    factor = FLOW_UNITS[flow_units]
    with path.open("w", encoding="utf-8") as file:
        file.write(f"SWMM5 Interface File\n{title}\n{int(step):<4d} - reporting time step in sec\n")
        file.write(f"{1 + len(pollutants):<4d} - number of constituents as listed below:\nFLOW {flow_units}\n")
        file.writelines(f"{name} {unit}\n" for name, unit in pollutants.items())
        file.write(f"{len(nodes):<4d} - number of nodes as listed below:\n")
        file.writelines(f"{node}\n" for node in nodes)
        heading = "".join(f" {name:<10s}" for name in pollutants)
        file.write(f"Node             Year Mon Day Hr  Min Sec FLOW      {heading}\n")
        for moment, flows, concentrations in rows:
            stamp = moment.strftime("%Y %m  %d  %H  %M  %S")
            for node, flow, values in zip(nodes, flows, concentrations, strict=True):
                text = "".join(f" {value:<10f}" for value in (flow / factor, *values))
                file.write(f"{node:<16s} {stamp} {text}\n")
