"""A small model for tests of interface and hot start files, and EPA SWMM run on it."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

import sponge

MODEL = """\
[TITLE]
A street
[OPTIONS]
FLOW_UNITS CFS
FLOW_ROUTING DYNWAVE
INFILTRATION GREEN_AMPT
START_DATE 01/30/2020
START_TIME 00:00:00
END_DATE 01/30/2020
END_TIME {end}
REPORT_STEP 00:05:00
WET_STEP 00:05:00
DRY_STEP 00:05:00
ROUTING_STEP 5
VARIABLE_STEP 0.75
[RAINGAGES]
G VOLUME 0:15 1.0 FILE rain.dat STA1 IN
[SUBCATCHMENTS]
S1 G A 5 60 500 1 0
S2 G B 7 40 700 0.5 0
[SUBAREAS]
S1 0.015 0.2 0.05 0.2 25 OUTLET
S2 0.015 0.2 0.05 0.2 25 OUTLET
[INFILTRATION]
S1 3.5 0.5 0.25
S2 3.5 0.5 0.25
[JUNCTIONS]
A 30 8
B 28 9
[STORAGE]
Pond 25 10 1 FUNCTIONAL 0 0 2000 0 0
[OUTFALLS]
Out 24 FREE
[CONDUITS]
AB A B 400 0.013 0 0
BP B Pond 300 0.014 0 0
[XSECTIONS]
AB CIRCULAR 2 0 0 0
BP CIRCULAR 2.5 0 0 0
O CIRCULAR 1 0 0 0
[ORIFICES]
O Pond Out SIDE 0 0.65
[HYDROGRAPHS]
UH G
UH ALL SHORT 0.05 0.5 2 0.05 0.02 0.01
UH JAN MEDIUM 0.04 1 2
UH ALL LONG 0.02 3 1.5 0.1
[REPORT]
SUBCATCHMENTS ALL
NODES ALL
LINKS ALL
[RDII]
A UH 40
Pond UH 15
{more}
"""
RAIN = [(2020, 1, 30, 0, 15, 0.1), (2020, 1, 30, 0, 30, 0.4), (2020, 1, 30, 0, 45, 0.25), (2020, 1, 30, 2, 0, 0.15)]
SCRIPT = """
import json
from swmm.toolkit import solver
solver.swmm_open("model.inp", "epa.rpt", "epa.out")
solver.swmm_start(1)
while solver.swmm_step() > 0:
    pass
solver.swmm_end()
errors = solver.swmm_get_mass_balance()
solver.swmm_close()
print(json.dumps(list(errors)))
"""


LAND_USES = """\
[LANDUSES]
Home
Street
[COVERAGES]
S1 Home 70 Street 30
S2 Street 50
[BUILDUP]
Home TSS POW 50 2 1 AREA
Street TSS EXP 80 0.5 0 AREA
[WASHOFF]
Home TSS EXP 0.2 1.1 0 0
Street TSS EXP 0.3 1.1 0 0
Street Pb EMC 40 0 0 0
"""  # wants the pollutants TSS and Pb


def write_model(folder: Path, more: str = "", end: str = "04:00:00", text: str = MODEL) -> Path:
    """The model and its rain file; ``more`` are further sections."""
    folder.mkdir(exist_ok=True)
    lines = ["STA1 {} {} {} {} {} {}".format(*row) for row in RAIN]
    (folder / "rain.dat").write_text("\n".join(lines) + "\n")
    path = folder / "model.inp"
    path.write_text(text.format(end=end, more=more))
    return path


def run_epa(folder: Path) -> list[float]:
    """EPA SWMM on the model in a folder, with all files it saves; its continuity errors."""
    done = subprocess.run([sys.executable, "-c", SCRIPT], cwd=folder, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr + (folder / "epa.rpt").read_text()
    return json.loads(done.stdout.strip().splitlines()[-1])


def saved_by_both(tmp_path_factory: pytest.TempPathFactory, more: str) -> tuple[Path, Path, Any]:
    """The folder in which EPA SWMM saved the files that ``more`` asks for, that of sponge, and sponge's results."""
    pytest.importorskip("swmm.toolkit")
    theirs, ours = tmp_path_factory.mktemp("epa"), tmp_path_factory.mktemp("sponge")
    write_model(theirs, more)
    run_epa(theirs)
    return theirs, ours, sponge.run(write_model(ours, more), ours / "results.nc")


LATER = MODEL.replace("START_TIME 00:00:00", "START_TIME 01:00:00")  # the model from its second hour on


def first_hour_by_both(tmp_path_factory: pytest.TempPathFactory, more: str) -> tuple[Path, Path, Any]:
    """The folders in which EPA SWMM and sponge ran the first hour and saved it as end.hsf, and sponge's run of four."""
    pytest.importorskip("swmm.toolkit")
    theirs, ours = tmp_path_factory.mktemp("epa"), tmp_path_factory.mktemp("sponge")
    saving = more + "[FILES]\nSAVE HOTSTART end.hsf\n"
    write_model(theirs, saving, "01:00:00")
    run_epa(theirs)
    sponge.run(write_model(ours, saving, "01:00:00"), ours / "first.nc").close()
    return theirs, ours, sponge.run(write_model(tmp_path_factory.mktemp("whole"), more))
