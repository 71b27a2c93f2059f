"""The tables of structures: all links that are not conduits with a section."""

from __future__ import annotations

from typing import NamedTuple

from sponge.base.arrays import Shared
from sponge.physics.links.orifice import Orifices
from sponge.physics.links.outlet import Outlets
from sponge.physics.links.pump import Pumps
from sponge.physics.links.weir import Weirs


class Structures(NamedTuple):
    """All links that are not conduits with a section."""

    link: Shared  # (structure,) link, rising
    pumps: Pumps
    orifices: Orifices
    weirs: Weirs
    outlets: Outlets
