# SPDX-License-Identifier: Apache-2.0
"""RDII as inflows known before the first step: unit hydrographs applied to the rain, or what an RDII file says."""

from __future__ import annotations

import numpy as np

from sponge.base.errors import ModelError, Problem
from sponge.base.tables import pool
from sponge.base.times import since_epoch
from sponge.engine.hydrology.tables import Gages
from sponge.engine.rdii.inflows import Rdii
from sponge.model.compile.gages import compile_gages, month_at, runoff_steps
from sponge.model.index import Index
from sponge.model.model import Model
from sponge.model.rdii import Response, UnitHydrograph
from sponge.physics.rdii import convolve, excess_rain, ordinates

Table = tuple[np.ndarray, np.ndarray]
NO_RAIN = (np.zeros(1), np.zeros(1))
SHORTEST = 1.0  # s
MOST_STEPS = 3e7  # of a run's RDII: 57 years of minutes


def compile_rdii(model: Model, index: Index) -> Rdii:
    """RDII of one lane; sizes of zero where there is none."""
    if model.options.ignore_rdii:
        return _rdii([], [], [], [], [], [])
    if model.rdii_record is not None:
        record = model.rdii_record
        start = since_epoch(model.options.start)
        tables = [steps_of(record.times - start, flow, record.step) for flow in record.flows.values()]
        nodes, none = [index.nodes[name] for name in record.flows], [0.0] * len(record.flows)
        return _rdii(nodes, list(range(len(nodes))), [1.0] * len(nodes), tables, none, none)
    inflows = sorted(model.rdii, key=lambda inflow: index.nodes[inflow.node])
    used = list(dict.fromkeys(inflow.hydrograph for inflow in inflows))
    flows, rains = unit_flows(model, used)
    tables = [flows[name] for name in used]
    produced = [depth_of(table) for table in tables]
    nodes = [index.nodes[inflow.node] for inflow in inflows]
    return _rdii(nodes, [used.index(i.hydrograph) for i in inflows], [i.area for i in inflows], tables, rains, produced)


def _rdii(
    nodes: list[int], source: list[int], area: list[float], tables: list[Table], rain: list[float],
    produced: list[float],
) -> Rdii:  # fmt: skip
    flow = np.arange(len(tables), dtype=np.int64)
    areas, rains, depths = (np.array(values, float) for values in (area, rain, produced))
    return Rdii(np.array(nodes, np.int64), np.array(source, np.int64), areas, rains, depths, flow, pool(tables))


def depth_of(table: Table) -> float:
    """What steps of a rate [m/s] by time [s] come to, m."""
    x, y = table
    return float(np.sum(y[:-1] * np.diff(x)))


def steps_of(times: np.ndarray, values: np.ndarray, step: float) -> Table:
    """A table of steps, each of which lasts for ``step`` [s] or until the next; zero between and after."""
    wet = values != 0.0
    times, values = times[wet], values[wet]
    ends = times + step
    gap = np.ones(len(times), bool)
    gap[:-1] = ends[:-1] < times[1:] - 1e-6
    x = np.concatenate([times, ends[gap]])
    order = np.argsort(x, kind="stable")
    y = np.concatenate([values, np.zeros(int(gap.sum()))])
    return (x[order], y[order]) if len(x) else NO_RAIN


def unit_flows(model: Model, names: list[str]) -> tuple[dict[str, Table], list[float]]:
    """Steps of outflow of a sewershed of 1 m2 [m/s] by time [s], for each unit hydrograph, and its rain [m]."""
    gages = compile_gages(model) if names else None
    found, rains = {}, []
    for name in names:
        hydrograph = model.hydrographs[name]
        place = list(model.gages).index(hydrograph.gage)
        rain = rain_table(gages, place) if gages else NO_RAIN
        found[name] = unit_flow(model, hydrograph, rain)
        rains.append(float(rain_depths(rain, model.options.duration, 1)[0]))
    return found, rains


def rain_table(gages: Gages, gage: int) -> Table:
    """Steps of rain intensity [m/s] of a gage, by time [s]."""
    k = gages.rain[gage]
    rows = slice(gages.tables.start[k], gages.tables.start[k + 1])
    return gages.tables.x[rows], gages.tables.y[rows]


def rain_depths(table: Table, step: float, n: int) -> np.ndarray:
    """Rain [m] in each of the first ``n`` steps [s], (step,)."""
    x, y = table
    fallen = np.concatenate([[0.0], np.cumsum(y[:-1] * np.diff(x))])
    return np.diff(np.interp(step * np.arange(n + 1), x, fallen))


def unit_flow(model: Model, hydrograph: UnitHydrograph, rain: Table) -> Table:
    """Steps of outflow of a sewershed of 1 m2 [m/s] by time [s], one an interval of rain.

    EPA SWMM samples them once a wet runoff step: where that is longer than an interval, it loses or makes water.
    """
    interval = rain_interval(hydrograph, runoff_steps(model)[0])
    refuse_too_many(model, hydrograph, interval)
    n = int(np.ceil(model.options.duration / interval - 1e-9))
    depths = rain_depths(rain, interval, n)
    begins = interval * np.arange(n)
    at_begin, at_end = month_at(model, begins), month_at(model, begins + interval)
    out = np.zeros(n + 1)
    for response in hydrograph.responses:
        most, recovery = np.array(response.max_abstraction), np.array(response.recovery)
        used = response.used_abstraction[model.options.start.month - 1]
        excess = excess_rain(depths, interval, at_begin, most, recovery, used)
        for shape, months in shapes_of(response).items():
            rows = ordinates(shape[1], shape[2], interval, n) * shape[0]
            out[1:] += convolve(np.where(np.isin(at_end, months), excess, 0.0), rows)
    return steps_of(interval * np.arange(n + 1), out, interval)


def refuse_too_many(model: Model, hydrograph: UnitHydrograph, step: float) -> None:
    """ModelError where RDII of the whole run, known before the first step, has more steps than memory holds."""
    count = model.options.duration / step
    if count > MOST_STEPS:
        said = f"RDII of {count / 1e6:.0f} million steps of {step:g} s, more than {MOST_STEPS / 1e6:g} million"
        hint = "a shorter run, a longer WET_STEP or longer T of the hydrograph"
        raise ModelError([Problem(said, str(model.path or ""), hydrograph.line, "HYDROGRAPHS", hint)])


def shapes_of(response: Response) -> dict[tuple[float, float, float], list[int]]:
    """Ratio, peak [s] and base [s] of a response's triangles in whole seconds, and the months 0..11 that have each."""
    found: dict[tuple[float, float, float], list[int]] = {}
    for month, (ratio, time, recession) in enumerate(
        zip(response.ratio, response.time_to_peak, response.recession, strict=True)
    ):
        peak, base = float(int(time + 1e-6)), float(int(time * (1.0 + recession) + 1e-6))
        if base > 0.0 and ratio > 0.0:
            found.setdefault((ratio, max(peak, 1e-9 * base), base), []).append(month)
    return found


def rain_interval(hydrograph: UnitHydrograph, step: float) -> float:
    """The interval [s] in which rain is taken: no longer than a wet runoff step or any limb of the triangles."""
    interval = step
    for response in hydrograph.responses:
        for time, recession in zip(response.time_to_peak, response.recession, strict=True):
            peak, base = int(time + 1e-6), int(time * (1.0 + recession) + 1e-6)
            if peak > 0:
                interval = min(interval, peak, base - peak if base > peak else interval)
    return float(max(interval, SHORTEST))
