# SPDX-License-Identifier: Apache-2.0
"""Storage units that stand above full conduits, or under a cover of their own: what is full takes up no water.

EPA SWMM lets them rise by the surface of full conduits too, and takes what they stand above their cover for water when
they fall below it.
"""

from __future__ import annotations

from sponge.base.compiler import any_lane, inlined, load, where

STIFF = 3.0  # times its surface, beyond which the flows' answer to a unit's head decides how far it moves in a trial


@inlined
def counts_pressure(settings):
    """Do storage units rise by what takes up water? A Preissmann slot does, and EPA SWMM makes no difference."""
    return settings.pressed_storage > 0.0 and settings.slot == 0


@inlined
def stood_under_cover(nodes, i, old, lanes):
    """Depth [m] at which the water of storage unit i stood, that had the depth `old` [m]: above a cover is pressure."""
    full_depth, bears = load(nodes.full_depth, i, lanes), load(nodes.surcharge_depth, i, lanes) > 0.0
    return where(bears, min(old, full_depth), old)


@inlined
def less_far(found, last, area, answer, step):
    """Depth [m] to go to from `last` where the trial has `found` another, and outflow rises by `answer` [m2] with it.

    A small unit between large conduits would swing further in each trial, where a step's flows answer to its head with
    much more water than its `area` [m2] takes up: there it goes by Newton's step, and twice as far once flows follow
    by halves.
    """
    stiff = answer > STIFF * area
    if not any_lane(stiff):
        return found
    share = area / (area + answer)
    return where(stiff, last + (found - last) * (share if step == 0 else 4.0 * share), found)
