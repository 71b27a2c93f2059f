# SPDX-License-Identifier: Apache-2.0
"""What the values of a time series are to those that use it: rain, a flow, a level ...

Series of a Model are in SI, so a series of the file that serves as two things is two series here: the second is called
NAME@WHAT, and both say what the file calls them.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any, NamedTuple

from sponge.model.elements import RainGage
from sponge.model.model import Model
from sponge.model.quality import Buildup, PollutantInflow
from sponge.model.rules.words import keyword as is_keyword


class Role(NamedTuple):
    """What values are, and of a pollutant's also what the file's numbers are counted in."""

    what: str
    units: str = ""  # the pollutant's
    factor: float = 1.0  # PollutantInflow.units_factor
    per: str = ""  # Buildup.per


INTENSITY, RAIN_DEPTH = Role("INTENSITY"), Role("RAIN")  # m/s, m in each interval or since the begin
LEVEL, FLOW, TEMPERATURE, EVAPORATION = Role("LEVEL"), Role("FLOW"), Role("TEMPERATURE"), Role("EVAPORATION")
SETTING = Role("SETTING")  # of a link, by a control rule: bare

Choose = Callable[[str, Role, str], str]  # name of a series, what it is to its user, who that is -> its name


def tables_with_series(model: Model, choose: Choose) -> dict[str, Any]:
    """Fields in which every user of a series takes the one that ``choose`` names; rules keep what they name."""

    def of(row: Any, role: Role, who: str) -> Any:
        name = choose(row.series, role, who) if row.series else ""
        return row if name == row.series else replace(row, series=name)

    for name, rule in named_in_rules(model, "TIMESERIES"):
        choose(name, SETTING, rule)
    return {
        "gages": {n: of(g, role_of_gage(g), f"gage {n!r}") for n, g in model.gages.items()},
        "outfalls": {n: of(o, LEVEL, f"outfall {n!r}") for n, o in model.outfalls.items()},
        "inflows": tuple(of(i, FLOW, f"an inflow of node {i.node!r}") for i in model.inflows),
        "pollutant_inflows": tuple(
            of(i, role_of_pollutant(model, i), f"an inflow of node {i.node!r}") for i in model.pollutant_inflows
        ),
        "buildups": tuple(of(b, role_of_buildup(model, b), f"the build-up of {b.name}") for b in model.buildups),
        "temperature": of(model.temperature, TEMPERATURE, "temperature"),
        "evaporation": of(model.evaporation, EVAPORATION, "evaporation"),
    }


def role_of_gage(gage: RainGage) -> Role:
    """Rates or depths, as the gage's form says."""
    return INTENSITY if gage.form == "INTENSITY" else RAIN_DEPTH


def role_of_pollutant(model: Model, inflow: PollutantInflow) -> Role:
    """Concentrations [kg/m3] or masses [kg/s]."""
    return Role(inflow.kind, unit_in(model, inflow.pollutant), inflow.units_factor if inflow.kind == "MASS" else 1.0)


def role_of_buildup(model: Model, buildup: Buildup) -> Role:
    """Masses a second, by m2 or m of curb."""
    return Role("BUILDUP", unit_in(model, buildup.pollutant), per=buildup.per)


def unit_in(model: Model, pollutant: str) -> str:
    """The unit of a pollutant's concentrations; that of most where there is no such pollutant."""
    return model.pollutants[pollutant].units if pollutant in model.pollutants else "MG/L"


def roles_of_series(model: Model) -> dict[str, dict[Role, str]]:
    """What each series is used as, with one user of each; first what control rules do with it."""
    roles: dict[str, dict[Role, str]] = {}

    def note(name: str, role: Role, who: str) -> str:
        roles.setdefault(name, {}).setdefault(role, who)
        return name

    tables_with_series(model, note)
    return roles


def named_in_rules(model: Model, keyword: str) -> list[tuple[str, str]]:
    """What control rules name after CURVE or TIMESERIES, as the model spells it, and which rule does.

    An action is THEN kind link SETTING = keyword name.
    """
    table = {name.upper(): name for name in (model.series if keyword == "TIMESERIES" else model.curves)}
    found = []
    for rule in model.rules:
        for line in rule.text:
            words = line.upper().split()
            if len(words) > 6 and is_keyword(words[5], (keyword,)) and words[6] in table:
                found.append((table[words[6]], f"rule {rule.name!r}"))
    return found
