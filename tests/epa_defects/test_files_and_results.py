"""Defects of EPA in companion files and results: sponge has none of them."""

from __future__ import annotations

import numpy as np
import pytest
from small_models import text_of

from sponge.model.compile import compile_model
from sponge.simulation.prepare import prepare

pytestmark = pytest.mark.long  # run uncompiled, minutes in all

NET = "[JUNCTIONS]\nJ 1 3\n[OUTFALLS]\nO 0 FREE\n[CONDUITS]\nC J O 100 0.013 0 0\n[XSECTIONS]\nC CIRCULAR 1 0 0 0\n"
INFLOW = "[INFLOWS]\nJ FLOW I\n[TIMESERIES]\nI 0:00 0\nI 0:10 0.4\nI 0:20 0.05\nI 1:00 0.05\n"


def test_con_21_means_are_over_time(simulate):
    """Means of flow times their periods are the volume that passed, though steps are short while flow is large."""
    ds = simulate(text_of(NET, INFLOW, "[REPORT]\nAVERAGES YES\n", step=30, variable_step=0.75, report=600))
    passed = float(ds.link_flow.sum() * 600.0)
    assert passed == pytest.approx(float(ds.routing_outflow), rel=0.01)


def test_crash_11_means_of_some_nodes_are_those_of_all(simulate):
    """[REPORT] NODES J changes nothing of what is reported."""
    some = simulate(text_of(NET, INFLOW, "[REPORT]\nAVERAGES YES\nNODES J\n", report=300))
    everything = simulate(text_of(NET, INFLOW, "[REPORT]\nAVERAGES YES\n", report=300), "all")
    np.testing.assert_array_equal(some.node_depth.values, everything.node_depth.values)


def test_io_36_a_relative_rdii_file_stands_beside_the_model(simulate, tmp_path):
    """Wherever the command is called."""
    head = "SWMM5 Interface File\nx\n300 - reporting time step in sec\n1 - number of constituents as listed below:\n"
    head += "FLOW CMS\n"
    rows = "1 - number of nodes as listed below:\nJ\nNode Year Mon Day Hr Min Sec FLOW\n"
    rows += "\n".join(f"J 2021 01 01 00 {5 * k:02d} 00 0.02" for k in range(6))
    (tmp_path / "rdii.txt").write_text(head + rows + "\n")
    land = (
        "[RAINGAGES]\nG INTENSITY 1:00 1.0 TIMESERIES R\n[TIMESERIES]\nR 0:00 0\n"
        '[HYDROGRAPHS]\nU G\nU ALL SHORT 0.1 1 2\n[RDII]\nJ U 4\n[FILES]\nUSE RDII "rdii.txt"\n'
    )
    ds = simulate(text_of(NET, land))
    assert float(ds.routing_rdii_inflow) == pytest.approx(0.02 * 1800.0, rel=0.05)


HORTON = (
    "[RAINGAGES]\nG INTENSITY 1:00 1.0 TIMESERIES R\n[TIMESERIES]\nR 01/01/2021 0:00 20\nR 01/01/2021 1:00 0\n"
    "R 01/02/2021 0:00 20\nR 01/02/2021 1:00 0\n"
    "[SUBCATCHMENTS]\nS G J 1 0 100 1 0\n[SUBAREAS]\nS 0.015 0.1 0 0 0 OUTLET\n[INFILTRATION]\nS 30 1 4 7 12\n"
)


def test_io_44_a_hot_start_remembers_what_has_infiltrated(simulate, tmp_path):
    """The second day after a hot start infiltrates what it does in one run of two days."""
    given = {"wet": 300, "dry": 300, "step": 300, "report": 1800, "routing": "KINWAVE"}
    given["infiltration"] = "MODIFIED_HORTON"
    both = simulate(text_of(NET, HORTON, hours=30, **given))
    first = text_of(NET, HORTON, '[FILES]\nSAVE HOTSTART "h.hsf"\n', hours=24, **given)
    one = simulate(first, "first", output=tmp_path / "first.nc")
    second = text_of(NET, HORTON, '[FILES]\nUSE HOTSTART "h.hsf"\n', hours=6, date="01/02/2021", **given)
    two = simulate(second, "second")
    parts = float(one.subcatchment_infiltration_depth[0] + two.subcatchment_infiltration_depth[0])
    assert parts == pytest.approx(float(both.subcatchment_infiltration_depth[0]), rel=2e-3)


def test_bnd_11_a_hot_start_goes_on_with_the_groundwaters_flow(simulate, tmp_path):
    """The first quarter of an hour after a restart has the inflow of the last before it."""
    ground = (
        "[RAINGAGES]\nG INTENSITY 1:00 1.0 TIMESERIES R\n[TIMESERIES]\nR 0:00 0\n"
        "[SUBCATCHMENTS]\nS G J 10 0 100 1 0\n[SUBAREAS]\nS 0.015 0.1 0 0 0 OUTLET\n[INFILTRATION]\nS 0 0 4 7 0\n"
        "[AQUIFERS]\nA 0.46 0.1 0.3 5 10 15 0.35 14 0 0 5 0.3\n[GROUNDWATER]\nS A J 6 0.05 2 0 0 0 0 1\n"
    )
    given = {"wet": 900, "dry": 900, "step": 60, "report": 900, "routing": "KINWAVE"}
    first = text_of(NET, ground, '[FILES]\nSAVE HOTSTART "g.hsf"\n', hours=6, **given)
    one = simulate(first, "first", output=tmp_path / "first.nc")
    two = simulate(text_of(NET, ground, '[FILES]\nUSE HOTSTART "g.hsf"\n', hours=1, start="06:00", **given), "second")
    before, after = float(one.system_groundwater_inflow[-1]), float(two.system_groundwater_inflow[0])
    assert before > 0.01
    assert after == pytest.approx(before, rel=0.1)  # it recedes


WIDE = (
    "[RAINGAGES]\nG INTENSITY 1:00 1.0 TIMESERIES R\n[TIMESERIES]\nR 0:00 20\nR 1:00 0\n"
    "[EVAPORATION]\nCONSTANT 5\n"
    "[SUBCATCHMENTS]\nS G J 2 50 50 1 0\n[SUBAREAS]\nS 0.015 0.1 1 2 25 OUTLET\n[INFILTRATION]\nS 10 1 4 7 0\n"
)


def test_io_45_46_and_47_a_runoff_file_says_what_was_saved(simulate, tmp_path):
    """Evaporation, the flow of groundwater and its table are read as they were written."""
    ground = (
        "[AQUIFERS]\nA 0.46 0.1 0.3 5 10 15 0.35 14 0 0 5 0.3\n[GROUNDWATER]\nS A J 6 0.05 2 0 0 0 0 1\n"
    )
    given = {"wet": 300, "dry": 300, "step": 60, "report": 600, "routing": "KINWAVE", "hours": 3}
    first = text_of(NET, WIDE, ground, '[FILES]\nSAVE RUNOFF "r.rof"\n', **given)
    one = simulate(first, "first", output=tmp_path / "first.nc")
    two = simulate(text_of(NET, WIDE, ground, '[FILES]\nUSE RUNOFF "r.rof"\n', **given), "second")
    for name in ("system_evaporation", "system_groundwater_inflow", "subcatchment_groundwater_level"):
        a, b = one[name].values.ravel(), two[name].values.ravel()
        assert np.abs(a).max() > 0.0, name
        np.testing.assert_allclose(b[1:], a[1:], rtol=0.1, atol=1e-3 * np.abs(a).max(), err_msg=name)


def test_api_09_a_width_that_is_changed_counts(simulate):
    """Ten times the width: water comes sooner."""
    peaks = [
        float(simulate(text_of(NET, WIDE, routing="KINWAVE"), changes=changes).subcatchment_max_runoff[0])
        for changes in ((), ["subcatchment[S].width *= 10"])
    ]
    assert peaks[1] > 1.2 * peaks[0]


def test_api_10_an_invert_that_is_raised_makes_its_conduit_steeper(tmp_path):
    """1 m more over 100 m is a slope of 2 % instead of 1 %."""
    path = tmp_path / "model.inp"
    path.write_text(text_of(NET))
    slopes = [
        float(compile_model(prepare(path, changes=changes)).conduits.slope[0])
        for changes in ((), ["junction[J].invert += 1"])
    ]
    assert slopes == pytest.approx([0.01, 0.02], rel=1e-3)


def test_api_11_the_least_slope_is_a_percentage(tmp_path):
    """MIN_SLOPE 0.5 is 0.005."""
    path = tmp_path / "model.inp"
    path.write_text(text_of(NET.replace("J 1 3", "J 0.1 3"), min_slope=0.5))
    assert float(compile_model(prepare(path)).conduits.slope[0]) == pytest.approx(0.005)
