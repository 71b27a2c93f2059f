# SPDX-License-Identifier: Apache-2.0
"""Rain that enters sewers: triangular unit hydrographs of the rain that initial abstraction leaves.

EPA SWMM Reference Manual I, chapter 7: rain P on a sewershed loses what still wets the ground, and each of three
responses sends the part R of the rest through a triangle that peaks after T and ends after T (1 + K).

Equations: docs/theory/rdii.md.
"""

from sponge.physics.rdii.abstraction import excess_rain
from sponge.physics.rdii.convolution import convolve
from sponge.physics.rdii.unit_hydrograph import ordinates

__all__ = ["convolve", "excess_rain", "ordinates"]
