# SPDX-License-Identifier: Apache-2.0
"""Operators of expressions as kernels know them."""

from __future__ import annotations

from sponge.engine.controls.tables import OPERATORS
from sponge.model.compat import corrections
from sponge.model.model import Model


def operator_code(model: Model, operator: str) -> int:
    """Place of an operator in OPERATORS: of ^, the one that knows negative bases or the one that takes them as none."""
    if operator == "^" and corrections(model.options.compat).negative_bases == 0.0:
        operator = "^+"
    return OPERATORS.index(operator)
