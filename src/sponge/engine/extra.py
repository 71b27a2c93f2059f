"""Processes that few models have: their tables, and where a step calls them.

A model that has none of them has ``None`` in place of the tables, and the calls below compile to nothing
(``base.optional``). A process that a model lacks, beside others that it has, is a table of size zero.
"""

from __future__ import annotations

from typing import Any, NamedTuple

from sponge.base.kernels import kernel
from sponge.base.optional import only_with
from sponge.engine.quality_loads import gather_loads
from sponge.engine.quality_surface import run_surface_quality, start_surface
from sponge.engine.quality_tables import Quality, QualityState, new_quality_state
from sponge.engine.quality_transport import route_quality, start_transport


class Extra(NamedTuple):
    """What does not change."""

    quality: Quality


class ExtraState(NamedTuple):
    """What changes."""

    quality: QualityState


def new_extra_state(network: Any, lanes: int) -> ExtraState | None:
    """The state of a network's processes before the start; None where it has none."""
    if network.extra is None:
        return None
    return ExtraState(new_quality_state(network.extra.quality, len(network.inlets.link), lanes))


@only_with("extra")
@kernel
def start_extra(network, state, lanes):
    """Fill the new state, once depths, flows and volumes at the start are known."""
    quality, now = network.extra.quality, state.extra.quality
    start_surface(quality, now.surface, lanes)
    start_transport(network, quality, state, now.transport, lanes)


@only_with("extra")
@kernel
def before_surfaces(network, state, lanes):
    """At a runoff step's start, with the weather and the runon known.

    May change ``state.hydrology.precipitation``, what reaches each surface, and ``max_infiltration``.
    """


@only_with("extra")
@kernel
def after_surfaces(network, state, lanes):
    """When the surfaces of all subcatchments have run off in a runoff step, before what left them moves on.

    May change ``state.hydrology.left`` and ``left_rate``, what goes to each subcatchment's outlet.
    """


@only_with("extra")
@kernel
def after_runoff(network, state, lanes):
    """At a runoff step's end, with the runoff of every subcatchment known."""
    if len(network.extra.quality.pollutants.co_pollutant) > 0:
        run_surface_quality(network, network.extra.quality, state.hydrology, state.extra.quality.surface, lanes)


@only_with("extra")
@kernel
def extra_inflows(network, state, active, lanes):
    """Inflows of a routing step to nodes, added to ``state.nodes.lateral`` and to ``state.ledger.rate``.

    Pollutants come last, when all flows are known.
    """
    if len(network.extra.quality.pollutants.co_pollutant) > 0:
        now = state.extra.quality
        gather_loads(network, network.extra.quality, state, now.surface, now.transport, active, lanes)


@only_with("extra")
@kernel
def after_flows(network, state, active, lanes):
    """When a routing step's flows, depths and volumes are known, in the lanes ``active``."""
    if len(network.extra.quality.pollutants.co_pollutant) > 0:
        route_quality(network, network.extra.quality, state, state.extra.quality.transport, active, lanes)


@only_with("extra")
@kernel
def report_extra(network, state, time, lane, subcatchment, system):
    """Add to a lane's results at ``time`` [s]: rows as in ``hydrology_report.report_subcatchments``."""
