"""The tables of zones and stations beside a model: zones.csv, stations.csv, zone_names.csv, station_names.csv."""

from __future__ import annotations

import csv
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from pathlib import Path

from sponge.base.did_you_mean import did_you_mean
from sponge.base.errors import Problem
from sponge.model.model import Model
from sponge.model.zones.zoning import KINDS, LEVELS, ROLES, Station, Zoning

COLUMNS = {
    "zones.csv": ("kind", "name", "secondary", "primary"),
    "stations.csv": ("station", "link", "role"),
    "zone_names.csv": ("zone", "level", "name_zh"),
    "station_names.csv": ("station", "kind", "name_zh", "node", "zone"),
}
REMARKS = ("source", "note")  # columns that a table may have besides
LISTED = 20  # elements without a row that are named one by one


@dataclass
class Table:
    """A table as it was read, and what is wrong with it."""

    path: Path
    problems: list[Problem] = field(default_factory=list)
    rows: list[tuple[int, dict[str, str]]] = field(default_factory=list)  # (line, cells)

    def problem(self, line: int, message: str, hint: str = "", fatal: bool = True) -> None:
        """Note something wrong."""
        self.problems.append(Problem(message, str(self.path), line, hint=hint, fatal=fatal))

    def known(self, line: int, what: str, name: str, names: dict[str, str]) -> str:
        """The name as it is known (capitals do not matter); a problem and the empty string where it is not."""
        found = name if name in names.values() else names.get(name.upper(), "")
        if not found:
            self.problem(line, f"there is no {what} {name!r}", did_you_mean(name, names.values()))
        return found


def attach_zones(model: Model) -> tuple[Model, list[Problem]]:
    """The model with its zones and stations, and what is wrong with their tables; as it is where it has none."""
    tables = {name: read_table(model.folder / name, columns) for name, columns in COLUMNS.items()}
    zoning = stations = None
    if tables["zones.csv"] is not None:
        zoning = zoning_of(model, tables["zones.csv"])
    if zoning is not None and tables["zone_names.csv"] is not None:
        zoning = named(zoning, tables["zone_names.csv"])
    if tables["stations.csv"] is not None or tables["station_names.csv"] is not None:
        stations = stations_of(model, zoning, tables["stations.csv"], tables["station_names.csv"])
    problems = [problem for table in tables.values() if table is not None for problem in table.problems]
    warnings = tuple(problem for problem in problems if not problem.fatal)
    model = replace(model, zoning=zoning, stations=stations, problems=model.problems + warnings)
    return model, problems


def read_table(path: Path, columns: tuple[str, ...]) -> Table | None:
    """The rows of a CSV file in UTF-8; None where there is no such file."""
    if not path.is_file():
        return None
    table = Table(path)
    try:
        data = path.read_bytes()
        text = data.decode("utf-8-sig")
    except OSError as error:
        table.problem(0, f"cannot be read: {error.strerror or error}")
        return table
    except UnicodeDecodeError as error:
        line = data[: error.start].count(b"\n") + 1
        table.problem(line, "this is not UTF-8", "save the table as UTF-8")
        return table
    reader = csv.reader(text.splitlines())
    header = [cell.strip() for cell in next(reader, [])]
    if not _has_columns(table, header, columns):
        return table
    for cells in reader:
        if not any(cell.strip() for cell in cells):
            continue
        if len(cells) != len(header):
            table.problem(reader.line_num, f"{len(cells)} cells in a table of {len(header)} columns")
            continue
        table.rows.append((reader.line_num, dict(zip(header, (cell.strip() for cell in cells), strict=True))))
    return table


def _has_columns(table: Table, header: list[str], columns: tuple[str, ...]) -> bool:
    hint = f"the columns are {','.join(columns)}"
    for name in columns:
        if name not in header:
            table.problem(1, f"column {name!r} is missing", hint)
    for name in header:
        if name not in columns and name not in REMARKS:
            table.problem(1, f"unknown column {name!r}", did_you_mean(name, columns) or hint)
        if header.count(name) > 1:
            table.problem(1, f"column {name!r} stands there twice")
    return not table.problems


def upper(names: Iterable[str]) -> dict[str, str]:
    """Names by their capitals."""
    return {name.upper(): name for name in names}


# --- zones --------------------------------------------------------------------------------------------------------


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


# --- stations -----------------------------------------------------------------------------------------------------


def stations_of(model: Model, zoning: Zoning | None, works: Table | None, names: Table | None) -> dict[str, Station]:
    """The stations, those of station_names.csv first."""
    links: dict[str, list[tuple[str, str]]] = {}
    known = upper(model.link_order)
    if works is not None:
        for line, row in works.rows:
            _work(works, line, row, known, links)
    found = _described(model, zoning, names, links) if names is not None else {}
    for name in links:
        if name not in found:
            if names is not None and works is not None:
                hint = did_you_mean(name, found) or f"add a row to {names.path.name}"
                works.problem(0, f"station {name!r} is not in {names.path.name}", hint)
            found[name] = Station(name, tuple(links[name]))
    return {name: _placed(model, zoning, station) for name, station in found.items()}


def _described(
    model: Model, zoning: Zoning | None, table: Table, links: dict[str, list[tuple[str, str]]]
) -> dict[str, Station]:
    """The stations of station_names.csv."""
    found: dict[str, Station] = {}
    for line, row in table.rows:
        if row["station"] in found:
            table.problem(line, f"station {row['station']!r} stands here twice")
            continue
        found[row["station"]] = _station(model, zoning, table, line, row, tuple(links.get(row["station"], ())))
    return found


def _work(table: Table, line: int, row: dict[str, str], known: dict[str, str], links: dict[str, list]) -> None:
    """One row of stations.csv."""
    link = table.known(line, "link", row["link"], known)
    role, station = row["role"], row["station"]
    if role not in ROLES:
        table.problem(line, f"unknown role {role!r}", did_you_mean(role, ROLES) or f"roles: {', '.join(ROLES)}")
        return
    if not station:
        table.problem(line, "a row without a station")
    if not station or not link:
        return
    if any((link, role) in rows for rows in links.values()):
        table.problem(line, f"link {link!r} stands here twice as {role}")
        return
    links.setdefault(station, []).append((link, role))


def _station(
    model: Model, zoning: Zoning | None, table: Table, line: int, row: dict[str, str],
    links: tuple[tuple[str, str], ...],
) -> Station:  # fmt: skip
    """One row of station_names.csv."""
    kind, node, zone = row["kind"], row["node"], row["zone"]
    if not row["station"]:
        table.problem(line, "a row without a station")
    if kind not in KINDS:
        table.problem(line, f"unknown kind {kind!r}", did_you_mean(kind, KINDS) or f"kinds: {', '.join(KINDS)}")
    if node:
        node = table.known(line, "node", node, upper(model.node_order))
    if zone and zoning is not None:
        zone = table.known(line, "zone", zone, upper((*zoning.secondary, *zoning.others)))
    if not links and not node:
        table.problem(line, f"station {row['station']!r} has neither links nor a node", fatal=False)
    return Station(row["station"], links, kind, row["name_zh"], node, zone)


def _placed(model: Model, zoning: Zoning | None, station: Station) -> Station:
    """A station without a zone lies in its node's, or its first link's."""
    if station.zone or zoning is None:
        return station
    if station.node:
        return replace(station, zone=zoning.nodes.get(station.node, ""))
    return replace(station, zone=zoning.links.get(station.links[0][0], "")) if station.links else station
