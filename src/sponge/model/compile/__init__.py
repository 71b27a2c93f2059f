"""From a Model to a Network of one lane."""

from __future__ import annotations

import numpy as np

from sponge.base.times import since_epoch
from sponge.engine.clock import Events
from sponge.engine.network import OUTFALL
from sponge.engine.system import NO_UNITS, Network
from sponge.model.compile.controls import compile_controls
from sponge.model.compile.extra import compile_extra
from sponge.model.compile.groups import compile_groups
from sponge.model.compile.hot_start import compile_hot_start
from sponge.model.compile.hydrology import compile_hydrology
from sponge.model.compile.index import Index, index_of
from sponge.model.compile.inflows import compile_inflows
from sponge.model.compile.inlets import compile_inlets
from sponge.model.compile.kinematic import compile_kinematic
from sponge.model.compile.layout import crowns, degrees, layout_of
from sponge.model.compile.links import compile_links
from sponge.model.compile.nodes import compile_nodes, compile_outfalls, node_full_depths
from sponge.model.compile.sections import compile_conduits
from sponge.model.compile.settings import settings_of
from sponge.model.compile.storages import compile_storages
from sponge.model.compile.structures import compile_structures
from sponge.model.model import Model


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


def compile_model(model: Model) -> Network:
    """The Network of one lane; the model must be valid (see model.validate)."""
    index = index_of(model)
    settings = settings_of(model)
    layout = layout_of(model, index)
    conduits = compile_conduits(model, index, layout, settings.crown_cutoff)
    links = compile_links(model, index, layout, conduits)
    storages = compile_storages(model, index, node_full_depths(model, index, links))
    nodes = compile_nodes(model, index, links, storages)
    is_outfall = nodes.kind == OUTFALL
    nodes = nodes._replace(
        degree=degrees(layout, is_outfall, bool(settings.dynamic)),
        crown=crowns(layout, nodes.invert, links.full_depth),
    )
    outfalls = compile_outfalls(model, index, links)
    gate = np.zeros(len(index.nodes), np.int64)
    gate[outfalls.node] = outfalls.flap_gate
    inflows = compile_inflows(model, index)
    extra = compile_extra(model, index, nodes, links, inflows)
    return Network(
        settings=settings,
        events=compile_events(model),
        nodes=nodes,
        storages=storages,
        outfalls=outfalls,
        links=links,
        conduits=conduits,
        structures=compile_structures(model, index),
        kinematic=compile_kinematic(model, index, nodes, links),
        hydrology=compile_hydrology(model, index),
        inflows=inflows,
        controls=compile_controls(model, index, nodes, links, conduits, conduits.sections),
        inlets=compile_inlets(model, index, nodes, links, conduits),
        outfall_gate=gate,
        watched=watched_links(model, index),
        groups=compile_groups(model, index, links),
        extra=extra,
        idle_lids=idle_lids(model) if extra is None or extra.lids is None else NO_UNITS,
        hot=compile_hot_start(model),
    )
