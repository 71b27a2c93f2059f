"""Formulas of [GWF]: the grammar of control expressions over the state of an aquifer, in the model's own units.

HGW, HSW, HCB and HGS: water table, surface water, threshold of flow and ground above the aquifer's bottom; KS and K:
saturated and present conductivity; THETA and PHI: moisture and porosity; FI and FU: infiltration and percolation; A:
area of the subcatchment.
"""

from __future__ import annotations

from sponge.model.groundwater import GroundwaterExpression
from sponge.model.rules.expressions import parse_expression
from sponge.model.rules.syntax import Attribute, Expression

VARIABLES = ("HGW", "HSW", "HCB", "HGS", "KS", "K", "THETA", "PHI", "FI", "FU", "A")


def tree_of(expression: GroundwaterExpression) -> Expression:
    """The syntax tree of a formula; its variables are attributes of GROUNDWATER. Raises ClauseError."""
    return parse_expression(expression.text, {name: Attribute("GROUNDWATER", "", name) for name in VARIABLES})
