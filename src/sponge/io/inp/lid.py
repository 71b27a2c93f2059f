"""[LID_CONTROLS] and [LID_USAGE]."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from sponge.base.units import Units
from sponge.io.inp.context import Context
from sponge.io.inp.keywords import match
from sponge.io.inp.numbers import SECONDS_PER_DAY
from sponge.io.inp.row import Row
from sponge.model import lid

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
    values = [row.number(i, "a number of DRAIN", 0.0, low=0.0) for i in range(2, 8)]
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


def build_lid_controls(context: Context) -> dict[str, lid.LidControl]:
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
    return built


def read_lid_use(row: Row) -> None:
    """Subcatchment Control Number Area Width %InitSat %FromImp ToPerv (RptFile DrainTo %FromPerv)."""
    row.need(8, "Subcatchment Control Number Area Width %InitSat %FromImp ToPerv (RptFile DrainTo %FromPerv)")
    uses, length = row.context.table("lid_uses"), row.context.units.length
    subcatchment, control = row.ref(0, "subcatchment"), row.ref(1, "LID")
    name = lid.use_name(subcatchment, control, uses)
    uses[name] = lid.LidUse(
        name,
        subcatchment=subcatchment,
        control=control,
        number=int(row.number(2, "number of units", low=0.0)),
        area=row.number(3, "area", low=0.0) * length**2,
        width=row.number(4, "width", low=0.0) * length,
        initial_saturation=row.number(5, "initial saturation", low=0.0, high=100.0) / 100.0,
        from_impervious=row.number(6, "share of impervious runoff", low=0.0, high=100.0) / 100.0,
        to_pervious=row.number(7, "return to pervious", low=0.0) > 0.0,
        report_file="" if row.starred(8) else row.item(8),
        drain_to="" if row.starred(9) or not row.item(9) else row.ref(9, "subcatchment", "node"),
        from_pervious=row.number(10, "share of pervious runoff", 0.0, low=0.0, high=100.0) / 100.0,
        line=row.line,
        comment=row.comment,
    )
