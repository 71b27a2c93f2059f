# SPDX-License-Identifier: Apache-2.0
"""Pollutants, land uses and treatment."""

from __future__ import annotations

from collections import defaultdict
from typing import Any

from sponge.model import quality as ql
from sponge.model.treatment import parse_treatments
from sponge.model.usual import HEAVY, HEAVY_LOAD, HINT
from sponge.model.validation.findings import SECTIONS, Findings, noun

FULL = 1.0 + 1e-6
CONCENTRATIONS = ("rain", "groundwater", "rdii", "dry_weather", "initial", "average", "baseline")
KINDS = {
    "pollutants": ("units", tuple(ql.CONCENTRATIONS)), "buildups": ("kind", ql.BUILDUPS),
    "washoffs": ("kind", ql.WASHOFFS), "pollutant_inflows": ("kind", ("CONCEN", "MASS")),
}  # fmt: skip


def check_quality(found: Findings) -> None:
    """All of water quality by itself."""
    model = found.model
    for table, (name, words) in KINDS.items():
        for row in _rows(found, table):
            if getattr(row, name) not in words:
                _bad(found, table, row, f"unknown {name} {getattr(row, name)!r}", "one of " + ", ".join(words))
    _check_coverages(found)
    _check_concentrations(found)
    _check_loads(found)
    found.problems.extend(parse_treatments(model)[1])


def _rows(found: Findings, table: str) -> list:
    rows = getattr(found.model, table)
    return list(rows.values() if isinstance(rows, dict) else rows)


def _bad(found: Findings, table: str, row: object, message: str, hint: str = "") -> None:
    found.bad(f"{noun(table)} {getattr(row, 'name', '')!r}: {message}", SECTIONS[table], getattr(row, "line", 0), hint)


def _check_concentrations(found: Findings) -> None:
    """Concentrations of what is weighed and not counted: heavier than water cannot be."""
    model = found.model
    weighed = {name for name, pollutant in model.pollutants.items() if pollutant.units != "#/L"}
    rows: list[tuple[str, Any, str]] = [("pollutants", row, row.name) for row in model.pollutants.values()]
    rows += [("pollutant_dry_weather", row, row.pollutant) for row in model.pollutant_dry_weather]
    rows += [("pollutant_inflows", row, row.pollutant) for row in model.pollutant_inflows if row.kind == "CONCEN"]
    for table, row, pollutant in rows:
        for field in CONCENTRATIONS if pollutant in weighed else ():
            value = getattr(row, field, 0.0)
            if value > HEAVY:
                words = f"{field.replace('_', ' ')} {value:g} kg/m3 is heavier than water"
                found.warn(f"{noun(table)} {row.name!r}: {words}", SECTIONS[table], row.line, HINT)


def _check_loads(found: Findings) -> None:
    """What lies on the ground, by area, of what is weighed."""
    model = found.model
    weighed = {name for name, pollutant in model.pollutants.items() if pollutant.units != "#/L"}
    rows: list[tuple[str, Any, float]]
    rows = [("loadings", row, row.mass) for row in model.loadings if row.pollutant in weighed]
    rows += [("buildups", row, row.maximum) for row in model.buildups if row.pollutant in weighed and row.per == "AREA"]
    for table, row, load in rows:
        if load > HEAVY_LOAD:
            words = f"{load:g} kg/m2 on the ground is more than can lie there"
            found.warn(f"{noun(table)} {row.name!r}: {words}", SECTIONS[table], row.line, HINT)


def _check_coverages(found: Findings) -> None:
    """A subcatchment that its land uses cover twice over."""
    covered: dict[str, list[ql.Coverage]] = defaultdict(list)
    for coverage in found.model.coverages:
        covered[coverage.subcatchment].append(coverage)
    for name, rows in covered.items():
        total = sum(row.fraction for row in rows)
        if total > FULL:
            line = rows[-1].line
            found.warn(
                f"land uses cover {100.0 * total:g} % of subcatchment {name!r}: they share it in proportion",
                "COVERAGES", line,
            )
