"""[HYDROGRAPHS] and [RDII]."""

from __future__ import annotations

from dataclasses import astuple

from sponge.base.units import Units
from sponge.io.inp.rdii import HOUR, MONTHS, WORDS
from sponge.io.inp.writer.text import Lines, num, quoted, row, with_comment
from sponge.model.model import Model
from sponge.model.rdii import UnitHydrograph


def hydrographs_section(model: Model, units: Units) -> Lines:
    """The gage of each unit hydrograph and its responses, a row for all months where they are alike."""
    lines: Lines = []
    for hydrograph in model.hydrographs.values():
        rows = [row(quoted(hydrograph.name), quoted(hydrograph.gage))] if hydrograph.gage else []
        rows += _responses(hydrograph, units)
        lines += with_comment(hydrograph.comment, rows[0]) + rows[1:]
    return lines


def _responses(hydrograph: UnitHydrograph, units: Units) -> Lines:
    lines: Lines = []
    for word, response in zip(WORDS, hydrograph.responses, strict=True):
        by_month = list(zip(*astuple(response), strict=True))
        alike = len(set(by_month)) == 1
        for month, numbers in zip(("ALL",) if alike else MONTHS, by_month, strict=False):
            if any(numbers) or (alike and not hydrograph.gage and word == WORDS[0]):
                lines.append(row(quoted(hydrograph.name), month, word, *_numbers(numbers, units)))
    return lines


def _numbers(numbers: tuple[float, ...], units: Units) -> list[str]:
    factors = (1.0, HOUR, 1.0, units.depth, units.evaporation, units.depth)
    return [num(value, factor) for value, factor in zip(numbers, factors, strict=True)]


def rdii_section(model: Model, units: Units) -> Lines:
    """A row a node."""
    return [row(quoted(i.node), quoted(i.hydrograph), num(i.area, units.land)) for i in model.rdii]
