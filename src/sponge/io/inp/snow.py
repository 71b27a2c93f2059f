# SPDX-License-Identifier: Apache-2.0
"""[SNOWPACKS]."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from sponge.base.units import Units
from sponge.io.inp.row import Row
from sponge.io.inp.section import Output, Section, tables_of
from sponge.io.inp.text import Lines, columns, num, quoted, temperature, with_comment
from sponge.model.model import Model
from sponge.model.snow import SnowPack, SnowRemoval, SnowSurface


def _read_plowable(row: Row, pack: SnowPack) -> SnowPack:
    surface, fraction = _read_surface(row)
    return replace(pack, plowable=surface, plowable_fraction=fraction)


def _read_impervious(row: Row, pack: SnowPack) -> SnowPack:
    return replace(pack, impervious=_read_covering(row))


def _read_pervious(row: Row, pack: SnowPack) -> SnowPack:
    return replace(pack, pervious=_read_covering(row))


def _read_covering(row: Row) -> SnowSurface:
    """A surface with the depth that covers all of it."""
    surface, depth = _read_surface(row)
    return replace(surface, cover_depth=depth * row.context.units.depth)


def _read_surface(row: Row) -> tuple[SnowSurface, float]:
    units = row.context.units
    low, high, base, free, depth, liquid, last = row.numbers(2, 7, "snow parameter")
    per_kelvin = units.rate / units.temperature_difference(1.0)
    return SnowSurface(
        low * per_kelvin, high * per_kelvin, units.temperature(base), free, depth * units.depth, liquid * units.depth
    ), last


def _read_removal(row: Row, pack: SnowPack) -> SnowPack:
    depth, out, impervious, pervious, melted, away = row.numbers(2, 6, "removal parameter")
    subcatchment = row.ref(8, "subcatchment") if row.item(8) else ""
    removal = SnowRemoval(depth * row.context.units.depth, out, impervious, pervious, melted, away, subcatchment)
    return replace(pack, removal=removal)


ROWS: dict[str, Callable[[Row, SnowPack], SnowPack]] = {
    "PLOWABLE": _read_plowable, "IMPERV": _read_impervious, "PERV": _read_pervious, "REMOVAL": _read_removal,
}  # fmt: skip


def read_snow_pack(row: Row) -> None:
    """Name PLOWABLE|IMPERVIOUS|PERVIOUS and seven numbers, or Name REMOVAL, six numbers and (Subcatchment)."""
    row.need(8, "Name PLOWABLE Cmin Cmax Tbase FWF SD0 FW0 SNN0, or Name REMOVAL Dplow Fout Fimp Fperv Fimelt Fsub")
    name, kind = row.own("snow pack"), row.word(1, tuple(ROWS), "row of a snow pack")
    if kind != "REMOVAL":
        row.need(9, f"Name {kind} Cmin Cmax Tbase FWF SD0 FW0 and a seventh number")
    table = row.context.table("snow_packs")
    table[name] = ROWS[kind](row, table.get(name) or SnowPack(name, line=row.line, comment=row.comment))


def write_snow_packs(model: Model, out: Output) -> Lines:
    """Three or four rows a pack."""
    units = out.units
    lines: Lines = []
    for pack in model.snow_packs.values():
        name = quoted(pack.name)
        lines += with_comment(
            pack.comment, columns(name, "PLOWABLE", *_write_surface(pack.plowable, units), num(pack.plowable_fraction))
        )
        for kind, surface in (("IMPERVIOUS", pack.impervious), ("PERVIOUS", pack.pervious)):
            lines.append(columns(name, kind, *_write_surface(surface, units), num(surface.cover_depth, units.depth)))
        lines += _write_removal(pack, name, units)
    return lines


def _write_surface(s: SnowSurface, units: Units) -> Lines:
    per_kelvin = units.rate / units.temperature_difference(1.0)
    return [
        num(s.min_melt, per_kelvin), num(s.max_melt, per_kelvin), temperature(s.base_temperature, units),
        num(s.free_water), num(s.initial_depth, units.depth), num(s.initial_free_water, units.depth),
    ]  # fmt: skip


def _write_removal(pack: SnowPack, name: str, units: Units) -> Lines:
    r = pack.removal
    if r is None:
        return []
    fractions = (r.out, r.to_impervious, r.to_pervious, r.melted, r.to_subcatchment)
    items = [name, "REMOVAL", num(r.depth, units.depth), *map(num, fractions)]
    return [columns(*items, *([quoted(r.subcatchment)] if r.subcatchment else []))]


SNOWPACKS = Section(
    name="SNOWPACKS", heading="[SNOWPACK", read=read_snow_pack, write=write_snow_packs, build=tables_of("snow_packs"),
    defines=("snow pack",), several_rows=True,
)  # fmt: skip
