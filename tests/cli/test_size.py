"""``sponge size``: the table, the sweep that it writes and that reaches the targets, and what it refuses."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest
from click.testing import CliRunner, Result
from zoned import UNITS, write

from sponge.assess.files import assess_files
from sponge.base.errors import UsageError
from sponge.cli.size import size
from sponge.sweep.plan import read_plan
from sponge.sweep.run import run_plan
from sponge.sweep.sizing_search import CLOSE, Search


def call(*arguments: object) -> Result:
    return CliRunner().invoke(size, [*map(str, arguments)], standalone_mode=False, catch_exceptions=False)


@pytest.fixture
def inp(tmp_path: Path) -> Path:
    return write(tmp_path, more=UNITS)


def test_a_line_a_zone_and_the_sweep(inp, tmp_path):
    out = tmp_path / "out.toml"
    done = call(inp, "-o", out, "--lang", "en", "--by-volume")
    assert done.return_value == 0, done.output
    assert done.output.splitlines()[0].startswith("zone") and "Next: sponge sweep" in done.output
    text = out.read_text()
    assert 'model = "zoned.inp"' in text and "lid_use[S1/Cell].share = " in text
    with pytest.raises(UsageError, match="nothing is replaced without --overwrite"):
        call(inp, "-o", out)
    assert "需求容积" in call(inp, "-o", out, "--overwrite", "--lang", "zh", "--by-volume").output


def test_targets_of_zones_and_too_few_units(inp, tmp_path):
    targets = tmp_path / "targets.csv"
    targets.write_text("zone,target,depth\nnorth,0.8,\neast,,5\n")
    done = call(inp, "-o", tmp_path / "a.toml", "--targets", targets, "--json", "--by-volume")
    found = json.loads(done.output)["zones"]
    assert {one["zone"]: one["depth"] for one in found} == {"north": 30.4, "south": 25.0, "east": 5.0}
    few = call(inp, "-o", tmp_path / "b.toml", "--most", "0.001", "--lang", "en", "--by-volume")
    assert few.return_value == 6
    assert "3 of 3 zones fall short with units on 0.1 % of every parcel with any" in few.output


def test_what_is_wrong_is_refused(inp, tmp_path):
    targets = tmp_path / "targets.csv"
    for text, message in (
        ("zone,target\nnorht,0.8\n", "targets.csv:2: the model has no zone 'norht', did you mean 'north'"),
        ("zone,target\nnorth,much\n", "targets.csv:2: a row has a zone and a number"),
        ("zone\nnorth\n", "targets.csv:2: a row has a zone and a number"),
        ("zone,target\nnorth,0.9\n", "targets.csv:2: target 0.9: design depths are known for 0.6 to 0.85 alone"),
        ("zone,target\nnorth,75\n", "targets.csv:2: a target is a share between 0.3 and 0.95"),
    ):
        targets.write_text(text)
        with pytest.raises(UsageError, match=message):
            call(inp, "-o", tmp_path / "c.toml", "--targets", targets)
    with pytest.raises(UsageError, match="there is no such file"):
        call(inp, "-o", tmp_path / "c.toml", "--targets", tmp_path / "none.csv")
    with pytest.raises(UsageError, match="is named"):
        call(inp, "-o", tmp_path / "c.toml", "--units", "nothing*")
    assert not (tmp_path / "c.toml").exists()


def captured_by(volume: float) -> float:
    """A share that rises ever more slowly: 30 % without units, 90 % with endless ones."""
    return 0.3 + 0.6 * (1.0 - np.exp(-volume / 100.0))


def searched(goal: float, least: float, largest: float) -> Search:
    """A search that has tried what the first sweep tries, and two further ones."""
    search = Search(goal, least, largest)
    for part in (None, 0.0, 0.0625, 0.1875, 0.375, 0.65, 1.0):
        search.learn(search.step(part), captured_by(search.step(part)))
    for _ in range(2):
        for volume in [search.between(part) for part in (0.4, 0.7, 0.9, 1.0)]:
            search.learn(volume, captured_by(volume))
    return search


def test_a_search_brackets_its_goal_from_above():
    search = searched(0.75, 50.0, 500.0)
    exact = -100.0 * np.log(1.0 - 0.45 / 0.6)
    assert search.settled and exact <= search.chosen <= 1.02 * exact
    assert 0.75 <= captured_by(search.chosen) <= 0.75 + CLOSE


def test_no_zone_gets_less_than_the_volume_method_asks_for_or_more_than_it_may():
    assert searched(0.4, 50.0, 500.0).chosen == 50.0
    short = searched(0.88, 50.0, 200.0)
    assert short.chosen == 200.0 and captured_by(200.0) < 0.88 and not short.falls_short(0.8)


def test_a_confirming_run_that_falls_short_moves_on_along_the_secant():
    search = searched(0.75, 50.0, 500.0)
    volume = search.chosen
    assert search.falls_short(0.74) and not search.falls_short(0.75)
    search.enlarge(volume, 0.74)
    assert volume < search.chosen <= 500.0


@pytest.mark.slow  # years of rain on lanes with units
def test_zones_reach_their_targets_in_the_sweep_that_is_written(inp, tmp_path):
    """North and east reach 70 %, as the sweep gives it again; the south cannot, and the reason is said."""
    out = tmp_path / "sized.toml"
    done = call(inp, "-o", out, "--target", "0.7", "--years", "2", "--json", "--jobs", "1")
    zones = {one["zone"]: one for one in json.loads(done.output)["zones"]}
    assert done.return_value == 6 and not zones["south"]["reached"] and zones["south"]["why"] == "limit"
    results = run_plan(read_plan(out), tmp_path / "sized.nc", jobs=1).output
    by_zone = {i["id"]: i["by_zone"] for i in assess_files([results]).as_dict()["indicators"]}["vcr"]
    for name, one in zones.items():
        assert one["captured"]["gbt51345"] == pytest.approx(by_zone[name], abs=1e-9)
        assert one["without"]["gbt51345"] < one["captured"]["gbt51345"]
    for name in ("north", "east"):
        assert zones[name]["reached"] and by_zone[name] >= 0.7
        assert by_zone[name] <= 0.7 + CLOSE or zones[name]["have"] == pytest.approx(zones[name]["need"])
    text = call(inp, "-o", out, "--target", "0.7", "--years", "1", "--lang", "zh", "--overwrite", "-q").output
    assert "用地不足" in text and "不透水面径流的" in text
