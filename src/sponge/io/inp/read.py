"""An .inp to a Model: bytes, tokens, names, sections, Model."""

from __future__ import annotations

import gc
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import Any

from sponge.base.errors import ModelError, Problem
from sponge.io.inp import (
    climate,
    controls,
    display,
    groundwater,
    infiltration,
    inflows,
    kept,
    lid,
    links,
    nodes,
    quality,
    rdii,
    snow,
    streets,
    subcatchments,
    tables,
)
from sponge.io.inp.attach import attach_companions
from sponge.io.inp.context import Context, TooMany
from sponge.io.inp.decode import decode, is_binary
from sponge.io.inp.names import collect_names, link_order, node_order
from sponge.io.inp.options import read_options
from sponge.io.inp.row import BadRow, Row
from sponge.io.inp.si import in_si
from sponge.io.inp.tokens import sections_of
from sponge.io.inp.xsections import read_section
from sponge.model import elements as el
from sponge.model.hints import did_you_mean
from sponge.model.model import Model
from sponge.model.options import Report
from sponge.model.validate import in_order, validate_parts

EPA_ITEMS = 40  # in a row
Reader = Callable[[Row], None]
READERS: dict[str, Reader] = {
    "TAGS": display.read_tag,
    "RAINGAGES": climate.read_gage,
    "TEMPERATURE": climate.read_temperature,
    "EVAPORATION": climate.read_evaporation,
    "ADJUSTMENTS": climate.read_adjustment,
    "SUBCATCHMENTS": subcatchments.read_subcatchment,
    "SUBAREAS": subcatchments.read_subarea,
    "INFILTRATION": infiltration.read_infiltration,
    "AQUIFERS": groundwater.read_aquifer,
    "GROUNDWATER": groundwater.read_groundwater,
    "GWF": groundwater.read_expression,
    "SNOWPACKS": snow.read_snow_pack,
    "JUNCTIONS": nodes.read_junction,
    "OUTFALLS": nodes.read_outfall,
    "STORAGE": nodes.read_storage,
    "DIVIDERS": nodes.read_divider,
    "CONDUITS": links.read_conduit,
    "PUMPS": links.read_pump,
    "ORIFICES": links.read_orifice,
    "WEIRS": links.read_weir,
    "OUTLETS": links.read_outlet,
    "XSECTIONS": read_section,
    "LOSSES": links.read_losses,
    "TRANSECTS": streets.read_transect,
    "STREETS": streets.read_street,
    "INLETS": streets.read_inlet,
    "INLET_USAGE": streets.read_inlet_use,
    "CONTROLS": controls.read_control,
    "POLLUTANTS": quality.read_pollutant,
    "LANDUSES": quality.read_land_use,
    "BUILDUP": quality.read_buildup,
    "WASHOFF": quality.read_washoff,
    "COVERAGES": quality.read_coverage,
    "LOADINGS": quality.read_loading,
    "TREATMENT": quality.read_treatment,
    "INFLOWS": inflows.read_inflow,
    "DWF": inflows.read_dry_weather,
    "LID_CONTROLS": lid.read_lid_control,
    "LID_USAGE": lid.read_lid_use,
    "PATTERNS": inflows.read_pattern,
    "HYDROGRAPHS": rdii.read_hydrograph,
    "RDII": rdii.read_rdii,
    "CURVES": tables.read_curve,
    "TIMESERIES": tables.read_series,
    "REPORT": display.read_report,
    "FILES": display.read_file,
    "EVENTS": display.read_event,
    "COORDINATES": partial(display.read_points, table="coordinates"),
    "VERTICES": partial(display.read_points, table="vertices"),
    "POLYGONS": partial(display.read_points, table="polygons"),
    "SYMBOLS": partial(display.read_points, table="symbols"),
    **{section: partial(kept.read_kept, section=section) for section in (*kept.CHECKED, *kept.MAPS)},
}


def read_inp(path: Path | str) -> Model:
    """The Model that a file holds. Raises ModelError with every problem found if any is fatal.

    What EPA SWMM only warns of is kept in ``Model.problems``.
    """
    model, problems = read_with_problems(Path(path))
    if model is None or any(problem.fatal for problem in problems):
        raise ModelError(problems)
    return model


def read_with_problems(path: Path) -> tuple[Model | None, list[Problem]]:
    """The Model, as far as it could be read, and all that was found on the way."""
    try:
        data = path.read_bytes()
    except FileNotFoundError:
        return None, [Problem("no such file", str(path))]
    except (OSError, ValueError) as error:
        return None, [Problem(f"cannot be read: {getattr(error, 'strerror', None) or error}", str(path))]
    if not data.strip():
        return None, [Problem("the file is empty", str(path))]
    if is_binary(data):
        return None, [Problem("not a text file, so no SWMM model", str(path))]
    with _no_garbage_collection():
        return _read_text(path, *decode(data.rstrip(b"\x1a")))


@contextmanager
def _no_garbage_collection() -> Iterator[None]:
    """A third of the time: rows are many, live long and form no cycles."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


def _read_text(path: Path, text: str, encoding: str) -> tuple[Model | None, list[Problem]]:
    sections, unknown = sections_of(text)
    context = Context(path, str(path), sections, encoding)
    try:
        for heading in unknown:
            hint = did_you_mean(heading.text, [f"[{name}]" for name in (*READERS, "OPTIONS", "TITLE")])
            context.problem(f"unknown section {heading.text}", heading.number, "", hint)
        model = _read(context)
        if context.failed:
            return model, in_order(context.problems + validate_parts(model))
        model, problems = attach_companions(model)
        return model, context.problems + problems
    except TooMany:
        context.problems.append(Problem("too many problems: reading stopped", str(path)))
        return None, context.problems


def _read(context: Context) -> Model:
    if not any(lines for name, lines in context.sections.items() if name != "TITLE") and not context.problems:
        context.problem("no section of a SWMM model found", hint="sections begin with [OPTIONS], [JUNCTIONS] ...")
    read_options(context)
    collect_names(context)
    for section, reader in READERS.items():
        for line in context.lines(section):
            row = Row(context, section, line.number, line.tokens, line.text, line.comment)
            if len(line.tokens) > EPA_ITEMS and section not in ("REPORT", *kept.MAPS):
                row.warn(f"a row of {len(line.tokens)} items: EPA SWMM reads only the first {EPA_ITEMS}")
            try:
                reader(row)
            except BadRow:
                continue
    return build_model(context)


def build_model(context: Context) -> Model:
    """The Model of the rows read."""
    table = context.table
    series = {
        name: tables.series_of(Row(context, "TIMESERIES", draft.line, [name], ""), name, draft)
        for name, draft in table("series").items()
    }
    curves = {name: tables.curve_of(name, draft) for name, draft in table("curves").items()}
    patterns = {
        name: el.Pattern(name, kind, tuple(factors), line=line, comment=comment)
        for name, (kind, factors, line, comment) in table("patterns").items()
    }
    report = table("report")
    found: dict[str, Any] = {
        name: dict(table(name))
        for name in (
            "gages", "junctions", "outfalls", "storages", "dividers", "streets", "inlets", "aquifers", "groundwater",
            "snow_packs", "lid_uses", "pollutants", "land_uses",
        )
    }  # fmt: skip
    found["lid_controls"] = lid.build_lid_controls(context)
    found.update({name: tuple(table(name).values()) for name in SEQUENCES})
    found.update({name: {k: v[-1] for k, v in table(name).items()} for name in ("coordinates", "symbols")})
    found.update({name: {k: tuple(v) for k, v in table(name).items()} for name in ("vertices", "polygons")})
    found.update(links.build_links(context))
    problems = tuple(problem for problem in context.problems if not problem.fatal)
    model = Model(
        path=context.path, encoding=context.encoding, problems=problems, option_lines=context.option_lines,
        title=tuple(line.text.rstrip() for line in context.lines("TITLE")),
        options=context.options, report=Report(report.get("averages", False), tuple(report.get("rows", ()))),
        evaporation=el.Evaporation(**table("evaporation")), temperature=el.Temperature(**table("temperature")),
        adjustments=el.Adjustments(**table("adjustments")),
        subcatchments=subcatchments.build_subcatchments(context),
        transects={name: streets.transect_of(entry) for name, entry in table("transects").items()},
        rules=tuple(controls.rule_of(draft) for draft in table("rules").values()),
        curves=curves, hydrographs=rdii.hydrographs_of(context),
        save_times=dict(table("save_times")),
        series=series, patterns=patterns, other={k: tuple(v) for k, v in context.other.items()},
        node_order=node_order(context), link_order=link_order(context), **found,
    )  # fmt: skip
    return in_si(model, context.units)


SEQUENCES = (
    "files", "events", "inlet_uses", "rule_variables", "inflows", "dry_weather", "groundwater_expressions", "rdii",
    "buildups", "washoffs", "coverages", "loadings", "treatments", "pollutant_inflows", "pollutant_dry_weather",
)  # fmt: skip
