"""``sponge storm``: tables, files that others read, exit codes."""

from __future__ import annotations

import json

import pytest

from sponge.simulation.prepare import read

MODEL = """[OPTIONS]
FLOW_UNITS CMS
INFILTRATION HORTON
START_DATE 01/01/2020
END_DATE 01/01/2020
END_TIME 06:00:00
WET_STEP 00:01:00
[RAINGAGES]
G INTENSITY 0:05 1.0 TIMESERIES {name}
[SUBCATCHMENTS]
S G J 1 100 100 1 0
[SUBAREAS]
S 0.01 0.1 0 0 0 OUTLET
[INFILTRATION]
S 0 0 1 1 0
[JUNCTIONS]
J 1
[OUTFALLS]
O 0 FREE NO
[CONDUITS]
C J O 100 0.01 0 0
[XSECTIONS]
C CIRCULAR 1 0 0 0
"""


def ok(done):
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_chicago_with_the_stations_depths_beside(sponge):
    keys = ("--formula", "tianjin-1", "-P", 5, "--duration", "2h", "--peak", 0.4, "--step", "5min")
    text = ok(sponge("storm", "chicago", *keys))
    lines = text.splitlines()
    assert sum(line.strip().startswith(("0:", "1:")) for line in lines) == 24
    assert any(line.split()[:2] == ["total", "82.412"] for line in lines)
    row = next(line.split() for line in lines if line.split()[:1] == ["5"] and len(line.split()) == 10)
    assert row == ["5", "39.75", "46.65", "+17.3%", "53.14", "63.25", "+19.0%", "68.84", "82.41", "+19.7%"]


def test_json_holds_the_storm(sponge):
    data = json.loads(ok(sponge("storm", "huff", "--quartile", 2, "--depth", 50, "--duration", "3h", "--json")))
    assert sum(data["depth_mm"]) == pytest.approx(50)
    assert data["total_mm"] == pytest.approx(50)
    assert data["attributes"]["kind"] == "huff" and len(data["time_s"]) == len(data["depth_mm"]) == 36


def test_csv_is_read_back_by_the_same_command(sponge, tmp_path):
    ok(sponge("storm", "chicago", "-P", 10, "-o", "storm.csv"))
    first = json.loads(ok(sponge("storm", "chicago", "-P", 10, "--json")))
    again = json.loads(ok(sponge("storm", "csv", "--file", "storm.csv", "--json")))
    assert again["depth_mm"] == pytest.approx(first["depth_mm"], rel=1e-6)
    assert again["step_s"] == first["step_s"]


def test_the_time_series_pastes_into_a_model(sponge, tmp_path):
    """sponge and EPA SWMM read the section, and EPA's rain is the storm's."""
    from swmm.toolkit import solver

    section = ok(sponge("storm", "chicago", "-P", 5, "--swmm"))
    name = next(line.split()[0] for line in section.splitlines() if line and line[0] not in ";[")
    assert f"INTENSITY 0:05 1.0 TIMESERIES {name}" in section
    path = tmp_path / "pasted.inp"
    path.write_text(MODEL.format(name=name) + section)
    series = read(path).series[name]
    assert len(series.values) == 25
    solver.swmm_run(str(path), str(tmp_path / "pasted.rpt"), str(tmp_path / "pasted.out"))
    report = (tmp_path / "pasted.rpt").read_text()
    line = next(line for line in report.splitlines() if "Total Precipitation" in line)
    assert float(line.split()[-1]) == pytest.approx(82.412, abs=2e-3)


def test_generated_rain_is_written_with_dates_and_read_as_a_series(sponge, tmp_path):
    text = ok(sponge("storm", "generated", "--years", 2, "--seed", 4))
    assert "climate" in text and "2002" in text
    ok(sponge("storm", "generated", "--years", 2, "--seed", 4, "-o", "rain.csv"))
    data = json.loads(ok(sponge("storm", "series", "--file", "rain.csv", "--json")))
    assert data["total_mm"] == pytest.approx(2 * 538.9, rel=1e-6)
    assert (data["start"], data["step_s"], data["steps"]) == ("2001-01-01T00:00:00", 300, 730 * 288)


def test_list_names_kinds_formulas_and_storms(sponge):
    text = ok(sponge("storm", "--list"))
    for word in ("chicago", "pattern24", "generated", "tianjin-old", "2023-07-27/28", "assumed"):
        assert word in text


def test_recorded_storms_are_found_by_any_of_their_days(sponge):
    text = ok(sponge("storm", "recorded", "--name", "2023-07-28"))
    assert "22.800 mm" in text and "assumed" in text


def test_nothing_is_overwritten_unasked(sponge, tmp_path):
    (tmp_path / "rain.csv").write_text("mine")
    done = sponge("storm", "chicago", "-P", 5, "-o", "rain.csv")
    assert done.returncode == 2 and "--overwrite" in done.stderr
    assert (tmp_path / "rain.csv").read_text() == "mine"
    ok(sponge("storm", "chicago", "-P", 5, "-o", "rain.csv", "--overwrite"))
    assert "depth [mm]" in (tmp_path / "rain.csv").read_text()
    assert [path.name for path in tmp_path.iterdir()] == ["rain.csv"]


@pytest.mark.parametrize(
    "arguments, message",
    [
        ([], "needs a kind"),
        (["chicgo"], "did you mean 'chicago'"),
        (["chicago"], "storm.return_period: this key is required"),
        (["chicago", "-P", 5, "--name", "x"], "storm.name: unknown key"),
        (["chicago", "-P", 5, "--duration", "4h"], "pattern24"),
        (["chicago", "-P", "five"], "five"),
        (["csv", "--file", "none.csv"], "none.csv: No such file"),
        (["chicago", "-P", 5, "--csv", "--swmm"], "--csv and --swmm"),
        (["chicago", "-P", 5, "-o", "no/such/folder.csv"], "cannot write"),
        (["chicago", "-P", 5, "-o", "."], "is a folder"),
    ],
)
def test_bad_input(sponge, arguments, message):
    done = sponge("storm", *arguments)
    assert done.returncode == 2
    assert message in done.stderr and "Traceback" not in done.stderr
