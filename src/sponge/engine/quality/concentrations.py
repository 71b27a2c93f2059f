# SPDX-License-Identifier: Apache-2.0
"""Concentrations at a reporting time, between those of the last two steps."""

from __future__ import annotations

from sponge.base.compiler import kernel
from sponge.engine.hydrology.subcatchment_steps import share_over
from sponge.engine.reporting.rows import SUBCATCHMENT_ROW
from sponge.physics.runoff import share_of_step


@kernel
def between_steps(old, new, f, out, lane):
    """Concentrations of a lane at the fraction ``f`` of the step between its ``old`` and its ``new`` ones (pollutant,
    element, lane) into ``out`` (1, pollutant, element, lane)."""
    for p in range(old.shape[0]):
        for i in range(old.shape[1]):
            out[0, p, i, lane] = (1.0 - f) * old[p, i, lane] + f * new[p, i, lane]


@kernel
def write_concentrations(network, state, time, subcatchment, on_land, at_nodes, in_links, lanes):
    """Concentrations [kg/m3] at ``time`` [s] in runoff, at nodes and in links; none in runoff that is zero."""
    surface, transport = state.processes.quality.surface, state.processes.quality.transport
    hydrology, clock = state.hydrology, state.clock
    for lane in range(len(lanes)):
        f = share_over(hydrology, time, lane)
        between_steps(surface.concentration_old, surface.concentration, f, on_land, lane)
        for p in range(on_land.shape[1]):
            for s in range(on_land.shape[2]):
                if not subcatchment[SUBCATCHMENT_ROW.runoff, s, lane] > 0.0:
                    on_land[0, p, s, lane] = 0.0
        f = share_of_step(time, clock.time_old[lane], clock.time[lane])
        between_steps(transport.at_node_old, transport.at_node, f, at_nodes, lane)
        between_steps(transport.in_link_old, transport.in_link, f, in_links, lane)
