# SPDX-License-Identifier: Apache-2.0
"""The whole report, table after table in EPA SWMM's order."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from sponge.export.epa_out import variables_of
from sponge.export.reported import reported
from sponge.export.rpt.actions import actions
from sponge.export.rpt.continuity import ledgers
from sponge.export.rpt.head import about, flag, foot, head, options
from sponge.export.rpt.input_tables import inputs
from sponge.export.rpt.links import links
from sponge.export.rpt.nodes import nodes
from sponge.export.rpt.rain_files import rain_files
from sponge.export.rpt.reported_run import ReportedRun
from sponge.export.rpt.routing import rdii, routing
from sponge.export.rpt.series import series
from sponge.export.rpt.streets import streets
from sponge.export.rpt.surfaces import surfaces
from sponge.export.source import Source
from sponge.io.aside import aside


def write(source: Source, path: Path, *, everything: bool = False) -> tuple[str, ...]:
    """Write the report; with ``everything`` series of all elements, not only of those that [REPORT] selects."""
    run = ReportedRun(source)
    names = reported(source.model, everything)
    source.need(variables_of(source.model, names), "a .rpt file")
    before = [*head(run), *about(run)]
    summaries = [] if flag(run, "DISABLED", False) else list(_summaries(run))
    source.need(list(run.missing), "a .rpt file")
    with aside(path) as part, part.open("w", encoding="utf-8", newline="\n") as file:
        for line in (*before, *summaries):
            file.write(f"  {line}\n" if line else "  \n")
        for line in series(run, names) if summaries else ():
            file.write(f"  {line}\n")
        file.write("\n".join(f"  {line}" for line in foot(run)))
    return ()


def _summaries(run: ReportedRun) -> Iterator[str]:
    routed = bool(run.model.link_order) and not run.model.options.ignore_routing
    yield from inputs(run) if flag(run, "INPUT", False) else ()
    yield from options(run)
    yield from rain_files(run)
    yield from rdii(run) if run.model.rdii and not run.model.options.ignore_rdii else ()
    yield from actions(run) if flag(run, "CONTROL", False) else ()
    if flag(run, "CONTINUITY", True):
        yield from ledgers(run)
    if flag(run, "FLOWSTATS", True) and run.model.link_order:
        yield from routing(run)
    yield from surfaces(run)
    if routed:
        yield from nodes(run)
        yield from streets(run) if run.model.streets else ()
        yield from links(run)
