# SPDX-License-Identifier: Apache-2.0
"""When flow is routed in years of rain: around spells that matter, from the rain itself; hydrology runs always."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

import numpy as np

from sponge.base.errors import UsageError
from sponge.base.times import later
from sponge.model.elements import Event
from sponge.model.model import Model
from sponge.rain import Hyetograph
from sponge.sweep.schema import Spells

MILLIMETRE = 1e-3


def events_of(model: Model, rains: Iterable[Hyetograph], spells: Spells, begin: datetime) -> tuple[Event, ...]:
    """Rows of [EVENTS] that hold every spell of every rain; ``begin`` is when the rains begin.

    EPA routes within events alone and leaves what stands in the sewers as it is until the next one.
    """
    spans = [span for rain in rains for span in spans_of(rain, spells, _delay(model, rain))]
    if not spans:
        raise UsageError(f"route: no spell of rain brings {spells.depth:g} mm, so no flow would be routed")
    return tuple(
        Event(later(begin, first), later(begin, last)) for first, last in merged(spans)
    )


def spans_of(rain: Hyetograph, spells: Spells, delay: float = 0.0) -> list[tuple[float, float]]:
    """Begin and end [s after the rain's begin] of routing for each spell: wet steps less than a gap apart.

    ``delay`` [s] is how much later than the first the last gage has its rain.
    """
    begins, depths = rain.wet()
    if not len(begins):
        return []
    dry = np.diff(begins) - rain.step
    first = np.concatenate(([0], np.nonzero(dry >= spells.gap)[0] + 1))
    totals = np.add.reduceat(depths, first)
    last = np.concatenate((first[1:], [len(begins)])) - 1
    chosen = totals >= spells.depth * MILLIMETRE * (1.0 - 1e-9)
    ends = begins[last] + rain.step + delay + spells.tail
    return [(float(a - spells.lead), float(b)) for a, b in zip(begins[first][chosen], ends[chosen], strict=True)]


def merged(spans: Iterable[tuple[float, float]]) -> list[tuple[float, float]]:
    """The spans in order, those that touch as one."""
    found: list[tuple[float, float]] = []
    for first, last in sorted(spans):
        if found and first <= found[-1][1]:
            found[-1] = (found[-1][0], max(last, found[-1][1]))
        else:
            found.append((first, last))
    return found


def _delay(model: Model, rain: Hyetograph) -> float:
    return max((rain.at(*model.symbols[name])[1] for name in model.gages if name in model.symbols), default=0.0)
