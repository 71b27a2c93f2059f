# SPDX-License-Identifier: Apache-2.0
"""[SUBCATCHMENTS] and [SUBAREAS]."""

from __future__ import annotations

from typing import Any

from sponge.io.inp.context import Context
from sponge.io.inp.row import Row
from sponge.io.inp.section import Built, Output, Section
from sponge.io.inp.text import Lines, columns, num, percent, quoted, with_comment
from sponge.model.elements import Subcatchment
from sponge.model.model import Model

ROUTE_TO = {"OUTLET": "OUTLET", "IMPERV": "IMPERVIOUS", "PERV": "PERVIOUS"}


def read_subcatchment(row: Row) -> None:
    """Name Gage Outlet Area Imperviousness Width Slope CurbLength (SnowPack)."""
    row.need(8, "Name Gage Outlet Area %Imperv Width %Slope CurbLength (SnowPack)")
    units = row.context.units
    fields = {
        "gage": row.ref(1, "gage"),
        "outlet": _outlet(row),
        "area": row.number(3, "area", low=0.0) * units.land,
        "impervious": _impervious(row),
        "width": row.number(5, "width", low=0.0) * units.length,
        "slope": row.number(6, "slope", low=0.0) / 100.0,
        "curb_length": row.number(7, "curb length", low=0.0) * units.length,
        "snow_pack": row.ref(8, "snow pack") if len(row) > 8 else "",
        "tag": row.context.tags.get(("subcatchment", row.name.upper()), ""),
        "line": row.line,
        "comment": row.comment,
    }
    row.context.table("subcatchments")[row.own("subcatchment")] = fields


def _impervious(row: Row) -> float:
    """A fraction; more than all of it is all of it, as for EPA SWMM."""
    percent = row.number(4, "imperviousness", low=0.0)
    if percent > 100.0:
        row.warn(f"imperviousness of {row.item(4)} % is taken as 100 %")
    return min(percent, 100.0) / 100.0


def _outlet(row: Row) -> str:
    name = row.ref(2, "node", "subcatchment")
    upper = name.upper()
    names = row.context.names
    if upper in names["node"] and upper in names["subcatchment"]:
        row.bad(f"outlet {name!r} is the name of a node and of a subcatchment", "give one of them another name")
    return name


def write_subcatchments(model: Model, out: Output) -> Lines:
    """The main rows of subcatchments."""
    units = out.units
    lines: Lines = []
    for s in model.subcatchments.values():
        items = [
            quoted(s.name), quoted(s.gage), quoted(s.outlet), num(s.area, units.land), percent(s.impervious),
            num(s.width, units.length), percent(s.slope), num(s.curb_length, units.length),
        ]  # fmt: skip
        lines += with_comment(s.comment, columns(*items, *([quoted(s.snow_pack)] if s.snow_pack else [])))
    return lines


def build_subcatchments(context: Context, _: Built) -> Built:
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
    return {"subcatchments": built}


def read_subarea(row: Row) -> None:
    """Subcatchment n_imperv n_perv storage_imperv storage_perv %zero RouteTo (%routed)."""
    row.need(7, "Subcatchment NImperv NPerv SImperv SPerv %Zero RouteTo (%Routed)")
    depth = row.context.units.depth
    name = row.ref(0, "subcatchment")
    row.keep("subareas", name, {
        "roughness_impervious": row.number(1, "roughness", low=0.0),
        "roughness_pervious": row.number(2, "roughness", low=0.0),
        "storage_impervious": row.number(3, "depression storage", low=0.0) * depth,
        "storage_pervious": row.number(4, "depression storage", low=0.0) * depth,
        "impervious_without_storage": row.number(5, "share without depression storage", low=0.0) / 100.0,
        "route_to": ROUTE_TO[row.word(6, tuple(ROUTE_TO), "destination")],
        "routed": row.number(7, "share routed", 100.0, low=0.0, high=100.0) / 100.0,
    })


def write_subareas(model: Model, out: Output) -> Lines:
    """Roughness, depression storage and routing among subareas."""
    units = out.units
    return [
        columns(
            quoted(s.name), num(s.roughness_impervious), num(s.roughness_pervious),
            num(s.storage_impervious, units.depth), num(s.storage_pervious, units.depth),
            percent(s.impervious_without_storage), s.route_to, percent(s.routed),
        )
        for s in model.subcatchments.values()
    ]  # fmt: skip


SUBCATCHMENTS = Section(
    name="SUBCATCHMENTS", heading="[SUBCATCHMENT", read=read_subcatchment, write=write_subcatchments,
    build=build_subcatchments, defines=("subcatchment",),
)  # fmt: skip
SUBAREAS = Section(name="SUBAREAS", heading="[SUBAREA", read=read_subarea, write=write_subareas)
