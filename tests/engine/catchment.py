"""The hydrology of a network by itself, for tests of runoff without routing."""

from __future__ import annotations

from typing import NamedTuple

from sponge.engine.hydrology.tables import Hydrology, HydrologyState


class Catchment(NamedTuple):
    """Stands for a Network or a State."""

    hydrology: Hydrology | HydrologyState
    processes: None = None
