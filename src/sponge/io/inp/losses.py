# SPDX-License-Identifier: Apache-2.0
"""[LOSSES]: of conduits, and of regulators the flap gate, which may be set here too."""

from __future__ import annotations

from sponge.io.inp.row import Row
from sponge.io.inp.section import Output, Section
from sponge.io.inp.text import Lines, columns, num, quoted, yes_no
from sponge.model.model import Model


def read_losses(row: Row) -> None:
    """Link Inlet Outlet Average (Gated Seepage)."""
    row.need(4, "Conduit Inlet Outlet Average (Gated SeepageRate)")
    name = row.ref(0, "link")
    fields = {
        "loss_inlet": row.number(1, "loss coefficient", low=0.0),
        "loss_outlet": row.number(2, "loss coefficient", low=0.0),
        "loss_average": row.number(3, "loss coefficient", low=0.0),
        "flap_gate": row.flag(4, "flap gate"),
        "seepage": row.number(5, "seepage rate", 0.0) * row.context.units.rate,
    }
    if not row.failed:
        row.keep("losses", name, fields)


def write_losses(model: Model, out: Output) -> Lines:
    """Conduits with losses, seepage or a flap gate."""
    return [
        columns(quoted(c.name), num(c.loss_inlet), num(c.loss_outlet), num(c.loss_average), yes_no(c.flap_gate),
            num(c.seepage, out.units.rate))
        for c in model.conduits.values()
        if c.loss_inlet or c.loss_outlet or c.loss_average or c.flap_gate or c.seepage
    ]  # fmt: skip


LOSSES = Section(name="LOSSES", heading="[LOSS", read=read_losses, write=write_losses)
