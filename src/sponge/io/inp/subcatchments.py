"""[SUBCATCHMENTS] and [SUBAREAS]."""

from __future__ import annotations

from typing import Any

from sponge.io.inp import keywords
from sponge.io.inp.context import Context
from sponge.io.inp.row import Row
from sponge.model.elements import Subcatchment


def read_subcatchment(row: Row) -> None:
    """Name Gage Outlet Area Imperviousness Width Slope CurbLength (SnowPack)."""
    row.need(8, "Name Gage Outlet Area %Imperv Width %Slope CurbLength (SnowPack)")
    units = row.context.units
    fields = {
        "gage": row.ref(1, "gage"),
        "outlet": _outlet(row),
        "area": row.number(3, "area", low=0.0) * units.land,
        "impervious": min(row.number(4, "imperviousness", low=0.0), 100.0) / 100.0,
        "width": row.number(5, "width", low=0.0) * units.length,
        "slope": row.number(6, "slope", low=0.0) / 100.0,
        "curb_length": row.number(7, "curb length", low=0.0) * units.length,
        "snow_pack": row.ref(8, "snow pack") if len(row) > 8 else "",
        "tag": row.context.tags.get(("subcatchment", row.name.upper()), ""),
        "line": row.line,
        "comment": row.comment,
    }
    row.context.table("subcatchments")[row.own("subcatchment")] = fields


def _outlet(row: Row) -> str:
    name = row.ref(2, "node", "subcatchment")
    upper = name.upper()
    names = row.context.names
    if upper in names["node"] and upper in names["subcatchment"]:
        row.bad(f"outlet {name!r} is the name of a node and of a subcatchment", "give one of them another name")
    return name


def read_subarea(row: Row) -> None:
    """Subcatchment n_imperv n_perv storage_imperv storage_perv %zero RouteTo (%routed)."""
    row.need(7, "Subcatchment NImperv NPerv SImperv SPerv %Zero RouteTo (%Routed)")
    depth = row.context.units.depth
    name = row.ref(0, "subcatchment")
    row.context.table("subareas")[name] = {
        "roughness_impervious": row.number(1, "roughness", low=0.0),
        "roughness_pervious": row.number(2, "roughness", low=0.0),
        "storage_impervious": row.number(3, "depression storage", low=0.0) * depth,
        "storage_pervious": row.number(4, "depression storage", low=0.0) * depth,
        "impervious_without_storage": row.number(5, "share without depression storage", low=0.0) / 100.0,
        "route_to": keywords.ROUTE_TO[row.word(6, tuple(keywords.ROUTE_TO), "destination")],
        "routed": row.number(7, "share routed", 100.0, low=0.0, high=100.0) / 100.0,
    }


def build_subcatchments(context: Context) -> dict[str, Subcatchment]:
    """Subcatchments with the rows of the other sections that belong to them."""
    built = {}
    subareas, infiltration = context.table("subareas"), context.table("infiltration")
    patterns = context.table("subcatchment_patterns")
    for name, fields in context.table("subcatchments").items():
        extra: dict[str, Any] = subareas.get(name, {})
        if not extra and not context.failed:
            context.problem(
                f"subcatchment {name!r} has no row in [SUBAREAS]", fields["line"], "SUBCATCHMENTS", fatal=False
            )
        built[name] = Subcatchment(
            name, **fields, **extra, infiltration=infiltration.get(name), **patterns.get(name, {})
        )
    return built
