"""[SNOWPACKS]."""

from __future__ import annotations

from dataclasses import replace

from sponge.io.inp.row import Row
from sponge.model.snow import SnowPack, SnowRemoval, SnowSurface

ROWS = ("PLOWABLE", "IMPERV", "PERV", "REMOVAL")


def read_snow_pack(row: Row) -> None:
    """Name PLOWABLE|IMPERVIOUS|PERVIOUS and seven numbers, or Name REMOVAL, six numbers and (Subcatchment)."""
    row.need(8, "Name PLOWABLE Cmin Cmax Tbase FWF SD0 FW0 SNN0, or Name REMOVAL Dplow Fout Fimp Fperv Fimelt Fsub")
    name, kind = row.own("snow pack"), row.word(1, ROWS, "row of a snow pack")
    table = row.context.table("snow_packs")
    pack = table.get(name) or SnowPack(name, line=row.line, comment=row.comment)
    if kind == "REMOVAL":
        pack = replace(pack, removal=_removal(row))
    else:
        row.need(9, f"Name {kind} Cmin Cmax Tbase FWF SD0 FW0 and a seventh number")
        surface, last = _surface(row)
        if kind == "PLOWABLE":
            pack = replace(pack, plowable=surface, plowable_fraction=last)
        elif kind == "IMPERV":
            pack = replace(pack, impervious=replace(surface, cover_depth=last * row.context.units.depth))
        else:
            pack = replace(pack, pervious=replace(surface, cover_depth=last * row.context.units.depth))
    table[name] = pack


def _surface(row: Row) -> tuple[SnowSurface, float]:
    units = row.context.units
    low, high, base, free, depth, liquid, last = row.numbers(2, 7, "snow parameter")
    per_kelvin = units.rate / units.temperature_difference(1.0)
    return SnowSurface(
        low * per_kelvin, high * per_kelvin, units.temperature(base), free, depth * units.depth, liquid * units.depth
    ), last


def _removal(row: Row) -> SnowRemoval:
    depth, out, impervious, pervious, melted, away = row.numbers(2, 6, "removal parameter")
    subcatchment = row.ref(8, "subcatchment") if row.item(8) else ""
    return SnowRemoval(depth * row.context.units.depth, out, impervious, pervious, melted, away, subcatchment)
