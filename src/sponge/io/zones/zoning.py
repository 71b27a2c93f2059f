# SPDX-License-Identifier: Apache-2.0
"""zones.csv and zone_names.csv: the zone of every element, and what zones are called."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from sponge.base.did_you_mean import did_you_mean
from sponge.io.zones.table import Table, upper
from sponge.model.model import Model
from sponge.model.zones.zoning import LEVELS, Zoning

LISTED = 20  # elements without a row that are named one by one


def zoning_of(model: Model, table: Table) -> Zoning | None:
    """The zone of every element; None where the table cannot be understood."""
    elements = {
        "subcatchment": upper(model.subcatchments), "node": upper(model.node_order), "link": upper(model.link_order)
    }  # fmt: skip
    placed: dict[str, dict[str, str]] = {kind: {} for kind in elements}
    primaries: dict[str, tuple[str, int]] = {}  # zone -> (primary, line)
    lines: dict[tuple[str, str], int] = {}
    for line, row in table.rows:
        _place(table, line, row, elements, placed, primaries, lines)
    for kind in ("subcatchment", "node"):
        if not table.problems or table.rows:
            _missing(table, kind, [name for name in elements[kind].values() if name not in placed[kind]])
    _distinct(table, primaries)
    if table.problems:
        return None
    links = {name: placed["link"].get(name, placed["node"][model.link(name).up]) for name in model.link_order}
    control = {zone: primary for zone, (primary, _) in primaries.items() if primary}
    others = tuple(zone for zone, (primary, _) in primaries.items() if not primary)
    return Zoning(
        control, others, placed["subcatchment"], placed["node"], links, primaries=tuple(dict.fromkeys(control.values()))
    )


def _place(
    table: Table, line: int, row: dict[str, str], elements: dict[str, dict[str, str]],
    placed: dict[str, dict[str, str]], primaries: dict[str, tuple[str, int]], lines: dict[tuple[str, str], int],
) -> None:  # fmt: skip
    """One row of zones.csv."""
    kind, zone, primary = row["kind"], row["secondary"], row["primary"]
    if kind not in elements:
        table.problem(line, f"unknown kind {kind!r}", did_you_mean(kind, elements) or f"kinds: {', '.join(elements)}")
        return
    name = table.known(line, kind, row["name"], elements[kind])
    if not zone:
        table.problem(line, f"{kind} {row['name']!r} has no zone", "column secondary names it")
    if not name or not zone:
        return
    before = lines.setdefault((kind, name), line)
    if before != line:
        table.problem(line, f"{kind} {name!r} stands here twice", f"first in line {before}")
    first, where = primaries.setdefault(zone, (primary, line))
    if first != primary:
        said = f"primary zone {first!r}" if first else "none"
        table.problem(line, f"zone {zone!r} in primary zone {primary!r}", f"line {where} says {said}")
    placed[kind][name] = zone


def _missing(table: Table, kind: str, names: list[str]) -> None:
    """Elements without a zone."""
    for name in names[:LISTED]:
        table.problem(0, f"{kind} {name!r} has no zone", f"add a row {kind},{name},ZONE,PRIMARY")
    if len(names) > LISTED:
        table.problem(0, f"and {len(names) - LISTED} more {kind}s have no zone")


def _distinct(table: Table, primaries: dict[str, tuple[str, int]]) -> None:
    """A name is that of one zone at one level, or ``zone=`` would be ambiguous."""
    for zone, (_, line) in primaries.items():
        if any(zone == primary for primary, _ in primaries.values()):
            table.problem(line, f"{zone!r} is the name of a zone and of a primary zone", "give them different names")


def named(zoning: Zoning, table: Table) -> Zoning:
    """The zones with their Chinese names, in the order of that table."""
    levels = {"secondary": zoning.secondary, "primary": zoning.primaries, "other": zoning.others}
    names: dict[str, str] = {}
    for line, row in table.rows:
        level = row["level"]
        if level not in levels:
            hint = did_you_mean(level, LEVELS) or f"levels: {', '.join(LEVELS)}"
            table.problem(line, f"unknown level {level!r}", hint)
            continue
        zone = table.known(line, f"{level} zone", row["zone"], upper(levels[level]))
        if zone in names:
            table.problem(line, f"zone {zone!r} stands here twice")
        elif zone:
            names[zone] = row["name_zh"]
    if any(problem.fatal for problem in table.problems):
        return zoning
    order = {zone: k for k, zone in enumerate(names)}

    def ordered(zones: Iterable[str]) -> tuple[str, ...]:
        return tuple(sorted(zones, key=lambda zone: order.get(zone, len(order))))

    primary = {zone: zoning.primary[zone] for zone in ordered(zoning.primary)}
    return replace(
        zoning, primary=primary, primaries=ordered(zoning.primaries), others=ordered(zoning.others), names=names
    )
