# SPDX-License-Identifier: Apache-2.0
"""Which variables are written: by name, by pattern, or those of zones alone."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from fnmatch import fnmatchcase

from sponge.base.did_you_mean import suggestion
from sponge.base.errors import UsageError
from sponge.results.registry import SERIES, SUMMARIES

ZONE_DIMENSIONS = frozenset(("secondary_zone", "primary_zone", "other_zone", "station"))


def selected(
    patterns: Sequence[str], zones_only: bool, dims: frozenset[str], absent: frozenset[str] = frozenset()
) -> frozenset[str]:
    """Names of the variables to be written, of a model with these dimensions; UsageError with every name that is none.

    What tells of scenarios (``scenario_*``) is always written.
    """
    every = {v.name: set(v.dims) for v in (*SERIES, *SUMMARIES)}
    had = {name for name, needs in every.items() if needs <= dims and name not in absent}
    if zones_only:
        if not dims & ZONE_DIMENSIONS:
            raise UsageError("the model has no zones and no stations: there is no zones.csv or stations.csv beside it")
        had = {name for name in had if of_zones(every[name])}
    if not patterns:
        return frozenset(had)
    found, wrong = set(), []
    for pattern in split(patterns):
        matching = {name for name in had if fnmatchcase(name, pattern)}
        found |= matching
        if not matching:
            wrong.append(_reason(pattern, every, had, zones_only))
    if wrong:
        raise UsageError("\n".join(wrong))
    return frozenset(found | {name for name in had if name.startswith("scenario_")})


def of_zones(dims: set[str]) -> bool:
    """Is a variable with these dimensions one of zones, of stations or of the whole system?"""
    return not dims or bool(dims & ZONE_DIMENSIONS)


def split(patterns: Iterable[str]) -> list[str]:
    """Names that may be joined by commas."""
    return [name.strip() for pattern in patterns for name in pattern.split(",") if name.strip()]


def _reason(pattern: str, every: dict[str, set[str]], had: set[str], zones_only: bool) -> str:
    known = [name for name in every if fnmatchcase(name, pattern)]
    if known and zones_only and not of_zones(every[known[0]]):
        return f"variable '{pattern}' is not of zones, and only those are wanted"
    if known:
        return f"variable '{pattern}': this run has nothing of the kind"
    return f"there is no variable '{pattern}'{suggestion(pattern, had)}"


def tells_of_zones(names: frozenset[str]) -> bool:
    """Is any of the variables of zones or stations?"""
    return any(v.name in names and ZONE_DIMENSIONS & set(v.dims) for v in (*SERIES, *SUMMARIES))
