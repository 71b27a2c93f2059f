# SPDX-License-Identifier: Apache-2.0
"""Design storms, recorded storms and continuous rain.

A :data:`RainSpec` is what a user asks for (a table in TOML, options on the command line); ``spec.build(folder)`` makes
the :class:`Hyetograph` of it.
"""

from sponge.rain.hyetograph import Hyetograph
from sponge.rain.kinds import KINDS, RainSpec, rain_spec

__all__ = ["KINDS", "Hyetograph", "RainSpec", "rain_spec"]
