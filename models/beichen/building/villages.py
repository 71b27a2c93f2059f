"""Sewage of villages without sewers: part of it runs into their ditch until a measure leads it to the plant."""

from __future__ import annotations

from geography import Zone

from building.context import Context
from building.place import distance, shifted
from building.sewers import CLOSED

AMPLE = "assumed: ample"
WAITS = "assumed: closed before the measure"


def build_villages(context: Context) -> None:
    """Households of every zone without sewers, after the mains are laid."""
    for zone in context.zones.values():
        if context.uncollected(zone.zone):
            _village(context, zone)


def _village(context: Context, zone: Zone) -> None:
    """Households, the open pipe into the head of the ditch, and the closed one to the main."""
    d, z, main = context.draft, zone.zone, context.drainage[zone.zone].text("interceptor")
    kind, ditch = "gap" if zone.gap else "village", f"{z}_D1"
    at = shifted(d.points[ditch], 0.0, 120.0, (1.0, 0.0))
    invert = round(d.inverts[ditch] + 0.1, 2)
    name = d.junction(f"{z}_N", z, at, invert, round(zone.ground - invert, 2), "assumed: depth of the ditch",
                      surcharge=context.settings["closed_cover"], tag="households",
                      surcharge_from=context.settings.source("closed_cover"))  # fmt: skip
    d.conduit(f"{z}_ND", name, ditch, 120.0, 0.014, ("CIRCULAR", 0.6), AMPLE, flap=True, tag=f"{kind}_ditch")
    length = max(100.0, distance(d.points[name], d.points[main]))
    drop = round(max(invert - 1.0 - d.inverts[main], 0.0), 2)
    link = d.conduit(f"{z}_NI", name, main, length, 0.014, ("CIRCULAR", 0.6), AMPLE, offset_down=drop, max_flow=CLOSED,
                     tag=f"{kind}_main", max_flow_from=WAITS)  # fmt: skip
    d.role(f"RG_{z}", link, "treatment")
    d.stations.append((f"RG_{z}", "regulator", f"{zone.name_zh}污水收集", name, z))
    d.add("DWF", context.settings.source(f"{kind}_uncollected"), {}, node=name, constituent="FLOW",
          average=round(context.sewage(z) * context.uncollected(z), 5), pattern="SEWAGE")  # fmt: skip
