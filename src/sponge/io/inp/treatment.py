# SPDX-License-Identifier: Apache-2.0
"""[TREATMENT]."""

from __future__ import annotations

from sponge.io.inp.row import Row
from sponge.io.inp.section import Output, Section, rows_of
from sponge.io.inp.text import Lines, columns, quoted
from sponge.model import quality as ql
from sponge.model.model import Model


def read_treatment(row: Row) -> None:
    """Node Pollutant R = ... or C = ...; what stands there is checked with the whole model."""
    row.need(3, "Node Pollutant R = expression, or C = expression")
    node, pollutant = row.ref(0, "node"), row.ref(1, "pollutant")
    if not row.failed:
        text = " ".join(row.tokens[2:])
        row.keep("treatments", (node, pollutant), ql.Treatment(node, pollutant, text, line=row.line))


def write_treatments(model: Model, _: Output) -> Lines:
    """A node and pollutant a row."""
    return [columns(quoted(t.node), quoted(t.pollutant), t.expression) for t in model.treatments]


TREATMENT = Section(
    name="TREATMENT", heading="[TREATMENT", read=read_treatment, write=write_treatments, build=rows_of("treatments")
)
