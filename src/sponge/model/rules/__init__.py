# SPDX-License-Identifier: Apache-2.0
"""Control rules: from the lines of [CONTROLS] to a syntax tree, with every problem found on the way."""

from sponge.model.rules.parser import gages_of_rules, parse_rules
from sponge.model.rules.syntax import Action, Attribute, ControlRule, Expression, Number, Operation, Premise
from sponge.model.rules.words import COMMON_DAY

__all__ = [
    "COMMON_DAY", "Action", "Attribute", "ControlRule", "Expression", "Number", "Operation", "Premise",
    "gages_of_rules", "parse_rules",
]  # fmt: skip
