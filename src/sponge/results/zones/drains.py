# SPDX-License-Identifier: Apache-2.0
"""Where the drains of LID units lead: into sewers and waters, to a treatment plant, onto the ground, or to a use."""

from __future__ import annotations

from sponge.model.lid import LidUse
from sponge.model.model import Model
from sponge.model.zones.zoning import Zoning

SEWER, PLANT, GROUND, REUSE = "sewer", "plant", "ground", "reuse"
FILTERS = ("BC", "RG", "GR", "PP", "IT")  # kinds of unit whose drain carries what a soil or gravel has filtered


def is_filter(model: Model, use: LidUse) -> bool:
    """Does the unit filter what its drain carries?"""
    return model.lid_controls[use.control].kind in FILTERS


def destinations_of(model: Model, zoning: Zoning) -> list[str]:
    """Destination of each unit's drain, in the order of ``model.lid_uses``.

    A node is of the plant where it lies in an other zone that a treatment plant stands in, of a use where a link with
    the role reuse draws from it, else of the sewers. Another subcatchment is ground; a drain to nowhere is used.
    """
    plants = {s.zone for s in (model.stations or {}).values() if s.kind == "treatment_plant"} & set(zoning.others)
    used = {model.link(link).up for s in (model.stations or {}).values() for link in s.with_role("reuse")}
    found = []
    for use in model.lid_uses.values():
        to = use.drain_to or model.subcatchments[use.subcatchment].outlet
        if to in zoning.nodes and (to not in model.subcatchments or not use.drain_to):
            found.append(REUSE if to in used else PLANT if zoning.nodes[to] in plants else SEWER)
        else:
            found.append(GROUND if to in model.subcatchments and to != use.subcatchment else REUSE)
    return found
