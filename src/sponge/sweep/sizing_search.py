# SPDX-License-Identifier: Apache-2.0
"""The search for a zone's size: volumes tried, the shares captured with them, and what to try next."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np

from sponge.sweep.sizing import Rules, Sizing, Unit, largest_volume

CLOSE = 0.002  # a share captured by no more than this beyond the goal is worth no further sweep
MORE = 1.05  # beyond the secant, where a confirming run falls short
LEAST_SLOPE = 1e-9  # of the share captured, a m3


@dataclass
class Search:
    """One zone: the volume [m3] that its units hold, between what the volume method asks for and the most they may."""

    goal: float | None
    least: float  # m3, by the volume method
    largest: float  # m3, with every parcel at its limit
    known: dict[float, float] = field(default_factory=dict)  # m3 -> share captured
    forced: float | None = None  # m3, what a confirming run asked for

    @classmethod
    def of(cls, one: Sizing, goal: float | None, units: Sequence[Unit], rules: Rules) -> Search:
        """The search that begins with a sizing by volume."""
        largest = largest_volume([unit for unit in units if unit.zone == one.zone], rules.most)
        return cls(goal, min(one.need, largest), largest)

    def step(self, part: float | None) -> float:
        """A volume [m3] between the least and the largest; none at all for None."""
        return 0.0 if part is None else self.least + part * (self.largest - self.least)

    def learn(self, volume: float, share: float) -> None:
        """With this volume so much is captured."""
        if np.isfinite(share):
            self.known[volume] = share

    @property
    def chosen(self) -> float:
        """The least volume known to reach the goal, m3; the largest where none does."""
        if self.forced is not None:
            return self.forced
        if self.goal is None:
            return self.least
        enough = [v for v, share in self.known.items() if share >= self.goal and v >= self.least]
        return min(enough, default=self.largest)

    @property
    def settled(self) -> bool:
        """Is a further sweep not worth it?"""
        volume = self.chosen
        if self.goal is None or volume <= self.least or not self.known:
            return True
        return self.known.get(volume, 0.0) < self.goal + CLOSE

    def between(self, part: float) -> float:
        """A volume [m3] on the way from the largest that falls short to where the chord reaches the goal.

        The share rises ever more slowly with the volume, so that the chord lies below it and its crossing is enough.
        """
        high = self.chosen
        if self.settled or self.goal is None:
            return high
        low = max(v for v in self.known if v < high)
        rise = self.known[high] - self.known[low]
        crossing = low + (high - low) * min((self.goal - self.known[low]) / rise, 1.0) if rise > 0.0 else high
        return low + part * (crossing - low)

    def falls_short(self, share: float) -> bool:
        """Does a run of the chosen size miss the goal, though there is room for more?"""
        return self.goal is not None and share < self.goal and self.chosen < self.largest

    def enlarge(self, volume: float, share: float) -> None:
        """What to choose after a run of ``volume`` fell short: further along the secant."""
        assert self.goal is not None
        below = max((v for v in self.known if v < volume), default=volume)
        slope = (share - self.known[below]) / (volume - below) if volume > below else 0.0
        more = MORE * (self.goal - share) / slope if slope > LEAST_SLOPE else self.largest
        self.known[volume] = share
        self.forced = min(volume + more, self.largest)
