"""A model with every kind of node and link, results of it without a run, and EPA SWMM's own files of it."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from typing import Any

import numpy as np

from sponge import read_inp
from sponge.engine.reporting.rows import LINK_ROW, NODE_ROW, SUBCATCHMENT_ROW, SYSTEM_ROW
from sponge.export.source import Source
from sponge.model.model import Model
from sponge.results.layout import layout_of, report_times
from sponge.results.writers.dataset import DatasetBuilder

MODEL = """\
[TITLE]
Every kind of node and link
[OPTIONS]
FLOW_UNITS {units}
INFILTRATION HORTON
FLOW_ROUTING DYNWAVE
START_DATE 01/30/2020
START_TIME 00:00:00
REPORT_START_DATE 01/30/2020
REPORT_START_TIME {report_start}
END_DATE 01/30/2020
END_TIME 01:00:00
REPORT_STEP 00:05:00
WET_STEP 00:01:00
DRY_STEP 00:05:00
ROUTING_STEP 5
[EVAPORATION]
CONSTANT 0.1
[RAINGAGES]
G INTENSITY 0:05 1.0 TIMESERIES RAIN
[SUBCATCHMENTS]
S1 G J1 5.0 50 400 1 0
S2 G S1 3.5 10 300 1 0
[SUBAREAS]
S1 0.012 0.2 0.05 0.1 25 OUTLET
S2 0.012 0.2 0.05 0.1 25 PERVIOUS 50
[INFILTRATION]
S1 3 0.5 4 7 0
S2 3 0.5 4 7 0
[JUNCTIONS]
J1 110.0 9.0 0 0 0
J2 109.0 0
J3 109.4 8.0
J4 107.0 8.0
J5 104.2 6.0
[OUTFALLS]
O1 105.0 FREE NO
O2 104.0 FIXED 104.2 YES
[DIVIDERS]
D1 108.0 C4 OVERFLOW 6
[STORAGE]
T1 104.5 12.0 0.5 FUNCTIONAL 0 0 2000 0 0
[CONDUITS]
C1 J1 J2 300 0.013 0.25 0
C2 J2 J3 200 0.013 0.1 0.3
C3 J3 D1 150 0.013 0 0
C4 D1 J4 150 0.02 0 0.5
C5 D1 O1 120 0.013 0 0
CD J5 O2 50 0.01 0 0
[PUMPS]
P1 T1 J4 PC ON 0.6 0.2
[ORIFICES]
R1 J3 T1 SIDE 1.5 0.65 NO 0
R2 J4 T1 BOTTOM 0 0.65 NO 0
[WEIRS]
W1 J2 T1 TRANSVERSE 3.5 3.3 NO 0 0 YES
[OUTLETS]
U1 T1 J5 1.0 FUNCTIONAL/DEPTH 0.1 0.5 NO
[XSECTIONS]
C1 CIRCULAR 1.5 0 0 0
C2 IRREGULAR X
C3 TRAPEZOIDAL 3 2 1 1
C4 RECT_CLOSED 2 3 0 0 2
C5 CIRCULAR 2 0 0 0
CD DUMMY 0 0 0 0
R1 CIRCULAR 1 0 0 0
R2 RECT_CLOSED 1 1 0 0
W1 RECT_OPEN 1.5 3 0 0
[TRANSECTS]
NC 0.05 0.05 0.03
X1 X 4 2 8 0 0 0 0 0 0
GR 4 0 1 2 1 8 4 10
[INFLOWS]
J1 FLOW "" FLOW 1.0 1.0 0.5
[CURVES]
PC PUMP2 0.5 0.3
PC 2.0 0.6
[TIMESERIES]
RAIN 0:00 1
RAIN 0:30 0.2
RAIN 0:45 0
"""
QUALITY = """\
[POLLUTANTS]
TSS MG/L 0 0 0 0 NO
Zinc UG/L 0 0 0 0 NO
Coli #/L 0 0 0 0 NO
[LANDUSES]
Town
[COVERAGES]
S1 Town 100
[WASHOFF]
Town TSS EMC 50 0 0 0
Town Zinc EMC 200 0 0 0
Town Coli EMC 900 0 0 0
"""
MAP = """\
[MAP]
DIMENSIONS 0 0 100 100
UNITS {units}
{crs}
[COORDINATES]
J1 0 0
J2 10 0
J3 20 5
D1 30 5
O1 40 5
T1 20 -5
[VERTICES]
C2 15 0
C2 18 3
C5 35 9
[POLYGONS]
S1 0 0
S1 0 10
S1 10 10
S1 10 0
S2 20 0
S2 30 0
S2 30 10
S2 20 0
"""
EVERYTHING = "[REPORT]\nSUBCATCHMENTS ALL\nNODES ALL\nLINKS ALL\n"
EPA = """
import sys
from swmm.toolkit import solver
solver.swmm_open(*sys.argv[1:])
solver.swmm_start(1)
while solver.swmm_step() > 0:
    pass
solver.swmm_end()
solver.swmm_report()
solver.swmm_close()
"""


def model_text(
    units: str = "CFS", quality: bool = False, report: str = EVERYTHING, report_start: str = "00:00:00"
) -> str:
    """The .inp of it."""
    return MODEL.format(units=units, report_start=report_start) + (QUALITY if quality else "") + report


def model_of(folder: Path, text: str) -> Model:
    """The model of a text, in a file of a folder."""
    path = folder / "model.inp"
    path.write_text(text, encoding="utf-8")
    return read_inp(path)


class Rows:
    """Rows of the engine with numbers that tell where they are from."""

    def __init__(self, model: Model, periods: int, scale: float):
        def block(rows: int, *elements: int) -> np.ndarray:
            count = np.arange(rows * int(np.prod(elements)), dtype=np.float32).reshape(rows, *elements, 1)
            found = np.stack([1.0 + count / 7.0 + period / 3.0 for period in range(periods)])
            return (scale * found).astype(np.float32)

        sizes = {"subcatchment": len(model.subcatchments), "node": len(model.node_order), "link": len(model.link_order)}
        tables = (("subcatchment", SUBCATCHMENT_ROW), ("node", NODE_ROW), ("link", LINK_ROW))
        for table, rows in tables:
            setattr(self, table, block(len(rows), sizes[table]))
            setattr(self, f"{table}_quality", block(1, max(len(model.pollutants), 1), sizes[table]))
        self.system = block(len(SYSTEM_ROW))


def source_of(model: Model, summary: dict[str, Any] | None = None, scale: float = 1.0) -> Source:
    """Results as of a run of the model."""
    builder = DatasetBuilder(layout_of(model))
    times = report_times(model)
    builder.extend(times, Rows(model, len(times), scale))
    builder.summarise(summary or {})
    return Source("results.nc", builder.dataset(), model=model)


def epa_files(model: Model) -> tuple[Path, Path]:
    """EPA SWMM's report and results of a model."""
    assert model.path
    files = model.path.with_suffix(".rpt"), model.path.with_name("epa.out")
    command = [sys.executable, "-c", EPA, str(model.path), *map(str, files)]
    subprocess.run(command, check=True, timeout=120, capture_output=True)
    return files


def summary_of(model: Model, **values: Any) -> dict[str, np.ndarray]:
    """Nothing of everything that the engine sums, but for these values of one element or all."""
    layout = layout_of(model)
    found = {v.key: np.zeros((*layout.sizes_of(v.table), 1)) for v in layout.summaries}
    return found | {
        name: np.broadcast_to(value, found[name][..., 0].shape)[..., None] for name, value in values.items()
    }
