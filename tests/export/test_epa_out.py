"""The .out file: what EPA SWMM's own of the same model says beside the results, and our results in its units."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from pathlib import Path

import numpy as np
import pytest
from exported import EVERYTHING, epa_files, model_of, model_text, source_of

from sponge.base.errors import UsageError
from sponge.export import epa_out
from sponge.export.formats import format_named, write_as
from sponge.export.reported import reported
from sponge.io.epa_out import read_out

UNITS = ("CFS", "GPM", "MGD", "CMS", "LPS", "MLD")


def head_of(path: Path) -> tuple[np.ndarray, np.ndarray, int]:
    """Everything before the results and after them as words, and the size of the file."""
    data = path.read_bytes()
    words = np.frombuffer(data[-24:], "<i4")
    return np.frombuffer(data[: words[2]], np.uint8), words, len(data)


@pytest.mark.parametrize("quality", [False, True], ids=["water", "pollutants"])
@pytest.mark.parametrize("units", UNITS)
def test_head_is_that_of_epa_own_file(tmp_path, units, quality):
    model = model_of(tmp_path, model_text(units, quality))
    _, theirs = epa_files(model)
    epa_out.write(source_of(model), tmp_path / "ours.out")
    (ours, our_words, our_size), (head, words, size) = head_of(tmp_path / "ours.out"), head_of(theirs)
    assert list(our_words) == list(words)
    assert our_size == size
    at = words[1]
    assert ours[:at].tobytes() == head[:at].tobytes()  # header, names, units of pollutants
    found, right = (np.frombuffer(h[at:].tobytes()[: (len(h) - at) // 4 * 4], "<i4") for h in (ours, head))
    same = found == right
    dummy = 2e-6  # depth of a dummy conduit in EPA's file
    np.testing.assert_allclose(found[~same].view("<f4"), right[~same].view("<f4"), rtol=3e-6, atol=dummy)


@pytest.mark.parametrize("start", ["00:00:00", "00:04:00", "00:20:00", "00:22:30"])
def test_late_reports_begin_as_in_epa_own_file(tmp_path, start):
    model = model_of(tmp_path, model_text(report_start=start))
    _, theirs = epa_files(model)
    epa_out.write(source_of(model), tmp_path / "ours.out")
    (ours, our_words, our_size), (head, words, size) = head_of(tmp_path / "ours.out"), head_of(theirs)
    assert our_words[3] == words[3] and our_size == size
    dates = (np.frombuffer(h[-12:-4].tobytes(), "<f8")[0] for h in (ours, head))
    assert np.diff(list(dates)) * 86400.0 == pytest.approx(0.0, abs=1e-3)
    late = read_out(theirs).time - read_out(tmp_path / "ours.out").time
    assert set(late.astype(int)) <= {0, 1}  # EPA adds a millisecond to its dates


@pytest.mark.parametrize("units", UNITS)
def test_results_are_those_of_the_run(tmp_path, units):
    """Written in the model's units and read back: every value of every table."""
    source = source_of(model_of(tmp_path, model_text(units, quality=True)))
    epa_out.write(source, tmp_path / "ours.out")
    back = read_out(tmp_path / "ours.out")
    np.testing.assert_array_equal(back.time, source.data.time.values.astype("datetime64[ms]"))
    assert len(back.values) == 8 + 6 + 5 + 15 + 3
    for name, values in back.values.items():
        np.testing.assert_allclose(values, source.data[name].values, rtol=1e-6, err_msg=name)


def test_blocks_of_periods_join_to_the_same_file(tmp_path, monkeypatch):
    source = source_of(model_of(tmp_path, model_text(quality=True)))
    epa_out.write(source, tmp_path / "whole.out")
    monkeypatch.setattr(epa_out, "BLOCK", 1)
    epa_out.write(source, tmp_path / "parts.out")
    assert (tmp_path / "parts.out").read_bytes() == (tmp_path / "whole.out").read_bytes()


def test_reports_from_the_first_step_on_begin_with_the_simulation(tmp_path):
    """Where rounding has EPA's file begin a step before the simulation."""
    source = source_of(model_of(tmp_path, model_text(report_start="00:05:00")))
    epa_out.write(source, tmp_path / "ours.out")
    head = head_of(tmp_path / "ours.out")[0]
    days = (datetime(2020, 1, 30) - datetime(1899, 12, 30)).days
    assert np.frombuffer(head[-12:-4].tobytes(), "<f8")[0] == days


REPORTS = {
    "nothing": "",
    "some": "[REPORT]\nSUBCATCHMENTS S2\nNODES T1 J2\nNODES O1\nLINKS NONE\n",
    "all after names": "[REPORT]\nNODES J1\nNODES ALL\nSUBCATCHMENTS NONE\n",
    "none after names": "[REPORT]\nNODES J1\nNODES NONE\nLINKS ALL\nLINKS C1\n",
}


@pytest.mark.parametrize("report", REPORTS)
def test_elements_are_those_that_report_selects(tmp_path, report):
    model = model_of(tmp_path, model_text(report=REPORTS[report]))
    _, theirs = epa_files(model)
    source = source_of(model)
    notes = epa_out.write(source, tmp_path / "ours.out")
    ours, epa = read_out(tmp_path / "ours.out"), read_out(theirs)
    assert ours.names == epa.names
    for name, values in ours.values.items():
        assert values.shape == epa.values[name].shape
    if report == "some":
        np.testing.assert_allclose(ours.values["node_depth"], source.data.node_depth.sel(node=["J2", "O1", "T1"]))
    assert ("--all" in "".join(notes)) == (report == "nothing")
    epa_out.write(source, tmp_path / "all.out", everything=True)
    assert read_out(tmp_path / "all.out").names["link"] == model.link_order


def test_names_that_are_not_ascii_keep_their_bytes(tmp_path):
    model = model_of(tmp_path, model_text().replace("J1", "Ü1"))
    _, theirs = epa_files(model)
    epa_out.write(source_of(model), tmp_path / "ours.out")
    assert read_out(tmp_path / "ours.out").names == read_out(theirs).names
    assert reported(model)["node"][0] == "Ü1"


def test_toolkit_reads_it(tmp_path):
    """EPA SWMM's own library for results, and pyswmm's."""
    import pyswmm
    from swmm.toolkit import output, shared_enum

    source = source_of(model_of(tmp_path, model_text("LPS", quality=True)))
    target = tmp_path / "ours.out"
    epa_out.write(source, target)
    handle = output.init()
    output.open(handle, str(target))
    assert output.get_proj_size(handle) == [2, 9, 11, 1, 3]
    assert output.get_times(handle, shared_enum.Time.NUM_PERIODS) == 12
    assert output.get_times(handle, shared_enum.Time.REPORT_STEP) == 300
    found = output.get_node_series(handle, 3, shared_enum.NodeAttribute.INVERT_DEPTH, 0, 11)
    np.testing.assert_allclose(found, source.data.node_depth.values[:, 3], rtol=1e-6)
    output.close(handle)
    with pyswmm.Output(str(target)) as out:
        assert list(out.nodes) == list(source.model.node_order)
        series = out.link_series("C3", shared_enum.LinkAttribute.FLOW_RATE)
        np.testing.assert_allclose(list(series.values()), 1e3 * source.data.link_flow.sel(link="C3"), rtol=1e-6)
        times = np.array(list(series), "datetime64[ms]")
        np.testing.assert_array_equal(times, source.data.time.values.astype("datetime64[ms]"))
        tss = out.subcatch_series("S2", shared_enum.SubcatchAttribute.POLLUT_CONC_0)
        right = source.data.subcatchment_concentration.sel(subcatchment="S2", pollutant="TSS")
        np.testing.assert_allclose(list(tss.values()), right, rtol=1e-6)


def test_swmm_api_reads_it(tmp_path):
    swmm_api = pytest.importorskip("swmm_api")
    source = source_of(model_of(tmp_path, model_text("CMS")))
    epa_out.write(source, tmp_path / "ours.out")
    with swmm_api.SwmmOutput(tmp_path / "ours.out") as out:
        found = out.get_part("node", "T1", "depth")
    np.testing.assert_allclose(found.values, source.data.node_depth.sel(node="T1"), rtol=1e-6)


def test_variables_that_are_missing_are_named(tmp_path):
    source = source_of(model_of(tmp_path, model_text()))
    source = replace(source, data=source.data.drop_vars(["link_flow", "system_pet"]))
    with pytest.raises(UsageError, match=r"link_flow, system_pet.*sponge run model\.inp"):
        epa_out.write(source, tmp_path / "ours.out")
    assert not list(tmp_path.glob("*.out")) and not list(tmp_path.glob(".*"))


def test_a_step_that_is_no_whole_second_is_refused(tmp_path):
    model = model_of(tmp_path, model_text(report=EVERYTHING))
    source = source_of(model)
    odd = replace(source, model=replace(model, options=replace(model.options, report_step=0.5)))
    with pytest.raises(UsageError, match=r"whole seconds, not 0\.5 s"):
        epa_out.write(odd, tmp_path / "ours.out")


def test_formats_are_found_by_name_and_ending(tmp_path):
    assert format_named(".OUT") is format_named("out")
    with pytest.raises(UsageError, match="did you mean 'out'"):
        format_named("ouT1")
    source = source_of(model_of(tmp_path, model_text()))
    assert write_as(format_named("out"), source, tmp_path / "a.out") == ([tmp_path / "a.out"], ())
