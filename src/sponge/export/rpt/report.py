# SPDX-License-Identifier: Apache-2.0
"""The whole report, table after table in EPA SWMM's order."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from sponge.export.epa_out import variables_of
from sponge.export.reported import reported
from sponge.export.rpt.actions import actions
from sponge.export.rpt.continuity import ledgers
from sponge.export.rpt.frame import Frame
from sponge.export.rpt.head import about, flag, foot, head, options
from sponge.export.rpt.input_tables import inputs
from sponge.export.rpt.links import links
from sponge.export.rpt.nodes import nodes
from sponge.export.rpt.rain_files import rain_files
from sponge.export.rpt.routing import rdii, routing
from sponge.export.rpt.series import series
from sponge.export.rpt.streets import streets
from sponge.export.rpt.surfaces import surfaces
from sponge.export.source import Source
from sponge.io.aside import aside


def write(source: Source, path: Path, *, everything: bool = False) -> tuple[str, ...]:
    """Write the report; with ``everything`` series of all elements, not only of those that [REPORT] selects."""
    frame = Frame(source)
    names = reported(source.model, everything)
    source.need(variables_of(source.model, names), "a .rpt file")
    before = [*head(frame), *about(frame)]
    summaries = [] if flag(frame, "DISABLED", False) else list(_summaries(frame))
    source.need(list(frame.missing), "a .rpt file")
    with aside(path) as part, part.open("w", encoding="utf-8", newline="\n") as file:
        for line in (*before, *summaries):
            file.write(f"  {line}\n" if line else "  \n")
        for line in series(frame, names) if summaries else ():
            file.write(f"  {line}\n")
        file.write("\n".join(f"  {line}" for line in foot(frame)))
    return ()


def _summaries(frame: Frame) -> Iterator[str]:
    routed = bool(frame.model.link_order) and not frame.model.options.ignore_routing
    yield from inputs(frame) if flag(frame, "INPUT", False) else ()
    yield from options(frame)
    yield from rain_files(frame)
    yield from rdii(frame) if frame.model.rdii and not frame.model.options.ignore_rdii else ()
    yield from actions(frame) if flag(frame, "CONTROL", False) else ()
    if flag(frame, "CONTINUITY", True):
        yield from ledgers(frame)
    if flag(frame, "FLOWSTATS", True) and frame.model.link_order:
        yield from routing(frame)
    yield from surfaces(frame)
    if routed:
        yield from nodes(frame)
        yield from streets(frame) if frame.model.streets else ()
        yield from links(frame)
