"""Where water stands: the lowest streets or strips of fields first, then a second terrace, joined by streets.

The ponded area of a manhole is a box with upright walls. A second node whose rim lies higher and whose area is wider,
joined to all manholes of its town by streets, makes the area grow with the depth, and lets water run on to where there
is room.
"""

from __future__ import annotations

from building.context import Context
from building.place import inside, shifted


def build_terraces(context: Context) -> None:
    """For the streets of each town and the fields along each ditch: one terrace."""
    manholes: dict[str, dict[str, float]] = {}
    ditches: dict[str, dict[str, float]] = {}
    for row in context.draft.rows["JUNCTIONS"]:
        name, area = str(row["name"]), float(str(row["ponded_area"]))
        zone, _, place = name.partition("_")
        if area > 0.0 and place != "V":
            (ditches if place[0] == "D" else manholes).setdefault(zone, {})[name] = area
    for zone, areas in manholes.items():
        _terrace(context, zone, "U", areas, list(areas), "ponded_share")
    for zone, areas in ditches.items():
        _terrace(context, zone, "DU", areas, [f"{zone}_D2"], "rural_ponded_share")


def _terrace(context: Context, zone: str, letters: str, areas: dict[str, float], joined: list[str], share: str) -> None:
    """A node on the bed of the streets with a rim above the ground, and streets that fall to what it joins."""
    d, s, place = context.draft, context.settings, context.zones[zone]
    deep, fall = s["overland_depth"], s["overland_fall"]
    step, wider = (s[share.replace("ponded_share", f"terrace_{what}")] for what in ("step", "wider"))
    low = sum(areas.values())
    at = inside(place, shifted(d.points[joined[0]], 150.0, 150.0, (1.0, 0.0)))
    upper = d.junction(f"{zone}_{letters}", zone, at, round(place.ground - deep + fall, 2),
                       round(deep + step - fall, 2), s.source("terrace_step"), ponded_area=wider * low, tag="terrace",
                       ponded_area_from=s.source("terrace_wider"))  # fmt: skip
    for node in joined:
        served = (areas[node] if len(joined) > 1 else low) / s[share]
        lanes = max(round(served**0.5 / s["overland_spacing"]), 1)
        d.conduit(f"{node}Y", upper, node, s["overland_length"], s["overland_roughness"],
                  ("RECT_OPEN", deep, lanes * s["overland_width"]), s.source("overland_length"), tag="street",
                  offset_down=round(d.depths[node] - deep, 2), section_from=s.source("overland_spacing"),
                  roughness_from=s.source("overland_roughness"))  # fmt: skip
