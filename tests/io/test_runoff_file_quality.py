"""Pollutants in runoff interface files, there and back with EPA SWMM."""

from __future__ import annotations

import numpy as np
import pytest
from epa_files import LAND_USES, run_epa, saved_by_both, write_model

import sponge
from sponge.io.epa_out import read_out
from sponge.io.runoff_file import read_runoff_file

LOADS = f"""\
[OPTIONS]
IGNORE_RDII YES
[POLLUTANTS]
TSS MG/L 0 0 0 0
Pb UG/L 5 0 0 0
Bugs #/L 0 0 0 0
{LAND_USES}Home Bugs EMC 900 0 0 0
"""
SAVE, USE = LOADS + "[FILES]\nSAVE RUNOFF r.rof\n", LOADS + "[FILES]\nUSE RUNOFF r.rof\n"


@pytest.fixture(scope="module")
def both(tmp_path_factory):
    """The folder in which EPA SWMM saved the file, that of sponge, and sponge's results."""
    return saved_by_both(tmp_path_factory, SAVE)


def test_concentrations_are_nearly_epas(both):
    """As loads of every step, each pollutant in its own unit."""
    theirs, ours, _ = both
    model = sponge.read_inp(theirs / "model.inp")
    epa, own = (read_runoff_file(folder / "r.rof", model) for folder in (theirs, ours))
    np.testing.assert_allclose(epa.times, own.times)
    loads = [record.quality * record.runoff[:, None] for record in (epa, own)]
    for p in range(3):
        assert loads[0][:, p].max() > 0.0
        np.testing.assert_allclose(loads[1][:, p], loads[0][:, p], atol=0.05 * loads[0][:, p].max(), err_msg=str(p))


def test_a_run_from_our_file_is_the_run_that_saved_it(both, tmp_path):
    """Loads at nodes, of the whole run and at each moment, as well as straight lines between steps tell; nothing builds
    up."""
    _, ours, results = both
    path = write_model(tmp_path, USE)
    (tmp_path / "r.rof").write_bytes((ours / "r.rof").read_bytes())
    again = sponge.run(path)
    for name in ("routing_quality_wet_weather_inflow", "routing_quality_outflow", "runoff_quality_surface_runoff"):
        np.testing.assert_allclose(again[name].values, results[name].values, rtol=0.02, err_msg=name)
    for name in ("runoff_quality_error", "routing_quality_error", "runoff_quality_remaining_buildup"):
        np.testing.assert_allclose(again[name].values, 0.0, atol=1e-6, err_msg=name)
    load = [(ds.node_concentration * ds.node_total_inflow).transpose("time", "pollutant", "node").values
            for ds in (again, results)]  # fmt: skip
    for p in range(3):
        np.testing.assert_allclose(load[0][:, p], load[1][:, p], atol=0.04 * load[1][:, p].max())
    land = [ds.subcatchment_concentration.values for ds in (again, results)]
    np.testing.assert_allclose(*land, rtol=2e-3, atol=2e-3 * land[1].max())


def test_epa_runs_on_our_file(both, tmp_path):
    """Its nodes get from our file what they get from its own."""
    theirs, ours, _ = both
    found = []
    for name, source in (("own", theirs), ("ours", ours)):
        write_model(tmp_path / name, USE)
        (tmp_path / name / "r.rof").write_bytes((source / "r.rof").read_bytes())
        run_epa(tmp_path / name)
        values = read_out(tmp_path / name / "epa.out").values
        found.append(values["node_concentration"] * values["node_total_inflow"][:, None])
    for p in range(3):
        np.testing.assert_allclose(found[1][:, p], found[0][:, p], atol=0.05 * found[0][:, p].max())
