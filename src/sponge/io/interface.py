"""Routing interface files: outlet flows that one model saves and another takes in (SWMM 5 User's Manual, 11.7).

A text file: a first line that names the format, a title, the step, the constituents, the nodes, a heading, then a row a
node and time. Only flows are read; quality columns are passed over.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime
from pathlib import Path

import numpy as np

from sponge.base.errors import ModelError, Problem
from sponge.base.units import FLOW_UNITS

Series = tuple[np.ndarray, np.ndarray]  # times s since 1970-01-01, flows m3/s


def read_interface(path: Path) -> dict[str, Series]:
    """Flows by node from an interface file. Raises ModelError with the line that is wrong."""
    try:
        lines = path.read_text(encoding="utf-8", errors="replace").splitlines()
    except OSError as error:
        raise ModelError([Problem(f"cannot read the inflow interface file: {error.strerror}", str(path))]) from error
    at = 0
    try:
        if not lines[0].split()[0].upper().startswith("SWMM5"):
            raise ValueError("the first line does not say SWMM5")
        n_constituents = int(lines[3].split()[0])
        at = 4
        name, unit = lines[4].split()[:2]
        if name.upper() != "FLOW" or unit.upper() not in FLOW_UNITS:
            raise ValueError("the first constituent is not FLOW in units of SWMM's")
        factor = FLOW_UNITS[unit.upper()]
        at = 4 + n_constituents
        n_nodes = int(lines[at].split()[0])
        nodes = [line.strip() for line in lines[at + 1 : at + 1 + n_nodes]]
        flows: dict[str, list[tuple[float, float]]] = {node: [] for node in nodes}
        first = at + 2 + n_nodes
        for at in range(first, len(lines)):
            tokens = lines[at].split()
            if tokens:
                year, month, day, hour, minute, second = (int(t) for t in tokens[1:7])
                moment = datetime(year, month, day, hour, minute, second, tzinfo=UTC).timestamp()
                flows[tokens[0]].append((moment, float(tokens[7]) * factor))
    except (IndexError, ValueError, KeyError) as error:
        text = f"not a SWMM5 routing interface file: {error}"
        raise ModelError([Problem(text, str(path), at + 1, "FILES")]) from error
    return {node: (np.array([t for t, _ in rows]), np.array([q for _, q in rows])) for node, rows in flows.items()}


def write_interface(
    path: Path, title: str, flow_units: str, step: float, nodes: list[str], rows: Iterable[tuple[datetime, np.ndarray]]
) -> None:
    """Write outlet flows [m3/s], one row (moment, flows (node,)) a reporting time."""
    factor = FLOW_UNITS[flow_units]
    with path.open("w", encoding="utf-8") as file:
        file.write(f"SWMM5 Interface File\n{title}\n{int(step):<4d} - reporting time step in sec\n")
        file.write(f"1    - number of constituents as listed below:\nFLOW {flow_units}\n")
        file.write(f"{len(nodes):<4d} - number of nodes as listed below:\n")
        file.writelines(f"{node}\n" for node in nodes)
        file.write("Node             Year Mon Day Hr  Min Sec FLOW      \n")
        for moment, flows in rows:
            stamp = moment.strftime("%Y %m  %d  %H  %M  %S")
            file.writelines(f"{n:<16s} {stamp}  {q / factor:<10f}\n" for n, q in zip(nodes, flows, strict=True))
