"""The plan row by row (``tables/plan.csv``): which element or measure is each, and what it does."""

from __future__ import annotations

from collections.abc import Mapping
from fnmatch import fnmatchcase
from functools import cache

from building.tables import Row, keyed, read_table

import sponge
from paging.effects import HIGH_RIVERS, WITH_QUALITY, told
from paging.marks import table
from paging.runs import MODEL, Runs
from paging.water import library

FRAME = "frame"  # rows of an aim, with nothing to build


@cache
def elements() -> Mapping[str, Mapping[str, str]]:
    """Kind -> name -> name in Chinese or a tag: what a row of the plan may name."""
    model = sponge.read_inp(MODEL / "beichen.inp")
    links = {**model.conduits, **model.pumps, **model.orifices, **model.weirs}
    return {
        "zone": {k: r.text("name_zh") for k, r in keyed("zones", "zone").items()},
        "primary": {k: r.text("name_zh") for k, r in keyed("primary_zones", "primary").items()},
        "group": {k: r.text("name_zh") for k, r in keyed("groups", "group").items()},
        "river": {k: r.text("name_zh") for k, r in keyed("rivers", "river").items()},
        "plant": {k: r.text("name_zh") for k, r in keyed("plants", "plant").items()},
        "park": {k: r.text("name_zh") for k, r in keyed("parks", "park").items()},
        "monitor": {k: r.text("name_zh") for k, r in keyed("monitoring", "monitor").items()},
        "station": {name: zh for name, _, zh, *_ in _stations()},
        "subcatchment": {name: s.tag for name, s in model.subcatchments.items()},
        "link": {f"tag={link.tag}/{name}": link.tag for name, link in links.items()},
    }


def _stations() -> list[tuple[str, ...]]:
    lines = (MODEL / "station_names.csv").read_text(encoding="utf-8").splitlines()[1:]
    return [tuple(line.split(",")) for line in lines]


def found(word: str) -> list[str]:
    """Names of the elements that ``kind:pattern`` means."""
    kind, _, pattern = word.partition(":")
    pattern = f"{pattern}/*" if kind == "link" else pattern
    return [name for name in elements()[kind] if fnmatchcase(name, pattern)]


def named(row: Row) -> list[str]:
    """All elements of a row."""
    return [name for word in row.text("elements").split() for name in found(word)]


def rows() -> list[Row]:
    """Rows that name something."""
    return [row for row in read_table("plan") if row.text("kind") != FRAME]


def plan(runs: Runs) -> str:
    """A row a row of the plan, with the figures of its measures."""
    measures = library()
    cells: list[list[object]] = []
    for row in rows():
        names = named(row)
        what = " ".join(f"{word} ({len(found(word))})" if "*" in word else f"`{word}`" for word in
                        row.text("elements").split())  # fmt: skip
        does = "; ".join(f"`{name}`{_mark(name)} {told(runs, name, measures[name])}" for name in
                         row.text("measures").split())  # fmt: skip
        count = f"{len(names)} in the model" if row.text("count") else ""
        cells.append([row.text("row"), row.text("section"), row.text("words") or "(not in the plan)", what or "–",
                      "; ".join(filter(None, (count, does))) or _figure(row)])  # fmt: skip
    return table(["", "§", "plan", "element", "measure: its indicator in its zones, without → with"], cells)


def _mark(name: str) -> str:
    return " *" if name in HIGH_RIVERS else " †" if name in WITH_QUALITY else ""


def _figure(row: Row) -> str:
    """What can be counted of a row that has neither a number of its own nor a measure."""
    return f"{len(named(row))} in the model"
