"""[TRANSECTS], [STREETS], [INLETS] and [INLET_USAGE]."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from sponge.io.inp import keywords
from sponge.io.inp.keywords import match
from sponge.io.inp.row import Row
from sponge.model.elements import Inlet, InletUse, Street, Transect


def read_transect(row: Row) -> None:
    """NC roughness, X1 name and banks, GR points: HEC-2's cards."""
    word = match(row.name, ("NC", "X1", "GR"))
    state = row.context.table("transect_state")
    if word == "NC":
        row.need(4, "NC NLeft NRight NChannel")
        _set_roughness(row, state)
    elif word == "X1":
        _start_transect(row, state)
    elif word == "GR":
        _add_stations(row, state)
    else:
        row.bad(f"unknown transect card {row.name!r}", "NC, X1 or GR")


def _set_roughness(row: Row, state: dict[str, Any]) -> None:
    """Zero keeps the value of the transect before; a bank without any has the channel's."""
    left, right, channel = (row.number(i, "roughness", low=0.0) for i in (1, 2, 3))
    state["left"] = left or state.get("left", 0.0)
    state["right"] = right or state.get("right", 0.0)
    state["channel"] = channel or state.get("channel", 0.0)
    state["left"] = state["left"] or state["channel"]
    state["right"] = state["right"] or state["channel"]


def _start_transect(row: Row, state: dict[str, Any]) -> None:
    row.need(10, "X1 Name Stations LeftBank RightBank 0 0 LengthFactor StationFactor ElevationShift")
    length = row.context.units.length
    name = row.context.names["transect"].get(row.item(1).upper(), row.item(1))
    values = row.numbers(2, 8, "number")
    transect = Transect(
        name,
        roughness_left=state.get("left", 0.0), roughness_right=state.get("right", 0.0),
        roughness_channel=state.get("channel", 0.0), bank_left=values[1] * length, bank_right=values[2] * length,
        length_factor=values[5] or 1.0, station_factor=values[6] or 1.0, elevation_shift=values[7] * length,
        line=row.line, comment=row.comment,
    )  # fmt: skip
    state["name"] = name
    row.context.table("transects")[name] = (transect, [])


def _add_stations(row: Row, state: dict[str, Any]) -> None:
    if "name" not in state:
        row.bad("stations of no transect", "an X1 line comes first")
        return
    if len(row) % 2 == 0:
        row.bad("too few items: elevations and stations come in pairs")
        return
    length = row.context.units.length
    transect, points = row.context.table("transects")[state["name"]]
    values = row.numbers(1, len(row) - 1, "number")
    for elevation, station in zip(values[::2], values[1::2], strict=True):
        x = station * length
        if points and x * transect.station_factor < points[-1][0] * transect.station_factor:
            row.bad(f"station out of sequence: {station:g}")
            return
        points.append((x, elevation * length))


def transect_of(entry: tuple[Transect, list[tuple[float, float]]]) -> Transect:
    """The transect with its points."""
    return replace(entry[0], points=tuple(entry[1]))


def read_street(row: Row) -> None:
    """Name Width CurbHeight CrossSlope Roughness (GutterDepression GutterWidth Sides BackWidth BackSlope BackN)."""
    layout = "Name Tcrown Hcurb Sx nRoad (a W Sides Tback Sback nBack)"
    row.need(5, layout)
    length = row.context.units.length
    fields: dict[str, Any] = {
        "width": row.number(1, "width", above=0.0) * length,
        "curb_height": row.number(2, "curb height", above=0.0) * length,
        "cross_slope": row.number(3, "cross slope", above=0.0) / 100.0,
        "roughness": row.number(4, "roughness", above=0.0),
        "gutter_depression": row.number(5, "gutter depression", 0.0, low=0.0) * length,
        "gutter_width": row.number(6, "gutter width", 0.0, low=0.0) * length,
        "sides": int(row.number(7, "number of sides", 2.0, low=1.0, high=2.02) + 0.01),
        "back_width": row.number(8, "width of backing", 0.0, low=0.0) * length,
    }
    if fields["back_width"] > 0.0:
        row.need(11, layout)
        fields["back_slope"] = row.number(9, "slope of backing", above=0.0) / 100.0
        fields["back_roughness"] = row.number(10, "roughness of backing", above=0.0)
    name = row.own("street")
    if not row.failed:
        row.context.table("streets")[name] = Street(name, **fields, line=row.line, comment=row.comment)


def read_inlet(row: Row) -> None:
    """Name GRATE|CURB|SLOTTED|DROP_GRATE|DROP_CURB|CUSTOM and its dimensions."""
    row.need(3, "Name GRATE|CURB|SLOTTED|DROP_GRATE|DROP_CURB|CUSTOM ...")
    kind = row.word(1, keywords.INLETS, "type of inlet")
    if row.failed:
        return
    fields: dict[str, Any] = {"drop": kind.startswith("DROP")}
    if kind == "CUSTOM":
        fields["curve"] = row.ref(2, "curve")
    elif kind == "SLOTTED":
        row.need(4, "Name SLOTTED Length Width")
        fields["slotted_length"], fields["slotted_width"] = _opening(row, "width")
    elif kind.endswith("GRATE"):
        fields.update(_grate(row))
    else:
        row.need(4, f"Name {kind} Length Height (Throat)")
        fields["curb_length"], fields["curb_height"] = _opening(row, "height")
        fields["curb_throat"] = row.word(4, keywords.THROATS, "throat", "VERTICAL") if kind == "CURB" else "VERTICAL"
    if not row.failed:
        _put_inlet(row, kind, fields)


def _opening(row: Row, second: str) -> tuple[float, float]:
    length = row.context.units.length
    return row.number(2, "length", above=0.0) * length, row.number(3, second, above=0.0) * length


def _grate(row: Row) -> dict[str, Any]:
    row.need(5, "Name GRATE Length Width Type (OpenFraction SplashVelocity)")
    fields: dict[str, Any] = {"grate_type": row.word(4, keywords.GRATES, "type of grate")}
    fields["grate_length"], fields["grate_width"] = _opening(row, "width")
    if fields["grate_type"] == "GENERIC":
        row.need(6, "Name GRATE Length Width GENERIC OpenFraction (SplashVelocity)")
        fields["grate_open_fraction"] = row.number(5, "open fraction", above=0.0, high=1.0)
        fields["grate_splash_velocity"] = row.number(6, "splash velocity", 0.0, low=0.0) * row.context.units.length
    return fields


def _put_inlet(row: Row, kind: str, fields: dict[str, Any]) -> None:
    """A grate and a curb opening of one name are one combination inlet; else the last row counts."""
    table, name = row.context.table("inlets"), row.own("inlet")
    before: Inlet | None = table.get(name)
    partner = {"GRATE": "curb_length", "CURB": "grate_length"}.get(kind)
    if before is not None and partner and getattr(before, partner) > 0.0 and not before.drop:
        table[name] = replace(before, **fields)
    else:
        table[name] = Inlet(name, **fields, line=row.line, comment=row.comment)


def read_inlet_use(row: Row) -> None:
    """Link Inlet Node (Number %Clogged MaxFlow Depression DepressionWidth Placement)."""
    row.need(3, "Conduit Inlet Node (Number %Clogged MaxFlow aLocal wLocal Placement)")
    units = row.context.units
    use = InletUse(
        row.ref(0, "link"),
        row.ref(1, "inlet"),
        row.ref(2, "node"),
        int(row.number(3, "number of inlets", 1.0, low=0.99) + 0.01),
        row.number(4, "per cent clogged", 0.0, low=0.0, high=99.0) / 100.0,
        row.number(5, "maximum flow", 0.0, low=0.0) * units.flow,
        row.number(6, "depression", 0.0, low=0.0) * units.length,
        row.number(7, "width of depression", 0.0, low=0.0) * units.length,
        row.word(8, keywords.PLACEMENTS, "placement", "AUTOMATIC"),
        line=row.line,
    )
    if not row.failed:
        row.context.table("inlet_uses")[use.link] = use
