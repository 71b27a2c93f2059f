"""``sponge lid``: the list, a preset in full, rows to paste, exit codes."""

from __future__ import annotations

import json

from sponge.io import read_inp
from sponge.io.lid_presets import presets


def ok(done):
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_list_names_them_all(sponge):
    lines = ok(sponge("lid", "list")).splitlines()
    assert len(lines) == len(presets()) + 1
    row = next(line for line in lines if line.startswith("wet_pond"))
    assert row.split()[:3] == ["wet_pond", "湿塘", "IT"] and len(row.split()) > 6
    rows = json.loads(ok(sponge("lid", "list", "--json")))
    assert [r["name"] for r in rows] == list(presets())


def test_show_says_range_unit_and_source(sponge):
    text = ok(sponge("lid", "show", "bioretention"))
    line = next(line for line in text.splitlines() if line.startswith("surface  depth"))
    assert line.split(maxsplit=6)[2:] == ["300", "150", "to", "300", "mm         pub:S30; range unv:LID"]
    assert "复杂型生物滞留设施" in text and "iwaponline" in text


def test_show_as_json(sponge):
    data = json.loads(ok(sponge("lid", "show", "绿色屋顶", "--set", "soil.depth=130", "--json")))
    assert data["name"] == "green_roof" and data["layers"]["soil"]["depth"]["value"] == 130
    assert data["inp"][0].split() == ["green_roof", "GR"]


def test_rows_can_be_pasted(sponge, tmp_path):
    done = sponge("lid", "show", "rain-barrel", "--as", "B", "--set", "drain.delay=90min", "--inp")
    path = tmp_path / "pasted.inp"
    path.write_text("[OPTIONS]\nFLOW_UNITS LPS\n" + ok(done), encoding="utf-8")
    control = read_inp(path).lid_controls["B"]
    assert control.kind == "RB" and control.storage.covered and control.drain.delay == 5400.0
    assert "drain.delay = 1.5 h: usual is 6 to 72" in done.stderr


def test_unknown_name(sponge):
    done = sponge("lid", "show", "green_rof")
    assert done.returncode == 2 and "did you mean 'green_roof'?" in done.stderr


def test_wrong_use(sponge):
    assert sponge("lid", "show", "wet_pond", "--inp", "--json").returncode == 2
    assert sponge("lid", "show", "wet_pond", "--us").returncode == 2
    assert sponge("lid", "show", "wet_pond", "--set", "depth").returncode == 2
    done = sponge("lid", "show", "wet_pond", "--set", "storage.depth=deep")
    assert done.returncode == 2 and "not a number" in done.stderr
