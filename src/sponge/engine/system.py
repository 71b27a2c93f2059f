# SPDX-License-Identifier: Apache-2.0
"""The whole Network and the whole State: every part, side by side."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

from sponge.base.arrays import PerLane, Shared
from sponge.engine.accounts.counts import Counts
from sponge.engine.accounts.groups import Groups, Peaks
from sponge.engine.accounts.ledger import Ledger
from sponge.engine.accounts.statistics import LinkStats, NodeStats
from sponge.engine.accounts.volume_sums import Volumes
from sponge.engine.clock import Clock, Events
from sponge.engine.controls import Controls, ControlState
from sponge.engine.hydrology.tables import Hydrology, HydrologyState
from sponge.engine.inflows import Inflows
from sponge.engine.inlets.capture import Inlets, InletState
from sponge.engine.network import Conduits, ConduitState, Facts, Links, LinkState, Nodes, NodeState, Settings
from sponge.engine.nodes import StorageState
from sponge.engine.process_tables import Hooks, Processes, ProcessState
from sponge.engine.solver import Solver
from sponge.engine.start.hot_start import HotStart
from sponge.engine.structures.tables import Structures
from sponge.physics.nodes.divider import Dividers
from sponge.physics.nodes.outfall import Outfalls
from sponge.physics.nodes.storage import Storages

NO_UNITS = np.zeros(0, np.int64)


class Network(NamedTuple):
    """All that does not change while a model runs, compiled for one solver."""

    settings: Settings
    facts: Facts
    events: Events
    nodes: Nodes
    storages: Storages
    outfalls: Outfalls
    dividers: Dividers
    links: Links
    conduits: Conduits
    structures: Structures
    hydrology: Hydrology
    inflows: Inflows
    controls: Controls
    inlets: Inlets
    outfall_gate: Shared  # (node,) 1 at an outfall with a flap gate
    watched: Shared  # (link,) 1 where starts, hours and events of flow are counted
    step_bounds: Shared  # (interval,) s, lower ends of the lengths that steps are counted by
    groups: Groups
    idle_lids: Shared = NO_UNITS  # (unit,) of a model that simulates no LID units: 1 where reported in detail
    processes: Processes | None = None  # last of what kernels see: none but those of processes see it
    # a block of lanes takes these out before it runs: kernels do not see them
    solver: Solver | None = None
    solver_settings: Any = None  # the solver's options, a NamedTuple
    hot: HotStart | None = None  # the state to begin with; None: the model's own


class State(NamedTuple):
    """All that changes while a model runs."""

    clock: Clock
    nodes: NodeState
    links: LinkState
    conduits: ConduitState
    storages: StorageState
    hydrology: HydrologyState
    controls: ControlState
    inlets: InletState
    ledger: Ledger
    volumes: Volumes
    node_stats: NodeStats
    link_stats: LinkStats
    peaks: Peaks
    counts: Counts
    node_sums: PerLane  # (row, node, lane) of REPORT_AVERAGES
    link_sums: PerLane  # (row, link, lane)
    averaged_time: PerLane  # (lane,) s over which the sums were taken
    latest_node: PerLane  # (row, node, lane) scratch
    latest_link: PerLane  # (row, link, lane) scratch
    hooks: Hooks | None = None  # as a block of lanes hands the state to kernels
    processes: ProcessState | None = None  # last of what kernels see, as in Network
    solver: Any = None  # what the solver changes; handed to its kernels apart, so that all others have one State
