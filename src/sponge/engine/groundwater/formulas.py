# SPDX-License-Identifier: Apache-2.0
"""Values of the formulas of [GWF]."""

from __future__ import annotations

from sponge.base.compiler import kernel
from sponge.engine.controls.operators import operate
from sponge.engine.groundwater.tables import CONSTANT, FIRST_OPERATOR


@kernel
def evaluate_formulas(formulas, operand, g, variables, lane):
    """Bring the operands of aquifer g up to date; ``variables`` are SI, in the order of VARIABLES."""
    for i in range(formulas.first[g], formulas.first[g + 1]):
        kind, number = formulas.kind[i], formulas.number[i, lane]
        if kind == CONSTANT:
            operand[i, lane] = number
        elif kind < CONSTANT:
            operand[i, lane] = variables[kind] * number
        else:
            operand[i, lane] = operate(
                kind - FIRST_OPERATOR, operand[formulas.left[i], lane], operand[formulas.right[i], lane]
            )


@kernel
def formula_flow(formulas, operand, g, which, otherwise, lane):
    """Flow [m/s] by the LATERAL or the DEEP formula; ``otherwise`` without one, 0 where it has no value."""
    root = formulas.root[g, which]
    if root < 0:
        return otherwise
    flow = operand[root, lane] * formulas.factor[which, lane]
    return flow if abs(flow) < 1e300 else 0.0
