"""[SNOWPACKS]."""

from __future__ import annotations

from sponge.base.units import Units
from sponge.io.inp.writer.text import Lines, num, quoted, row, shortest, with_comment
from sponge.model.model import Model
from sponge.model.snow import SnowPack, SnowSurface


def snow_packs_section(model: Model, units: Units) -> Lines:
    """Three or four rows a pack."""
    lines: Lines = []
    for pack in model.snow_packs.values():
        name = quoted(pack.name)
        lines += with_comment(
            pack.comment, row(name, "PLOWABLE", *_surface(pack.plowable, units), num(pack.plowable_fraction))
        )
        for kind, surface in (("IMPERVIOUS", pack.impervious), ("PERVIOUS", pack.pervious)):
            lines.append(row(name, kind, *_surface(surface, units), num(surface.cover_depth, units.depth)))
        lines += _removal(pack, name, units)
    return lines


def celsius(value: float, units: Units) -> str:
    """A temperature in the file's unit."""
    return shortest(value, value * 1.8 + 32.0, units.temperature) if units.us else num(value)


def _surface(s: SnowSurface, units: Units) -> Lines:
    per_kelvin = units.rate / units.temperature_difference(1.0)
    return [
        num(s.min_melt, per_kelvin), num(s.max_melt, per_kelvin), celsius(s.base_temperature, units),
        num(s.free_water), num(s.initial_depth, units.depth), num(s.initial_free_water, units.depth),
    ]  # fmt: skip


def _removal(pack: SnowPack, name: str, units: Units) -> Lines:
    r = pack.removal
    if r is None:
        return []
    fractions = (r.out, r.to_impervious, r.to_pervious, r.melted, r.to_subcatchment)
    items = [name, "REMOVAL", num(r.depth, units.depth), *map(num, fractions)]
    return [row(*items, *([quoted(r.subcatchment)] if r.subcatchment else []))]
