# SPDX-License-Identifier: Apache-2.0
"""Water quality of a Model as the arrays of the engine."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import numpy as np

from sponge.base.arrays import zeros_of
from sponge.base.tables import pool
from sponge.base.times import since_epoch
from sponge.engine.inflows import Inflows
from sponge.engine.network import CONDUIT, NOWHERE, OUTFALL, STORAGE, Facts, Links, Nodes
from sponge.engine.quality import tables as qt
from sponge.model import quality as ql
from sponge.model.compat import corrections
from sponge.model.compile.columns import integers, numbers
from sponge.model.compile.inflows import pattern_arrays
from sponge.model.compile.times import times_since_start
from sponge.model.compile.treatment import compile_treatments
from sponge.model.index import Index
from sponge.model.model import Model

DAY = 86400.0
NON_LEAP = 1947  # a year in which EPA SWMM counts the days of the sweeping season


class Series:
    """Time series as tables, each once."""

    def __init__(self, model: Model):
        self.model = model
        self.place: dict[Any, int] = {}
        self.found: list[tuple[np.ndarray, np.ndarray]] = []

    def of(self, name: str) -> int:
        """Place of a series, -1 for no name."""
        if not name:
            return -1
        if name not in self.place:
            self.add(name, *times_since_start(self.model, name))
        return self.place[name]

    def add(self, key: Any, times: np.ndarray, values: np.ndarray) -> int:
        """A new table."""
        self.place[key] = len(self.found)
        self.found.append((times, values))
        return self.place[key]


def compile_quality(
    model: Model, index: Index, nodes: Nodes, links: Links, inflows: Inflows, facts: Facts
) -> qt.Quality:
    """Quality of one lane; tables of size zero where there is none to simulate."""
    pollutants = model.pollutants if model.has_quality else {}
    loads = compile_loads(model, index, pollutants, inflows)
    return qt.Quality(
        pollutants=compile_pollutants(pollutants),
        surface=compile_surface(model, index, pollutants),
        loads=loads,
        transport=compile_transport(nodes, links, facts, idle=not brings_any(model, loads)),
        treatments=compile_treatments(model, index, pollutants),
    )


def brings_any(model: Model, loads: qt.Loads) -> bool:
    """Is there anything that may bring a pollutant: water, land, treatment or another run?"""
    waters = ("rain", "groundwater", "rdii", "dry_weather", "initial")
    return bool(
        any(getattr(p, water) for p in model.pollutants.values() for water in waters)
        or model.land_uses or model.loadings or model.treatments or model.hot_start or model.runoff_record
        or loads.d_node.size or loads.w_average.any() or loads.f_node.size
    )  # fmt: skip


def compile_pollutants(pollutants: dict[str, ql.Pollutant]) -> qt.Pollutants:
    """All pollutants."""
    place = {name: i for i, name in enumerate(pollutants)}
    return qt.Pollutants(
        co_pollutant=integers(place.get(p.co_pollutant, -1) for p in pollutants.values()),
        snow_only=integers(p.snow_only for p in pollutants.values()),
        rain=numbers(p.rain for p in pollutants.values()),
        groundwater=numbers(p.groundwater for p in pollutants.values()),
        rdii=numbers(p.rdii for p in pollutants.values()),
        decay=numbers(p.decay for p in pollutants.values()),
        co_fraction=numbers(p.co_fraction for p in pollutants.values()),
        initial=numbers(p.initial for p in pollutants.values()),
    )


# --- the land -----------------------------------------------------------------------------------------------------


def day_of_year(month: int, day: int) -> int:
    """1 to 365; 29 February counts as the first of March."""
    try:
        return date(NON_LEAP, month, day).timetuple().tm_yday
    except ValueError:
        return date(NON_LEAP, 3, 1).timetuple().tm_yday


def compile_surface(model: Model, index: Index, pollutants: dict[str, ql.Pollutant]) -> qt.Surface:
    """Land uses and what they cover."""
    lands = list(model.land_uses) if pollutants else []
    at = {name: i for i, name in enumerate(pollutants)}
    land_at = {name: i for i, name in enumerate(lands)}
    covers = covers_of(model, index) if pollutants else [[] for _ in index.subcatchments]
    every = [coverage for row in covers for coverage in row]
    loading = np.zeros((len(at), len(covers)))
    for row in model.loadings if pollutants else ():
        loading[at[row.pollutant], index.subcatchments[row.subcatchment]] = row.mass
    options, uses = model.options, [model.land_uses[name] for name in lands]
    season = [float(day_of_year(*day)) for day in (options.sweep_start, options.sweep_end)]
    sweeping = qt.Sweeping(
        interval=numbers(u.sweep_interval for u in uses),
        availability=numbers(u.sweep_availability for u in uses),
        since=numbers(u.since_swept for u in uses),
    )
    buildup_kind, per_curb, buildup, curves, series = compile_buildup(model, pollutants, land_at, at)
    washoff_kind, washoff = compile_washoff(model, land_at, at)
    return qt.Surface(
        first_cover=np.concatenate([[0], np.cumsum([len(row) for row in covers])]).astype(np.int64),
        land=integers(land_at[coverage.land_use] for coverage in every),
        buildup_kind=buildup_kind, per_curb=per_curb, washoff_kind=washoff_kind,
        season=numbers([*season, corrections(options.compat).common_year]),
        buildup=buildup, washoff=washoff, sweeping=sweeping,
        cover=cover_sizes(model, every), loading=loading, dry_time=np.array([options.dry_days * DAY]),
        series=curves, tables=pool(series.found),
    )  # fmt: skip


def covers_of(model: Model, index: Index) -> list[list[ql.Coverage]]:
    """What covers each subcatchment; land uses that cover more than all of it share it in proportion."""
    covers: list[list[ql.Coverage]] = [[] for _ in index.subcatchments]
    for coverage in together(model):
        covers[index.subcatchments[coverage.subcatchment]].append(coverage)
    beyond = corrections(model.options.compat).coverage_over_whole
    return [_shared(rows, beyond) for rows in covers]


def _shared(rows: list[ql.Coverage], beyond: float) -> list[ql.Coverage]:
    """Coverages that make up the whole at most, and a part of what goes beyond it."""
    total = sum(row.fraction for row in rows)
    whole = 1.0 + beyond * (total - 1.0)
    return rows if total <= whole else [replace(row, fraction=row.fraction * whole / total) for row in rows]


def together(model: Model) -> list[ql.Coverage]:
    """Coverages, one for a subcatchment and land use: what several rows say of the same adds up."""
    share = corrections(model.options.compat).repeated_coverage
    found: dict[str, ql.Coverage] = {}
    for row in model.coverages:
        before = found.pop(row.name, None)
        found[row.name] = replace(row, fraction=row.fraction + share * before.fraction) if before else row
    return list(found.values())


def compile_buildup(
    model: Model, pollutants: dict[str, ql.Pollutant], land_at: dict[str, int], at: dict[str, int]
) -> tuple[np.ndarray, np.ndarray, qt.Buildup, np.ndarray, Series]:
    """Kinds, what they go by, coefficients and series (land use, pollutant)."""
    kind, per_curb, curves = (np.zeros((len(land_at), len(at)), np.int64) for _ in range(3))
    values, series = zeros_of(qt.Buildup, *kind.shape), Series(model)
    curves[:] = -1
    for b in model.buildups if at else ():
        where = land_at[b.land_use], at[b.pollutant]
        kind[where], per_curb[where] = ql.BUILDUPS.index(b.kind), b.per == "CURB"
        for name in qt.Buildup._fields:
            getattr(values, name)[where] = getattr(b, name)
        if b.kind == "EXT":
            curves[where] = series.of(b.series)
    return kind, per_curb, values, curves, series


def compile_washoff(model: Model, land_at: dict[str, int], at: dict[str, int]) -> tuple[np.ndarray, qt.Washoff]:
    """Kinds and coefficients (land use, pollutant)."""
    kind = np.zeros((len(land_at), len(at)), np.int64)
    values = zeros_of(qt.Washoff, *kind.shape)
    for w in model.washoffs if at else ():
        where = land_at[w.land_use], at[w.pollutant]
        kind[where] = ql.WASHOFFS.index(w.kind)
        for name in qt.Washoff._fields:
            getattr(values, name)[where] = getattr(w, name)
    return kind, values


def cover_sizes(model: Model, covers: list[ql.Coverage]) -> qt.Cover:
    """What each land use covers of its subcatchment."""
    subs = [model.subcatchments[coverage.subcatchment] for coverage in covers]
    return qt.Cover(
        area=numbers(c.fraction * sub.area for c, sub in zip(covers, subs, strict=True)),
        curb=numbers(c.fraction * sub.curb_length for c, sub in zip(covers, subs, strict=True)),
        fraction=numbers(c.fraction for c in covers),
    )


# --- loads --------------------------------------------------------------------------------------------------------


def compile_loads(model: Model, index: Index, pollutants: dict[str, ql.Pollutant], inflows: Inflows) -> qt.Loads:
    """Loads of one lane."""
    at, series = {name: i for i, name in enumerate(pollutants)}, Series(model)
    patterns, kinds, _ = pattern_arrays(model)
    direct = list(model.pollutant_inflows) if pollutants else []
    flow_rows = {node: d for d, node in enumerate(inflows.d_node)}
    dry = dry_loads(model, index, pollutants, inflows)
    dry_patterns = np.full((len(dry), 4), -1, np.int64)
    for i, (*_, names) in enumerate(dry):
        for name in filter(None, names):
            dry_patterns[i, kinds[patterns[name]]] = patterns[name]
    interface = interface_loads(model, index, pollutants, inflows, series)
    return qt.Loads(
        d_node=integers(index.nodes[d.node] for d in direct),
        d_pollutant=integers(at[d.pollutant] for d in direct),
        d_kind=integers(qt.MASS if d.kind == "MASS" else qt.CONCEN for d in direct),
        d_row=integers(flow_rows.get(index.nodes[d.node], -1) for d in direct),
        d_pattern=integers(patterns.get(d.pattern, -1) for d in direct),
        d_scale=numbers(d.scale for d in direct),
        d_baseline=numbers(d.baseline for d in direct),
        d_series=integers(series.of(d.series) for d in direct),
        w_node=integers(row[0] for row in dry),
        w_pollutant=integers(row[1] for row in dry),
        w_row=integers(row[2] for row in dry),
        w_patterns=dry_patterns,
        w_average=numbers(row[3] for row in dry),
        f_node=integers(row[0] for row in interface),
        f_pollutant=integers(row[1] for row in interface),
        f_row=integers(row[2] for row in interface),
        f_series=integers(row[3] for row in interface),
        tables=pool(series.found),
    )


def dry_loads(
    model: Model, index: Index, pollutants: dict[str, ql.Pollutant], inflows: Inflows
) -> list[tuple[int, int, int, float, tuple[str, ...]]]:
    """Every pollutant of every dry weather flow: node, pollutant, row of the flow, concentration, patterns; that of the
    node where it has one, else the pollutant's own."""
    given = {(index.nodes[row.node], row.pollutant): row for row in model.pollutant_dry_weather}
    first, found = len(inflows.d_node), []
    for w, node in enumerate(inflows.w_node):
        for p, (name, pollutant) in enumerate(pollutants.items()):
            row = given.get((int(node), name))
            average, patterns = (row.average, row.patterns) if row else (pollutant.dry_weather, ())
            found.append((int(node), p, first + w, average, patterns))
    return found


def interface_loads(
    model: Model, index: Index, pollutants: dict[str, ql.Pollutant], inflows: Inflows, series: Series
) -> list[tuple[int, int, int, int]]:
    """Pollutants of the routing interface file: node, pollutant, row of the flow, table."""
    rows = {int(node): len(inflows.d_node) + len(inflows.w_node) + f for f, node in enumerate(inflows.f_node)}
    start, found = since_epoch(model.options.start), []
    for (node, name), (times, values) in model.interface_quality.items():
        place = index.nodes.get(node, -1)
        if name in pollutants and place in rows:
            table = series.add((node, name), times - start, values)
            found.append((place, list(pollutants).index(name), rows[place], table))
    return found


# --- the network --------------------------------------------------------------------------------------------------


def compile_transport(nodes: Nodes, links: Links, facts: Facts, idle: bool = False) -> qt.Transport:
    """The order of nodes and the links at each."""
    n = len(nodes.kind)
    first_out, out = by_node(links.up, n)
    first_in, into = by_node(links.down, n)
    stores = (links.kind == CONDUIT) & (links.is_dummy == 0) & (facts.conduit_storage != NOWHERE)
    terminal = (nodes.degree == 0) & (nodes.kind != STORAGE) & (facts.ends_are_outlets == 1)
    return qt.Transport(
        order=node_order(links.up, links.down, n),
        first_out=first_out, out=out, first_in=first_in, into=into,
        stores=stores.astype(np.int64), is_end=((nodes.kind == OUTFALL) | terminal).astype(np.int64),
        idle=integers([idle]),
    )  # fmt: skip


def by_node(ends: np.ndarray, n: int) -> tuple[np.ndarray, np.ndarray]:
    """Links by the node at one of their ends: where each node's begin, and the links."""
    order = np.argsort(ends, kind="stable").astype(np.int64)
    return np.concatenate([[0], np.cumsum(np.bincount(ends, minlength=n))]).astype(np.int64), order


def node_order(up: np.ndarray, down: np.ndarray, n: int) -> np.ndarray:
    """Nodes such that each comes after those upstream of it; a loop is entered at the node that waits for least."""
    waits = np.bincount(down, minlength=n)
    leaving: list[list[int]] = [[] for _ in range(n)]
    for j, node in enumerate(up):
        leaving[node].append(j)
    done = np.zeros(n, bool)
    order: list[int] = []
    ready = [int(i) for i in np.flatnonzero(waits == 0)]
    while len(order) < n:
        if not ready:
            left = np.flatnonzero(~done)
            ready.append(int(left[np.argmin(waits[left])]))
        i = ready.pop()
        done[i] = True
        order.append(i)
        for j in leaving[i]:
            waits[down[j]] -= 1
            if waits[down[j]] == 0 and not done[down[j]]:
                ready.append(int(down[j]))
    return np.array(order, np.int64)
