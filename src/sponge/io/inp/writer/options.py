"""[TITLE], [OPTIONS], [REPORT], [FILES] and [EVENTS]."""

from __future__ import annotations

from sponge.base.units import Units
from sponge.io.inp.writer.text import Lines, clock, date_of, num, percent, quoted, row, time_of, yes_no
from sponge.model.model import Model
from sponge.model.options import Options

FLAGS = {
    "IGNORE_RAINFALL": "ignore_rainfall", "IGNORE_SNOWMELT": "ignore_snowmelt",
    "IGNORE_GROUNDWATER": "ignore_groundwater", "IGNORE_RDII": "ignore_rdii", "IGNORE_ROUTING": "ignore_routing",
    "IGNORE_QUALITY": "ignore_quality",
}  # fmt: skip


def options_section(model: Model, units: Units) -> Lines:
    """Every option, defaults too."""
    options = model.options
    values = {
        "FLOW_UNITS": options.flow_units,
        "INFILTRATION": options.infiltration,
        "FLOW_ROUTING": options.routing,
        "LINK_OFFSETS": options.link_offsets,
        "FORCE_MAIN_EQUATION": options.force_main_equation,
        "MIN_SLOPE": percent(options.min_slope),
        "ALLOW_PONDING": yes_no(options.allow_ponding),
        "SKIP_STEADY_STATE": yes_no(options.skip_steady_state),
        **{keyword: "YES" for keyword, name in FLAGS.items() if getattr(options, name)},
        **_times(options),
        "INERTIAL_DAMPING": options.inertial_damping,
        "NORMAL_FLOW_LIMITED": options.normal_flow_limited,
        "SURCHARGE_METHOD": options.surcharge_method,
        "VARIABLE_STEP": num(options.variable_step),
        "LENGTHENING_STEP": num(options.lengthening_step),
        "MINIMUM_STEP": num(options.min_routing_step),
        "MIN_SURFAREA": num(options.min_surface_area, units.area),
        "MAX_TRIALS": str(options.max_trials),
        "HEAD_TOLERANCE": num(options.head_tolerance, units.length),
        "SYS_FLOW_TOL": percent(options.system_flow_tolerance),
        "LAT_FLOW_TOL": percent(options.lateral_flow_tolerance),
        "THREADS": str(options.threads),
        **dict(options.other),
    }
    if options.temp_dir:
        values["TEMPDIR"] = quoted(options.temp_dir)
    return [f"{keyword:<20} {value}" for keyword, value in values.items()]


def _times(options: Options) -> dict[str, str]:
    times = {
        "START_DATE": date_of(options.start), "START_TIME": time_of(options.start),
        "END_DATE": date_of(options.end), "END_TIME": time_of(options.end),
    }  # fmt: skip
    if options.report_start is not None:
        times["REPORT_START_DATE"] = date_of(options.report_start)
        times["REPORT_START_TIME"] = time_of(options.report_start)
    times["SWEEP_START"] = "{:02d}/{:02d}".format(*options.sweep_start)
    times["SWEEP_END"] = "{:02d}/{:02d}".format(*options.sweep_end)
    times["DRY_DAYS"] = num(options.dry_days)
    for keyword in ("REPORT_STEP", "WET_STEP", "DRY_STEP", "RULE_STEP"):
        times[keyword] = clock(getattr(options, keyword.lower()))
    times["ROUTING_STEP"] = num(options.routing_step)
    return times


def report_section(model: Model) -> Lines:
    """Rows as they were, but for AVERAGES."""
    averages = yes_no(model.report.averages)
    rows = [(r[0], averages) if r[0].upper().startswith("AVERAGES") else r for r in model.report.rows]
    if model.report.averages and not any(r[0].upper().startswith("AVERAGES") for r in rows):
        rows.append(("AVERAGES", averages))
    return [row(*map(quoted, r)) for r in rows]


def events_section(model: Model) -> Lines:
    """Start and end of each event."""
    return [row(date_of(e.start), time_of(e.start), date_of(e.end), time_of(e.end)) for e in model.events]
