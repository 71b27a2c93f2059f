# SPDX-License-Identifier: Apache-2.0
"""A sizing of LID units as a table."""

from __future__ import annotations

from collections.abc import Sequence

from sponge.report.text.lid import columns
from sponge.sweep.sizing import Sizing
from sponge.words import Words

HECTARE = 1e4


def sizing_text(found: Sequence[Sizing], sweep: str, language: str) -> str:
    """A line a zone, and what to do next."""
    say = Words(language)
    head = (say("zone"), say("area, ha"), say("runoff coefficient"), say("depth, mm"), say("needed, m3"),
            say("held, m3"), say("LID area, ha"), say("of the zone, %"), "")  # fmt: skip
    rows = [
        (one.zone, f"{one.area / HECTARE:,.1f}", f"{one.coefficient:.3f}", f"{one.depth:.1f}", f"{one.need:,.0f}",
         f"{one.have:,.0f}", f"{one.lid_area / HECTARE:,.2f}",
         f"{100.0 * one.lid_area / one.area:.1f}" if one.area else "-", "" if one.reached else say("not enough units"))
        for one in found
    ]  # fmt: skip
    short = sum(not one.reached for one in found)
    lines = [*columns([head, *rows]), ""]
    lines += [say("{short} of {all} zones have not enough units", short=short, all=len(found))] if short else []
    lines += [say("Next: sponge sweep {sweep} -o sized.nc && sponge assess sized.nc", sweep=sweep)]
    return "\n".join(lines)
