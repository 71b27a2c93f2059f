"""What the numbers of a curve mean. Its kind says so; but a storage unit may be given a pump's curve, and EPA SWMM then
reads depths and areas from it. So who uses a curve has the last word."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from sponge.model.kinds import KINDS

# table whose rows have a curve -> the kind of curve that they take it for; "" where they go by the curve's own kind
ROLES = {kind.table: kind.curve for kind in KINDS if kind.curve is not None} | {"inlets": ""}
USERS = (*ROLES, "lid_controls")


def roles_of(tables: Mapping[str, Iterable[Any]]) -> dict[str, set[str]]:
    """Curve -> the kinds that its users (by table of the Model) take it for."""
    roles: dict[str, set[str]] = {}
    for table, role in ROLES.items():
        for element in tables[table]:
            if element.curve:
                roles.setdefault(element.curve, set()).add(role)
    for control in tables.get("lid_controls", ()):
        if control.drain.curve:
            roles.setdefault(control.drain.curve, set()).add("LID_DRAIN")
    return roles


def of_drain(model: Any, curve: str) -> bool:
    """Has a curve been converted for the drains of LID units? What rules control with it stays in the file's units."""
    return meaning(model.curves[curve].kind, roles_in(model).get(curve, set())) == "LID_DRAIN"


def roles_in(model: Any) -> dict[str, set[str]]:
    """The roles of a model's curves."""
    return roles_of({table: getattr(model, table).values() for table in USERS})


def meaning(kind: str, roles: set[str]) -> str:
    """The kind to go by: the one role of a curve, else its own kind."""
    (role,) = roles if len(roles) == 1 else ("",)
    return role or kind
