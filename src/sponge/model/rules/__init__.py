"""Control rules: from the lines of [CONTROLS] to a syntax tree, with every problem found on the way."""

from sponge.model.rules.parser import parse_rules
from sponge.model.rules.syntax import Action, Attribute, ControlRule, Expression, Number, Operation, Premise

__all__ = ["Action", "Attribute", "ControlRule", "Expression", "Number", "Operation", "Premise", "parse_rules"]
