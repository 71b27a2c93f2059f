# SPDX-License-Identifier: Apache-2.0
"""What the solver that was asked for does not take: named, with the solver that does."""

from __future__ import annotations

from sponge.model.validation.findings import Findings

OTHERWISE = "--solver picard takes it"


def check_solver(found: Findings) -> None:
    """``implicit`` has no Preissmann slot, no inlet control, nothing that hands on what reaches its node, and no
    pollutants."""
    model = found.model
    options = model.options
    if options.solver != "implicit" or options.routing != "DYNWAVE" or options.ignore_routing:
        return
    if options.surcharge_method == "SLOT":
        line, hint = model.option_lines.get("SURCHARGE_METHOD", 0), f"SURCHARGE_METHOD EXTRAN, or {OTHERWISE}"
        found.bad("the implicit solver has no Preissmann slot", "OPTIONS", line, hint)
    for conduit in model.conduits.values():
        if conduit.section.shape == "DUMMY":
            found.bad_element("conduits", conduit, "the implicit solver has no DUMMY conduits", OTHERWISE)
        elif conduit.section.culvert > 0:
            message = f"the implicit solver has no inlet control (culvert code {conduit.section.culvert})"
            found.bad_element("conduits", conduit, message, OTHERWISE)
    for pump in model.pumps.values():
        if not pump.curve:
            found.bad_element("pumps", pump, "the implicit solver has no ideal pumps", f"give a curve, or {OTHERWISE}")
    if not options.ignore_quality:
        for pollutant in model.pollutants.values():
            found.bad_element("pollutants", pollutant, "the implicit solver routes no pollutants",
                              f"IGNORE_QUALITY YES, or {OTHERWISE}")  # fmt: skip
    for use in model.inlet_uses:
        message = f"the implicit solver has no street inlets (conduit {use.link!r})"
        found.bad(message, "INLET_USAGE", use.line, OTHERWISE)
