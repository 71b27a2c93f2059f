"""The hydrology of a network by itself, for tests of runoff without routing."""

from __future__ import annotations

from typing import Any, NamedTuple

from sponge.base.compiler import Packed
from sponge.engine.hydrology.tables import Hydrology, HydrologyState


class Catchment(NamedTuple):
    """Stands for a Network or a State."""

    hydrology: Hydrology | HydrologyState
    processes: None = None


def packed(hydrology: Hydrology, state: HydrologyState) -> tuple[Any, Any]:
    """Both as kernels take them. Handed over as it is, this module's class would stand in the kernels' cache, which
    other processes read."""
    return Packed(Catchment(hydrology), writeable=False), Packed(Catchment(state), writeable=True)
