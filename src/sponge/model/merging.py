# SPDX-License-Identifier: Apache-2.0
"""Two models as one."""

from __future__ import annotations

from dataclasses import fields, replace
from typing import Any

from sponge.base.errors import UsageError
from sponge.model.tables import LISTED, SPACES

MAPS = ("coordinates", "vertices", "polygons", "symbols")
ONE = ("evaporation", "temperature", "adjustments")  # of the whole model
DATED = {"start", "end", "report_start"}
TOLD = 10


def merged(model: Any, other: Any, prefix: str) -> Any:
    """The rows of both; a row of the same name and content in both is one. Options, dates and report are the first's.

    UsageError where names clash, or where both say different things of what a model has one of.
    """
    _refuse(model, other)
    other = _prefixed(other, prefix) if prefix else other
    found: dict[str, Any] = {}
    clashes = []
    for space, tables in SPACES.items():
        own = {name.upper(): row for table in tables for name, row in getattr(model, table).items()}
        for table in tables:
            new = {name: row for name, row in getattr(other, table).items() if own.get(name.upper()) != row}
            clashes += [f"{space.replace('_', ' ')} '{name}'" for name in new if name.upper() in own]
            if new:
                found[table] = getattr(model, table) | new
    names = {rule.name.upper() for rule in model.rules}
    clashes += [f"rule '{rule.name}'" for rule in other.rules if rule.name.upper() in names and rule not in model.rules]
    if clashes:
        more = f" and {len(clashes) - TOLD} more" if len(clashes) > TOLD else ""
        raise UsageError(f"both models have {', '.join(clashes[:TOLD])}{more}: give a prefix for the other's names")
    for table in (*(field for field, _ in LISTED.values()), "rules", "rule_variables", "groundwater_expressions"):
        own = getattr(model, table)
        found[table] = (*own, *(row for row in getattr(other, table) if row not in own))
    for table in (*MAPS, "rain_records", "interface_inflows", "interface_quality"):
        found[table] = getattr(other, table) | getattr(model, table)
    found["node_order"] = tuple(dict.fromkeys((*model.node_order, *other.node_order)))
    found["link_order"] = tuple(dict.fromkeys((*model.link_order, *other.link_order)))
    found["problems"] = (*model.problems, *other.problems)
    return replace(model, **found)


def _prefixed(model: Any, prefix: str) -> Any:
    with model.edit() as e:
        for space, tables in SPACES.items():
            if space in ("lid_use", "groundwater"):  # called after what they name
                continue
            for table in tables:
                for name in getattr(model, table):
                    e.rename(space, name, prefix + name)
    rules = tuple(_renamed_rule(rule, prefix) for rule in e.model.rules)
    return replace(e.model, rules=rules)


def _renamed_rule(rule: Any, prefix: str) -> Any:
    head = rule.text[0].split(None, 2)
    first = " ".join([head[0], prefix + rule.name, *head[2:]])
    return replace(rule, name=prefix + rule.name, text=(first, *rule.text[1:]))


def _refuse(model: Any, other: Any) -> None:
    """What cannot be said of one model for both."""
    differ = [name for name in ONE if getattr(model, name) != getattr(other, name) and _says(other, name)]
    mine, theirs = model.options, other.options
    differ += [
        f"options.{f.name}" for f in fields(mine)
        if f.name not in DATED and f.name in MEANING and getattr(mine, f.name) != getattr(theirs, f.name)
    ]  # fmt: skip
    formulas = other.rules or other.rule_variables or other.treatments or other.groundwater_expressions
    if formulas and model.formula_units != other.formula_units:
        differ.append("flow_units, which rules and formulas are written in")
    if differ:
        raise UsageError(
            f"the models differ in {', '.join(differ)}: have both say the same first "
            "(dataclasses.replace, sponge.apply_changes)"
        )
    for record in ("hot_start", "runoff_record", "rdii_record", "climate_record", "zoning", "stations"):
        if getattr(other, record) or (getattr(model, record) and record in ("hot_start", "runoff_record", "zoning")):
            raise UsageError(f"models that come with a file of their own ({record.replace('_', ' ')}) cannot be merged")


MEANING = {  # options that change what rows mean, or the numbers of the elements
    "routing", "force_main_equation", "surcharge_method", "allow_ponding", "inertial_damping", "normal_flow_limited",
    "min_surface_area", "min_slope", "lengthening_step", "dry_days", "sweep_start", "sweep_end",
}  # fmt: skip


def _says(model: Any, name: str) -> bool:
    """Does a model say anything of it that is not the default?"""
    value = getattr(model, name)
    return value != type(value)()
