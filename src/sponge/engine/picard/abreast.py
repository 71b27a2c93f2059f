# SPDX-License-Identifier: Apache-2.0
"""Elements of a lane that is alone, side by side in vector registers, as the lanes of a block are.

Those go together that are computed by the same plain branches (``state.Abreast``), as many as there is room for. In an
iteration a conduit's flow hangs on depths alone, and a node's depth on its own sums, so that their order is free; sums
over conduits keep theirs, and with it their bits.
"""

from __future__ import annotations

from sponge.base.compiler import SIDE_BY_SIDE, inlined

ROW = (0.0,) * len(SIDE_BY_SIDE)  # of ``places``, read as if it were lanes


@inlined
def fill(places, count):
    """Let the first element stand in the places for which there is none."""
    for place in range(count, len(ROW) if count > 0 else 0):
        for row in range(places.shape[0]):
            places[row, place] = places[row, 0]
