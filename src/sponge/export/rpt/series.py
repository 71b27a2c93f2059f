# SPDX-License-Identifier: Apache-2.0
"""Series of the elements that [REPORT] selects."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from sponge.export.reported import names_of
from sponge.export.rpt.reported_run import ReportedRun
from sponge.export.rpt.table_text import titled
from sponge.model.processes import with_groundwater, with_snow

QUALITY_WORDS = {"MG/L": "MG/L", "UG/L": "UG/L", "#/L": "#/L"}


def series(run: ReportedRun, names: dict[str, tuple[str, ...]]) -> Iterator[str]:
    """The tables of subcatchments, nodes and links, one an element."""
    tables = (("subcatchment", _subcatchment), ("node", _node), ("link", _link))
    ignored = {"node": run.model.options.ignore_routing, "link": run.model.options.ignore_routing}
    stamps = [f"{str(t)[5:7]}/{str(t)[8:10]}/{str(t)[:4]} {str(t)[11:19]}" for t in _times(run)]
    for kind, columns in tables:
        if not names[kind] or ignored.get(kind):
            continue
        yield from titled(f"{kind.capitalize()} Time Series Results")
        for name in names[kind]:
            heads, values = columns(run, names_of(run.model)[kind].index(name))
            yield from ("", f"<<< {kind.capitalize()} {name} >>>", *heads)
            for k, stamp in enumerate(stamps):
                yield f"{stamp[:10]:>11} {stamp[11:]:>8} " + "".join(template.format(v[k]) for template, v in values)
            yield ""


def _times(run: ReportedRun) -> np.ndarray:
    return (run.source.data["time"].values.astype("datetime64[ms]") + np.timedelta64(500, "ms")).astype(
        "datetime64[s]"
    )


Columns = tuple[tuple[str, str, str, str], list[tuple[str, np.ndarray]]]  # heads; format and values of each


def _values(run: ReportedRun, name: str, k: int) -> np.ndarray:
    return np.asarray(run.source.data[name].values[..., k], float)


def _concentrations(run: ReportedRun, kind: str, k: int) -> list[np.ndarray]:
    if not run.model.has_quality:
        return []
    found = run.source.data[f"{kind}_concentration"].values[..., k]
    return [found[:, p] for p in range(found.shape[1])]


def _pollutant_heads(run: ReportedRun, width: str = ">10") -> tuple[str, str, str]:
    """Pollutants, their units, and as much rule."""
    if not run.model.has_quality:
        return "", "", ""
    pollutants = run.model.pollutants.values()
    return (
        "".join(f"{p.name:>10}" for p in pollutants), "".join(f"{p.units:{width}}" for p in pollutants),
        "-" * (10 * len(pollutants)),
    )  # fmt: skip


def _subcatchment(run: ReportedRun, k: int) -> Columns:
    us, flow = run.units.us, run.units.flow_word

    def of(name: str) -> np.ndarray:
        return _values(run, f"subcatchment_{name}", k)

    first, second, rule = "Date        Time        Precip.    Losses    Runoff", "", "-" * 51
    rate = "in/hr" if us else "mm/hr"
    second = f"                          {rate}     {rate} {flow:>9}"
    losses = of("evaporation") + of("infiltration")
    values = [("{:10.3f}", run.units.depth(of("rainfall"))), ("{:10.3f}", run.units.depth(losses))]
    values += [("{:10.4f}", run.units.flow(of("runoff")))]
    if with_snow(run.model):
        first, second, rule = f"{first}  Snow Depth", f"{second}{'inches' if us else 'mmeters':>12}", rule + "-" * 12
        values += [("  {:10.3f}", run.units.depth(1e3 * of("snow_depth")))]
    if with_groundwater(run.model):
        first, rule = f"{first}  GW Elev.   GW Flow", rule + "-" * 20
        second = f"{second}{'feet' if us else 'meters':>10} {flow:>9}"
        values += [("{:10.3f}", run.units.length(of("groundwater_level")))]
        values += [("{:10.4f}", run.units.flow(of("groundwater_flow")))]
    values += [("{:10.3f}", c) for c in _concentrations(run, "subcatchment", k)]
    names, units, more = _pollutant_heads(run)
    return (rule + more, first + names, second + units, rule + more), values


def _node(run: ReportedRun, k: int) -> Columns:
    flow, length = run.units.flow_word, "feet" if run.units.us else "meters"

    def of(name: str) -> np.ndarray:
        return _values(run, f"node_{name}", k)

    values = [(" {:9.3f}", v) for v in (
        run.units.flow(of("total_inflow")), run.units.flow(of("flooding")),
        run.units.length(of("depth")), run.units.length(of("head")),
        *_concentrations(run, "node", k),
    )]  # fmt: skip
    names, units, more = _pollutant_heads(run)
    first = f"                         Inflow  Flooding     Depth      Head{names}"
    second = f"Date        Time      {flow:>9} {flow:>9} {length:>9} {length:>9}{units}"
    return ("-" * 64 + more, first, second, "-" * 64 + more), values


def _link(run: ReportedRun, k: int) -> Columns:
    def of(name: str) -> np.ndarray:
        return _values(run, f"link_{name}", k)

    values = [(" {:9.3f}", v) for v in (
        run.units.flow(of("flow")), run.units.length(of("velocity")), run.units.length(of("depth")), of("capacity"),
        *_concentrations(run, "link", k),
    )]  # fmt: skip
    names, units, more = _pollutant_heads(run, " >10")
    first = f"                           Flow  Velocity     Depth  Capacity/{names}"
    second = f"Date        Time     {run.units.flow_word:>10}    {'ft/sec' if run.units.us else ' m/sec'}"
    second += f"{'feet' if run.units.us else 'meters':>10}   Setting {units}"
    return ("-" * 64 + more, first, second, "-" * 64 + more), values
