# SPDX-License-Identifier: Apache-2.0
"""The tables of structures: all links that are not conduits with a section, and the laws that rate them.

A new kind of regulator is its table in ``Structures`` and its law in ``LAWS``; what the others need that do more than
rate a flow (pumps, orifices, weirs) is in ``laws``.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple

from sponge.base.arrays import Shared
from sponge.physics.links.orifice import Orifices
from sponge.physics.links.outlet import Outlets, outlet_flow
from sponge.physics.links.pump import Pumps
from sponge.physics.links.weir import Weirs


class Structures(NamedTuple):
    """All links that are not conduits with a section."""

    link: Shared  # (structure,) link, in the order in which they are computed
    pumps: Pumps
    orifices: Orifices
    weirs: Weirs
    outlets: Outlets


# code of each kind, by the name of its table: its place in Structures, where the conduits' code 0 is taken by ``link``
CODES: dict[str, int] = {name: code for code, name in enumerate(Structures._fields)}
# kernel(table, k, lane, setting, upper, lower) -> flow [m3/s] from the higher to the lower side, its slopes [m2/s] with
# the upper and the lower head, and depth [m]; heads [m] above the crest, upper >= lower
LAWS: dict[str, Callable[..., Any]] = {
    "outlets": outlet_flow,
}
