"""Snow, groundwater and water quality in hot start files: what one run leaves, the next begins with."""

from __future__ import annotations

import numpy as np
import pytest
from epa_files import LAND_USES, LATER, first_hour_by_both, write_model

import sponge
from sponge.io.hot_start import read_hot_start

LIVELY = f"""\
[OPTIONS]
IGNORE_RDII YES
[EVAPORATION]
CONSTANT 0.1
[POLLUTANTS]
TSS MG/L 0 0 0 0.001
Pb UG/L 5 0 0 0
{LAND_USES}[AQUIFERS]
Aq 0.5 0.15 0.3 0.5 10 15 0.35 14 0.002 10 24 0.3
[GROUNDWATER]
S2 Aq B 35 0.1 1 0 0 0 0 *
"""
USE = LIVELY + "[FILES]\nUSE HOTSTART end.hsf\n"
COMPARED = ("subcatchment_groundwater_flow", "subcatchment_soil_moisture", "node_depth", "link_flow")


@pytest.fixture(scope="module")
def first(tmp_path_factory):
    """Folders in which EPA SWMM and sponge ran the first hour, and sponge's run of four."""
    return first_hour_by_both(tmp_path_factory, LIVELY)


def test_both_leave_the_same(first):
    """Groundwater, build-up and concentrations, in the units of the file."""
    model = sponge.read_inp(first[0] / "model.inp")
    epa, own = (read_hot_start(folder / "end.hsf", model) for folder in first[:2])
    np.testing.assert_allclose(own.groundwater[1, :2], epa.groundwater[1, :2], rtol=2e-3)
    np.testing.assert_allclose(own.groundwater[1, 2], epa.groundwater[1, 2], rtol=0.05)
    np.testing.assert_allclose(own.quality.buildup, epa.quality.buildup, rtol=0.1, atol=1e-3)
    np.testing.assert_allclose(own.quality.runoff, epa.quality.runoff, rtol=0.05)
    np.testing.assert_allclose(own.quality.last_swept, epa.quality.last_swept, atol=0.01)


@pytest.mark.parametrize("who", [0, 1], ids=["of EPA", "of sponge"])
def test_a_run_goes_on_from_a_file(first, tmp_path, who):
    write_model(tmp_path, USE, text=LATER)
    (tmp_path / "end.hsf").write_bytes((first[who] / "end.hsf").read_bytes())
    rest, whole = sponge.run(tmp_path / "model.inp"), first[2]
    for name in COMPARED:
        want = whole[name].values[12:]
        np.testing.assert_allclose(rest[name].values, want, atol=0.03 * np.abs(want).max(), err_msg=name)
    loads = [(ds.node_concentration * ds.node_total_inflow).values for ds in (rest, whole)]
    off = np.abs(loads[0] - loads[1][12:]).max(axis=(1, 2)) / loads[1][12:].max()
    at_first, later = ((0.12, 0.03), (0.05, 0.005))[who]  # EPA's concentrations are others, see its ledger
    assert off.max() < at_first and off[4:].max() < later, off
    for name in ("routing_continuity_error", "quality_continuity_error"):
        assert np.all(np.abs(rest[name].values) < 0.5), name
