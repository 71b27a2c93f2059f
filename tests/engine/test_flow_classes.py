"""Conduits side by side, each of which flows in its own way nearly all of the time; EPA SWMM says the same."""

from __future__ import annotations

import re
from pathlib import Path

import numpy as np
import pytest

from sponge import read_inp
from sponge.engine.accounts.counts import CLASSES, NORMAL_FLOW
from sponge.engine.batch import Batch
from sponge.engine.implicit.solver import IMPLICIT
from sponge.model.compile import compile_model
from sponge.simulation.prepare import prepare

OPTIONS = """\
[OPTIONS]
FLOW_UNITS CMS
FLOW_ROUTING DYNWAVE
START_DATE 01/01/2020
END_DATE 01/01/2020
END_TIME 02:00:00
REPORT_STEP 00:05:00
ROUTING_STEP 2
"""
# conduit: what it is called by, nodes, rows of [CONDUITS] and [XSECTIONS], inflow m3/s at its upper node
ROWS = {
    "DRY": (("J DRYa 10 3", "O DRYb 9 FREE"), "DRY DRYa DRYb 100 0.013 0 0", "CIRCULAR 1 0 0 0", 0.0),
    # its lower end lies in a tank that stands a metre above it, its upper end five metres higher
    "UPDRY": (("J UPDRYa 15 3", "S UPDRYb 9 5 1"), "UPDRY UPDRYa UPDRYb 100 0.013 0 0", "CIRCULAR 1.5 0 0 0", 0.0),
    "SUB": (("J SUBa 10 3", "O SUBb 9.98 FIXED 11"), "SUB SUBa SUBb 100 0.013 0 0", "RECT_OPEN 3 2 0 0", 0.5),
    "SUPER": (("J SUPERa 20 3", "J SUPERc 15 3", "O SUPERb 14.9 FIXED 15.3"), "SUPER SUPERa SUPERc 100 0.013 0 0",
              "RECT_OPEN 2 1 0 0", 0.5),
    # from a tank back up a nearly level pipe, out of whose upper end the water falls a metre
    "UPCRIT": (("J UPCRITa 9 6", "O UPCRITo 8.5 FREE", "S UPCRITb 9.9 8 4 5000"),
               "UPCRIT UPCRITa UPCRITb 50 0.013 1 0", "CIRCULAR 1 0 0 0", 0.0),
    "DNCRIT": (("J DNCRITa 10 3", "J DNCRITc 8 3", "O DNCRITb 7.9 FREE"), "DNCRIT DNCRITa DNCRITc 50 0.013 0 1.95",
               "CIRCULAR 1 0 0 0", 0.4),
    "CULVERT": (("J CULVERTa 10 5", "O CULVERTb 9 FREE"), "CULVERT CULVERTa CULVERTb 50 0.013 0 0",
                "CIRCULAR 1 0 0 0 1 5", 1.8),
}  # fmt: skip
MORE = """
SUPERo SUPERc SUPERb 10 0.013 0 0
UPCRITo UPCRITa UPCRITo 20 0.013 0 0
DNCRITo DNCRITc DNCRITb 10 0.013 0 0
"""
MORE_SECTIONS = "SUPERo RECT_OPEN 2 3 0 0\nUPCRITo CIRCULAR 2 0 0 0\nDNCRITo CIRCULAR 1.5 0 0 0\n"
TELLS = {  # conduit -> what it does nearly always
    "DRY": "link_hours_dry", "UPDRY": "link_hours_up_dry", "SUB": "link_hours_subcritical",
    "SUPER": "link_hours_supercritical", "UPCRIT": "link_hours_up_critical", "DNCRIT": "link_hours_down_critical",
}  # fmt: skip


def text() -> str:
    """The .inp of all side by side."""
    nodes = [node.split() for row in ROWS.values() for node in row[0]]
    junctions = [f"{name} {rest}" for kind, name, *more in nodes if kind == "J" for rest in [" ".join(more)]]
    outfalls = [f"{name} {' '.join(more)}" for kind, name, *more in nodes if kind == "O"]
    storages = [f"{name} {invert} {most} {depth} FUNCTIONAL 0 0 {area[0] if area else 100}"
                for kind, name, invert, most, depth, *area in (n for n in nodes if n[0] == "S")]  # fmt: skip
    conduits = [row[1] for row in ROWS.values()]
    sections = [f"{name} {row[2]}" for name, row in ROWS.items()]
    inflows = [f'{row[1].split()[1]} FLOW "" FLOW 1.0 1.0 {row[3]}' for row in ROWS.values() if row[3]]
    parts = {
        "JUNCTIONS": junctions, "OUTFALLS": outfalls, "STORAGE": storages, "CONDUITS": [*conduits, MORE],
        "XSECTIONS": [*sections, MORE_SECTIONS], "INFLOWS": inflows,
    }  # fmt: skip
    return OPTIONS + "".join(f"[{name}]\n" + "\n".join(lines) + "\n" for name, lines in parts.items())


@pytest.fixture(scope="module")
def path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = tmp_path_factory.mktemp("classes") / "classes.inp"
    made.write_text(text())
    return made


def test_every_class(path):
    model = read_inp(path)
    batch = Batch([compile_model(model)])
    batch.advance(batch.duration)
    found = {name: values[:, 0] for name, values in batch.summary().items() if name.startswith("link_")}
    at = {name: k for k, name in enumerate(model.link_order)}
    for conduit, name in TELLS.items():
        assert found[name][at[conduit]] > 0.9 * 2.0, (conduit, name)
    assert not found["link_hours_down_dry"].any()  # the dynamic wave has conduits run downhill
    assert found["link_hours_inlet_control"][at["CULVERT"]] > 1.5
    assert np.count_nonzero(found["link_hours_inlet_control"]) == 1
    assert found["link_hours_normal_flow"][at["SUPER"]] > 1.5


@pytest.mark.slow
@pytest.mark.parametrize("solver", ["picard", IMPLICIT.name])
def test_epa_swmm_says_the_same(tmp_path, solver):
    """Shares of the time to the 0.05; without the culvert's code, which the implicit solver does not take. What holds a
    flow that is normal flow anyhow is the solver's own."""
    from swmm.toolkit import solver as epa

    path = tmp_path / "classes.inp"
    path.write_text(text() if solver == "picard" else text().replace("CIRCULAR 1 0 0 0 1 5", "CIRCULAR 1 0 0 0"))
    model = prepare(read_inp(path), solver=solver)
    epa.swmm_run(str(path), str(tmp_path / "epa.rpt"), str(tmp_path / "epa.out"))
    table = (tmp_path / "epa.rpt").read_text("latin-1").partition("Flow Classification Summary")[2]
    rows = {line.split()[0]: [float(x) for x in line.split()[2:]] for line in table.splitlines()
            if len(line.split()) == 11 and re.match(r"  [A-Z]+[a-z]? ", line)}  # fmt: skip
    batch = Batch([compile_model(model)])
    batch.advance(batch.duration)
    summary = batch.summary()
    told = CLASSES if solver == "picard" else CLASSES[:NORMAL_FLOW]
    for conduit, shares in rows.items():
        j = model.link_order.index(conduit)
        ours = [float(summary[f"link_hours_{kind}"][j, 0]) / 2.0 for kind in told]
        assert ours == pytest.approx(shares[: len(told)], abs=0.05), conduit
    assert set(ROWS) <= set(rows)
