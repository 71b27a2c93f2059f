# SPDX-License-Identifier: Apache-2.0
"""What the numbers of a curve mean. Its kind says so; but a storage unit may be given a pump's curve, and EPA SWMM then
reads depths and areas from it. So who uses a curve has the last word.

Curves of a Model are in SI, so a curve of the file that serves as two things is two curves here: the second is called
NAME@WHAT, and both say what the file calls them.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from sponge.model.kinds import KINDS
from sponge.model.model import Model
from sponge.model.series_use import named_in_rules

OWN = ""  # the role of a curve that is taken for what its kind says
# table whose rows have a curve -> the kind of curve that they take it for
ROLES = {kind.table: kind.curve for kind in KINDS if kind.curve is not None} | {"inlets": OWN}
SETTING = "SETTING"  # of a link, by a control rule: bare numbers
LID_DRAIN = "LID_DRAIN"  # factor of a drain against its head

Choose = Callable[[str, str], str]  # name of a curve, what it is to its user -> its name


def tables_with_curves(model: Model, choose: Choose) -> dict[str, Any]:
    """Tables in which every user of a curve takes the one that ``choose`` names; rules keep what they name."""
    for name, _ in named_in_rules(model, "CURVE"):
        choose(name, SETTING)
    tables: dict[str, Any] = {
        table: {name: _with(row, role, choose) for name, row in getattr(model, table).items()}
        for table, role in ROLES.items()
    }
    drains = {name: _with(control.drain, LID_DRAIN, choose) for name, control in model.lid_controls.items()}
    tables["lid_controls"] = {
        name: control if drains[name] is control.drain else replace(control, drain=drains[name])
        for name, control in model.lid_controls.items()
    }
    return tables


def _with(row: Any, role: str, choose: Choose) -> Any:
    name = choose(row.curve, role) if row.curve else ""
    return row if name == row.curve else replace(row, curve=name)


def roles_of_curves(model: Model) -> dict[str, dict[str, None]]:
    """The kinds that each curve is taken for, in order; first what control rules do with it."""
    roles: dict[str, dict[str, None]] = {}

    def note(name: str, role: str) -> str:
        roles.setdefault(name, {})[role] = None
        return name

    tables_with_curves(model, note)
    return roles
