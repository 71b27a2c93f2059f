# SPDX-License-Identifier: Apache-2.0
"""[LID_CONTROLS]."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from sponge.base.units import Units
from sponge.io.inp.context import Context
from sponge.io.inp.keywords import match
from sponge.io.inp.numbers import SECONDS_PER_DAY
from sponge.io.inp.row import Row
from sponge.io.inp.section import Built, Output, Section
from sponge.io.inp.text import Lines, columns, num, percent, quoted, with_comment
from sponge.model import lid
from sponge.model.model import Model

KINDS = tuple(lid.KINDS)
LAYERS = ("SURFACE", "SOIL", "STORAGE", "PAVEMENT", "DRAINMAT", "DRAIN", "REMOVALS")  # DRAINMAT before DRAIN
NUMBERS = {"SURFACE": 5, "SOIL": 7, "PAVEMENT": 5, "STORAGE": 4, "DRAIN": 4, "DRAINMAT": 3}  # that a row must have
ORDER = ("surface", "soil", "pavement", "storage", "drain", "drain_mat")
LAYOUT = {
    "SURFACE": "StorageDepth VegetationFraction Roughness Slope SideSlope",
    "SOIL": "Thickness Porosity FieldCapacity WiltingPoint Conductivity ConductivitySlope Suction",
    "PAVEMENT": "Thickness VoidRatio ImperviousFraction Permeability ClogFactor (RegenDays RegenFraction)",
    "STORAGE": "Thickness VoidRatio Seepage ClogFactor (Covered)",
    "DRAIN": "Coefficient Exponent Offset Delay (OpenHead ClosedHead Curve)",
    "DRAINMAT": "Thickness VoidFraction Roughness",
    "REMOVALS": "Pollutant %Removal ...",
}


def read_lid_control(row: Row) -> None:
    """Name Kind, or Name Layer and its numbers."""
    row.need(2, "Name Kind, or Name Layer ...")
    draft = row.context.table("lid_controls").setdefault(
        row.own("LID"), {"kind": "", "line": row.line, "comment": row.comment, "layers": {}, "removals": {}}
    )
    kind = match(row.item(1), KINDS)
    if kind is not None:
        draft["kind"] = kind
        return
    layer = row.word(1, LAYERS, "LID kind or layer", "NONE")
    if layer == "NONE":
        draft["kind"] = draft["kind"] or "?"  # said once is enough
    elif layer == "REMOVALS":
        _read_removals(row, draft["removals"])
    else:
        row.need(2 + NUMBERS[layer], f"Name {layer} {LAYOUT[layer]}")
        READERS[layer](row, draft["layers"])


def _read_removals(row: Row, removals: dict[str, float]) -> None:
    row.need(4, f"Name REMOVALS {LAYOUT['REMOVALS']}")
    if len(row) % 2:
        row.bad("too few items: pollutants and removals come in pairs")
        return
    for i in range(2, len(row), 2):
        removals[row.ref(i, "pollutant")] = row.number(i + 1, "removal", low=0.0, high=100.0) / 100.0


def _read_surface(row: Row, layers: dict[str, Any]) -> None:
    depth, vegetation, roughness, slope, side = (row.number(i, "a number of SURFACE", low=0.0) for i in range(2, 7))
    if vegetation >= 1.0:
        row.bad(f"vegetation cannot fill the whole surface: {row.item(3)}", "a fraction below 1")
    layers["surface"] = lid.SurfaceLayer(depth * row.context.units.depth, vegetation, roughness, slope / 100.0, side)


def _read_soil(row: Row, layers: dict[str, Any]) -> None:
    values = [row.number(i, "a number of SOIL", low=0.0) for i in range(2, 9)]
    units = row.context.units
    layers["soil"] = lid.SoilLayer(
        values[0] * units.depth, values[1], values[2], values[3], values[4] * units.rate, values[5],
        values[6] * units.depth,
    )  # fmt: skip


def _read_pavement(row: Row, layers: dict[str, Any]) -> None:
    values = [row.number(i, "a number of PAVEMENT", low=0.0) for i in range(2, 7)]
    units = row.context.units
    layers["pavement"] = lid.PavementLayer(
        values[0] * units.depth, values[1], values[2], values[3] * units.rate, values[4],
        row.number(7, "days to regeneration", 0.0, low=0.0) * SECONDS_PER_DAY,
        row.number(8, "degree of regeneration", 0.0, low=0.0, high=1.0),
    )  # fmt: skip


def _read_storage(row: Row, layers: dict[str, Any]) -> None:
    values = [row.number(i, "a number of STORAGE", low=0.0) for i in range(2, 6)]
    units = row.context.units
    covered = match(row.item(6), ("YES",)) is not None
    layers["storage"] = lid.StorageLayer(
        values[0] * units.depth, values[1], values[2] * units.rate, values[3], covered
    )


def _read_drain(row: Row, layers: dict[str, Any]) -> None:
    """In the file's units: what the coefficient means depends on the kind, which may come later."""
    values = [row.number(i, "a number of DRAIN", 0.0, low=0.0) for i in (2, 4, 5, 6, 7)]
    values.insert(1, row.exponent(3, 0.0, low=0.0))
    curve = row.ref(8, "curve") if len(row) > 8 and row.item(8) not in ("", "*") else ""
    layers["drain"] = (*values, curve)


def _read_drain_mat(row: Row, layers: dict[str, Any]) -> None:
    values = [row.number(i, "a number of DRAINMAT", low=0.0) for i in range(2, 5)]
    layers["drain_mat"] = lid.DrainMatLayer(values[0] * row.context.units.depth, *values[1:])


READERS: dict[str, Callable[[Row, dict[str, Any]], None]] = {
    "SURFACE": _read_surface, "SOIL": _read_soil, "PAVEMENT": _read_pavement, "STORAGE": _read_storage,
    "DRAIN": _read_drain, "DRAINMAT": _read_drain_mat,
}  # fmt: skip


def drain_factor(kind: str, exponent: float, units: Units) -> float:
    """What makes the coefficient of a drain SI: a rate in in/h or mm/h for a head of one in or mm."""
    return units.rate if kind == "RD" else units.rate / units.depth**exponent


def _drain_of(kind: str, values: tuple[Any, ...], units: Units) -> lid.DrainLayer:
    coefficient, exponent, offset, delay, open_head, closed_head, curve = values
    return lid.DrainLayer(
        coefficient * drain_factor(kind, exponent, units), exponent, offset * units.depth, delay * 3600.0,
        open_head * units.depth, closed_head * units.depth, curve,
    )  # fmt: skip


def build_lid_controls(context: Context, _: Built) -> Built:
    """Controls of the rows read."""
    built = {}
    for name, draft in context.table("lid_controls").items():
        layers, kind = dict(draft["layers"]), draft["kind"].strip("?")
        if "drain" in layers:
            layers["drain"] = _drain_of(kind, layers["drain"], context.units)
        built[name] = lid.LidControl(
            name,
            kind=kind,
            given=tuple(f for f in ORDER if f in layers),
            removals=tuple(draft["removals"].items()),
            line=draft["line"],
            comment=draft["comment"],
            **layers,
        )
    return {"lid_controls": built}


def write_lid_controls(model: Model, out: Output) -> Lines:
    """The rows of all controls."""
    return [line for control in model.lid_controls.values() for line in lines_of(control, out.units)]


def lines_of(control: lid.LidControl, units: Units) -> Lines:
    """A row for the kind and one a layer, under the comment."""
    name = quoted(control.name)
    rows = [columns(name, control.kind)] if control.kind else []
    layers = [layer for layer in WRITERS if _is_written(control, layer)]
    rows += [columns(name, KEYWORDS[layer], *WRITERS[layer](control, units)) for layer in layers]
    if control.removals:
        pairs = (item for pollutant, share in control.removals for item in (quoted(pollutant), percent(share)))
        rows.append(columns(name, "REMOVALS", *pairs))
    return with_comment(control.comment, rows[0])[:-1] + rows if rows else []


def _is_written(control: lid.LidControl, layer: str) -> bool:
    """What the file had, and what was changed since."""
    value = getattr(control, layer)
    return layer in control.given or value != type(value)()


def _surface(control: lid.LidControl, units: Units) -> list[str]:
    s = control.surface
    return [num(s.depth, units.depth), num(s.vegetation), num(s.roughness), percent(s.slope), num(s.side_slope)]


def _soil(control: lid.LidControl, units: Units) -> list[str]:
    s = control.soil
    return [
        num(s.depth, units.depth), num(s.porosity), num(s.field_capacity), num(s.wilting_point),
        num(s.conductivity, units.rate), num(s.conductivity_slope), num(s.suction, units.depth),
    ]  # fmt: skip


def _pavement(control: lid.LidControl, units: Units) -> list[str]:
    p = control.pavement
    return [
        num(p.depth, units.depth), num(p.void_ratio), num(p.impervious), num(p.permeability, units.rate),
        num(p.clogging_factor), num(p.regeneration_interval, SECONDS_PER_DAY), num(p.regeneration),
    ]  # fmt: skip


def _storage(control: lid.LidControl, units: Units) -> list[str]:
    s = control.storage
    values = [num(s.depth, units.depth), num(s.void_ratio), num(s.seepage, units.rate), num(s.clogging_factor)]
    return [*values, *(["YES"] if s.covered else [])]


def _drain(control: lid.LidControl, units: Units) -> list[str]:
    d = control.drain
    heads = [num(d.open_head, units.depth), num(d.closed_head, units.depth)]
    return [
        num(d.coefficient, drain_factor(control.kind, d.exponent, units)), num(d.exponent), num(d.offset, units.depth),
        num(d.delay, 3600.0), *heads, *([quoted(d.curve)] if d.curve else []),
    ]  # fmt: skip


def _drain_mat(control: lid.LidControl, units: Units) -> list[str]:
    m = control.drain_mat
    return [num(m.depth, units.depth), num(m.void_fraction), num(m.roughness)]


WRITERS: dict[str, Callable[[Any, Units], list[str]]] = {
    "surface": _surface, "soil": _soil, "pavement": _pavement, "storage": _storage, "drain": _drain,
    "drain_mat": _drain_mat,
}  # fmt: skip
KEYWORDS = {layer: layer.replace("_", "").upper() for layer in WRITERS}
LID_CONTROLS = Section(
    name="LID_CONTROLS", heading="[LID_CONTROL", read=read_lid_control, write=write_lid_controls,
    build=build_lid_controls, defines=("LID",), several_rows=True,
)  # fmt: skip
