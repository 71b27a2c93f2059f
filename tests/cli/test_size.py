"""``sponge size``: the table, the sweep that it writes, and what it refuses."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from zoned import write

from sponge.base.errors import UsageError
from sponge.cli.size import size

UNITS = """
[LID_CONTROLS]
Cell BC
Cell SURFACE 150 0 0 0 0
Cell SOIL 100 0.45 0.2 0.1 500 10 80
Cell STORAGE 200 0.75 5 0
Cell DRAIN 0 0.5 0 0
[LID_USAGE]
S1 Cell 0 100 10 50 40 0
S4 Cell 0 100 10 50 40 0
S6 Cell 0 100 10 50 40 0
"""


def call(*arguments: object) -> Result:
    return CliRunner().invoke(size, [*map(str, arguments)], standalone_mode=False, catch_exceptions=False)


@pytest.fixture
def inp(tmp_path: Path) -> Path:
    return write(tmp_path, more=UNITS)


def test_a_line_a_zone_and_the_sweep(inp, tmp_path):
    out = tmp_path / "out.toml"
    done = call(inp, "-o", out, "--lang", "en")
    assert done.return_value == 0, done.output
    assert done.output.splitlines()[0].startswith("zone") and "Next: sponge sweep" in done.output
    text = out.read_text()
    assert 'model = "zoned.inp"' in text and "lid_use[S1/Cell].share = " in text
    with pytest.raises(UsageError, match="nothing is replaced without --overwrite"):
        call(inp, "-o", out)
    assert "需求容积" in call(inp, "-o", out, "--overwrite", "--lang", "zh").output


def test_targets_of_zones_and_too_few_units(inp, tmp_path):
    targets = tmp_path / "targets.csv"
    targets.write_text("zone,target,depth\nnorth,0.8,\neast,,5\n")
    found = json.loads(call(inp, "-o", tmp_path / "a.toml", "--targets", targets, "--json").output)["zones"]
    assert {one["zone"]: one["depth"] for one in found} == {"north": 30.4, "south": 25.0, "east": 5.0}
    few = call(inp, "-o", tmp_path / "b.toml", "--most", "0.001", "--lang", "en")
    assert few.return_value == 6 and "3 of 3 zones have not enough units" in few.output


def test_what_is_wrong_is_refused(inp, tmp_path):
    targets = tmp_path / "targets.csv"
    for text, message in (
        ("zone,target\nnorht,0.8\n", "targets.csv:2: the model has no zone 'norht', did you mean 'north'"),
        ("zone,target\nnorth,much\n", "targets.csv:2: a row has a zone and a number"),
        ("zone\nnorth\n", "targets.csv:2: a row has a zone and a number"),
    ):
        targets.write_text(text)
        with pytest.raises(UsageError, match=message):
            call(inp, "-o", tmp_path / "c.toml", "--targets", targets)
    with pytest.raises(UsageError, match="there is no such file"):
        call(inp, "-o", tmp_path / "c.toml", "--targets", tmp_path / "none.csv")
    with pytest.raises(UsageError, match="is named"):
        call(inp, "-o", tmp_path / "c.toml", "--units", "nothing*")
    assert not (tmp_path / "c.toml").exists()
