# SPDX-License-Identifier: Apache-2.0
"""All checks of a Model, in one list."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache

from sponge.base.errors import Problem
from sponge.model.model import Model
from sponge.model.step_cache import StepCache
from sponge.model.validation.choices import check_choices
from sponge.model.validation.companions import check_companions
from sponge.model.validation.findings import Findings
from sponge.model.validation.groundwater import check_groundwater
from sponge.model.validation.hydrology import check_hydrology
from sponge.model.validation.lid import check_lids
from sponge.model.validation.links import check_links, check_roughness
from sponge.model.validation.nodes import check_nodes
from sponge.model.validation.options import check_options
from sponge.model.validation.quality import check_quality
from sponge.model.validation.quantities import TABLES, check_names, check_single_rows, quantities_in
from sponge.model.validation.rdii import check_rdii
from sponge.model.validation.references import check_references
from sponge.model.validation.rules import check_rules
from sponge.model.validation.snow import check_snow
from sponge.model.validation.tables import check_tables
from sponge.model.validation.topology import check_topology
from sponge.model.validation.weather import check_weather

# have no use for what scenarios vary
BARE = (check_single_rows, check_tables, check_lids, check_links, check_nodes, check_quality)
QUANTITIES = tuple(map(quantities_in, TABLES))
FULL = (check_hydrology, check_weather, check_roughness, check_groundwater, check_snow, check_rdii)


def validate(model: Model, step_cache: StepCache | None = None) -> list[Problem]:
    """Every problem of a model, in the order of its file; warnings of the reading among them.

    ``step_cache`` is of lanes before.
    """
    step_cache = step_cache or StepCache()
    bare, found = step_cache.bare_model(model), list(model.problems)
    for check in (check_references, check_names, check_companions, check_choices, check_options, *BARE, check_rules):
        found += step_cache.of(finder(check), bare)
    for rule in (*FULL, *QUANTITIES):
        found += step_cache.of(finder(rule), model)
    if not any(problem.fatal for problem in found):  # a network with holes has no topology
        found += step_cache.of(finder(check_topology), bare)
    return in_order(found)


@cache
def finder(check: Callable[[Findings], None]) -> Callable[[Model], list[Problem]]:
    """A check as a function of the model."""

    def find(model: Model) -> list[Problem]:
        found = Findings(model)
        check(found)
        return found.problems

    return find


def validate_parts(model: Model) -> list[Problem]:
    """What is wrong with the elements of a model that could be read in part only: nothing that may be missing, and no
    numbers, which their rows were asked for."""
    found = Findings(model)
    for check in (*BARE, *FULL):
        check(found)
    return [problem for problem in found.problems if problem.fatal]


def in_order(problems: list[Problem]) -> list[Problem]:
    """Problems by line, those without one last; each once."""
    return sorted(dict.fromkeys(problems), key=lambda problem: problem.line or 10**9)
