"""Rain, runoff and RDII interface files, there and back with EPA SWMM."""

from __future__ import annotations

import struct
from dataclasses import replace

import numpy as np
import pytest
from epa_files import run_epa, saved_by_both, write_model

import sponge
from sponge.base.errors import ModelError, UsageError
from sponge.base.units import FOOT
from sponge.io.epa_out import read_out
from sponge.io.rain.interface import read_rain_interface
from sponge.io.rdii_file import read_rdii_file
from sponge.io.runoff_file import read_runoff_file

ALL = "[FILES]\nSAVE RAINFALL rain.rff\nSAVE RDII r.rdii\nSAVE RUNOFF r.rof\nSAVE OUTFLOWS out.txt\n"


@pytest.fixture(scope="module")
def both(tmp_path_factory):
    """The folder in which EPA SWMM saved all files, that of sponge, and sponge's results."""
    return saved_by_both(tmp_path_factory, ALL)


def test_rdii_is_epas(both):
    """Every step's flows in both files."""
    theirs, ours, _ = both
    model = sponge.read_inp(theirs / "model.inp")
    epa, own = (read_rdii_file(folder / "r.rdii", model) for folder in (theirs, ours))
    assert epa.step == own.step and list(epa.flows) == list(own.flows) == ["A", "Pond"]
    np.testing.assert_array_equal(epa.times, own.times)
    for node, flow in epa.flows.items():
        np.testing.assert_allclose(own.flows[node], flow, rtol=1e-4, atol=1e-3 * flow.max())


def test_rain_is_epas(both):
    """Records of the station, by time and depth."""
    theirs, ours, _ = both
    epa, own = (read_rain_interface(folder / "rain.rff") for folder in (theirs, ours))
    assert list(epa) == list(own) == ["STA1"] and epa["STA1"].interval == own["STA1"].interval
    np.testing.assert_array_equal(epa["STA1"].times, own["STA1"].times)
    np.testing.assert_allclose(epa["STA1"].depths, own["STA1"].depths, rtol=1e-6)


def test_runoff_is_nearly_epas(both):
    """The same steps, and runoff to within what the engines differ in."""
    theirs, ours, _ = both
    model = sponge.read_inp(theirs / "model.inp")
    epa, own = (read_runoff_file(folder / "r.rof", model) for folder in (theirs, ours))
    np.testing.assert_allclose(epa.times, own.times)
    np.testing.assert_allclose(own.runoff, epa.runoff, atol=0.01 * epa.runoff.max())
    np.testing.assert_allclose(own.infiltration, epa.infiltration, atol=0.02 * epa.infiltration.max())


USE = "[FILES]\nUSE RAINFALL rain.rff\nUSE RDII r.rdii\nUSE RUNOFF r.rof\n"


def test_epa_runs_on_our_files_as_on_its_own(both, tmp_path):
    """Lateral inflows of nodes from our rain, RDII and runoff files."""
    theirs, ours, results = both
    write_model(tmp_path, USE)
    for name in ("rain.rff", "r.rdii", "r.rof"):
        (tmp_path / name).write_bytes((ours / name).read_bytes())
    run_epa(tmp_path)
    found, first = read_out(tmp_path / "epa.out"), read_out(theirs / "epa.out")
    lateral = results.node_lateral_inflow.sel(node=list(found.names["node"])).values
    at = found.values["node_lateral_inflow"]
    np.testing.assert_allclose(at, lateral, atol=0.02 * lateral.max())
    np.testing.assert_allclose(at, first.values["node_lateral_inflow"], atol=0.02 * lateral.max())


def test_we_run_on_epas_files_as_on_our_own(both, tmp_path):
    """The run from EPA's rain, RDII and runoff files is the run from scratch, and its ledgers close."""
    theirs, _, results = both
    path = write_model(tmp_path, USE)
    for name in ("rain.rff", "r.rdii", "r.rof"):
        (tmp_path / name).write_bytes((theirs / name).read_bytes())
    again = sponge.run(path)
    for name in ("subcatchment_runoff", "node_lateral_inflow", "link_flow"):
        own = results[name].values
        np.testing.assert_allclose(again[name].values, own, atol=0.04 * np.abs(own).max(), err_msg=name)
    assert abs(float(again.routing_continuity_error)) < 0.5
    assert float(again.system_rdii_inflow.max()) == pytest.approx(float(results.system_rdii_inflow.max()), rel=1e-3)


def test_rdii_counts_in_the_ledger_and_at_its_nodes(both):
    """What the nodes take in is the ratio of each triangle of the rain on the sewershed, less abstraction."""
    _, _, results = both
    rdii = results.system_rdii_inflow.values
    step = 300.0
    node = results.node_lateral_inflow.sel(node="Pond").values  # has no runoff of its own
    # the total is the mean over a routing step, the node's lies between the means of two of them
    np.testing.assert_allclose(node * 55 / 15, rdii, atol=2e-3 * rdii.max())
    assert node.sum() * 55 / 15 == pytest.approx(rdii.sum(), rel=1e-3)
    rain = (0.1 + 0.4 + 0.25 + 0.15) * 0.0254 * 55 * 43560 * FOOT**2
    assert 0.03 * rain < rdii.sum() * step < 0.11 * rain
    assert abs(float(results.routing_continuity_error)) < 0.5


def test_without_rdii_none_flows(tmp_path):
    """IGNORE_RDII, and no rain."""
    for option in ("IGNORE_RDII YES", "IGNORE_RAINFALL YES"):
        path = write_model(tmp_path, f"[OPTIONS]\n{option}\n")
        assert not sponge.run(path).system_rdii_inflow.values.any()


def test_epas_outflow_file_feeds_a_model(both, tmp_path):
    """Node, times and flows of the text that EPA wrote and of ours are alike, from the first moment on."""
    from sponge.io.interface import read_interface

    theirs, ours, _ = both
    epa, own = (read_interface(folder / "out.txt") for folder in (theirs, ours))
    assert epa.step == own.step and list(epa.flows) == list(own.flows) == ["Out"]
    np.testing.assert_array_equal(epa.flows["Out"][0], own.flows["Out"][0])
    flow = epa.flows["Out"][1]
    np.testing.assert_allclose(own.flows["Out"][1], flow, atol=0.02 * flow.max())


def test_rdii_as_text(both, tmp_path):
    """A text file of RDII says what the binary one says."""
    theirs, _, _ = both
    model = sponge.read_inp(theirs / "model.inp")
    record = read_rdii_file(theirs / "r.rdii", model)
    lines = ["SWMM5 Interface File", "title", "300 - step", "1 - constituents", "FLOW CMS", "2 - nodes", "a", "Pond"]
    lines.append("Node Year Mon Day Hr Min Sec FLOW")
    for k, time in enumerate(record.times):
        when = np.datetime64(int(time), "s").astype(object)
        stamp = f"{when.year} {when.month} {when.day} {when.hour} {when.minute} {when.second}"
        lines += [f"{n} {stamp} {record.flows[n.capitalize()][k]:.9g}" for n in ("a", "pond")]
    (tmp_path / "r.txt").write_text("\n".join(lines).replace("pond 2", "Pond 2"))
    text = read_rdii_file(tmp_path / "r.txt", model)
    np.testing.assert_array_equal(text.times, record.times)
    for node, flow in record.flows.items():
        np.testing.assert_allclose(text.flows[node], flow, rtol=1e-6, atol=1e-12)


@pytest.mark.parametrize(
    "kind, content, said",
    [
        ("RDII", b"nothing", "RDII interface file"),
        ("RDII", b"SWMM5-RDII" + struct.pack("<3i", 300, 1, 99), "another model"),
        ("RDII", b"SWMM5-RDII" + struct.pack("<3i", 300, 1, 1), "no row in [RDII]"),
        ("RDII", b"SWMM5-RDII" + struct.pack("<i", 300), "RDII interface file"),
        ("RUNOFF", b"nothing", "not a runoff interface file"),
        ("RUNOFF", b"SWMM5-RUNOFF" + struct.pack("<4i", 9, 0, 0, 5), "subcatchments 9 where the model has 2"),
        ("RUNOFF", b"SWMM5-RUNOFF" + struct.pack("<4i", 2, 0, 3, 5), "flow units"),
        ("RUNOFF", b"SWMM5-RUNOFF" + struct.pack("<4i", 2, 0, 0, 5), "cut off"),
        ("RUNOFF", b"SWMM5-RUNOFF" + struct.pack("<4i17f", 2, 0, 0, 1, 300.0, *[0.0] * 16), "before the simulation"),
        ("RAINFALL", b"nothing", "rain interface file"),
    ],
)
def test_bad_files_are_refused(tmp_path, kind, content, said):
    path = write_model(tmp_path, f"[FILES]\nUSE {kind} bad.bin\n")
    (tmp_path / "bad.bin").write_bytes(content)
    with pytest.raises(ModelError) as refused:
        sponge.read_inp(path)
    assert said in str(refused.value) and refused.value.exit_code == 3


def test_missing_files_are_refused(tmp_path):
    for kind in ("RDII", "RUNOFF", "HOTSTART", "INFLOWS", "RAINFALL"):
        with pytest.raises(ModelError, match=r"missing\.bin"):
            sponge.read_inp(write_model(tmp_path, f"[FILES]\nUSE {kind} missing.bin\n"))


def test_nothing_is_written_over_an_input(tmp_path):
    """Not the rain file, nor a file that is there unless it may be replaced."""
    path = write_model(tmp_path, "[FILES]\nSAVE RDII rain.dat\n")
    with pytest.raises(ModelError, match="a file that the model reads"):
        sponge.run(path, tmp_path / "r.nc", overwrite=True)
    path = write_model(tmp_path, "[FILES]\nSAVE HOTSTART model.inp\n")
    with pytest.raises(ModelError, match="a file that the model reads"):
        sponge.run(path, tmp_path / "r.nc", overwrite=True)
    path = write_model(tmp_path, "[FILES]\nSAVE RUNOFF there.rof\n")
    (tmp_path / "there.rof").write_text("mine")
    with pytest.raises(UsageError, match=r"there\.rof exists"):
        sponge.run(path, tmp_path / "r.nc")
    assert (tmp_path / "there.rof").read_text() == "mine" and not (tmp_path / "r.nc").exists()


def test_a_sewershed_can_be_varied(tmp_path):
    """Changes reach areas and ratios."""
    from sponge.model.changes import apply_changes

    model = sponge.read_inp(write_model(tmp_path))
    changes = ["rdii[A].area *= 2", "hydrograph[UH].short.ratio = 0.1", "hydrograph[*].long.recession[0] = 3"]
    changed = apply_changes(model, changes)
    assert changed.rdii[0].area == pytest.approx(2 * model.rdii[0].area)
    assert set(changed.hydrographs["UH"].short.ratio) == {0.1}
    assert changed.hydrographs["UH"].long.recession[:2] == (3.0, 1.5)
    assert replace(changed, rdii=model.rdii, hydrographs=model.hydrographs) == model
