# SPDX-License-Identifier: Apache-2.0
"""Which elements [REPORT] selects for EPA SWMM's own files."""

from __future__ import annotations

from sponge.model.model import Model

KINDS = {"SUBCATCH": "subcatchment", "NODE": "node", "LINK": "link"}  # beginnings of the rows' words


def names_of(model: Model) -> dict[str, tuple[str, ...]]:
    """Every subcatchment, node and link, in the order of EPA SWMM's files."""
    return {"subcatchment": tuple(model.subcatchments), "node": model.node_order, "link": model.link_order}


def reported(model: Model, everything: bool = False) -> dict[str, tuple[str, ...]]:
    """The elements that [REPORT] selects, as EPA SWMM reads it.

    The last row of a kind says ALL, NONE or names; names of earlier rows stay."""
    every = names_of(model)
    if everything:
        return every
    named: dict[str, set[str]] = {kind: set() for kind in every}
    whole = dict.fromkeys(every, False)
    for word, *rest in model.report.rows:
        kind = next((kind for start, kind in KINDS.items() if word.upper().startswith(start)), "")
        if kind and rest:
            whole[kind] = rest[0].upper() == "ALL"
            if rest[0].upper() not in ("ALL", "NONE"):
                named[kind] |= set(rest)
    return {kind: tuple(n for n in names if whole[kind] or n in named[kind]) for kind, names in every.items()}
