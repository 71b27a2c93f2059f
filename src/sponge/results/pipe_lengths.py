# SPDX-License-Identifier: Apache-2.0
"""How long the pipes of a model are: what tells of the sewers' capacity."""

from __future__ import annotations

from sponge.model.compile.sections import section_of
from sponge.model.model import Model

NO_PIPE = "DUMMY"


def pipe_lengths(model: Model) -> dict[str, float]:
    """Lengths [m] of the closed conduits, all barrels one after another, by name."""
    closed = {section: section.shape != NO_PIPE and not section_of(model, section).is_open
              for section in {conduit.section for conduit in model.conduits.values()}}  # fmt: skip
    return {
        name: conduit.length * conduit.section.barrels
        for name, conduit in model.conduits.items()
        if closed[conduit.section]
    }
