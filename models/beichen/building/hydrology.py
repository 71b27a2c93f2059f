"""Gages, the storm that the file itself holds, parcels as subcatchments, evaporation."""

from __future__ import annotations

from calendar import monthrange

from geography import Parcel

from building.context import Context
from building.tables import keyed, read_table

SERIES = "RAIN"
POLYGON_POINTS = 60  # a zone's polygon is thinned to about so many corners for the map
OF_PARCELS = {  # attribute -> column of parcels.csv that says where it comes from
    "impervious": "source_shares", "routed": "source_connected", "slope": "source_slope",
    "width": "source_flow_length", "n_impervious": "source_n", "n_pervious": "source_n",
    "storage_impervious": "source_storage", "storage_pervious": "source_storage", "suction": "source_infiltration",
    "conductivity": "source_infiltration", "deficit": "source_infiltration",
}  # fmt: skip


def build_gages(context: Context) -> None:
    """One gage a secondary zone, all with the same series until a scenario gives each its own."""
    d, s = context.draft, context.settings
    step, storm = int(s["base_step"]), context.formulas["tianjin-1"]
    for zone in context.zones.values():
        d.add("RAINGAGES", s.source("base_step"), {}, name=f"G_{zone.zone}", form="VOLUME",
              interval=f"0:{step:02d}", catch=1.0, kind="TIMESERIES", series=SERIES)  # fmt: skip
        d.symbols[f"G_{zone.zone}"] = (zone.x, zone.y)
    depths = storm.chicago(s["base_years"], int(s["base_minutes"]), s["base_peak"], step)
    start = int(s["base_start"] * 60)
    times = [start + i * step for i in range(len(depths) + 1)]
    d.series[SERIES] = [(f"{t // 60}:{t % 60:02d}", round(v, 3)) for t, v in zip(times, [*depths, 0.0])]
    source = keyed("formulas", "formula")["tianjin-1"].source()
    d.note("TIMESERIES", "depth", f"calc: Chicago storm, 2 a, 2 h, formula tianjin-1 ({source})", len(depths))


def build_subcatchments(context: Context) -> None:
    """A subcatchment a parcel."""
    sources = keyed("parcels", "land_use")
    for parcel in context.parcels.values():
        row = sources[parcel.land_use]
        own = {f"{attribute}_from": row.text(column) for attribute, column in OF_PARCELS.items()}
        _subcatchment(context, parcel, own)


def _subcatchment(context: Context, parcel: Parcel, own: dict[str, str]) -> None:
    d, name, pond = context.draft, parcel.parcel, parcel.land_use == "water"

    def of(section: str, **values: object) -> None:
        known = {key: text for key, text in own.items() if key.removesuffix("_from") in values}
        d.add(section, "calc: share of the zone's area (assumed)", known, **values)

    of("SUBCATCHMENTS", name=name, gage=f"G_{parcel.zone}", outlet=context.outlets[name],
       area=round(parcel.area / 1e4, 5), impervious=round(100.0 * parcel.impervious, 2), width=round(parcel.width, 1),
       slope=round(100.0 * parcel.slope, 3), curb=0)  # fmt: skip
    if pond:
        own["storage_impervious_from"] = context.settings.source("pond_storage")
    held = context.settings["pond_storage"] if pond else 1000.0 * parcel.storage_impervious
    apart = 0.0 if pond else round(100.0 * (1.0 - parcel.connected), 2)
    of("SUBAREAS", name=name, n_impervious=parcel.n_impervious, n_pervious=parcel.n_pervious,
       storage_impervious=round(held, 3), storage_pervious=round(1000.0 * parcel.storage_pervious, 3),
       zero=0 if pond else 25, route_to="PERVIOUS" if apart else "OUTLET", routed=apart or 100)  # fmt: skip
    of("INFILTRATION", name=name, suction=round(1000.0 * parcel.suction, 3),
       conductivity=round(parcel.conductivity * 3.6e6, 4), deficit=parcel.initial_deficit)  # fmt: skip
    d.zone[("subcatchment", name)] = parcel.zone
    d.tags[("Subcatch", name)] = parcel.land_use
    x, y, half = parcel.x, parcel.y, 60.0
    d.polygons[name] = [(x - half, y - half), (x + half, y - half), (x + half, y + half), (x - half, y + half)]


def evaporation(context: Context) -> list[list[object]]:
    """Rows of [EVAPORATION]: monthly pan evaporation times the pan factor, mm/day."""
    rows = read_table("evaporation")
    factor = context.settings["pan_factor"]
    days = [monthrange(2025, int(r.number("month")))[1] for r in rows]
    for row in rows:
        context.draft.note("EVAPORATION", "monthly", row.source())
    return [["MONTHLY", *(round(r.number("pan_mm") * factor / n, 2) for r, n in zip(rows, days))], ["DRY_ONLY", "NO"]]


def build_sewage_pattern(context: Context) -> None:
    """The day's course of the dry-weather flow: what people use rises and falls, what infiltrates is even."""
    rows, even = read_table("sewage_pattern"), context.settings["sewage_infiltration"]
    mean = sum(r.number("factor") for r in rows) / len(rows)
    factors = [round((r.number("factor") / mean + even) / (1.0 + even), 4) for r in rows]
    context.draft.patterns["SEWAGE"] = ("HOURLY", factors)
    context.draft.note("PATTERNS", "factor", rows[0].source(), len(rows))
