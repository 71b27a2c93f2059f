# SPDX-License-Identifier: Apache-2.0
"""Formulas of [GWF]: the grammar of control expressions over the state of an aquifer, in the model's own units.

HGW, HSW, HCB and HGS: water table, surface water, threshold of flow and ground above the aquifer's bottom; KS and K:
saturated and present conductivity; THETA and PHI: moisture and porosity; FI and FU: infiltration and percolation; A:
area of the subcatchment.
"""

from __future__ import annotations

from sponge.model.groundwater import GroundwaterExpression
from sponge.model.rules.expressions import names_in, parse_expression
from sponge.model.rules.syntax import Attribute, Expression
from sponge.model.rules.words import keyword

VARIABLES = ("HGW", "HSW", "HCB", "HGS", "KS", "K", "THETA", "PHI", "FI", "FU", "A")


def tree_of(expression: GroundwaterExpression) -> Expression:
    """The syntax tree of a formula; its variables are attributes of GROUNDWATER. Raises ClauseError."""
    return parse_expression(expression.text, _Variables(), "one of " + ", ".join(VARIABLES))


def read_by_beginning(expression: GroundwaterExpression) -> dict[str, str]:
    """Names in a formula that only begin with a variable -> that variable."""
    found = {name: keyword(name, VARIABLES) for name in names_in(expression.text)}
    return {name: word for name, word in found.items() if word and word != name.upper()}


class _Variables(dict[str, Expression]):
    """The variables by name; one counts by its beginning, as for EPA SWMM: Ksat is KS."""

    def __init__(self) -> None:
        super().__init__({name: Attribute("GROUNDWATER", "", name) for name in VARIABLES})

    def __getitem__(self, name: str) -> Expression:
        return super().__getitem__(keyword(name, VARIABLES) or name)
