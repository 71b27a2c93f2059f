# SPDX-License-Identifier: Apache-2.0
"""Treatment expressions as arrays: operands one after another, each after what it works on."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np

from sponge.engine.quality import tables as qt
from sponge.model import quality as ql
from sponge.model.compat import corrections
from sponge.model.compile.columns import integers, numbers
from sponge.model.compile.operators import operator_code
from sponge.model.index import Index
from sponge.model.model import Model
from sponge.model.rules.syntax import Attribute, Expression, Number
from sponge.model.treatment import REMOVAL, Parsed, parse_treatments

PROCESS = {"HRT": qt.HRT, "DT": qt.DT, "FLOW": qt.FLOW, "DEPTH": qt.DEPTH, "AREA": qt.AREA}


@dataclass
class Operands:
    """Collects the operands of all equations."""

    model: Model
    factors: dict[int, float]  # kind of a hydraulic value -> what makes SI the file's units
    place: dict[str, int]  # pollutant -> its place
    units: list[float]  # of each pollutant: what makes a concentration of the file kg/m3
    rows: list[tuple[int, int, int, float]] = field(default_factory=list)  # kind, left, right, number

    def add(self, tree: Expression, mixed: set[str]) -> int:
        """The operands of a tree; the place of the last. ``mixed`` are pollutants whose concentration is that of the
        mixture at the node; of others it is that of the inflow."""
        if isinstance(tree, Number):
            row = (qt.CONSTANT, 0, 0, tree.value)
        elif isinstance(tree, Attribute):
            row = self._attribute(tree, mixed)
        else:
            left, *right = [self.add(argument, mixed) for argument in tree.arguments]
            kind = qt.FIRST_OPERATOR + operator_code(self.model, tree.operator)
            row = (kind, left, right[0] if right else left, 0.0)
        self.rows.append(row)
        return len(self.rows) - 1

    def _attribute(self, a: Attribute, mixed: set[str]) -> tuple[int, int, int, float]:
        if a.attribute in PROCESS:
            kind = PROCESS[a.attribute]
            return kind, 0, 0, self.factors[kind]
        p = self.place[a.name]
        if a.attribute == REMOVAL:
            return qt.REMOVED_PART, p, 0, 1.0
        return qt.MIXED if a.name in mixed else qt.ENTERING, p, 0, 1.0 / self.units[p]


def compile_treatments(model: Model, index: Index, pollutants: dict[str, ql.Pollutant]) -> qt.Treatments:
    """Treatments of one lane; the model is sound, so every expression can be read."""
    units = model.formula_units
    factors = {
        qt.HRT: 1.0 / 3600.0, qt.DT: 1.0, qt.FLOW: 1.0 / units.flow, qt.DEPTH: 1.0 / units.length,
        qt.AREA: 1.0 / units.area,
    }  # fmt: skip
    by_file = [p.unit for p in pollutants.values()]
    operands = Operands(model, factors, {name: p for p, name in enumerate(pollutants)}, by_file)
    nodes: dict[str, list[Parsed]] = parse_treatments(model)[0] if pollutants else {}
    first_operand, equations, treats = [0], [], np.zeros((len(nodes), len(pollutants)), np.int64)
    place = np.full(len(index.nodes), -1, np.int64)
    for k, (node, parsed) in enumerate(nodes.items()):
        place[index.nodes[node]] = k
        for one in parsed:
            p = operands.place[one.treatment.pollutant]
            treats[k, p] = 1
            operands.add(one.tree, _mixed(model, one, parsed))
            first_operand.append(len(operands.rows))
            equations.append((p, qt.REMOVES if one.kind == REMOVAL else qt.LEAVES, by_file[p]))
    kinds, left, right, number = zip(*operands.rows, strict=True) if operands.rows else ((),) * 4
    return qt.Treatments(
        node=integers(index.nodes[node] for node in nodes), place=place,
        first=np.concatenate([[0], np.cumsum([len(p) for p in nodes.values()])]).astype(np.int64), treats=treats,
        pollutant=integers(e[0] for e in equations), kind=integers(e[1] for e in equations),
        first_operand=integers(first_operand), operand=integers(kinds), left=integers(left), right=integers(right),
        number=numbers(number), unit=numbers(e[2] for e in equations),
    )  # fmt: skip


def _mixed(model: Model, equation: Parsed, others: list[Parsed]) -> set[str]:
    """Pollutants whose concentration in an equation is that at the node: of all in a C, of none in an R.

    EPA SWMM asks of each pollutant by what equation it is treated itself.
    """
    if corrections(model.options.compat).treatment_by_equation:
        return set(model.pollutants) if equation.kind != REMOVAL else set()
    return {one.treatment.pollutant for one in others if one.kind != REMOVAL}
