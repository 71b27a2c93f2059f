"""Every kind of structure, storage and outfall in one network, beside EPA SWMM's own run."""

from __future__ import annotations

import shutil
from pathlib import Path

import numpy as np
import pytest
from epa_process import run_epa

import sponge
from sponge.io.epa_out import read_out

pytest.importorskip("swmm.toolkit")
DATA = Path(__file__).parent / "data"
NEAR = 3e-3  # RMS difference over the span of a series
STORAGES = {  # shapes that kinematic routing turns from volume to depth
    "S1": "S1 8 10 0.5 CONICAL 60 40 2 0 1.0 3.5 0.5 0.25",
    "S2": "S2 5 10 0 PARABOLIC 120 90 10 0 0.8 0.3",
    "S3": "S3 5 10 2 PYRAMIDAL 40 30 1.5 0 0.5 0.4",
}


def kinematic(text: str) -> str:
    """The same network routed by kinematic wave, its storage units solids."""
    lines = text.replace("DYNWAVE", "KINWAVE").splitlines()
    storage = lines.index("[STORAGE]")
    for i in range(storage, storage + 4):
        lines[i] = STORAGES.get(lines[i].split()[0], lines[i])
    return "\n".join(lines)


@pytest.mark.slow
@pytest.mark.parametrize("name, change", [
    ("structures_us", str), ("structures_si", str), ("structures_us", kinematic),
], ids=["feet", "metres", "kinematic"])  # fmt: skip
def test_agrees_with_epa(tmp_path, name, change):
    """Depths of all nodes and flows of all links stay within 0.3 % of their span."""
    inp = tmp_path / "model.inp"
    inp.write_text(change((DATA / f"{name}.inp").read_text()))
    epa = read_out(run_epa(shutil.copy(inp, tmp_path / "epa.inp")))
    ours = sponge.run(inp, compat="epa")
    far = {}
    for table, variable in (("node", "node_depth"), ("link", "link_flow")):
        for k, element in enumerate(epa.names[table]):
            theirs = epa.values[variable][:, k]
            difference = ours[variable].sel({table: element}).values - theirs
            rms = np.sqrt(np.mean(difference**2)) / max(np.ptp(theirs), 1e-6)
            if rms > (NEAR if change is str else 2 * NEAR):
                far[element] = float(rms)
    assert not far
