"""Where a network lies: from the results' own geometries, from the model, or not at all."""

from __future__ import annotations

import numpy as np
import pytest
import xarray as xr

import sponge
from sponge.report.picture.network import network_map

TEXT = """[OPTIONS]
FLOW_UNITS CMS
START_DATE 01/01/2020
END_DATE 01/01/2020
END_TIME 01:00:00
[JUNCTIONS]
A 1 2
B 0.5 2
[OUTFALLS]
O 0 FREE
[CONDUITS]
C1 A B 100 0.013 0 0
C2 B O 100 0.013 0 0
[XSECTIONS]
C1 CIRCULAR 0.5 0 0 0
C2 CIRCULAR 0.5 0 0 0
[COORDINATES]
A 0 0
B 10 0
[VERTICES]
C1 4 5
C1 6 5
"""
BENT = [[0.0, 0.0], [4.0, 5.0], [6.0, 5.0], [10.0, 0.0]]


@pytest.fixture(scope="module")
def model(tmp_path_factory):
    path = tmp_path_factory.mktemp("network") / "bent.inp"
    path.write_text(TEXT, encoding="utf-8")
    return sponge.read_inp(path)


@pytest.fixture(scope="module")
def results(model) -> xr.Dataset:
    return sponge.run(model)


def test_results_alone_tell_the_bends(results):
    found = network_map(results, None)
    assert found.lines[0].tolist() == BENT
    assert len(found.lines[1]) == 0 and found.unplaced == 1 and found.bent


def test_without_geometries_the_model_does(results, model):
    bare = results.drop_vars([name for name in results.variables if str(name).startswith("link_vertex")])
    assert network_map(bare, model).lines[0].tolist() == BENT
    straight = network_map(bare, None)
    assert straight.lines[0].tolist() == [BENT[0], BENT[-1]] and not straight.bent
    nowhere = bare.assign_coords(x=("node", np.full(3, np.nan)), y=("node", np.full(3, np.nan)))
    assert network_map(nowhere, None) is None
