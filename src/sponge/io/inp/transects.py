# SPDX-License-Identifier: Apache-2.0
"""[TRANSECTS]."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from sponge.io.inp.context import Context
from sponge.io.inp.keywords import match
from sponge.io.inp.row import Row
from sponge.io.inp.section import Built, Output, Section
from sponge.io.inp.text import Lines, columns, num, quoted, with_comment
from sponge.model.elements import Transect
from sponge.model.model import Model


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
    row.need(10, "X1 Name Stations LeftBank RightBank 0 0 (0) LengthFactor StationFactor ElevationShift")
    length = row.context.units.length
    name = row.context.names["transect"].get(row.item(1).upper(), row.item(1))
    values = row.numbers(2, 3, "number") + row.numbers(8 if len(row) > 10 else 7, 3, "number")
    if len(row) > 10 and any(values[3:]):
        row.warn("factors of an X1 row of 11 items are read as the manual has them: EPA SWMM takes them an item early")
    transect = Transect(
        name,
        roughness_left=state.get("left", 0.0), roughness_right=state.get("right", 0.0),
        roughness_channel=state.get("channel", 0.0), bank_left=values[1] * length, bank_right=values[2] * length,
        length_factor=values[3] or 1.0, station_factor=values[4] or 1.0, elevation_shift=values[5] * length,
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


def build_transects(context: Context, _: Built) -> Built:
    """Transects with their points."""
    found = context.table("transects")
    return {"transects": {name: replace(transect, points=tuple(points)) for name, (transect, points) in found.items()}}


def write_transects(model: Model, out: Output) -> Lines:
    """NC, X1 and GR cards."""
    units = out.units
    lines: Lines = []
    for t in model.transects.values():
        roughness = (t.roughness_left, t.roughness_right, t.roughness_channel)
        lines.append(columns("NC", *(num(v) for v in roughness)))
        banks = [num(t.bank_left, units.length), num(t.bank_right, units.length)]
        factors = [num(t.length_factor), num(t.station_factor), num(t.elevation_shift, units.length)]
        title = columns("X1", quoted(t.name), str(len(t.points)), *banks, "0.0", "0.0", *factors)
        lines += with_comment(t.comment, title)
        flat = [num(v, units.length) for station, elevation in t.points for v in (elevation, station)]
        lines += [columns("GR", *flat[i : i + 10]) for i in range(0, len(flat), 10)]
    return lines


def name_in(tokens: list[str]) -> str | None:
    """A transect has its name on its X1 card."""
    return tokens[1] if len(tokens) > 1 and tokens[0].upper().startswith("X1") else None


TRANSECTS = Section(
    name="TRANSECTS", heading="[TRANSECT", read=read_transect, write=write_transects, build=build_transects,
    defines=("transect",), name_in=name_in,
)  # fmt: skip
