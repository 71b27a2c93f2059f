# SPDX-License-Identifier: Apache-2.0
"""How rain varies over the map: storms that fall off from a centre, storms that move.

Coordinates and lengths are in the model's map units, m.
"""

from __future__ import annotations

from math import cos, exp, hypot, radians, sin
from typing import Annotated, Literal

from pydantic import Field, WrapValidator

from sponge.base.toml_keys import Keys, Positive, Share, one_of


class Centred(Keys):
    """Depth that falls off from a centre.

    Law, with d the distance and R the radius: gaussian exp(-(d/R)^2), exponential exp(-d/R) (Boyer 1957); the share
    ``least`` of the centre's depth falls everywhere. The storm's depth is that of the centre, or, with
    ``keep = "mean"``, the mean over the circle of the radius ``over`` (R unless given) around it.
    """

    kind: Literal["centred"]
    x: float = Field(description="centre, map units [m]")
    y: float = Field(description="centre, map units [m]")
    radius: Positive = Field(description="where the depth has fallen to 1/e [m]")
    law: Literal["gaussian", "exponential"] = Field("gaussian", description="how the depth falls off")
    least: Share = Field(0.0, description="share of the centre's depth that falls everywhere")
    keep: Literal["centre", "mean"] = Field("centre", description="what the storm's depth is that of")
    over: Positive | None = Field(None, description="radius of the circle whose mean is kept [m]")

    def at(self, x: float, y: float) -> tuple[float, float]:
        """(factor, delay s) at a place."""
        share = self._share(hypot(x - self.x, y - self.y) / self.radius)
        return share / (self._mean() if self.keep == "mean" else 1.0), 0.0

    def _share(self, d: float) -> float:
        falling = exp(-d * d) if self.law == "gaussian" else exp(-d)
        return self.least + (1.0 - self.least) * falling

    def _mean(self) -> float:
        """Mean over the circle: the law integrated by 2 d dd from 0 to D, over D^2, in units of R."""
        D = (self.over or self.radius) / self.radius
        integral = 1.0 - exp(-D * D) if self.law == "gaussian" else 2.0 * (1.0 - (1.0 + D) * exp(-D))
        return self.least + (1.0 - self.least) * integral / D**2

    def words(self) -> str:
        """For the attributes of results."""
        return f"{self.law} from ({self.x:g}, {self.y:g}), radius {self.radius:g} m, depth of the {self.keep} kept"


class Moving(Keys):
    """A storm that crosses the map: its front stands at (x, y) when the rain begins.

    A place s metres ahead of the front, along the direction of travel, has its rain s/speed later; one behind it has
    it at once. With ``width`` the depth falls off beside the track through (x, y) as exp(-(d/width)^2).
    """

    kind: Literal["moving"]
    x: float = Field(description="a place on the front when the rain begins, map units [m]")
    y: float = Field(description="a place on the front when the rain begins, map units [m]")
    speed: Positive = Field(description="speed of the front [m/s]")
    direction: float = Field(description="where it moves to, degrees clockwise from the map's north (y)")
    width: Positive | None = Field(None, description="distance beside the track where the depth has fallen to 1/e [m]")

    def at(self, x: float, y: float) -> tuple[float, float]:
        """(factor, delay s) at a place."""
        east, north = sin(radians(self.direction)), cos(radians(self.direction))
        ahead = (x - self.x) * east + (y - self.y) * north
        beside = (x - self.x) * north - (y - self.y) * east
        return exp(-((beside / self.width) ** 2)) if self.width else 1.0, max(ahead / self.speed, 0.0)

    def words(self) -> str:
        """For the attributes of results."""
        return f"moving at {self.speed:g} m/s to {self.direction:g} degrees from ({self.x:g}, {self.y:g})"


KINDS = ("centred", "moving")
Areal = Annotated[Centred | Moving, Field(discriminator="kind"), WrapValidator(one_of("areal variation", KINDS))]
