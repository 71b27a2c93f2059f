#!/usr/bin/env python3
"""A year of continuous rain at 5 min on 500 subcatchments with LID units, against EPA SWMM in the same run.

    python benchmarks/lid.py [--subcatchments 500] [--days 365] [--lanes 1 8] [--json lid.json]

The rain is that of `sponge storm generated`, about 540 mm; the subcatchments carry bioretention cells, green
roofs, pavements, swales, trenches and barrels in turn and drain to one outfall by no more than their outlet: what is
timed is runoff. Times are processor time of the engines alone, compiled before.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

for variable in ("NUMBA_NUM_THREADS", "OMP_NUM_THREADS"):
    os.environ.setdefault(variable, "1")

EPA = """
import sys, time
from swmm.toolkit import solver
begun = time.process_time()
solver.swmm_open(sys.argv[1], sys.argv[1] + ".rpt", "")
solver.swmm_start(0)
while solver.swmm_step() > 0:
    pass
solver.swmm_end()
seconds = time.process_time() - begun
print(seconds, solver.swmm_get_mass_balance()[0])
solver.swmm_close()
"""
HEAD = """[OPTIONS]
FLOW_UNITS CMS
INFILTRATION HORTON
FLOW_ROUTING KINWAVE
IGNORE_ROUTING YES
START_DATE 01/01/2021
END_DATE {end}
REPORT_STEP 24:00:00
WET_STEP 00:05:00
DRY_STEP 01:00:00
ROUTING_STEP 300
[EVAPORATION]
MONTHLY 0.8 1.3 2.4 3.6 4.3 5.3 3.6 3.2 2.7 2.1 1.3 0.8
[RAINGAGES]
G INTENSITY 0:05 1.0 TIMESERIES RAIN
[OUTFALLS]
O 0 FREE
[LID_CONTROLS]
BC BC
BC SURFACE 150 0.1 0.1 1 0
BC SOIL 600 0.45 0.2 0.1 30 10 60
BC STORAGE 300 0.75 2.5 0
BC DRAIN 5 0.5 50 6
GR GR
GR SURFACE 20 0 0.1 1 0
GR SOIL 120 0.5 0.2 0.1 50 10 60
GR DRAINMAT 25 0.5 0.1
PP PP
PP SURFACE 2 0 0.02 1 0
PP PAVEMENT 100 0.15 0 500 0
PP STORAGE 250 0.6 2.5 0
PP DRAIN 3 0.5 20 6
IT IT
IT SURFACE 10 0 0.1 1 0
IT STORAGE 900 0.6 2.5 0
VS VS
VS SURFACE 300 0 0.2 1 3
RB RB
RB STORAGE 1000 0.75 0.5 0
RB DRAIN 5 0.5 0 6
"""
KINDS = ("BC", "GR", "PP", "IT", "VS", "RB")


def model_text(subcatchments: int, days: int) -> str:
    """The .inp text."""
    from datetime import datetime, timedelta

    import numpy as np

    from sponge.rain import rain_spec

    keys = {"kind": "generated", "years": 1, "step": "5min", "first_year": 2021, "seed": 1}
    rain = rain_spec(keys).build(Path.cwd())
    end = datetime(2021, 1, 1) + timedelta(days)
    text = [HEAD.format(end=end.strftime("%m/%d/%Y")), "[SUBCATCHMENTS]"]
    names = [f"S{i}" for i in range(subcatchments)]
    text += [f"{name} G O {1 + i % 4} {40 + i % 60} {100 + i % 50} 0.5 0" for i, name in enumerate(names)]
    text += ["[SUBAREAS]", *(f"{name} 0.015 0.2 1.5 5 25 OUTLET" for name in names)]
    text += ["[INFILTRATION]", *(f"{name} 76 3.8 4 7 0" for name in names), "[LID_USAGE]"]
    text += [f"{name} {KINDS[i % len(KINDS)]} 1 {300 + i % 200} 10 0 40 0" for i, name in enumerate(names)]
    text.append("[TIMESERIES]")
    for k in np.flatnonzero(rain.depths[: days * 288]):
        moment = datetime(2021, 1, 1) + timedelta(seconds=float(k * rain.step))
        text.append(f"RAIN {moment:%m/%d/%Y %H:%M} {rain.depths[k] / rain.step * 3.6e6:.5g}")
    return "\n".join(text) + "\n"


def run_sponge(file: Path, lanes: int) -> tuple[float, float]:
    """Seconds a lane and the runoff continuity error, %."""
    from sponge.io import read_inp
    from sponge.simulation.run import batch_of

    batch = batch_of([read_inp(file)] * lanes)
    start = batch.snapshot()
    batch.advance(86400.0)  # compiles
    batch.restore(start)
    begun = time.process_time()
    batch.advance(batch.duration)
    seconds = time.process_time() - begun
    return seconds / lanes, float(batch.summary()["runoff_continuity_error"][0])


def main() -> int:
    """Command line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--subcatchments", type=int, default=500)
    parser.add_argument("--days", type=int, default=365)
    parser.add_argument("--lanes", type=int, nargs="+", default=[1, 8])
    parser.add_argument("--json", type=Path)
    args = parser.parse_args()
    with tempfile.TemporaryDirectory() as scratch:
        file = Path(scratch) / "lid.inp"
        file.write_text(model_text(args.subcatchments, args.days))
        said = subprocess.run([sys.executable, "-c", EPA, str(file)], capture_output=True, text=True, check=True).stdout
        epa, error = (float(word) for word in said.split()[-2:])
        print(f"{args.subcatchments} subcatchments with LID units, {args.days} days; runoff alone")
        print(f"{'EPA SWMM':<18}{epa:8.2f} s{'':>9} runoff error {error:8.4f} %")
        rows = [{"lanes": 0, "seconds": epa, "error": error}]
        for lanes in args.lanes:
            seconds, error = run_sponge(file, lanes)
            print(f"{f'sponge, {lanes} lanes':<18}{seconds:8.2f} s a lane{'':>2} runoff error {error:8.4f} %", end="")
            print(f"   {seconds / epa:.2f} of EPA's time")
            rows.append({"lanes": lanes, "seconds": seconds, "error": error, "ratio": seconds / epa})
    if args.json:
        args.json.write_text(json.dumps(rows, indent=1))
    return 0


if __name__ == "__main__":
    sys.exit(main())
