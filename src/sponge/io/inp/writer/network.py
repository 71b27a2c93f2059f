"""Nodes and links, in sections that keep the order of all nodes and of all links."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from itertools import groupby
from typing import Any

from sponge.base.units import Units
from sponge.io.inp.writer.text import Lines, num, quoted, row, shortest, with_comment, yes_no
from sponge.io.inp.xsections import lengths_in
from sponge.model import elements as el
from sponge.model.model import Model

Items = Callable[[Model, Any, Units], list[str]]
REFERENCED = ("IRREGULAR", "STREET")


def _junction(_: Model, n: el.Junction, u: Units) -> list[str]:
    depths = (n.invert, n.max_depth, n.initial_depth, n.surcharge_depth)
    return [*(num(v, u.length) for v in depths), num(n.ponded_area, u.area)]


def _outfall(_: Model, n: el.Outfall, u: Units) -> list[str]:
    stage = {
        "FIXED": [num(n.stage, u.length)], "TIDAL": [quoted(n.curve)], "TIMESERIES": [quoted(n.series)],
    }.get(n.kind, [])  # fmt: skip
    route = [quoted(n.route_to)] if n.route_to else []
    return [num(n.invert, u.length), n.kind, *stage, yes_no(n.flap_gate), *route]


def _storage(_: Model, n: el.Storage, u: Units) -> list[str]:
    items = [num(v, u.length) for v in (n.invert, n.max_depth, n.initial_depth)]
    if n.shape == "TABULAR":
        items += [n.shape, quoted(n.curve)]
    elif n.shape == "FUNCTIONAL":
        scale = u.length ** (2.0 - n.exponent)
        items += [n.shape, num(n.coefficient, scale), num(n.exponent), num(n.constant, u.area)]
    else:
        a, b, c = n.shape_parameters
        third = num(c, u.length) if n.shape == "PARABOLIC" else num(c)
        items += [n.shape, num(a, u.length), num(b, u.length), third]
    items += [num(n.surcharge_depth, u.length), num(n.evaporation_factor)]
    x = n.exfiltration
    if x is not None:
        items += [num(x.suction, u.depth), num(x.conductivity, u.rate), num(x.initial_deficit)]
    return items


def _divider(_: Model, n: el.Divider, u: Units) -> list[str]:
    own = {
        "CUTOFF": [num(n.cutoff, u.flow)],
        "TABULAR": [quoted(n.curve)],
        "WEIR": [num(n.cutoff, u.flow), num(n.weir_height, u.length), num(n.weir_coefficient, u.flow / u.length**1.5)],
    }.get(n.kind, [])
    depths = [num(v, u.length) for v in (n.max_depth, n.initial_depth, n.surcharge_depth)]
    return [num(n.invert, u.length), quoted(n.link or "*"), n.kind, *own, *depths, num(n.ponded_area, u.area)]


def _offset(model: Model, height: float, node: str, u: Units) -> str:
    """An offset as the model's LINK_OFFSETS has it."""
    if model.options.link_offsets != "ELEVATION":
        return num(height, u.length)
    invert = model.node(node).invert
    return "*" if height == 0.0 else shortest(height, (height + invert) / u.length, lambda x: x * u.length - invert)


def _ends(link: el.Link) -> list[str]:
    return [quoted(link.up), quoted(link.down)]


def _conduit(model: Model, c: el.Conduit, u: Units) -> list[str]:
    offsets = [_offset(model, c.offset_up, c.up, u), _offset(model, c.offset_down, c.down, u)]
    flows = [num(c.initial_flow, u.flow), num(c.max_flow, u.flow)]
    return [*_ends(c), num(c.length, u.length), num(c.roughness), *offsets, *flows]


def _pump(_: Model, p: el.Pump, u: Units) -> list[str]:
    depths = [num(p.start_depth, u.length), num(p.stop_depth, u.length)]
    return [*_ends(p), quoted(p.curve or "*"), "ON" if p.on else "OFF", *depths]


def _orifice(model: Model, o: el.Orifice, u: Units) -> list[str]:
    offset = _offset(model, o.offset, o.up, u)
    return [*_ends(o), o.kind, offset, num(o.discharge_coefficient), yes_no(o.flap_gate), num(o.open_time, 3600.0)]


def _weir(model: Model, w: el.Weir, u: Units) -> list[str]:
    root = u.length**0.5
    items = [
        *_ends(w), w.kind, _offset(model, w.crest, w.up, u), num(w.discharge_coefficient, root), yes_no(w.flap_gate),
        num(w.end_contractions), num(w.end_coefficient, root), yes_no(w.can_surcharge),
    ]  # fmt: skip
    if w.kind == "ROADWAY" or w.curve:
        items += [num(w.road_width, u.length), w.road_surface or "*"]
    return [*items, quoted(w.curve)] if w.curve else items


def _outlet(model: Model, o: el.Outlet, u: Units) -> list[str]:
    if o.kind.startswith("TABULAR"):
        own = [quoted(o.curve)]
    else:
        own = [num(o.coefficient, u.flow / u.length**o.exponent), num(o.exponent)]
    return [*_ends(o), _offset(model, o.offset, o.up, u), o.kind, *own, yes_no(o.flap_gate)]


NODES: dict[str, tuple[str, Items]] = {
    "junctions": ("JUNCTIONS", _junction), "outfalls": ("OUTFALLS", _outfall), "storages": ("STORAGE", _storage),
    "dividers": ("DIVIDERS", _divider),
}  # fmt: skip
LINKS: dict[str, tuple[str, Items]] = {
    "conduits": ("CONDUITS", _conduit), "pumps": ("PUMPS", _pump), "orifices": ("ORIFICES", _orifice),
    "weirs": ("WEIRS", _weir), "outlets": ("OUTLETS", _outlet),
}  # fmt: skip


def ordered_sections(
    model: Model, kinds: dict[str, tuple[str, Items]], order: Iterable[str], units: Units
) -> list[tuple[str, Lines]]:
    """Sections that list the elements in this order; names that it lacks come last, kind by kind."""
    table_of = {name: table for table in kinds for name in getattr(model, table)}
    names = [name for name in dict.fromkeys((*order, *table_of)) if name in table_of]
    sections = []
    for table, run in groupby(names, table_of.__getitem__):
        title, items = kinds[table]
        lines: Lines = []
        for element in (getattr(model, table)[name] for name in run):
            lines += with_comment(element.comment, row(quoted(element.name), *items(model, element, units)))
        sections.append((title, lines))
    return sections


def xsections_section(model: Model, units: Units) -> Lines:
    """Cross sections of conduits, orifices and weirs."""
    lines: Lines = []
    for table in ("conduits", "orifices", "weirs"):
        for link in getattr(model, table).values():
            items = section_items(link.section, units, model.options.force_main_equation)
            if items:
                tail = [str(link.section.barrels), str(link.section.culvert)] if table == "conduits" else []
                tail = tail if len(items) > 2 else []
                lines.append(row(quoted(link.name), *items, *tail))
    return lines


def section_items(section: el.Section, units: Units, force_main: str) -> list[str]:
    """Shape and dimensions; nothing for a section that was never given."""
    if section.shape in REFERENCED:
        return [section.shape, quoted(section.reference)]
    if section.shape != "DUMMY" and section.geometry[0] == 0.0:
        return []
    n = lengths_in(section.shape, section.geometry[1])
    items = [num(v, units.length if i < n else 1.0) for i, v in enumerate(section.geometry)]
    if section.shape == "FORCE_MAIN" and force_main == "D-W":
        items[1] = num(section.geometry[1], units.depth)
    if section.shape == "CUSTOM":
        items[1] = quoted(section.reference)
    return [section.shape, *items]


def losses_section(model: Model, units: Units) -> Lines:
    """Conduits with losses, seepage or a flap gate."""
    return [
        row(quoted(c.name), num(c.loss_inlet), num(c.loss_outlet), num(c.loss_average), yes_no(c.flap_gate),
            num(c.seepage, units.rate))
        for c in model.conduits.values()
        if c.loss_inlet or c.loss_outlet or c.loss_average or c.flap_gate or c.seepage
    ]  # fmt: skip
