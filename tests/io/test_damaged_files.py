"""Interface, hot start and state files that are damaged: refused with what is wrong, never taken."""

from __future__ import annotations

import io
import json
import random
import struct
import zipfile
from dataclasses import replace

import numpy as np
import pytest
from inp_texts import STREET, read_text

from sponge.base.errors import ModelError
from sponge.io.hot_start import empty_record, read_hot_start, sizes_of, write_hot_start
from sponge.io.interface import parse_interface, read_interface
from sponge.io.rdii_file import read_rdii_file
from sponge.io.runoff_file import read_runoff_file, write_runoff_file
from sponge.io.state import load_state, save_state
from sponge.simulation.run import batch_of

INTERFACE = """SWMM5 Interface File
title
300  - reporting time step in sec
2    - number of constituents as listed below:
FLOW CMS
TSS MG/L
2    - number of nodes as listed below:
A
B
Node             Year Mon Day Hr  Min Sec FLOW       TSS
A                2020 01  01  00  05  00  0.5        10
B                2020 01  01  00  05  00  0.1        20
A                2020 01  01  00  10  00  0.6        11
"""
MODEL = """[OPTIONS]
FLOW_UNITS CMS
END_TIME 00:10
[RAINGAGES]
G INTENSITY 0:05 1 TIMESERIES R
""" + STREET + """[RDII]
A UH 1
[HYDROGRAPHS]
UH G
UH ALL SHORT 0.1 1 2
[TIMESERIES]
R 0:00 10
R 1:00 0
"""


@pytest.fixture
def model(tmp_path):
    return read_text(tmp_path, MODEL)


@pytest.mark.parametrize("old, new, line, words", [
    ("0.5  ", "nan  ", 11, "not a number"), ("0.5  ", "inf  ", 11, "not a number"),
    ("0.5  ", "1e31 ", 11, "not a number"),
    ("20\n", "-20\n", 12, "below zero"), ("0.5  ", "0,5  ", 11, "0,5"),
    ("A                2020", "X                2020", 11, "'X'"),
    ("00  10  00", "00  05  00", 13, "not after"), ("300 ", "0   ", 6, "above zero"), ("A\nB\n", "A\nA\n", 9, "twice"),
    ("0.6        11", "0.6", 13, "fewer values"), ("01  01  00  10", "13  01  00  10", 13, "month"),
    ("FLOW CMS", "FLOW", 5, "word"),
])  # fmt: skip
def test_an_interface_file(old, new, line, words, tmp_path):
    assert old in INTERFACE
    path = tmp_path / "in.txt"
    path.write_text(INTERFACE.replace(old, new, 1))
    with pytest.raises(ModelError, match=words) as raised:
        read_interface(path)
    assert raised.value.problems[0].line == line


def test_nodes_that_the_model_lacks_are_told(tmp_path):
    (tmp_path / "in.txt").write_text(INTERFACE)
    found = read_text(tmp_path, MODEL + "[FILES]\nUSE INFLOWS in.txt\n")
    messages = [p.message for p in found.problems]
    assert any("no node 'B'" in m for m in messages) and any("no pollutant 'TSS'" in m for m in messages)
    assert list(found.interface_inflows) == ["A"] and parse_interface(INTERFACE).lines == {"A": 8, "B": 9}


def refused(read, path, raw, model):
    path.write_bytes(raw)
    with pytest.raises(ModelError) as raised:
        read(path, model)
    assert "damaged" in str(raised.value) or "cut" in str(raised.value) or "not a number" in str(raised.value)


@pytest.mark.parametrize("value", [float("nan"), float("inf"), -1.0])
def test_an_rdii_file(value, model, tmp_path):
    head = b"SWMM5-RDII" + struct.pack("<3i", 300, 1, 0)
    rows = struct.pack("<df", 43831.0, 0.5) + struct.pack("<df", 43831.01, 0.6)
    path = tmp_path / "r.rdii"
    path.write_bytes(head + rows)
    assert len(read_rdii_file(path, model).times) == 2
    refused(read_rdii_file, path, head + struct.pack("<df", 43831.0, value) + rows[12:], model)
    refused(read_rdii_file, path, head + struct.pack("<df", value, 0.5) + rows[12:], model)
    refused(read_rdii_file, path, head + rows[:-1], model)
    refused(read_rdii_file, path, head + rows[12:] + rows[:12], model)


@pytest.mark.parametrize("value", [float("nan"), float("-inf"), 1e31, -99.0])
def test_a_runoff_file(value, model, tmp_path):
    path = tmp_path / "r.rof"
    write_runoff_file(path, model, [300.0, 300.0], [np.ones((8, 1)), np.ones((8, 1))])
    raw = path.read_bytes()
    assert len(read_runoff_file(path, model).times) == 2
    at = len(raw) - 8 * 4 + 4 * 4  # the runoff of the last step
    refused(read_runoff_file, path, raw[:at] + struct.pack("<f", value) + raw[at + 4 :], model)
    refused(read_runoff_file, path, raw[:-5], model)
    refused(read_runoff_file, path, raw + b"1234", model)


@pytest.mark.parametrize("value", [float("nan"), float("inf"), -99.0])
@pytest.mark.parametrize("field", ["node_depth", "link_depth", "link_setting", "surface_depth"])
def test_a_hot_start_file(field, value, model, tmp_path):
    record = empty_record(sizes_of(model))
    path = tmp_path / "h.hsf"
    write_hot_start(path, model, record)
    assert read_hot_start(path, model).node_depth.tolist() == [0.0, 0.0]
    wrong = np.array(getattr(record, field))
    wrong.flat[0] = -99.0
    write_hot_start(path, model, replace(record, **{field: wrong}))
    raw = path.read_bytes()
    for kind in ("<f", "<d"):  # the file has what is not finite as 0
        old = struct.pack(kind, -99.0 / (0.3048 if "depth" in field else 1.0))
        raw = raw.replace(old, struct.pack(kind, value)) if raw.count(old) == 1 else raw
    refused(read_hot_start, path, raw, model)


# --- states -------------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def saved(tmp_path_factory):
    folder = tmp_path_factory.mktemp("state")
    model = read_text(folder, MODEL)
    save_state(folder / "s.npz", [batch_of([model])], model)
    return model, (folder / "s.npz").read_bytes()


def test_a_state_that_was_damaged_anywhere(saved, tmp_path):
    """Bytes flipped, cut or put in: it is refused, or what it holds is what was saved."""
    model, raw = saved
    block, path, draw = batch_of([model]), tmp_path / "s.npz", random.Random(12)
    before = block.snapshot()
    for k in range(300):
        damaged = bytearray(raw)
        at = draw.randrange(len(raw))
        if k % 3 == 0:
            damaged[at] ^= 1 << draw.randrange(8)
        elif k % 3 == 1:
            del damaged[at:]
        else:
            damaged[at:at] = bytes(draw.randrange(256) for _ in range(9))
        path.write_bytes(bytes(damaged))
        try:
            load_state(path, [block], model)
        except ModelError:
            continue
        assert repr(block.snapshot()) == repr(before)


@pytest.mark.parametrize("part, value", [
    ("nodes.depth", np.nan), ("nodes.depth", -1.0), ("nodes.volume", np.inf), ("links.flow", np.nan),
    ("clock.time", -5.0),
])  # fmt: skip
def test_a_state_with_numbers_that_cannot_be(part, value, saved, tmp_path):
    model, raw = saved
    with np.load(io.BytesIO(raw)) as archive:
        arrays = {name: archive[name] for name in archive.files}
    arrays[part].flat[0] = value
    np.savez(tmp_path / "s.npz", **arrays)
    with pytest.raises(ModelError, match=f"damaged: {part}"):
        load_state(tmp_path / "s.npz", [batch_of([model])], model)


@pytest.mark.parametrize(
    "about", ["[]", "{}", '{"format": "sponge state", "layout": 1}', "null", "7", '{"format": 3}', "{"]
)
def test_a_state_that_does_not_say_of_what(about, saved, tmp_path):
    model, raw = saved
    with np.load(io.BytesIO(raw)) as archive:
        arrays = {name: archive[name] for name in archive.files}
    np.savez(tmp_path / "s.npz", **(arrays | {"about": np.array(about)}))
    with pytest.raises(ModelError, match=r"damaged|not a state file"):
        load_state(tmp_path / "s.npz", [batch_of([model])], model)


def test_another_archive_is_no_state(saved, tmp_path):
    model, _ = saved
    with zipfile.ZipFile(tmp_path / "s.npz", "w") as archive:
        archive.writestr("about.npy", json.dumps({"format": "sponge state"}))
    with pytest.raises(ModelError, match="not a state file"):
        load_state(tmp_path / "s.npz", [batch_of([model])], model)
