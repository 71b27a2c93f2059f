#!/usr/bin/env python3
"""Write an invented drainage network of any size as an .inp file.

    python benchmarks/synthetic.py 5000 big.inp

Rows of streets run east to a collector that runs south to the river. Pipes are sized by the rational method for a
design rain and then loaded with a larger one, so that part of the network surcharges and floods, as real ones do.
"""

from __future__ import annotations

import argparse
import math
from pathlib import Path

AREA = 0.35  # ha of a subcatchment
LENGTH = 70.0  # m of a conduit
SLOPE_ROW, SLOPE_COLLECTOR = 0.004, 0.002
ROUGHNESS = 0.013
DESIGN_INTENSITY = 60.0  # mm/h
RUNOFF_SHARE = 0.5
COVER = 1.2  # m of soil above the pipes' crowns
SIZES = [0.3, 0.35, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 1.0, 1.2, 1.4, 1.6, 1.8, 2.0, 2.2, 2.5, 2.8, 3.0, 3.5, 4.0]
STORM = [4, 6, 9, 14, 24, 60, 105, 72, 40, 24, 15, 10, 7, 5, 4, 3, 2, 2]  # mm/h in five minutes

OPTIONS = """\
[TITLE]
Invented network of {count} conduits

[OPTIONS]
FLOW_UNITS           CMS
INFILTRATION         HORTON
FLOW_ROUTING         DYNWAVE
START_DATE           01/01/2025
START_TIME           00:00:00
END_DATE             01/01/2025
END_TIME             {hours:02d}:00:00
REPORT_STEP          00:05:00
WET_STEP             00:01:00
DRY_STEP             00:30:00
ROUTING_STEP         5
VARIABLE_STEP        0.75
INERTIAL_DAMPING     PARTIAL
NORMAL_FLOW_LIMITED  BOTH
MAX_TRIALS           8
THREADS              1
"""


def diameter(hectares: float, slope: float) -> float:
    """The smallest pipe that carries the design rain of an area, flowing full (Manning)."""
    flow = RUNOFF_SHARE * DESIGN_INTENSITY / 3.6e6 * hectares * 1e4
    needed = (flow * ROUGHNESS * 4 ** (5 / 3) / (math.pi * math.sqrt(slope))) ** (3 / 8)
    return next((size for size in SIZES if size >= needed), SIZES[-1])


def layout(count: int) -> tuple[list[tuple], list[tuple]]:
    """Nodes (name, invert, depth) and conduits (name, from, to, diameter), from the river upwards."""
    columns = max(2, round(math.sqrt(count)))
    rows = math.ceil(count / columns)
    nodes, conduits, left = [], [], count
    invert = 10.0
    for row in range(rows):
        collector = diameter(AREA * columns * (rows - row), SLOPE_COLLECTOR)
        bed = invert
        for column in range(min(columns, left)):
            area = AREA * (columns - column)
            size = collector if column == 0 else diameter(area, SLOPE_ROW)
            down = ("RIVER" if row == 0 else f"N{row - 1}_0") if column == 0 else f"N{row}_{column - 1}"
            bed += LENGTH * (SLOPE_COLLECTOR if column == 0 else SLOPE_ROW)
            nodes.append((f"N{row}_{column}", bed, size + COVER))
            conduits.append((f"C{row}_{column}", f"N{row}_{column}", down, size))
            if column == 0:
                invert = bed
        left -= min(columns, left)
    return nodes, conduits


def network(count: int, hours: int = 4) -> str:
    """The text of an .inp file with ``count`` conduits, a subcatchment to each."""
    nodes, conduits = layout(count)
    names = [name for name, _, _ in nodes]
    sections = {
        "RAINGAGES": ["G INTENSITY 0:05 1.0 TIMESERIES STORM"],
        "SUBCATCHMENTS": [f"S{n} G {n} {AREA} {30 + 7 * i % 50} 60 {1 + i % 4} 0" for i, n in enumerate(names)],
        "SUBAREAS": [f"S{n} 0.013 0.2 1.5 4 25 OUTLET" for n in names],
        "INFILTRATION": [f"S{n} {50 + 5 * (i % 9)} {4 + i % 7} 4 6 0" for i, n in enumerate(names)],
        "JUNCTIONS": [f"{n} {invert:.4f} {depth:.2f} 0 0 0" for n, invert, depth in nodes],
        "OUTFALLS": ["RIVER 10.0 FREE NO"],
        "CONDUITS": [f"{n} {up} {down} {LENGTH} {ROUGHNESS} 0 0 0 0" for n, up, down, _ in conduits],
        "XSECTIONS": [f"{n} CIRCULAR {size} 0 0 0 1" for n, _, _, size in conduits],
        "TIMESERIES": [f"STORM {(15 + 5 * i) // 60}:{(15 + 5 * i) % 60:02d} {v}" for i, v in enumerate([*STORM, 0])],
    }
    parts = [OPTIONS.format(count=count, hours=hours)]
    parts += [f"[{name}]\n" + "\n".join(rows) + "\n" for name, rows in sections.items()]
    return "\n".join(parts)


def main() -> None:
    """Command line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("conduits", type=int)
    parser.add_argument("file", type=Path)
    parser.add_argument("--hours", type=int, default=4, help="length of the simulation")
    args = parser.parse_args()
    args.file.write_text(network(args.conduits, args.hours))


if __name__ == "__main__":
    main()
