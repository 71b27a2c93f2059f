# SPDX-License-Identifier: Apache-2.0
"""Tables of what the water did: capture by zone, flooding, overflows, stations, first flush, before and after."""

from __future__ import annotations

from typing import Any

import numpy as np

from sponge.assess.cases import Case
from sponge.assess.finding import Context
from sponge.assess.formulas.capture import DEFINITIONS, GBT51345, STRICT, runoff_of, shares
from sponge.assess.formulas.flooding import DEEP, retreat_of_nodes, storm_of
from sponge.assess.indicators import captured_share, depth_over
from sponge.assess.tables.figures import FIGURES
from sponge.assess.tables.table import (
    STANDING,
    ZONE,
    Column,
    Table,
    marked,
    number,
    rows_of,
    taken,
    texts_of,
    zone_names,
)
from sponge.assess.volume_method import design_depth

SCOPES_ZH = {"district": "全区", "built": "建成区"}


def capture(context: Context) -> Table | None:
    """Captured share of every zone, every primary zone and the scope, under both definitions."""
    cases = context.cases.annual() or context.cases.assessed()
    if not cases:
        return None
    case = cases[-1] if not cases[0].is_annual else cases[0]
    found = {d: runoff_of(case, d, context.scope.land_uses) for d in DEFINITIONS}
    if "secondary_zone" not in case.results.dims or any(isinstance(value[0], str) for value in found.values()):
        return None
    target = context.rule.target if context.rule.target is not None else np.nan
    known = context.rule.target_known
    share = {d: captured_share(*value) for d, value in found.items()}  # type: ignore[arg-type]
    rows: list[tuple[Any, ...]] = []
    names, chosen = zone_names(case), context.chosen(case)
    for k in np.flatnonzero(chosen):
        wanted = context.rule.by_zone.get(names[k][0], target)
        rows.append((*names[k], "zone", *(number(share[d][k]) for d in DEFINITIONS), *_aim(wanted, known)))
    primaries = texts_of(case, "zone_primary", len(names))
    for name, zh in zone_names(case, "primary_zone"):
        inside = chosen & np.array([p == name for p in primaries])
        sums = {d: [np.asarray(v)[inside].sum() for v in found[d]] for d in DEFINITIONS}
        both = (number(captured_share(*sums[d])) for d in DEFINITIONS)
        rows.append((name, zh, "primary zone", *both, *_aim(target, known)))
    whole = {d: shares(case, d, context)[0] for d in DEFINITIONS}
    scope = (context.scope.name, SCOPES_ZH.get(context.scope.name, ""), "scope")
    rows.append((*scope, *(number(whole[d]) for d in DEFINITIONS), *_aim(target, known)))
    return Table(
        "capture", "Captured rain by zone", "年径流总量控制率分区",
        (*ZONE, Column("level", "level", "层级"), Column(GBT51345, "captured, gbt51345", "控制率（GB/T 51345）", "1"),
         Column(STRICT, "captured, strict", "控制率（不外排）", "1"), Column("target", "target", "目标", "1"),
         Column("depth", "design depth of the target (Tianjin 1983-2012)", "目标对应设计降雨量（天津 1983—2012）",
                "mm"), STANDING),
        tuple(rows), case.label + ("" if case.is_annual else ", a storm and no year"),
    )  # fmt: skip


def _aim(target: float, known: str) -> tuple[float | None, float | None, str]:
    """A target, the daily depth that statistics give for it, and how well the target is known."""
    return number(target), number(design_depth(target)), known if np.isfinite(target) else ""


def stands_at_end(context: Context, case: Case) -> bool:
    """Does water stand deeper than 15 cm in any of the zones that count when the run ends?"""
    name = "zone_ponded_at_end"
    return name in case and bool((np.nan_to_num(case.values(name)) > 0.0)[context.chosen(case)].any())


FLOODING = {
    "depth": "zone_max_ponded_depth", "volume": "zone_max_ponded_volume", "wet_area": "zone_max_wet_area",
    "nodes": "zone_ponded_nodes", "hours": "zone_ponded_hours", "retreat": "zone_retreat_time",
    "dry": "zone_drained_time",
}  # fmt: skip


def flooding(context: Context) -> Table | None:
    """Water on the ground by zone in the storm of the flood standard; times are marked that the run's end cut short."""
    case, _ = storm_of(context)
    if case is None or FLOODING["depth"] not in case:
        return None
    chosen, names = np.flatnonzero(context.chosen(case)), zone_names(case)
    values = taken(case, FLOODING, len(names))
    standing = taken(case, {key: f"zone_{key}_at_end" for key in ("ponded", "wet")}, len(names))
    rows = []
    for k in chosen:
        cells: list[Any] = [number(values[key][k]) for key in FLOODING]
        for place, key in ((-2, "ponded"), (-1, "wet")):
            cells[place] = marked(cells[place], standing[key][k] > 0.0)
        rows.append((*names[k], *cells, "fail" if values["depth"][k] > DEEP else "pass", context.rule.target_known))
    return Table(
        "flooding", "Check against waterlogging", "内涝校核",
        (*ZONE, Column("depth", "greatest depth", "最大积水深度", "m"), Column("volume", "ponded", "最大积水量", "m3"),
         Column("wet_area", "under water", "最大积水面积", "m2"),
         Column("nodes", "nodes over 15 cm", "超15cm节点", "1"),
         Column("hours", "hours over 15 cm", "超15cm历时", "h"), Column("retreat", "retreat to 15 cm", "退水时间", "h"),
         Column("dry", "until dry", "排干时间", "h"), Column("verdict", "depth of 15 cm", "15cm判定"), STANDING),
        tuple(rows), case.label,
    )  # fmt: skip


OF_NODES = {"volume": "node_flooding_volume", "depth": "node_max_ponded_depth", "hours": "node_ponded_hours",
            "dry": "node_drained_time"}  # fmt: skip


def places(context: Context) -> Table | None:
    """Where water stood deeper than 15 cm in the storm that the sewers are made for, the deepest first: zones, and
    nodes with their place where the results tell of nodes."""
    case, _ = storm_of(context)
    if case is None:
        return None
    rows = [*_ponded_zones(context, case), *(_ponded_nodes(case) if context.scope.zones is None else ())]
    if not rows:
        return None
    return Table(
        "places", "Places under water", "积水点",
        (Column("place", "place", "积水点"), Column("name", "Chinese name", "名称"), Column("x", "x", "x", "-"),
         Column("y", "y", "y", "-"), Column("nodes", "nodes over 15 cm", "超15cm节点", "1"),
         Column("depth", "greatest depth", "最大积水深度", "m"),
         Column("volume", "ponded (of nodes: that came up)", "最大积水量（节点为冒溢量）", "m3"),
         Column("hours", "hours over 15 cm", "超15cm历时", "h"), Column("retreat", "retreat to 15 cm", "退水时间", "h"),
         Column("dry", "until dry", "排干时间", "h")),
        tuple(rows), case.label,
    )  # fmt: skip


def _ponded_zones(context: Context, case: Case) -> list[tuple[Any, ...]]:
    if FLOODING["nodes"] not in case:
        return []
    names = zone_names(case)
    v = taken(case, FLOODING | {key: f"zone_{key}_at_end" for key in ("ponded", "wet")}, len(names))
    found = np.flatnonzero(context.chosen(case) & (v["nodes"] > 0.0))
    return [
        (*names[k], None, None, *(number(v[key][k]) for key in ("nodes", "depth", "volume", "hours")),
         marked(number(v["retreat"][k]), v["ponded"][k] > 0.0), marked(number(v["dry"][k]), v["wet"][k] > 0.0))
        for k in sorted(found, key=lambda k: -v["depth"][k])
    ]  # fmt: skip


def _ponded_nodes(case: Case) -> list[tuple[Any, ...]]:
    names = case.names("node")
    if OF_NODES["hours"] not in case:
        return []
    ends = {key: f"node_{key}_at_end" for key in ("deep", "wet")}
    v = taken(case, OF_NODES | ends | {"x": "x", "y": "y"}, len(names))
    retreat = retreat_of_nodes(case)
    hours = np.full(len(names), np.nan) if isinstance(retreat, tuple) else retreat
    return [
        (names[k], "", number(v["x"][k]), number(v["y"][k]), 1.0,
         *(number(v[key][k]) for key in ("depth", "volume", "hours")),
         marked(number(hours[k]), v["deep"][k] > 0.0), marked(number(v["dry"][k]), v["wet"][k] > 0.0))
        for k in sorted(np.flatnonzero(v["hours"] > 0.0), key=lambda k: -v["depth"][k])
    ]  # fmt: skip


def overflows(context: Context) -> Table | None:
    """Overflow volume by zone, before and after, with events a year."""
    assessed = context.cases.annual() or context.cases.storms()
    pairs = context.cases.pairs(assessed[:1] if context.cases.annual() else assessed[-1:])
    name = "zone_overflow_volume"
    if not pairs or any(name not in case for case in pairs[0]):
        return None
    before, after = pairs[0]
    volumes = [case.values(name) for case in (before, after)]
    with np.errstate(divide="ignore", invalid="ignore"):
        kept = np.where(volumes[0] > 0.0, 1.0 - volumes[1] / volumes[0], np.nan)
    years = after.years if after.is_annual else 1.0
    counts = [taken(case, {"n": "zone_overflow_count"}, len(kept))["n"] / years for case in pairs[0]]
    spills = np.flatnonzero(context.chosen(after) & ((volumes[0] > 0.0) | (volumes[1] > 0.0)))
    names = zone_names(after)
    per = "1/a" if after.is_annual else "1"
    return Table(
        "overflows", "Overflows of combined sewers", "合流制溢流（CSO）",
        (*ZONE, Column("base", "volume before", "建设前溢流量", "m3"),
         Column("with", "volume after", "建设后溢流量", "m3"),
         Column("kept", "kept back", "溢流体积控制率", "1"), Column("events_base", "events before", "建设前频次", per),
         Column("events_with", "events after", "建设后频次", per)),
        rows_of([names[k] for k in spills], [v[spills] for v in (*volumes, kept, *counts)]),
        f"{before.label} / {after.label}",
    )  # fmt: skip


STATIONS = {
    "pumped": ("station_pumped_volume", "pumped", "抽排量", "m3"),
    "hours": ("station_pump_hours", "pump hours", "运行时长", "h"),
    "held": ("station_held_hours", "hours held back", "限排时长", "h"),
    "energy": ("station_energy", "work", "扬水功", "kW h"),
    "lift": ("station_mean_lift", "mean static lift", "平均静扬程", "m"),
    "flow": ("station_max_flow", "peak flow", "峰值流量", "m3/s"),
    "captured": ("station_captured_volume", "into tanks", "截流量", "m3"),
    "overflow": ("station_overflow_volume", "spilt", "溢流量", "m3"),
    "treated": ("station_treated_volume", "to treatment", "送厂量", "m3"),
    "reused": ("station_reused_volume", "reused", "回用量", "m3"),
    "empty": ("station_emptying_time", "emptied after", "排空时间", "h"),
}  # fmt: skip


def stations(context: Context) -> Table | None:
    """What every station did in the rarest storm, or the longest run."""
    cases = sorted(context.cases.assessed(), key=lambda c: (not c.is_annual, np.nan_to_num(c.period)))
    case = cases[-1] if cases else None
    if case is None or "station" not in case.results.dims:
        return None
    names = case.names("station")
    values = taken(case, {key: variable for key, (variable, *_) in STATIONS.items()}, len(names))
    texts = [texts_of(case, f"station_{what}", len(names)) for what in ("name_zh", "kind")]
    columns = tuple(Column(key, en, zh, unit) for key, (_, en, zh, unit) in STATIONS.items())
    running = taken(case, {"x": "station_empties_at_end"}, len(names))["x"]
    zones = texts_of(case, "station_zone", len(names))
    rows = [
        (*row[:-1], marked(row[-1], bool(running[k] > 0.0)))
        for k, row in enumerate(rows_of(list(zip(names, *texts, strict=True)), list(values.values())))
        if context.scope.zones is None or zones[k] in context.scope.zones
    ]
    if not rows:
        return None
    return Table(
        "stations", "Stations", "泵站与设施",
        (Column("station", "station", "泵站"), Column("name", "Chinese name", "名称"),
         Column("kind", "kind", "类型"), *columns),
        tuple(rows), case.label,
    )  # fmt: skip


def first_flush(context: Context) -> Table | None:
    """First flush taken over the impervious ground of its zone, storm by storm."""
    rows = []
    needs = ("zone_first_flush_volume", "zone_impervious_area")
    for case in sorted(context.cases.storms(), key=lambda c: c.period):
        if all(name in case for name in needs):
            taken_, paved = (case.values(name) for name in needs)
            depth, names = depth_over(taken_, paved), zone_names(case)
            for k in np.flatnonzero(context.chosen(case) & (taken_ > 0.0)):
                rows.append((case.label, *names[k], float(taken_[k]), number(depth[k])))
    if not rows:
        return None
    return Table(
        "first_flush", "First flush", "初期雨水",
        (Column("scenario", "scenario", "情景"), *ZONE, Column("volume", "taken", "截流量", "m3"),
         Column("depth", "over impervious ground", "截流深度", "mm")),
        tuple(rows),
    )  # fmt: skip


def comparison(context: Context) -> Table | None:
    """What the measures change, run by run."""
    rows = []
    for before, after in context.cases.pairs(context.cases.assessed()):
        for key, figure in FIGURES.items():
            first, second = figure.value(before, context), figure.value(after, context)
            if first is not None and second is not None:
                cut = [key == "retreat" and stands_at_end(context, case) for case in (before, after)]
                change = None if any(cut) else second - first
                values = (marked(first, cut[0]), marked(second, cut[1]), change)
                rows.append((before.label, after.label, key, figure.en, figure.zh, figure.unit, *values))
    if not rows:
        return None
    return Table(
        "comparison", "Before and after the measures", "措施前后对比",
        (Column("base", "before", "建设前"), Column("with", "after", "建设后"), Column("key", "figure", "编号"),
         Column("en", "what", "英文名"), Column("zh", "in Chinese", "指标"), Column("unit", "unit", "单位"),
         Column("before", "value before", "建设前数值", "-"), Column("after", "value after", "建设后数值", "-"),
         Column("change", "change", "变化", "-")),
        tuple(rows),
    )  # fmt: skip
