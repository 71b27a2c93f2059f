# SPDX-License-Identifier: Apache-2.0
"""What runs are compared by: one number a run, of all zones together."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np

from sponge.assess import district
from sponge.assess.cases import Case
from sponge.assess.finding import Context
from sponge.assess.formulas.capture import GBT51345, STRICT, shares
from sponge.assess.tables.table import number


@dataclass(frozen=True)
class Figure:
    """A number of a run; ``better`` is 1 where more of it is, -1 where less is, 0 where neither is."""

    en: str
    zh: str
    unit: str
    better: int
    of: Callable[[Any], Any]
    definition: str = ""  # of captured rain, which land uses have too

    def value(self, case: Case, context: Context) -> float | None:
        """The number of a run, of the zones (captured rain: and land uses) that count; None where none is told."""
        if self.definition and context.scope.land_uses is not None:
            share = shares(case, self.definition, context)[0]
            return None if isinstance(share, str) else number(share)
        found = self.of(_of_zones(case, context))
        return None if found is None else number(found[0])


def _of_zones(case: Case, context: Context) -> Any:
    """The results of a run; of chosen zones only what they tell by zone, since the rest is of all of them."""
    if context.scope.zones is None or not case.is_zoned:
        return case.results
    told = [name for name, values in case.results.data_vars.items() if district.ZONE in values.dims]
    return case.results[told].isel({district.ZONE: np.flatnonzero(context.chosen(case))})


FIGURES = {
    "captured_gbt51345": Figure(
        "captured (gbt51345)", "控制率（GB/T 51345）", "1", 1, district.captured_with_drains, GBT51345
    ),
    "captured": Figure("captured (strict)", "控制率（不外排）", "1", 1, district.captured, STRICT),
    "flooded": Figure("water above the ground", "地面积水与冒溢", "m3", -1, district.flooded),
    "overflow": Figure("overflow", "溢流量", "m3", -1, district.overflow),
    "pumped": Figure("pumped", "抽排量", "m3", 0, district.pumped),
    "retreat": Figure("longest retreat", "最长退水时间", "h", -1, district.longest_retreat),
}
