# SPDX-License-Identifier: Apache-2.0
"""Unit hydrographs and the nodes that they feed."""

from __future__ import annotations

from sponge.base.did_you_mean import did_you_mean
from sponge.model.rdii import RESPONSES, UnitHydrograph
from sponge.model.validation.findings import Findings

MONTHS = range(12)
MOST = 1.01  # sum of the ratios R, with what is forgiven for rounding (EPA SWMM)


def check_rdii(found: Findings) -> None:
    """What RDII is made of; unit hydrographs that no node uses may be anything."""
    model = found.model
    used = {inflow.hydrograph for inflow in model.rdii}
    for hydrograph in model.hydrographs.values():
        if hydrograph.name in used:
            _check_gage(found, hydrograph)
            _check_shape(found, hydrograph)
    for inflow in model.rdii:
        if inflow.area < 0.0:
            found.bad(f"RDII of node {inflow.node!r}: the sewershed area cannot be negative", "RDII", inflow.line)


def _check_gage(found: Findings, hydrograph: UnitHydrograph) -> None:
    gages = found.model.gages
    if not hydrograph.gage:
        found.bad_element("hydrographs", hydrograph, "it has no rain gage", "add a row with its name and a gage's")
    elif hydrograph.gage not in gages:
        hint = did_you_mean(hydrograph.gage, gages)
        found.bad_element("hydrographs", hydrograph, f"gage {hydrograph.gage!r} is not defined", hint)


def _check_shape(found: Findings, hydrograph: UnitHydrograph) -> None:
    said = set()
    for month in MONTHS:
        total = 0.0
        for word in RESPONSES:
            response = getattr(hydrograph, word)
            if response.time_to_peak[month] * (1.0 + response.recession[month]) == 0.0:
                continue
            if min(response.time_to_peak[month], response.recession[month]) < 0.0:
                said.add(f"{word} response: T and K cannot be negative")
            if response.ratio[month] < 0.0:
                said.add(f"{word} response: R cannot be negative")
            total += max(response.ratio[month], 0.0)
        if total > MOST:
            said.add(f"the ratios R add up to {total:g}, more than all of the rain")
    for message in sorted(said):
        found.bad_element("hydrographs", hydrograph, message)
