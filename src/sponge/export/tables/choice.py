# SPDX-License-Identifier: Apache-2.0
"""Which variables and elements tables hold: what was asked for by name or pattern."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fnmatch import fnmatchcase
from typing import Any

import numpy as np

from sponge.base.did_you_mean import suggestion
from sponge.base.errors import UsageError
from sponge.results.selection import split

FURTHER = {"pollutant": "quality", "land_use": "land_use"}  # dimensions beside elements, and words of their tables
NO_ELEMENTS = ("scenario", "time", "bounds", *FURTHER)  # dimensions


@dataclass(frozen=True)
class Choice:
    """Names and patterns, none for all; series are of what is chosen, or else of the whole system alone."""

    elements: tuple[str, ...] = ()
    variables: tuple[str, ...] = ()

    def places(self, data: Any) -> dict[str, np.ndarray]:
        """Where the chosen elements stand along each dimension that has some; UsageError for names that are none."""
        dims = [str(dim) for dim in data.dims if dim not in NO_ELEMENTS and dim in data.coords]
        names = {dim: [str(name) for name in data[dim].values] for dim in dims}
        found: dict[str, set[int]] = {dim: set() for dim in dims}
        for wanted in split(self.elements):
            hits = {dim: _matching(wanted, names[dim]) for dim in dims}
            if not any(hits.values()):
                near = suggestion(wanted, (name for some in names.values() for name in some))
                raise UsageError(f"the results have no element '{wanted}'{near}")
            for dim, places in hits.items():
                found[dim] |= places
        if not self.elements:
            return {dim: np.arange(len(some)) for dim, some in names.items()}
        return {dim: np.array(sorted(places), int) for dim, places in found.items() if places}

    def names(self, data: Any) -> list[str]:
        """The chosen variables in the order of the results; UsageError for names that are none."""
        every = [str(n) for n, v in data.data_vars.items() if "coverage_content_type" in v.attrs or n == "status"]
        wanted = split(self.variables)
        for name in wanted:
            if not _matching(name, every):
                raise UsageError(f"the results have no variable '{name}'{suggestion(name, every)}")
        return [name for name in every if not wanted or any(fnmatchcase(name, w) or name == w for w in wanted)]

    def has_series(self, dims: Sequence[str]) -> bool:
        """Are series of elements along these dimensions wanted?"""
        return bool(self.elements or self.variables) or not any(dim not in NO_ELEMENTS for dim in dims)


def _matching(wanted: str, names: Sequence[str]) -> set[int]:
    """Where a name stands, or the names that a pattern fits."""
    exact = {k for k, name in enumerate(names) if name == wanted}
    return exact or {k for k, name in enumerate(names) if fnmatchcase(name, wanted)}
