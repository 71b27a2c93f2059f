"""What the numbers of a curve mean. Its kind says so; but a storage unit may be given a pump's curve, and EPA SWMM then
reads depths and areas from it. So who uses a curve has the last word."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

ROLES = {"storages": "STORAGE", "dividers": "DIVERSION", "outfalls": "TIDAL", "outlets": "RATING", "weirs": "WEIR"}


def roles_of(tables: Mapping[str, Iterable[Any]]) -> dict[str, set[str]]:
    """Curve -> the kinds that its users (by table of the Model) take it for."""
    roles: dict[str, set[str]] = {}
    for table, role in ROLES.items():
        for element in tables[table]:
            if element.curve:
                roles.setdefault(element.curve, set()).add(role)
    for table in ("pumps", "inlets"):  # these go by the curve's own kind
        for element in tables[table]:
            if element.curve:
                roles.setdefault(element.curve, set()).add("")
    for control in tables.get("lid_controls", ()):
        if control.drain.curve:
            roles.setdefault(control.drain.curve, set()).add("LID_DRAIN")
    return roles


def of_drain(model: Any, curve: str) -> bool:
    """Has a curve been converted for the drains of LID units? What rules control with it stays in the file's units."""
    users = {table: getattr(model, table).values() for table in (*ROLES, "pumps", "inlets", "lid_controls")}
    return meaning(model.curves[curve].kind, roles_of(users).get(curve, set())) == "LID_DRAIN"


def meaning(kind: str, roles: set[str]) -> str:
    """The kind to go by: the one role of a curve, else its own kind."""
    (role,) = roles if len(roles) == 1 else ("",)
    return role or kind
