"""Hot start files: EPA SWMM's of every layout, there and back."""

from __future__ import annotations

import struct
import subprocess
import sys

import numpy as np
import pytest
from epa_files import LATER, first_hour_by_both, run_epa, write_model

import sponge
from sponge.base.errors import ModelError
from sponge.base.units import FOOT
from sponge.io.epa_out import read_out
from sponge.io.hot_start import read_hot_start, write_hot_start

CFS = FOOT**3
DRY = "[OPTIONS]\nIGNORE_RDII YES\n"  # a hot start file keeps no rain for RDII
USE = DRY + "[FILES]\nUSE HOTSTART end.hsf\n"


@pytest.fixture(scope="module")
def first(tmp_path_factory):
    """Folders in which EPA SWMM and sponge ran the first hour and saved it, and sponge's run of four hours."""
    return first_hour_by_both(tmp_path_factory, DRY)


def test_what_epa_left_is_read_in_si(first):
    """Depths and flows are the last row of EPA's own results."""
    theirs, _, _ = first
    model = sponge.read_inp(theirs / "model.inp")
    record = read_hot_start(theirs / "end.hsf", model)
    results = read_out(theirs / "epa.out").values
    np.testing.assert_allclose(record.node_depth, results["node_depth"][-1], rtol=1e-4, atol=1e-5)
    np.testing.assert_allclose(record.link_flow, results["link_flow"][-1], rtol=1e-3, atol=1e-5)
    np.testing.assert_allclose(record.runoff, results["subcatchment_runoff"][-1], rtol=1e-3)
    assert record.soil[0, 0] < 0.25 and record.soil[0, 1] > 0.005  # a deficit, and metres that went in


def test_a_file_written_back_is_the_same(first, tmp_path):
    """All float32 to the bit, the float64 to their last digits."""
    theirs, _, _ = first
    model = sponge.read_inp(theirs / "model.inp")
    record = read_hot_start(theirs / "end.hsf", model)
    write_hot_start(tmp_path / "again.hsf", model, record)
    old, new = (theirs / "end.hsf").read_bytes(), (tmp_path / "again.hsf").read_bytes()
    head, surfaces = 15 + 24, 8 * 2 * 10
    assert len(old) == len(new) and old[:head] == new[:head]
    values = (np.frombuffer(raw[head : head + surfaces], "<f8") for raw in (old, new))
    np.testing.assert_allclose(*values, rtol=1e-14)
    assert old[head + surfaces :][-12 * 3 :] == new[head + surfaces :][-12 * 3 :]
    rest = [np.frombuffer(raw[head + surfaces :], "<f4").copy() for raw in (old, new)]
    time = 2 * 2 + 2  # of storage: its residence time is not kept
    rest[0][time] = rest[1][time] = 0.0
    np.testing.assert_array_equal(*rest)


@pytest.mark.parametrize("who", [0, 1], ids=["of EPA", "of sponge"])
def test_a_run_goes_on_from_a_file(first, tmp_path, who):
    """Three hours from the file of the first are the last three of four."""
    write_model(tmp_path, USE, text=LATER)
    (tmp_path / "end.hsf").write_bytes((first[who] / "end.hsf").read_bytes())
    rest = sponge.run(tmp_path / "model.inp")
    whole = first[2]
    for name in ("node_depth", "link_flow", "subcatchment_runoff"):
        want = whole[name].values[12:]
        np.testing.assert_allclose(rest[name].values, want, atol=0.03 * np.abs(want).max(), err_msg=name)
    assert abs(float(rest.routing_continuity_error)) < 0.5


def test_epa_goes_on_from_our_file_as_from_its_own(first, tmp_path):
    found = []
    for folder in first[:2]:
        here = tmp_path / folder.name
        write_model(here, USE, text=LATER)
        (here / "end.hsf").write_bytes((folder / "end.hsf").read_bytes())
        run_epa(here)
        found.append(read_out(here / "epa.out").values)
    for name in ("node_depth", "link_flow", "subcatchment_runoff"):
        span = np.abs(found[0][name]).max()
        np.testing.assert_allclose(found[1][name], found[0][name], atol=0.02 * span, err_msg=name)


def test_saved_at_a_moment(tmp_path):
    """SWMM 5.3's row with date and time, beside one at the end; both are written back."""
    more = "[FILES]\nSAVE HOTSTART half.hsf 01/30/2020 00:30:00\nSAVE HOTSTART end.hsf\n"
    path = write_model(tmp_path, more, "01:00:00")
    model = sponge.read_inp(path)
    results = sponge.run(path, tmp_path / "r.nc")
    for name, row in (("half.hsf", 5), ("end.hsf", 11)):
        record = read_hot_start(tmp_path / name, model)
        np.testing.assert_allclose(record.node_depth, results.node_depth.values[row], rtol=5e-2, atol=1e-3)
    from sponge.io.inp.write import write_inp

    write_inp(model, tmp_path / "again.inp")
    assert sponge.read_inp(tmp_path / "again.inp") == model and len(model.save_times) == 1


# --- layouts ------------------------------------------------------------------------------------------------------

RICH = """\
[OPTIONS]
IGNORE_QUALITY YES
IGNORE_GROUNDWATER YES
IGNORE_SNOWMELT YES
[POLLUTANTS]
TSS MG/L 0 0 0 0
Pb UG/L 0 0 0 0
[LANDUSES]
Home
Street
[AQUIFERS]
Aq 0.5 0.15 0.3 5 10 15 0.35 14 0.002 10 20 0.3
[GROUNDWATER]
S2 Aq B 30 0.1 1 0 0 0 0 0
"""


def doubles(*values):
    return struct.pack(f"<{len(values)}d", *values)


def floats(*values):
    return struct.pack(f"<{len(values)}f", *values)


def layout(version: int, again: int = 1) -> bytes:
    """A file of the model with two pollutants and land uses; ``again`` build-ups where one should be."""
    stamp = b"SWMM5-HOTSTART" + (str(version).encode() if version > 1 else b"")
    counts = {1: (4, 3, 2), 2: (2, 4, 3, 2)}.get(version, (2, 2, 4, 3, 2))
    parts = [stamp, struct.pack(f"<{len(counts) + 1}i", *counts, 0)]
    for s in range(2 if version >= 3 else 0):
        parts += [doubles(0.1, 0.2, 0.3), doubles(1.5 + s), doubles(0.2, 0.5, 0.25, 1.0, 60.0, 0.0)]
        parts += [doubles(0.3, 20.0, 1e-6, 2.0)] if s == 1 else []
        parts += [doubles(10.0, 11.0), doubles(20.0, 21.0)]
        for use in range(2):
            parts += [doubles(*[100.0 + 10 * use + p] * again) for p in range(2)] + [doubles(43000.0 + use)]
    if version == 2:
        parts += [floats(0.31, 19.0)] * 2
    for node in range(4):
        parts.append(floats(1.0 + node, 0.5))
        parts += [floats(2.0)] if version >= 4 and node == 2 else []
        parts += [floats(3.0, 4.0)] + ([floats(0.0, 0.0)] if version <= 2 else [])
    return b"".join([*parts, *[floats(5.0 + link, 0.5, 1.0, 6.0, 7.0) for link in range(3)]])


POUND = 0.45359237  # kg


@pytest.fixture
def rich(tmp_path):
    return sponge.read_inp(write_model(tmp_path, RICH))


@pytest.mark.parametrize("version", [1, 2, 3, 4])
@pytest.mark.parametrize("again", [1, 2])
def test_every_layout_is_read(rich, tmp_path, version, again):
    """Also of EPA SWMM 5.2.4, which writes each build-up as often as there are pollutants."""
    (tmp_path / "a.hsf").write_bytes(layout(version, again))
    record = read_hot_start(tmp_path / "a.hsf", rich)
    np.testing.assert_allclose(record.node_depth, (np.arange(4) + 1.0) * FOOT, rtol=1e-7)
    np.testing.assert_allclose(record.link_flow, (np.arange(3) + 5.0) * CFS, rtol=1e-7)
    np.testing.assert_allclose(record.quality.node, [[3.0e-3, 4.0e-6]] * 4)  # mg/L and ug/L as kg/m3
    np.testing.assert_allclose(record.quality.link, [[6.0e-3, 7.0e-6]] * 3)
    if version >= 3:
        np.testing.assert_allclose(record.runoff, [1.5 * CFS, 2.5 * CFS])
        np.testing.assert_allclose(record.soil[0], [0.2, 0.5 * FOOT, 0.25 * FOOT, 1.0, 60.0, 0.0])
        np.testing.assert_allclose(record.quality.buildup[1], np.array([[100.0, 101.0], [110.0, 111.0]]) * POUND)
        np.testing.assert_allclose(record.quality.last_swept[0], (np.array([43000.0, 43001.0]) - 25569.0) * 86400.0)
        np.testing.assert_allclose(record.groundwater[1], [0.3, 20 * FOOT, 1e-6 * FOOT, 2 * FOOT])
        assert np.isnan(record.groundwater[0]).all()
    else:
        assert np.isnan(record.runoff).all()
    if version == 2:
        np.testing.assert_allclose(record.groundwater[1, :2], [0.31, 19 * FOOT], rtol=1e-6)
    if version == 4:
        assert record.residence_time[2] == pytest.approx(7200.0)
        write_hot_start(tmp_path / "b.hsf", rich, record)
        new = (tmp_path / "b.hsf").read_bytes()
        assert len(new) == len(layout(4)) and new[:39] == layout(4)[:39]
        np.testing.assert_allclose(
            read_hot_start(tmp_path / "b.hsf", rich).quality.buildup, record.quality.buildup, rtol=1e-15
        )


@pytest.mark.parametrize(
    "content, said",
    [
        (b"", "not a hot start file"),
        (b"SWMM5-RDII", "not a hot start file"),
        (layout(4).replace(b"HOTSTART4", b"HOTSTART7"), "layout 7 is not known"),
        (layout(4)[:-4], "ends too early"),
        (layout(4) + b"1234", "left over"),
        (layout(3)[:15] + struct.pack("<i", 5) + layout(3)[19:], "5 subcatchments where the model has 2"),
        (layout(1)[:14] + struct.pack("<4i", 7, 3, 2, 3) + layout(1)[30:], "flow units CMS where the model has CFS"),
        (layout(1)[:14] + struct.pack("<4i", 7, 3, 2, 3) + layout(1)[30:], "7 nodes where the model has 4"),
        (layout(4)[:-4] + floats(float("nan")), "not a number"),
    ],
)
def test_files_of_other_models_are_refused(rich, tmp_path, content, said):
    (tmp_path / "bad.hsf").write_bytes(content)
    with pytest.raises(ModelError) as refused:
        read_hot_start(tmp_path / "bad.hsf", rich)
    assert said in str(refused.value) and "bad.hsf" in str(refused.value)


def test_the_command_line_refuses_it_with_exit_3(first, tmp_path):
    path = write_model(tmp_path, USE)
    path.write_text(path.read_text().replace("[STORAGE]", "C 20 5\n[STORAGE]"))
    (tmp_path / "end.hsf").write_bytes((first[0] / "end.hsf").read_bytes())
    words = [sys.executable, "-m", "sponge", "run", str(path)]
    found = subprocess.run(words, cwd=tmp_path, capture_output=True, text=True)
    assert found.returncode == 3 and "4 nodes where the model has 5" in found.stderr
    assert not (tmp_path / "model.nc").exists()
