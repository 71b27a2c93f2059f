"""Processes that few models have: their tables, and where a step calls them.

A model that has none of them has ``None`` in place of the tables, and the calls below compile to nothing
(``base.optional``). A process that a model lacks, beside others that it has, is a table of size zero.
"""

from __future__ import annotations

from typing import NamedTuple

from sponge.base.kernels import kernel
from sponge.base.optional import only_with


class Extra(NamedTuple):
    """What does not change."""


class ExtraState(NamedTuple):
    """What changes."""


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


@only_with("extra")
@kernel
def extra_inflows(network, state, active, lanes):
    """Inflows of a routing step to nodes, added to ``state.nodes.lateral`` and to ``state.ledger.rate``."""


@only_with("extra")
@kernel
def after_flows(network, state, active, lanes):
    """When a routing step's flows, depths and volumes are known, in the lanes ``active``."""


@only_with("extra")
@kernel
def report_extra(network, state, time, lane, subcatchment, system):
    """Add to a lane's results at ``time`` [s]: rows as in ``hydrology_report.report_subcatchments``."""
