# SPDX-License-Identifier: Apache-2.0
"""What a formula finds in results, before anybody judges it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from sponge.assess.cases import Case, Cases
from sponge.assess.scopes import DISTRICT, Scope
from sponge.assess.standards import Rule


@dataclass(frozen=True)
class Finding:
    """A value with where it comes from; or what is missing, and the command that makes it.

    ``at_least`` marks a value that the end of the run cut short. ``enough`` is False where the results give a number
    that the clause does not admit, such as one year where it asks for ten.
    """

    value: float = np.nan
    case: Case | None = None
    missing: tuple[str, ...] = ()
    hint: str = ""
    note: str = ""
    by_zone: Mapping[str, float] = field(default_factory=dict)
    target: float | None = None  # where the results give it
    at_least: bool = False
    cut_short: tuple[str, ...] = ()  # of by_zone, where the end of the run cut a value short
    enough: bool = True
    other: tuple[str, float] | None = None  # (name of another definition, its value)


@dataclass(frozen=True)
class Context:
    """What a formula may look at: the runs, its rule, the scope, and what the user gives beside results."""

    cases: Cases
    rule: Rule
    scope: Scope = DISTRICT
    given: Mapping[str, Any] = field(default_factory=dict)

    def chosen(self, case: Case) -> np.ndarray:
        """Which control zones count, (zone,)."""
        names = case.names("secondary_zone")
        return np.array([self.scope.zones is None or name in self.scope.zones for name in names], bool)

    def lacks(self, case: Case | None, *variables: str) -> Finding | None:
        """The finding that says what is missing, or None where all is there."""
        absent = tuple(name for name in variables if case is None or name not in case)
        return Finding(np.nan, case, absent, self.rule.made_by) if absent else None


@dataclass(frozen=True)
class Formula:
    """How an indicator is computed; ``own_target``: the results give what it is held against."""

    compute: Callable[[Context], Finding]
    own_target: bool = False
