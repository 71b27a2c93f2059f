# SPDX-License-Identifier: Apache-2.0
"""The runs that results hold: a file of one run is one case, a sweep has one a scenario."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import PurePath
from typing import Any

import numpy as np

from sponge.base.did_you_mean import suggestion_or_list
from sponge.base.errors import UsageError

BASE = {"", "base", "none"}  # measures, or a part of a scenario's name ("20 a, base")
ALL = {"all", "*", "all measures"}
YEAR = 365.25 * 86400.0  # s
COMPLETED = 0  # of `status`
RAIN, ALIKE = "runoff_rainfall", 1e-4  # m3, and to what share it is the same
SHORT_YEAR = 0.999  # a year of 365 days is one


@dataclass(frozen=True)
class Case:
    """One run: its results without the dimension ``scenario``, numbers as they stand in the file."""

    results: Any
    file: str
    scenario: str = ""
    measures: str | None = None  # None: the results do not vary them
    period: float = np.nan  # years between rains like this one
    years: float = 0.0  # simulated
    failed: bool = False

    def __contains__(self, variable: str) -> bool:
        return variable in self.results

    def values(self, variable: str) -> np.ndarray:
        """The numbers of a variable as floats."""
        return np.asarray(self.results[variable].values, float)

    def names(self, dimension: str) -> list[str]:
        """Names along a dimension; none where the results lack it."""
        return [str(name) for name in self.results[dimension].values] if dimension in self.results.dims else []

    @property
    def is_zoned(self) -> bool:
        """Do the results tell of control zones?"""
        return "secondary_zone" in self.results.dims

    @property
    def words(self) -> list[str]:
        """What may call it: its measures, and the parts of its name; its file where it is a single run."""
        parts = [part.strip() for part in self.scenario.split(",")] if self.scenario else [PurePath(self.file).stem]
        names = [word for word in (self.label, *parts) if word]
        return names if self.measures is None else [*names, self.measures]

    def is_called(self, words: Iterable[str]) -> bool:
        """Is it called by one of these words?"""
        known = {word.lower() for word in words}
        return any(word.lower() in known for word in self.words)

    @property
    def is_annual(self) -> bool:
        """Does it last a year or more?"""
        return self.years >= SHORT_YEAR

    @property
    def label(self) -> str:
        """What a reader calls it."""
        return self.scenario or self.file


def cases_of(results: Any, file: str = "", period: float | None = None) -> list[Case]:
    """The cases of a dataset whose times are not decoded; ``period`` [years] of the rain where it does not tell."""
    years = _years(results)
    if "scenario" not in results.dims:
        return [Case(results, file, period=np.nan if period is None else period, years=years,
                     failed=int(results["status"]) != COMPLETED if "status" in results else False)]  # fmt: skip
    names = [str(name) for name in results["scenario"].values]
    if not names:
        raise UsageError(f"{file}: the sweep has no scenario: there is nothing to assess")
    measures = [str(m).strip() for m in results["measures"].values] if "measures" in results.coords else None
    periods = np.full(len(names), np.nan if period is None else period)
    if "return_period" in results.coords:
        periods = np.asarray(results["return_period"].values, float)
    status = np.asarray(results["status"].values) if "status" in results else np.zeros(len(names))
    return [
        Case(results.isel(scenario=k), file, name, None if measures is None else measures[k], float(periods[k]), years,
             bool(status[k] != COMPLETED))
        for k, name in enumerate(names)
    ]  # fmt: skip


def _years(results: Any) -> float:
    try:
        start, end = (datetime.fromisoformat(str(results.attrs[f"time_coverage_{at}"])) for at in ("start", "end"))
    except (KeyError, ValueError):
        return 0.0
    return (end - start).total_seconds() / YEAR


@dataclass(frozen=True)
class Cases:
    """All cases of an assessment, and which of them are before (``base``) and after (``with``) the measures."""

    all: tuple[Case, ...]
    base_words: frozenset[str]
    with_words: frozenset[str]
    named: bool  # did the user name what is assessed?

    def assessed(self) -> list[Case]:
        """The cases with the measures; where none is called so, every one that is not the base, or all there are."""
        found = [case for case in self.sound if case.is_called(self.with_words)]
        if found or self.named:
            return found
        return [case for case in self.sound if not case.is_called(self.base_words)] or list(self.sound)

    @property
    def sound(self) -> list[Case]:
        """Those that ran to their end."""
        return [case for case in self.all if not case.failed]

    def annual(self) -> list[Case]:
        """Of the assessed ones those of a year and longer, the longest first."""
        return sorted((case for case in self.assessed() if case.is_annual), key=lambda case: -case.years)

    def storms(self, period: float | None = None) -> list[Case]:
        """Of the assessed ones those of single storms, of one return period [years] or of all that are known."""
        found = [case for case in self.assessed() if not case.is_annual and not np.isnan(case.period)]
        return found if period is None else [case for case in found if np.isclose(case.period, period)]

    def pairs(self, cases: Sequence[Case]) -> list[tuple[Case, Case]]:
        """(base, assessed): each case with the one before the measures that has its rain, where there is one."""
        found = []
        for case in cases:
            before = [b for b in self.sound if b.is_called(self.base_words) and _same_rain(b, case) and b is not case]
            if before:
                found.append((max(before, key=lambda b: (b.file == case.file, _shared(b, case))), case))
        return found


def told_by_zone(pairs: Sequence[tuple[Case, Case]], variable: str) -> bool:
    """Do all these runs tell a variable of the same zones?"""
    return bool(pairs) and all(
        variable in case and case.names("secondary_zone") == pairs[0][1].names("secondary_zone")
        for pair in pairs for case in pair
    )  # fmt: skip


def choose(cases: Sequence[Case], base: str | None = None, with_: str | None = None) -> Cases:
    """The cases with what is base and what is assessed; UsageError for names that no case has, or where all failed."""
    if cases and all(case.failed for case in cases):
        raise UsageError("no scenario of these results has run to its end: there is nothing to assess")
    for option, name in (("--base", base), ("--with", with_)):
        if name is not None and not any(case.is_called({name}) for case in cases):
            known = suggestion_or_list(name, {word for case in cases for word in case.words if word})
            raise UsageError(f"{option}: no scenario or set of measures is named {name}{known}")
    return Cases(
        tuple(cases), frozenset(BASE if base is None else {base}), frozenset(ALL if with_ is None else {with_}),
        with_ is not None,
    )  # fmt: skip


def _same_rain(a: Case, b: Case) -> bool:
    """Storms of one return period, or years of the same length; where no return period is known, of the same rain."""
    unknown = np.isnan(a.period) and np.isnan(b.period)
    same = _rained_alike(a, b) if unknown else np.isclose(a.period, b.period)
    return bool(same) and abs(a.years - b.years) < 1e-6


def _rained_alike(a: Case, b: Case) -> bool:
    if RAIN not in a or RAIN not in b:
        return True
    return bool(np.isclose(a.values(RAIN), b.values(RAIN), rtol=ALIKE))


def _shared(a: Case, b: Case) -> int:
    """How many coordinates of two scenarios are the same."""
    names = {str(n) for n in a.results.coords if a.results[n].ndim == 0} & {str(n) for n in b.results.coords}
    return sum(str(a.results[n].values) == str(b.results[n].values) for n in names)
