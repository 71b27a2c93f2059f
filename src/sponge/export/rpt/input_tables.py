# SPDX-License-Identifier: Apache-2.0
"""Tables of what the model is made of: those of [REPORT] INPUT YES."""

from __future__ import annotations

from collections.abc import Sequence

from sponge.engine.network import CONDUIT, PUMP
from sponge.export.rpt.input_sections import cross_sections, shapes
from sponge.export.rpt.reported_run import ReportedRun
from sponge.export.rpt.table_text import cell, titled
from sponge.model.compile.codes import LINK_OF_CODE, NODE_OF_CODE
from sponge.model.compile.sections import slope_of
from sponge.model.elements import RainGage
from sponge.physics.links.pump import IDEAL

DAY = 86400.0


def inputs(run: ReportedRun) -> list[str]:
    """All tables that the model has, in EPA SWMM's order."""
    model = run.model
    lines = _counts(run)
    lines += _pollutants(run) if model.pollutants else []
    lines += _land_uses(run) if model.land_uses else []
    lines += _gages(run) if model.gages else []
    lines += _subcatchments(run) if model.subcatchments else []
    lines += _lids(run) if model.lid_uses else []
    lines += _nodes(run) if model.node_order else []
    lines += [*_links(run), *cross_sections(run)] if model.link_order else []
    return [*lines, *shapes(run), ""]


def _table(title: str, heads: Sequence[str], width: int, rows: Sequence[str]) -> list[str]:
    return [*titled(title), *heads, "-" * width, *rows, ""]


def _counts(run: ReportedRun) -> list[str]:
    model = run.model
    rows = (
        ("rain gages", model.gages), ("subcatchments", model.subcatchments), ("nodes", model.node_order),
        ("links", model.link_order), ("pollutants", model.pollutants), ("land uses", model.land_uses),
    )  # fmt: skip
    return [*titled("Element Count"), *(f"{f'Number of {n} ':.<27} {len(v)}" for n, v in rows), ""]


def _pollutants(run: ReportedRun) -> list[str]:
    rows = []
    for p in run.model.pollutants.values():
        numbers = (p.rain / p.unit, p.groundwater / p.unit, p.decay * DAY)
        co = f"    {p.co_pollutant}  ({p.co_fraction:.2f})" if p.co_pollutant else ""
        rows.append(f"{p.name:<20} {p.units:>5}" + "".join(cell(value, 10, 2) for value in numbers) + co)
    heads = (
        "                             Ppt.      GW         Kdecay",
        "Name                 Units   Concen.   Concen.    1/days    CoPollutant",
    )
    return _table("Pollutant Summary", heads, 71, rows)


def _land_uses(run: ReportedRun) -> list[str]:
    rows = []
    for use in run.model.land_uses.values():
        numbers = (use.sweep_interval / DAY, use.sweep_availability, use.since_swept / DAY)
        rows.append(f"{use.name:<20} " + "".join(cell(value, 10, 2) for value in numbers))
    heads = (
        "                       Sweeping   Maximum      Last",
        "Name                   Interval   Removal     Swept",
    )
    return _table("Landuse Summary", heads, 51, rows)


def _gage(gage: RainGage) -> str:
    if gage.file:
        return f"{gage.name:<20} {gage.file:<30}"
    return f"{gage.name:<20} {gage.series:<30} {gage.form:<10} {int(gage.interval) // 60:3d} min."


def _gages(run: ReportedRun) -> list[str]:
    heads = (
        "                                                    Data       Recording",
        "Name                 Data Source                    Type       Interval ",
    )
    return _table("Raingage Summary", heads, 72, [_gage(gage) for gage in run.model.gages.values()])


def _subcatchments(run: ReportedRun) -> list[str]:
    units, rows = run.units.file, []
    for s in run.model.subcatchments.values():
        numbers = (s.area / units.land, s.width / units.length, 100.0 * s.impervious)
        cells = "".join(cell(value, 10, 2) for value in numbers) + cell(100.0 * s.slope, 10, 4)
        rows.append(f"{s.name:<20} {cells} {s.gage:<20} {s.outlet:<20}")
    head = "Name                       Area     Width   %Imperv    %Slope Rain Gage            Outlet              "
    return _table("Subcatchment Summary", (head,), 107, rows)


def _lids(run: ReportedRun) -> list[str]:
    rows, length = [], run.units.file.length
    for use in run.model.lid_uses.values():
        area = run.model.subcatchments[use.subcatchment].area
        numbers = (
            use.area / length**2, use.width / length, 100.0 * use.total_area / area, 100.0 * use.from_impervious,
            100.0 * use.from_pervious,
        )  # fmt: skip
        cells = "".join(f"  {cell(value, 10, 2)}" for value in numbers)
        rows.append(f"{use.subcatchment:<16} {use.control:<16}{use.number:6d}{cells}")
    heads = (
        "                                 No. of        Unit        Unit      % Area    % Imperv      % Perv",
        "Subcatchment     LID Control      Units        Area       Width     Covered     Treated     Treated",
    )
    return _table("LID Control Summary", heads, 99, rows)


def _nodes(run: ReportedRun) -> list[str]:
    model, nodes, rows = run.model, run.network.nodes, []
    given = (model.inflows, model.dry_weather, model.pollutant_inflows, model.pollutant_dry_weather, model.rdii)
    fed = {inflow.node for inflows in given for inflow in inflows}
    for k, name in enumerate(model.node_order):
        cells = cell(run.units.length(nodes.invert[k]), 10, 2) + cell(run.units.length(nodes.full_depth[k]), 10, 2)
        cells += cell(float(nodes.ponded_area[k]) / run.units.file.length**2, 10, 1)
        rows.append(f"{name:<20} {NODE_OF_CODE[nodes.kind[k]].word:<16}{cells}{'    Yes' if name in fed else ''}")
    heads = (
        "                                         Invert      Max.    Ponded    External",
        "Name                 Type                 Elev.     Depth      Area    Inflow  ",
    )
    return _table("Node Summary", heads, 79, rows)


def _links(run: ReportedRun) -> list[str]:
    model, links, rows = run.model, run.network.links, []
    for j, name in enumerate(model.link_order):
        link = model.link(name)
        row = f"{name:<16} {link.up:<16} {link.down:<16} "
        if links.kind[j] == PUMP:
            kind = run.network.structures.pumps.kind[links.index[j]]
            row += f"{'IDEAL' if kind == IDEAL else f'TYPE{kind}':<5} PUMP  "
        else:
            row += f"{LINK_OF_CODE[links.kind[j]].word:<12}"
        rows.append(row + (_conduit(run, j, name) if links.kind[j] == CONDUIT else ""))
    head = "Name             From Node        To Node          Type            Length    %Slope Roughness"
    return _table("Link Summary", (head,), 93, rows)


def _conduit(run: ReportedRun, j: int, name: str) -> str:
    """Length, slope and roughness."""
    conduit, links, conduits = run.model.conduits[name], run.network.links, run.network.conduits
    nodes = run.network.nodes
    ends = [nodes.invert[n[j]] + offset for n, offset in
            ((links.up, conduit.offset_up), (links.down, conduit.offset_down))]  # fmt: skip
    slope, roughness = 100.0 * slope_of(float(ends[0] - ends[1]), conduit.length, 0.0), conduit.roughness
    if not links.is_dummy[j]:
        c = links.index[j]
        slope, roughness = 100.0 * float(conduits.slope[c]) * int(links.direction[j]), float(conduits.roughness[c])
    return cell(conduit.length / run.units.file.length, 10, 1) + cell(slope, 10, 4) + cell(roughness, 10, 4)
