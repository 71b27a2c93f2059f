"""Small models and files by the names that pages of the documents use for a reader's own."""

from __future__ import annotations

from pathlib import Path

import numpy as np

import sponge

TOWN = """[TITLE]
A town of two streets
[OPTIONS]
FLOW_UNITS CMS
FLOW_ROUTING DYNWAVE
INFILTRATION HORTON
START_DATE {day}
END_DATE {day}
END_TIME 23:00:00
REPORT_STEP 00:15:00
WET_STEP 00:05:00
DRY_STEP 00:05:00
ROUTING_STEP 30
[RAINGAGES]
G VOLUME 0:15 1 TIMESERIES rain
[SUBCATCHMENTS]
S1 G J1 4 50 200 0.5 0
S2 G N1 6 60 250 0.5 0
[SUBAREAS]
S1 0.015 0.2 1 3 25 OUTLET
S2 0.015 0.2 1 3 25 OUTLET
[INFILTRATION]
S1 30 5 4 7 0
S2 30 5 4 7 0
[JUNCTIONS]
J1 10 3
N1 10 3
N3 9 3
[OUTFALLS]
OUT 8 FREE
OUT_RIVER 8 FREE
[CONDUITS]
C12 J1 OUT 400 0.013 0 0
C2 N1 N3 300 0.013 0 0
C3 N3 OUT_RIVER 300 0.013 0 0
[XSECTIONS]
C12 CIRCULAR 1.0 0 0 0
C2 CIRCULAR 1.0 0 0 0
C3 CIRCULAR 1.0 0 0 0
[TIMESERIES]
rain 1:00 3
rain 1:15 9
rain 1:30 4
rain 1:45 0
[COORDINATES]
J1 0 0
OUT 400 0
N1 0 100
N3 300 100
OUT_RIVER 600 100
[POLYGONS]
S1 0 0
S1 200 0
S1 200 80
S1 0 80
S2 0 90
S2 200 90
S2 200 200
S2 0 200
"""


def town(path: Path, day: str = "06/30/2020") -> Path:
    """The model as a file; its day as month/day/year."""
    path.write_text(TOWN.format(day=day), encoding="utf-8")
    return path


def observations(results: Path, path: Path) -> Path:
    """Flows of C12 and depths at J1 as results have them, read badly: a tenth too much, and a gap."""
    with sponge.open(results) as ds:
        flows, depths = 1.1e3 * ds.link_flow.sel(link="C12"), ds.node_depth.sel(node="J1")
        times = np.datetime_as_string(ds.time.values, unit="s")
        rows = [f"{t},{q:.2f},{h:.3f}" for t, q, h in zip(times, flows.values, depths.values, strict=True)]
    rows[3] = f"{times[3]},,"
    path.write_text("time,C12 [L/s],node_depth:J1 [m]\n" + "\n".join(rows) + "\n", encoding="utf-8")
    return path
