"""[LID_CONTROLS] and [LID_USAGE]."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from sponge.base.units import Units
from sponge.io.inp.lid import drain_factor
from sponge.io.inp.numbers import SECONDS_PER_DAY
from sponge.io.inp.writer.text import Lines, num, percent, quoted, row, with_comment
from sponge.model import lid
from sponge.model.model import Model


def lid_controls_section(model: Model, units: Units) -> Lines:
    """A row for the kind and one a layer."""
    lines: Lines = []
    for control in model.lid_controls.values():
        name = quoted(control.name)
        rows = [row(name, control.kind)] if control.kind else []
        layers = [layer for layer in WRITERS if _is_written(control, layer)]
        rows += [row(name, KEYWORDS[layer], *WRITERS[layer](control, units)) for layer in layers]
        if control.removals:
            pairs = (item for pollutant, share in control.removals for item in (quoted(pollutant), percent(share)))
            rows.append(row(name, "REMOVALS", *pairs))
        lines += with_comment(control.comment, rows[0])[:-1] + rows if rows else []
    return lines


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


def lid_usage_section(model: Model, units: Units) -> Lines:
    """A row a use."""
    lines: Lines = []
    for use in model.lid_uses.values():
        items = [
            quoted(use.subcatchment), quoted(use.control), str(use.number), num(use.area, units.area),
            num(use.width, units.length), percent(use.initial_saturation), percent(use.from_impervious),
            "1" if use.to_pervious else "0", f'"{use.report_file}"' if use.report_file else "*",
            quoted(use.drain_to) if use.drain_to else "*", percent(use.from_pervious),
        ]  # fmt: skip
        lines += with_comment(use.comment, row(*items))
    return lines
