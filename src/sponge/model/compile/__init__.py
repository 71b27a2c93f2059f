# SPDX-License-Identifier: Apache-2.0
"""From a Model to a Network of one lane."""

from __future__ import annotations

import numpy as np

from sponge.base.times import since_epoch
from sponge.engine.accounts.counts import step_bounds
from sponge.engine.clock import Events
from sponge.engine.dynamic_wave import shortest_step
from sponge.engine.network import OUTFALL
from sponge.engine.solvers import solver_for
from sponge.engine.system import NO_UNITS, Network
from sponge.model.compat import corrections
from sponge.model.compile.controls import compile_controls
from sponge.model.compile.dividers import compile_dividers
from sponge.model.compile.hot_start import compile_hot_start
from sponge.model.compile.hydrology import compile_hydrology
from sponge.model.compile.inflows import compile_inflows
from sponge.model.compile.inlets import compile_inlets
from sponge.model.compile.links import compile_links, with_sizes
from sponge.model.compile.nodes import compile_nodes, compile_outfalls, node_full_depths, with_manholes
from sponge.model.compile.processes import compile_processes
from sponge.model.compile.sections import compile_conduits
from sponge.model.compile.settings import settings_of
from sponge.model.compile.storages import compile_storages
from sponge.model.compile.structures import compile_structures
from sponge.model.compile.topology import crowns, degrees, topology_of
from sponge.model.compile.zones import compile_groups
from sponge.model.index import Index, index_of
from sponge.model.model import Model
from sponge.model.rules.parser import parse_rules
from sponge.model.step_cache import StepCache


def compile_events(model: Model) -> Events:
    """Routing events in order, an overlapping one cut at the start of the next; s since the simulation's start."""
    start = since_epoch(model.options.start)
    spans = sorted((since_epoch(e.start) - start, since_epoch(e.end) - start) for e in model.events)
    begins = np.array([b for b, _ in spans], float)
    ends = np.array([e for _, e in spans], float)
    if len(ends) > 1:
        ends[:-1] = np.minimum(ends[:-1], begins[1:])
    return Events(begins, ends)


def watched_links(model: Model, index: Index) -> np.ndarray:
    """1 for each link whose flow has events: all but conduits, and conduits that a station works; (link,)."""
    worked = {link for station in (model.stations or {}).values() for link, _ in station.links}
    return np.array([name not in model.conduits or name in worked for name in index.links], np.int64)


def idle_lids(model: Model) -> np.ndarray:
    """1 for each LID use that is reported in detail, (unit,)."""
    return np.array([bool(use.report_file) for use in model.lid_uses.values()], np.int64)


def bounds_of_steps(model: Model, longest: float) -> np.ndarray:
    """Lower ends [s] of the intervals in which routing steps are counted."""
    return step_bounds(longest, shortest_step(model.options.min_routing_step, longest))


def compile_model(model: Model, step_cache: StepCache | None = None, counts: bool = True) -> Network:
    """The Network of one lane; the model must be valid (see model.validate). ``step_cache`` is of lanes before;
    without ``counts`` nothing is counted that only EPA SWMM's report asks for.

    UsageError where the solver that the options name does not serve their flow routing.
    """
    chosen = solver_for(model.options.routing, model.options.solver)
    step_cache = step_cache or StepCache()
    step, bare = step_cache.of, step_cache.bare_model(model)
    index, settings = step(index_of, bare), step(settings_of, bare)
    if chosen.keeps_tolerance:  # its steps grow where little moves, and each of them is to keep its water
        settings = settings._replace(skip_steady=0)
    topology = step(topology_of, bare, index)
    conduits = compile_conduits(model, index, topology, step_cache)
    links = with_sizes(step(compile_links, bare, index, topology), conduits)
    storages = step(compile_storages, bare, index, step(node_full_depths, bare, index, links))
    nodes = step(compile_nodes, bare, index, links, storages)
    is_outfall = nodes.kind == OUTFALL
    nodes = nodes._replace(
        degree=degrees(topology, is_outfall, bool(chosen.facts.has_heads)),
        crown=crowns(topology, nodes.kind.size, links.full_depth),
    )
    nodes = with_manholes(model, nodes, links, chosen.facts)
    outfalls = step(compile_outfalls, bare, index, links)
    gate = np.zeros(len(index.nodes), np.int64)
    gate[outfalls.node] = outfalls.flap_gate
    inflows = step(compile_inflows, bare, index)
    processes = step(compile_processes, model, index, nodes, links, inflows, chosen.facts)
    rules, _ = step(parse_rules, bare)
    return Network(
        settings=settings if counts else settings._replace(counts=0, action_room=0),
        facts=chosen.facts._replace(land_anew=chosen.facts.land_anew * settings.mean_from_land),
        events=step(compile_events, bare),
        nodes=nodes,
        storages=storages,
        outfalls=outfalls,
        dividers=step(compile_dividers, bare, index),
        links=links,
        conduits=conduits,
        structures=step(compile_structures, bare, index),
        hydrology=compile_hydrology(model, index, step_cache),
        inflows=inflows,
        controls=step(compile_controls, bare, rules, index, nodes, links, conduits, conduits.sections),
        inlets=step(compile_inlets, bare, index, nodes, links, conduits, chosen.facts),
        outfall_gate=gate,
        watched=step(watched_links, bare, index),
        step_bounds=bounds_of_steps(model, settings.routing_step),
        groups=step(compile_groups, bare, index, links),
        processes=processes,
        idle_lids=step(idle_lids, bare) if processes is None or processes.lids is None else NO_UNITS,
        solver=chosen,
        solver_settings=step(chosen.settings, bare.options, corrections(bare.options.compat), settings),
        hot=step(compile_hot_start, bare),
    )
