"""A Model written and read is the same Model, bit for bit, and EPA SWMM runs the new file to the same results."""

from __future__ import annotations

import shutil
from dataclasses import replace
from pathlib import Path

import pytest
from epa_process import run_epa
from inp_texts import EVERYTHING, read_text

from sponge.base.errors import UsageError
from sponge.io import read_inp, write_inp
from sponge.io.inp.text import clock, num, percent
from sponge.model import elements as el
from sponge.model.links import Conduit, CrossSection
from sponge.model.model import Model
from sponge.model.nodes import Junction, Outfall

SMALL = [
    "swmm5plus/all_storage_emptying_test", "epa_user/Example1", "epa_extran/*", "epa_examples/Example5", "epa_lid/*",
    "epa_update_v52/*", "swmm_api/*", "pyswmm/*", "derived/iface*",
]  # fmt: skip


def again(model: Model, folder: Path) -> Model:
    """Written and read."""
    write_inp(model, folder / "again.inp")
    return read_inp(folder / "again.inp")


@pytest.mark.parametrize("units", ["CFS", "GPM", "MGD", "CMS", "LPS", "MLD"])
@pytest.mark.parametrize("offsets", ["DEPTH", "ELEVATION"])
def test_round_trip(tmp_path, units, offsets):
    model = read_text(tmp_path, EVERYTHING.replace("LPS", f"{units}\nLINK_OFFSETS {offsets}"))
    assert again(model, tmp_path) == model
    text = (tmp_path / "again.inp").read_text()
    write_inp(read_inp(tmp_path / "again.inp"), tmp_path / "twice.inp")
    assert (tmp_path / "twice.inp").read_text() == text


def test_comments_and_spellings_stay(tmp_path):
    model = again(read_text(tmp_path, EVERYTHING), tmp_path)
    assert model.gages["G1"].comment == "the gage on the roof"
    text = (tmp_path / "again.inp").read_text()
    assert '"storm 2"' in text and " 0.013 " in text and "DIMENSIONS           0 0 100 100" in text


def test_encoding_stays(tmp_path):
    data = "[OUTFALLS]\n出口 0 FREE\n".encode("gb18030")
    model = read_text(tmp_path, data)
    assert again(model, tmp_path) == model and "出口".encode("gb18030") in (tmp_path / "again.inp").read_bytes()


def test_model_made_in_python(tmp_path):
    model = Model(
        junctions={"J": Junction("J", invert=1.0 / 3.0, max_depth=2)},
        outfalls={"O": Outfall("O")},
        conduits={"C": Conduit("C", up="J", down="O", length=100, roughness=0.01, offset_up=0.1,
                                  section=CrossSection("CIRCULAR", (0.7, 0, 0, 0)))},
        series={"s": el.TimeSeries("s", times=(0.0, 0.1, 400.0), values=(1.0, 2.0, 3.0))},
    )  # fmt: skip
    copy = again(model, tmp_path)
    assert replace(copy, node_order=(), link_order=(), formula_units=model.formula_units) == model
    assert copy.node_order == ("J", "O")


def test_interleaved_nodes_keep_their_order(tmp_path):
    model = read_text(tmp_path, "[OUTFALLS]\nb 0 FREE\n[JUNCTIONS]\na 1\n[OUTFALLS]\nc 0 FREE\n[JUNCTIONS]\nd 1\n")
    assert model.node_order == ("b", "a", "c", "d") and again(model, tmp_path) == model


def test_companions_are_found_from_another_folder(tmp_path):
    (tmp_path / "s.dat").write_text("0:00 1\n0:05 2\n")
    model = read_text(tmp_path, "[OUTFALLS]\nO 0 FREE\n[TIMESERIES]\ns FILE s.dat\n")
    (tmp_path / "deep").mkdir()
    copy = again(model, tmp_path / "deep")
    assert copy.series["s"].file == "../s.dat" and copy.series["s"].values == (1, 2)


def test_nothing_is_harmed_where_nothing_can_be_written(tmp_path):
    model = read_text(tmp_path, EVERYTHING)
    with pytest.raises(UsageError, match="cannot write"):
        write_inp(model, tmp_path / "none" / "x.inp")
    (tmp_path / "folder").mkdir()
    with pytest.raises(UsageError, match="cannot write"):
        write_inp(model, tmp_path / "folder")
    assert sorted(p.name for p in tmp_path.iterdir()) == ["folder", "model.inp"]


def test_numbers():
    assert num(0.3048 * 12.5, 0.3048) == "12.5" and num(2.0) == "2" and num(1e-7) == "1e-07"
    assert percent(0.4) == "40" and clock(3723) == "1:02:03" and clock(0.5) == num(0.5, 3600.0)
    third = 1.0 / 3.0
    assert float(num(third, 0.3048)) * 0.3048 == third


def test_shared_models(shared_models, tmp_path):
    """Every model that EPA SWMM takes is read, written and read as the same, bit for bit."""
    for path in sorted(shared_models.glob("*/*/*.inp")):
        if "refused" in path.parts or path.stat().st_size > 300_000:
            continue
        home = tmp_path / path.stem
        shutil.copytree(path.parent, home)
        model = read_inp(home / path.name)
        assert again(model, home) == model, path
        shutil.rmtree(home)


def _out(path: Path) -> bytes:
    return run_epa(path).read_bytes()


def test_epa_runs_it_to_the_same_results(own_model, tmp_path):
    home = tmp_path / "home"
    shutil.copytree(own_model.parent, home)
    write_inp(read_inp(home / own_model.name), home / "again.inp")
    assert _out(home / "again.inp") == _out(home / own_model.name)


@pytest.mark.slow
def test_epa_runs_small_shared_models_to_the_same_results(shared_models, tmp_path):
    paths = [p for pattern in SMALL for p in sorted(shared_models.glob(f"{pattern}/*.inp"))[:6]]
    for i, path in enumerate(p for p in paths if p.stat().st_size < 40_000):
        home = tmp_path / str(i)
        shutil.copytree(path.parent, home)
        for file in home.iterdir():
            file.chmod(0o644)
        write_inp(read_inp(home / path.name), home / "again.inp")
        assert _out(home / "again.inp") == _out(home / path.name), path
