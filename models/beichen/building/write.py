"""The built files as text: the .inp, its companion tables, and the account of sources."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path

from geography.projection import PLANE

from building.draft import COLUMNS, NODE_SECTIONS, Draft, Point

ORDER = ("RAINGAGES", "SUBCATCHMENTS", "SUBAREAS", "INFILTRATION", "LID_CONTROLS", "LID_USAGE", "JUNCTIONS", "OUTFALLS",
         "STORAGE", "CONDUITS", "PUMPS", "ORIFICES", "WEIRS", "XSECTIONS", "LOSSES", "INFLOWS", "DWF", "POLLUTANTS",
         "LANDUSES", "COVERAGES", "BUILDUP", "WASHOFF", "TREATMENT")  # fmt: skip
PER_LINE = 6  # values of a series on a line
TABLE_OF = {
    "RAINGAGES": "gage", "SUBCATCHMENTS": "subcatchment", "SUBAREAS": "subcatchment", "INFILTRATION": "subcatchment",
    "JUNCTIONS": "junction", "OUTFALLS": "outfall", "STORAGE": "storage", "CONDUITS": "conduit", "PUMPS": "pump",
    "ORIFICES": "orifice", "WEIRS": "weir", "XSECTIONS": "section", "LOSSES": "losses", "INFLOWS": "inflow",
    "DWF": "dry_weather", "LID_CONTROLS": "lid", "LID_USAGE": "lid_use", "CURVES": "curve",
    "TIMESERIES": "series", "PATTERNS": "pattern", "EVAPORATION": "evaporation", "CONTROLS": "rule",
    "OPTIONS": "options",
    "COORDINATES": "node", "ZONES": "zone", "RIVERS": "river", "PUMPING_STATIONS": "station",
    "RIVER_STATIONS": "station", "GREEN_STORAGES": "station", "DIVERTERS": "station", "PLANTS": "station",
    "GATES": "station", "GROUPS": "group", "PRIMARY_ZONES": "zone",
}
TABLE_OF_QUALITY = {
    "POLLUTANTS": "pollutant", "LANDUSES": "land_use", "COVERAGES": "coverage", "BUILDUP": "buildup",
    "WASHOFF": "washoff", "TREATMENT": "treatment", "INFLOWS": "pollutant_inflow", "DWF": "pollutant_dry_weather",
}  # fmt: skip


def cell(value: object) -> str:
    """A value as the file has it: numbers to six digits at most, no trailing zeros."""
    if isinstance(value, float):
        text = f"{value:.4f}".rstrip("0").rstrip(".") if abs(value) >= 0.01 or value == 0.0 else f"{value:.6g}"
        return "0" if text in ("-0", "") else text
    return str(value)


def aligned(rows: Iterable[Sequence[object]]) -> Iterator[str]:
    """Rows as lines in columns."""
    cells = [[cell(v) for v in row] for row in rows]
    if not cells:
        return
    widths = [max(len(row[i]) for row in cells if i < len(row)) for i in range(max(map(len, cells)))]
    for row in cells:
        yield "  ".join(text.ljust(width) for text, width in zip(row, widths)).rstrip()


def inp_text(draft: Draft, heading: Sequence[str], title: Sequence[str], options: Sequence[tuple[str, str]],
             evaporation: Sequence[Sequence[object]], lids: Sequence[str], quality: Draft | None = None) -> str:
    """The whole .inp; with the sections of pollutants where there are any."""
    parts = [[f";; {line}".rstrip() for line in heading]]
    parts.append(["[TITLE]", *title])
    parts.append(["[OPTIONS]", *aligned(options)])
    parts.append(["[EVAPORATION]", *aligned(evaporation)])
    drafts = [draft] if quality is None else [draft, quality]
    for name in ORDER:
        if name == "LID_CONTROLS":
            parts.append([f"[{name}]", *lids])
        elif rows := [row for d in drafts for row in d.rows.get(name, ())]:
            parts.append(_section(name, rows))
    parts.append(["[CONTROLS]", *"\n\n".join(draft.rules).split("\n")])
    parts.append(["[CURVES]", *_curves(draft)])
    parts.append(["[TIMESERIES]", *_series(draft)])
    parts.append(["[PATTERNS]", *_patterns(draft)])
    parts.append(["[REPORT]", "INPUT          NO", "CONTROLS       NO", "SUBCATCHMENTS  ALL", "NODES          ALL",
                  "LINKS          ALL"])  # fmt: skip
    parts.append(["[TAGS]", *aligned((kind, name, tag) for (kind, name), tag in draft.tags.items())])
    parts += _map(draft)
    return "\n\n".join("\n".join(part) for part in parts if part) + "\n"


def _section(name: str, rows: Sequence[Mapping[str, object]]) -> list[str]:
    header = [column.replace("_", "") for column in COLUMNS[name]]
    header[0] = ";;" + header[0]
    return [f"[{name}]", *aligned([header, *([row[column] for column in COLUMNS[name]] for row in rows)])]


def _curves(draft: Draft) -> Iterator[str]:
    for name, (kind, points) in draft.curves.items():
        yield from aligned((name, kind if i == 0 else "", x, y) for i, (x, y) in enumerate(points))


def _series(draft: Draft) -> Iterator[str]:
    for name, values in draft.series.items():
        for i in range(0, len(values), PER_LINE):
            yield "  ".join([name, *(f"{time}  {cell(v)}" for time, v in values[i : i + PER_LINE])])


def _patterns(draft: Draft) -> Iterator[str]:
    for name, (kind, factors) in draft.patterns.items():
        for i in range(0, len(factors), 12):
            yield "  ".join([name, kind if i == 0 else "", *map(cell, factors[i : i + 12])])


def _map(draft: Draft) -> list[list[str]]:
    xs, ys = zip(*draft.points.values())
    shapes = [draft.vertices, draft.polygons]
    xs = [*xs, *(p[0] for shape in shapes for points in shape.values() for p in points)]
    ys = [*ys, *(p[1] for shape in shapes for points in shape.values() for p in points)]
    box = (min(xs) - 500, min(ys) - 500, max(xs) + 500, max(ys) + 500)
    return [
        ["[MAP]", "DIMENSIONS  " + "  ".join(f"{v:.0f}" for v in box), "UNITS       Meters",
         f"CRS         {PLANE}"],
        ["[COORDINATES]", *aligned(_at(draft.points))],
        ["[VERTICES]", *aligned(_along(draft.vertices))],
        ["[POLYGONS]", *aligned(_along(draft.polygons))],
        ["[SYMBOLS]", *aligned(_at(draft.symbols))],
    ]


def _at(points: dict[str, Point]) -> Iterator[tuple[str, str, str]]:
    return ((name, f"{x:.0f}", f"{y:.0f}") for name, (x, y) in points.items())


def _along(lines: dict[str, list[Point]]) -> Iterator[tuple[str, str, str]]:
    return ((name, f"{x:.0f}", f"{y:.0f}") for name, points in lines.items() for x, y in points)


def csv_text(header: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    """Rows as CSV."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(header)
    writer.writerows(rows)
    return out.getvalue()


def zones_text(draft: Draft, primary_of: dict[str, str]) -> str:
    """``zones.csv``: the zone of every subcatchment and node, and of links that are not of their upstream node's."""
    rows = [(kind, name, zone, primary_of.get(zone, "")) for (kind, name), zone in draft.zone.items() if zone]
    order = {"subcatchment": 0, "node": 1, "link": 2}
    return csv_text(("kind", "name", "secondary", "primary"), sorted(rows, key=lambda r: order[str(r[0])]))


def sources_text(draft: Draft, quality: Draft) -> str:
    """``sources.csv``: for each attribute how many values come from where, of both models."""
    rows = [(TABLE_OF[section], attribute, n, source) for (section, attribute, source), n in draft.sources.items()]
    rows += [(TABLE_OF_QUALITY[section], what, n, source) for (section, what, source), n in quality.sources.items()]
    return csv_text(("kind", "attribute", "count", "source"), sorted(rows))


def counts(draft: Draft) -> dict[str, int]:
    """How much there is of everything."""
    return {TABLE_OF[name]: len(draft.rows[name]) for name in (*NODE_SECTIONS, *TABLE_OF) if draft.rows.get(name)}


def write_files(folder: Path, files: dict[str, str]) -> list[str]:
    """Write what differs; the names of what did."""
    changed = []
    for name, text in files.items():
        path = folder / name
        if not path.exists() or path.read_text(encoding="utf-8") != text:
            path.write_text(text, encoding="utf-8")
            changed.append(name)
    return changed
