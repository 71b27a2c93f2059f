# SPDX-License-Identifier: Apache-2.0
"""What runs are compared by: one number a run, of all zones together."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from sponge.assess import district
from sponge.assess.cases import Case
from sponge.assess.tables.table import number


@dataclass(frozen=True)
class Figure:
    """A number of a run; ``better`` is 1 where more of it is, -1 where less is, 0 where neither is."""

    en: str
    zh: str
    unit: str
    better: int
    of: Callable[[Any], Any]

    def value(self, case: Case) -> float | None:
        """The number of a run; None where its results do not tell."""
        found = self.of(case.results)
        return None if found is None else number(found[0])


FIGURES = {
    "captured": Figure("captured, as the runs tell it (strict)", "控制率（不外排）", "1", 1, district.captured),
    "flooded": Figure("water above the ground", "地面积水与冒溢", "m3", -1, district.flooded),
    "overflow": Figure("overflow", "溢流量", "m3", -1, district.overflow),
    "pumped": Figure("pumped", "抽排量", "m3", 0, district.pumped),
    "retreat": Figure("longest retreat", "最长退水时间", "h", -1, district.longest_retreat),
}
