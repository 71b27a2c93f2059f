# SPDX-License-Identifier: Apache-2.0
"""What was read from files beside the .inp fits the model: it names, or counts, the model's elements."""

from __future__ import annotations

from sponge.model.validation.findings import Findings

NAMED = 20  # elements told one by one


def check_companions(found: Findings) -> None:
    """Zones of every element, and records that hold a row an element."""
    _check_zones(found)
    _check_sizes(found)


def _check_zones(found: Findings) -> None:
    model = found.model
    if model.zoning is None:
        return
    for kind, names in (
        ("subcatchment", model.subcatchments), ("node", model.node_order), ("link", model.link_order)
    ):  # fmt: skip
        placed = model.zoning.of(kind)
        for name in [name for name in names if name not in placed][:NAMED]:
            hint = "give it a row in zones.csv, or add it with zone=... (Model.add)"
            found.bad(f"{kind} {name!r} lies in no zone", hint=hint)
        for name in list(placed.keys() - set(names))[:NAMED]:
            found.bad(f"the zones name {kind} {name!r}, which is not there", hint="take its row out of zones.csv")


def _check_sizes(found: Findings) -> None:
    """A hot start file and a runoff file count elements and name none."""
    model = found.model
    nodes, links, subs = len(model.node_order), len(model.link_order), len(model.subcatchments)
    hot, runoff = model.hot_start, model.runoff_record
    if hot is not None and (len(hot.node_depth), len(hot.link_flow), len(hot.runoff)) != (nodes, links, subs):
        had = f"{len(hot.node_depth)} nodes, {len(hot.link_flow)} links and {len(hot.runoff)} subcatchments"
        found.bad(f"the hot start file is of a model with {had}, this one has {nodes}, {links} and {subs}", "FILES")
    if runoff is not None and runoff.runoff.shape[1] != subs:
        had = f"{runoff.runoff.shape[1]} subcatchments"
        found.bad(f"the runoff file is of a model with {had}, this one has {subs}", "FILES")
