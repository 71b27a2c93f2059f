# SPDX-License-Identifier: Apache-2.0
"""Tables of cross sections: sizes of conduits, and areas, radii and widths of shapes, transects and streets."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from sponge.engine.network import CONDUIT
from sponge.export.rpt.reported_run import ReportedRun
from sponge.export.rpt.table_text import cell, titled
from sponge.model.compile.sections import section_of
from sponge.model.links import CrossSection
from sponge.physics.sections.shape import Shape

ROWS, BESIDE = 50, 5  # depths of a table, numbers in a line
HEADS = (
    "                                      Full     Full     Hyd.     Max.   No. of     Full",
    "Conduit          Shape               Depth     Area     Rad.    Width  Barrels     Flow",
)


def cross_sections(run: ReportedRun) -> list[str]:
    """A row a conduit."""
    links, conduits, rows = run.network.links, run.network.conduits, []
    length = run.units.file.length
    for j in np.flatnonzero(links.kind == CONDUIT):
        name = run.model.link_order[j]
        section = run.model.conduits[name].section
        sizes, flow = (0.0, 0.0, 0.0, 0.0), 0.0
        if not links.is_dummy[j]:
            c = links.index[j]
            sizes = (
                conduits.full_depth[c] / length, conduits.full_area[c] / length**2, conduits.full_radius[c] / length,
                conduits.max_width[c] / length,
            )  # fmt: skip
            flow = float(run.units.flow(conduits.full_flow[c]))
        cells = " ".join(cell(float(size), 8, 2) for size in sizes)
        rows.append(f"{name:<16} {section.reference or section.shape:<16} {cells}      {section.barrels:3d} "
                    f"{cell(flow, 8, 2)}")  # fmt: skip
    return [*titled("Cross Section Summary"), *HEADS, "-" * 87, *rows, ""]


def shapes(run: ReportedRun) -> list[str]:
    """Custom shapes in use, all transects and all streets: shares of the full values at fiftieths of the depth."""
    model, lines = run.model, []
    used: dict[str, CrossSection] = {}
    for conduit in model.conduits.values():
        if conduit.section.shape == "CUSTOM":
            used.setdefault(conduit.section.reference, conduit.section)
    kinds = (
        ("Shape", used), ("Transect", {n: CrossSection("IRREGULAR", reference=n) for n in model.transects}),
        ("Street", {n: CrossSection("STREET", reference=n) for n in model.streets}),
    )  # fmt: skip
    for word, sections in kinds:
        if sections:
            lines += titled(f"{word} Summary")
        for name, section in sections.items():
            lines += ["", f"{word} {name}", *_rows(section_of(model, section))]
        lines += [""] if sections else []
    return lines


def _rows(shape: Shape) -> Iterator[str]:
    at = np.arange(1, ROWS + 1) / ROWS
    for head, ratio in (("Area:  ", shape.area), ("Hrad:  ", shape.radius), ("Width: ", shape.width)):
        yield head
        values = np.asarray(ratio(at), float)
        for first in range(0, ROWS, BESIDE):
            yield "        " + "".join(f"{value:10.4f} " for value in values[first : first + BESIDE])
