"""A Model to an .inp that EPA SWMM runs to the same result."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

from sponge.base.units import units_of
from sponge.io.aside import aside
from sponge.io.inp import infiltration
from sponge.io.inp.si import in_file_units
from sponge.io.inp.writer import (
    display,
    groundwater,
    hydrology,
    lid,
    network,
    options,
    quality,
    rdii,
    snow,
    streets,
    tables,
)
from sponge.io.inp.writer.text import date_of, time_of
from sponge.model.model import Model


def write_inp(model: Model, path: Path | str) -> None:
    """Write a model in its own flow units. The file is written aside and renamed; UsageError if it cannot be."""
    path = Path(path)
    text = inp_text(model, path.parent)
    try:
        data = text.encode(model.encoding)
    except (UnicodeEncodeError, LookupError):
        data = text.encode("utf-8", "surrogateescape")
    with aside(path) as part:
        part.write_bytes(data)


def inp_text(model: Model, folder: Path | None = None) -> str:
    """The text of the .inp; names of companion files are relative to the folder that it is meant for."""
    parts = []
    for title, lines in _sections(model, _companion(model, folder)):
        if lines:
            parts.append("\n".join((f"[{title}]", *lines, "")))
    return "\n".join(parts)


def _companion(model: Model, folder: Path | None) -> Callable[[str], str]:
    """How a companion file is named from another folder."""
    here = folder is None or model.path is None or folder.resolve() == model.folder.resolve()

    def name_of(file: str) -> str:
        if here or not file or Path(file).is_absolute() or file[1:3] in (":\\", ":/"):
            return file
        slashes = file.replace("\\", "/")
        found = file if (model.folder / file).exists() else slashes
        return os.path.relpath((model.folder / found).resolve(), folder.resolve()) if folder else file

    return name_of


def _file(model: Model, file: tuple[str, str, str], companion: Callable[[str], str]) -> str:
    """A row of [FILES]; what is saved is saved beside the new file."""
    mode, kind, name = file
    moment = model.save_times.get(name) if (mode, kind) == ("SAVE", "HOTSTART") else None
    when = f" {date_of(moment)} {time_of(moment)}" if moment else ""
    return f'{mode} {kind} "{companion(name) if mode == "USE" else name}"{when}'


def _sections(model: Model, companion: Callable[[str], str]) -> list[tuple[str, list[str]]]:
    units = units_of(model.options.flow_units)
    model, series, curves = in_file_units(model, units)
    other = model.other
    sections = [
        ("TITLE", list(model.title)),
        ("OPTIONS", options.options_section(model, units)),
        ("FILES", [_file(model, file, companion) for file in model.files]),
        ("EVENTS", options.events_section(model)),
        ("RAINGAGES", hydrology.gages_section(model, companion)),
        ("EVAPORATION", hydrology.evaporation_section(model, units)),
        ("TEMPERATURE", hydrology.temperature_section(model, units, companion)),
        ("ADJUSTMENTS", hydrology.adjustments_section(model, units)),
        ("SUBCATCHMENTS", hydrology.subcatchments_section(model, units)),
        ("SUBAREAS", hydrology.subareas_section(model, units)),
        ("INFILTRATION", infiltration.infiltration_section(model, units)),
        ("LID_CONTROLS", lid.lid_controls_section(model, units)),
        ("LID_USAGE", lid.lid_usage_section(model, units)),
        ("AQUIFERS", groundwater.aquifers_section(model, units)),
        ("GROUNDWATER", groundwater.groundwater_section(model, units)),
        ("GWF", groundwater.expressions_section(model)),
        ("SNOWPACKS", snow.snow_packs_section(model, units)),
        *network.ordered_sections(model, network.NODES, model.node_order, units),
        *network.ordered_sections(model, network.LINKS, model.link_order, units),
        ("XSECTIONS", network.xsections_section(model, units)),
        ("LOSSES", network.losses_section(model, units)),
        ("TRANSECTS", streets.transects_section(model, units)),
        ("STREETS", streets.streets_section(model, units)),
        ("INLETS", streets.inlets_section(model, units)),
        ("INLET_USAGE", streets.inlet_usage_section(model, units)),
        ("CONTROLS", tables.controls_section(model)),
        ("POLLUTANTS", quality.pollutants_section(model)),
        ("LANDUSES", quality.land_uses_section(model)),
        ("BUILDUP", quality.buildups_section(model, units)),
        ("WASHOFF", quality.washoffs_section(model, units)),
        ("COVERAGES", quality.coverages_section(model)),
        ("LOADINGS", quality.loadings_section(model, units)),
        ("TREATMENT", quality.treatments_section(model)),
        ("INFLOWS", tables.inflows_section(model, units) + quality.inflow_lines(model)),
        ("DWF", tables.dry_weather_section(model, units) + quality.dry_weather_lines(model)),
        ("HYDROGRAPHS", rdii.hydrographs_section(model, units)),
        ("RDII", rdii.rdii_section(model, units)),
        ("PATTERNS", tables.patterns_section(model)),
        ("CURVES", tables.curves_section(model, curves)),
        ("TIMESERIES", tables.series_section(model, series, companion)),
        ("REPORT", options.report_section(model)),
        ("TAGS", display.tags_section(model)),
        *((name, display.kept_lines(rows)) for name, rows in other.items()),
        ("COORDINATES", display.points_section(model.coordinates)),
        ("VERTICES", display.polylines_section(model.vertices)),
        ("POLYGONS", display.polylines_section(model.polygons)),
        ("SYMBOLS", display.points_section(model.symbols)),
    ]
    return sections
