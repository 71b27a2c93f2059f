# SPDX-License-Identifier: Apache-2.0
"""Tables of what stands there: surfaces, LID units, sewers."""

from __future__ import annotations

import numpy as np

from sponge.assess.finding import Context
from sponge.assess.formulas.pipes import by_period
from sponge.assess.formulas.works import OF_LAND_USES, OF_VOLUMES, coefficients, ground, teller, volumes
from sponge.assess.tables.table import STANDING, ZONE, Column, Table, number, rows_of, zone_names
from sponge.assess.volume_method import runoff_coefficient

HECTARE = 1e4


def surfaces(context: Context) -> Table | None:
    """Area, imperviousness and runoff coefficient by land use, phi = sum(phi_i F_i) / sum(F_i)."""
    case = teller(context, *OF_LAND_USES)
    if case is None or any(name not in case for name in OF_LAND_USES):
        return None
    chosen = context.chosen(case)
    area, paved = (case.values(name)[:, chosen].sum(axis=1) for name in OF_LAND_USES)
    uses = [*case.names("land_use"), "all"]
    area, paved = (np.append(values, values.sum()) for values in (area, paved))
    phi = runoff_coefficient(area, paved, context.rule.number("paved"), context.rule.number("green"))
    with np.errstate(divide="ignore", invalid="ignore"):
        columns = [area / HECTARE, area / area[-1], paved / area, phi]
    return Table(
        "surfaces", "Surfaces", "下垫面分析",
        (Column("land_use", "land use", "下垫面类型"), Column("area", "area", "面积", "ha"),
         Column("share", "share", "占比", "1"), Column("impervious", "impervious", "不透水率", "1"),
         Column("phi", "runoff coefficient", "雨量径流系数", "1")),
        rows_of([(use,) for use in uses], columns), case.label,
    )  # fmt: skip


def lid(context: Context) -> Table | None:
    """LID units by zone against the volume method."""
    needs = OF_VOLUMES if context.scope.land_uses is None else (*OF_VOLUMES, *OF_LAND_USES)
    case = teller(context, *needs)
    if case is None or any(name not in case for name in needs):
        return None
    need, have = volumes(context, case)
    phi = coefficients(context, case)
    area, units = ground(context, case)[0], case.values("zone_lid_area")
    with np.errstate(divide="ignore", invalid="ignore"):
        holding = case.values("zone_lid_holding_volume")
        columns = [area / HECTARE, phi, units, units / area, holding, have, need, have / need]
    chosen = np.flatnonzero(context.chosen(case))
    names = zone_names(case)
    return Table(
        "lid", "LID units by the volume method", "LID 规模（容积法）",
        (*ZONE, Column("area", "area", "面积", "ha"), Column("phi", "runoff coefficient", "雨量径流系数", "1"),
         Column("lid_area", "LID area", "LID面积", "m2"), Column("lid_share", "LID share", "LID占比", "1"),
         Column("holding", "volume held", "有效容积", "m3"), Column("have", "volume with seepage", "含下渗容积", "m3"),
         Column("need", "volume needed", "需求容积", "m3"), Column("ratio", "built over needed", "满足率", "1"),
         STANDING),
        tuple((*row, context.rule.target_known) for row in
              rows_of([names[k] for k in chosen], [values[chosen] for values in columns])), case.label,
    )  # fmt: skip


def pipes(context: Context) -> Table | None:
    """Kilometres of closed conduits that carry each storm without surcharge."""
    rows = by_period(context)
    if not rows:
        return None
    return Table(
        "pipes", "Capacity of the sewers", "管网能力",
        (Column("period", "return period", "重现期", "a"), Column("scenario", "scenario", "情景"),
         Column("km", "closed conduits", "管道长度", "km"),
         Column("free", "without surcharge", "未满管长度", "km"), Column("share", "share", "占比", "1")),
        tuple((*row, number(row[-1] / row[-2] if row[-2] else np.nan)) for row in rows),
    )  # fmt: skip
