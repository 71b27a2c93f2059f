"""What can be wrong in the tables of zones: found all at once, before any polygon is drawn."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from difflib import get_close_matches

from .tables import TableError, read

LAND_USES = ("residential_old", "residential_new", "commercial", "industrial", "road", "green", "farmland", "water")
CHOICES = {
    "sewer": ("separate", "combined", "mixed", "none"), "era": ("old", "new", "rural"), "gap": ("0", "1"),
}
GROUPS = ("combined_area", "renewal", "lead_area")
LOWEST, HIGHEST = 0.04, 5.46  # m above Huanghai: the district's ground, FACTS section 2


def check_tables() -> None:
    """Raise one TableError with every problem of zones, land use, parcels and river points."""
    problems = [*_zones(), *_land_use(), *_parcels(), *_rivers()]
    if problems:
        raise TableError("\n".join(problems))


def _zones() -> Iterator[str]:
    rows = read("zones")
    known = {
        "primary": [row["primary"] for row in read("primary_zones")],
        "receiver": [row["river"] for row in read("rivers")], **CHOICES,
    }
    groups = read("groups")
    yield from _twice("zones.csv", "zone", [row["zone"] for row in rows])
    for row in rows:
        where = f"zones.csv, zone {row['zone']}"
        for column, names in known.items():
            yield from _known(where, column, row[column], names)
        for column in GROUPS:
            if row[column]:
                names = [group["group"] for group in groups if group["kind"] == column]
                yield from _known(where, column, row[column], names)
        yield from _numbers(where, row, ("lon", "lat"))
        yield from _numbers(where, row, ("ground_m",), LOWEST, HIGHEST)


def _land_use() -> Iterator[str]:
    rows, zones = read("land_use"), [row["zone"] for row in read("zones")]
    yield from _twice("land_use.csv", "zone", [row["zone"] for row in rows])
    for name in sorted(set(zones) - {row["zone"] for row in rows}):
        yield f"land_use.csv: no row for zone {name}"
    for row in rows:
        where = f"land_use.csv, zone {row['zone']}"
        yield from _known(where, "zone", row["zone"], zones)
        wrong = list(_numbers(where, row, LAND_USES, 0.0, 1.0))
        yield from wrong
        if not wrong and abs(sum(float(row[use]) for use in LAND_USES) - 1.0) > 1e-6:
            yield f"{where}: the shares add up to {sum(float(row[use]) for use in LAND_USES):g}, not 1"


def _parcels() -> Iterator[str]:
    rows = read("parcels")
    for use in sorted(set(LAND_USES) - {row["land_use"] for row in rows}):
        yield f"parcels.csv: no row for land use {use}"
    for row in rows:
        where = f"parcels.csv, land use {row['land_use']}"
        yield from _known(where, "land_use", row["land_use"], LAND_USES)
        yield from _numbers(where, row, ("impervious", "connected", "initial_deficit"), 0.0, 1.0)
        yield from _numbers(where, row, ("flow_length_m",), 1.0)
        yield from _numbers(where, row, (
            "slope_percent", "n_impervious", "n_pervious", "storage_impervious_mm", "storage_pervious_mm",
            "suction_mm", "conductivity_mm_h"), 0.0)


def _rivers() -> Iterator[str]:
    names, points = [row["river"] for row in read("rivers")], read("river_points")
    for name, count in Counter(dict.fromkeys(names, 0) | Counter(row["river"] for row in points)).items():
        if name in names and count < 2:
            yield f"river_points.csv: river {name} needs two points at least"
    for row in points:
        where = f"river_points.csv, river {row['river']}, point {row['point']}"
        yield from _known(where, "river", row["river"], names)
        yield from _numbers(where, row, ("point", "lon", "lat"))
    for row in read("outline"):
        yield from _numbers(f"outline.csv, point {row['point']}", row, ("lon", "lat"))


def _known(where: str, column: str, value: str, names: Iterable[str]) -> Iterator[str]:
    names = list(names)
    if value not in names:
        near = get_close_matches(value, names, 1)
        hint = f"did you mean {near[0]}?" if near else f"one of {', '.join(names)}"
        yield f"{where}: {column} '{value}' is not known; {hint}"


def _numbers(where: str, row: dict[str, str], columns: Iterable[str], low=float("-inf"), high=float("inf")):
    for column in columns:
        try:
            value = float(row[column])
        except ValueError:
            yield f"{where}: {column} '{row[column]}' is not a number"
            continue
        if not low <= value <= high:
            yield f"{where}: {column} {value:g} lies outside {low:g} to {high:g}"


def _twice(where: str, column: str, names: list[str]) -> Iterator[str]:
    for name, count in Counter(names).items():
        if count > 1:
            yield f"{where}: {column} {name} stands there {count} times"
