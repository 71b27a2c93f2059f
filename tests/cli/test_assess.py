"""``sponge assess``: verdicts, exit codes, languages, and what is refused."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from two_zones import storms, write, years

from sponge.base.errors import UsageError
from sponge.cli.assess import assess, verdict_code


def call(*arguments: object) -> Result:
    words = [*map(str, arguments), "--lang", "en"]
    return CliRunner().invoke(assess, words, standalone_mode=False, catch_exceptions=False)


@pytest.fixture
def files(tmp_path: Path) -> list[Path]:
    return write(tmp_path)


def test_a_line_an_indicator_and_6_where_one_fails(files):
    done = call(*files)
    assert done.return_value == 6
    line = next(line for line in done.output.splitlines() if line.startswith("volume capture ratio of annual"))
    assert "78.3" in line and "≥ 75" in line and "+3.33" not in line and "pass" in line and "10 years" in line
    assert "the verdict turns with the definition" in done.output
    assert "Failing: volume of facilities over the volume needed" in done.output


def test_7_where_nothing_fails_and_something_cannot_be_judged():
    summary = {"pass": 3, "fail": 0, "cannot_be_judged": 1}
    assert verdict_code({"summary": summary}) == 7
    assert verdict_code({"summary": summary | {"cannot_be_judged": 0}}) == 0
    assert verdict_code({"summary": summary | {"fail": 1}}) == 6


def test_report_only_says_the_summary_and_ends_with_0(files):
    done = call(*files, "--report-only")
    assert done.return_value == 0
    assert "3 fail" in done.output and "Next: sponge assess" in done.output and "clause" not in done.output
    assert "To judge more: sponge" in done.output and done.output.count("\n") == 4


def test_json_holds_what_python_gets(files):
    done = call(*files, "--json")
    found = json.loads(done.output)
    assert done.return_value == 6 and found["summary"]["fail"] == 3
    assert {i["verdict"] for i in found["indicators"]} == {"pass", "fail", "cannot be judged", "not judged"}


def test_chinese_and_both(files):
    chinese = CliRunner().invoke(assess, [*map(str, files), "--lang", "zh"], standalone_mode=False).output
    assert "年径流总量控制率" in chinese and "不达标" in chinese and "volume capture" not in chinese
    both = CliRunner().invoke(assess, [*map(str, files), "--lang", "both"], standalone_mode=False).output
    assert "年径流总量控制率 / volume capture ratio" in both


def test_what_the_end_of_the_run_cut_short_is_marked(tmp_path):
    path = tmp_path / "cut.nc"
    storms(zone_ponded_at_end=[[0.0, 0.0], [0.0, 0.0], [0.0, 1.0], [0.0, 1.0]]).to_netcdf(path, engine="h5netcdf")
    assert ">2.5" in call(path).output


def test_list_names_every_indicator_with_how_well_it_is_known():
    done = call("--list", "--local", "tianjin")
    assert done.return_value == 0
    assert "vcr  volume capture ratio of annual rainfall  [%]" in done.output and "(memory)" in done.output
    assert json.loads(call("--list", "--json").output)["vcr"]["target"] == 0.75


def test_events_of_compare_calibrate(files, tmp_path):
    """The least of an event's series, the least of the events."""
    paths = []
    for k, scores in enumerate(([0.9, 0.7], [0.8], [0.6], [0.65])):
        path = tmp_path / f"event{k}.json"
        path.write_text(json.dumps({"series": {f"link {n}": {"nse": score} for n, score in enumerate(scores)}}))
        paths.append(path)
    words = [part for k, path in enumerate(paths) for part in (("--calibration", "--validation")[k // 2], path)]
    found = {i["id"]: i for i in json.loads(call(*files, "--json", *words).output)["indicators"]}["cal"]
    assert found["value"] == pytest.approx(0.6) and found["verdict"] == "pass"
    paths[0].write_text('{"series": {"a": {"nse": 0.9}, "b": {"nse": null}}}')
    with pytest.raises(UsageError, match=r"event0.json: a series has no NSE: what was observed is all alike"):
        call(*files, *words)
    paths[0].write_text('{"series": {"a": {}}}')
    with pytest.raises(UsageError, match=r"event0.json is not what sponge compare --json prints"):
        call(*files, *words)


def test_sources_of_the_model_and_its_map(files, tmp_path):
    folder = tmp_path / "town"
    folder.mkdir()
    (folder / "town.inp").write_text("[TITLE]\n")
    (folder / "sources.csv").write_text("kind,attribute,count,source\nconduit,length,30,assumed: x\nnode,z,10,pub: y\n")
    ring = [[0, 0], [1, 0], [1, 1], [0, 0]]
    features = [{"type": "Feature", "properties": {"zone": z}, "geometry": {"type": "Polygon", "coordinates": [ring]}}
                for z in ("upper", "lower")]  # fmt: skip
    (folder / "zones.geojson").write_text(json.dumps({"type": "FeatureCollection", "features": features}))
    done = call(*files, "--model", folder, "-o", tmp_path / "out", "--json")
    tables = {t["id"]: t for t in json.loads(done.stdout)["tables"]}
    shares = {row[0]: row[3] for row in tables["sources"]["rows"]}
    assert shares["assumed"] == pytest.approx(0.75) and shares["pub"] == pytest.approx(0.25)
    assert (tmp_path / "out" / "zones.gpkg").is_file() and (tmp_path / "out" / "sources.csv").is_file()
    with pytest.raises(UsageError, match="there is no such model"):
        call(*files, "--model", tmp_path / "none.inp")


def test_what_is_wrong_is_refused(files, tmp_path):
    with pytest.raises(UsageError, match="give results to assess"):
        call()
    empty = tmp_path / "empty.nc"
    years().isel(scenario=[]).to_netcdf(empty, engine="h5netcdf")
    with pytest.raises(UsageError, match="the sweep has no scenario"):
        call(empty)
    with pytest.raises(UsageError, match="there is no standard and no file 'tianjn', did you mean 'tianjin'"):
        call(*files, "--local", "tianjn")
    with pytest.raises(UsageError, match="there is no file"):
        call(*files, "--given", tmp_path / "none.toml")


def test_the_command_ends_with_its_code(sponge, files):
    done = sponge("assess", *files, "--lang", "en")
    assert done.returncode == 6, done.stderr
    assert sponge("assess", files[0], "--scope", "nowhere.csv").returncode == 2
