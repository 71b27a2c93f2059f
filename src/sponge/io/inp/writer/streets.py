"""[TRANSECTS], [STREETS], [INLETS] and [INLET_USAGE]."""

from __future__ import annotations

from sponge.base.units import Units
from sponge.io.inp.writer.text import Lines, num, percent, quoted, row, with_comment
from sponge.model import elements as el
from sponge.model.model import Model


def transects_section(model: Model, units: Units) -> Lines:
    """NC, X1 and GR cards."""
    lines: Lines = []
    for t in model.transects.values():
        roughness = (t.roughness_left, t.roughness_right, t.roughness_channel)
        lines.append(row("NC", *(num(v) for v in roughness)))
        banks = [num(t.bank_left, units.length), num(t.bank_right, units.length)]
        factors = [num(t.length_factor), num(t.station_factor), num(t.elevation_shift, units.length)]
        title = row("X1", quoted(t.name), str(len(t.points)), *banks, "0.0", "0.0", *factors)
        lines += with_comment(t.comment, title)
        flat = [num(v, units.length) for station, elevation in t.points for v in (elevation, station)]
        lines += [row("GR", *flat[i : i + 10]) for i in range(0, len(flat), 10)]
    return lines


def streets_section(model: Model, units: Units) -> Lines:
    """Street sections."""
    lines: Lines = []
    for s in model.streets.values():
        items = [
            quoted(s.name), num(s.width, units.length), num(s.curb_height, units.length), percent(s.cross_slope),
            num(s.roughness), num(s.gutter_depression, units.length), num(s.gutter_width, units.length), str(s.sides),
            num(s.back_width, units.length), percent(s.back_slope), num(s.back_roughness),
        ]  # fmt: skip
        lines += with_comment(s.comment, row(*items))
    return lines


def inlets_section(model: Model, units: Units) -> Lines:
    """Inlet designs; a combination takes two rows."""
    lines: Lines = []
    for inlet in model.inlets.values():
        rows = [row(quoted(inlet.name), *items) for items in inlet_items(inlet, units.length)]
        lines += with_comment(inlet.comment, rows[0]) + rows[1:] if rows else []
    return lines


def inlet_items(inlet: el.Inlet, length: float) -> list[list[str]]:
    """The rows of one design, without its name."""
    rows: list[list[str]] = []
    drop = "DROP_" if inlet.drop else ""
    if inlet.curve:
        rows.append(["CUSTOM", quoted(inlet.curve)])
    if inlet.slotted_length:
        rows.append(["SLOTTED", num(inlet.slotted_length, length), num(inlet.slotted_width, length)])
    if inlet.grate_length:
        items = [f"{drop}GRATE", num(inlet.grate_length, length), num(inlet.grate_width, length), inlet.grate_type]
        if inlet.grate_type == "GENERIC":
            items += [num(inlet.grate_open_fraction), num(inlet.grate_splash_velocity, length)]
        rows.append(items)
    if inlet.curb_length:
        throat = [] if inlet.drop else [inlet.curb_throat or "VERTICAL"]
        rows.append([f"{drop}CURB", num(inlet.curb_length, length), num(inlet.curb_height, length), *throat])
    return rows


def inlet_usage_section(model: Model, units: Units) -> Lines:
    """Inlets in conduits."""
    return [
        row(
            quoted(u.link), quoted(u.inlet), quoted(u.node), str(u.number), percent(u.clogged),
            num(u.max_flow, units.flow), num(u.depression, units.length), num(u.depression_width, units.length),
            u.placement,
        )
        for u in model.inlet_uses
    ]  # fmt: skip
