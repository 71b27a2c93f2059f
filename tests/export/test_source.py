"""Which results and which model an export is of."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from exported import model_of, model_text, source_of

from sponge.base.errors import UsageError
from sponge.export.source import as_it_ran, find_model, notes_of, one_run, whole
from sponge.model.changes import apply_changes
from sponge.results.layout import layout_of


def test_a_scenario_of_a_sweep_is_chosen_by_name(tmp_path):
    data = source_of(model_of(tmp_path, model_text())).data
    sweep = data.expand_dims(scenario=["dry", "wet"])
    assert "scenario" not in one_run(sweep, Path("s.nc"), "wet").dims
    with pytest.raises(UsageError, match="--scenario NAME"):
        one_run(sweep, Path("s.nc"), "")
    with pytest.raises(UsageError, match="did you mean 'wet'"):
        one_run(sweep, Path("s.nc"), "wett")
    with pytest.raises(UsageError, match="one run"):
        one_run(data, Path("s.nc"), "wet")
    assert notes_of(data) == notes_of(sweep) == ()
    assert "status 4" in notes_of(data.assign(status=4))[0]
    assert "1 scenarios did not end well (wet)" in notes_of(sweep.assign(status=("scenario", [0, 4])))[0]


def test_elements_come_in_the_models_order_and_none_is_left_out(tmp_path):
    """Files of EPA SWMM know elements and times by their number: a part would be read under other names."""
    model = model_of(tmp_path, model_text())
    data = source_of(model).data
    turned = whole(data.isel(link=slice(None, None, -1)), model, "r.nc")
    assert turned.link_flow.equals(data.link_flow) and whole(data, model, "r.nc") is data
    early = data.isel(time=slice(0, 3))  # of a run that was stopped
    assert whole(early, model, "r.nc").sizes["time"] == 3
    with pytest.raises(UsageError, match=r"part of results: it holds 3 of 11 in 'link'"):
        whole(data.isel(link=slice(0, 3)), model, "r.nc")
    for some in (slice(1, None), slice(None, None, 2)):
        with pytest.raises(UsageError, match="its times are not those"):
            whole(data.isel(time=some), model, "r.nc")


def test_changes_and_options_of_the_run_are_made_again(tmp_path):
    model = model_of(tmp_path, model_text())
    lines = ["conduit[C1].length = 90", "options.report_step = 60", "rain = {'kind': 'chicago'}"]
    ran = apply_changes(model, lines[:2])
    attributes = layout_of(ran, changes=lines).attributes
    found = as_it_ran(model, attributes, "r.nc")
    assert found.conduits["C1"].length == 90.0
    assert found.options == replace(ran.options)
    with pytest.raises(UsageError, match="cannot be repeated"):
        as_it_ran(model, attributes | {"changes": "<function f>"}, "r.nc")
    with pytest.raises(UsageError, match="sha256"):
        as_it_ran(model, attributes | {"model_sha256": "0"}, "r.nc")


def test_the_model_is_looked_for_near_the_results(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    results = tmp_path / "out" / "r.nc"
    results.parent.mkdir()
    with pytest.raises(UsageError, match="give it with --model"):
        find_model(results, "model.inp", None)
    for place in (Path("model"), Path("models/model"), Path(), results.parent):
        place.mkdir(parents=True, exist_ok=True)
        (place / "model.inp").touch()
        assert find_model(results, "model.inp", None) == place / "model.inp"
    assert find_model(results, "model.inp", Path("given.inp")) == Path("given.inp")
    assert find_model(results, "model.inp", Path("model")) == Path("model/model.inp")


def test_results_that_lack_something_tell_how_to_have_it(tmp_path):
    source = source_of(model_of(tmp_path, model_text()))
    for attributes, command in (
        ({"model": "town.inp"}, r"sponge run town.inp without --variables and --zones-only"),
        ({"model": "town.inp", "scenarios_file": "s.toml"}, r"sponge sweep s.toml --variables '\*'"),
    ):
        lacking = replace(source, data=source.data.drop_vars("steps_routed").assign_attrs(attributes))
        with pytest.raises(UsageError, match=f"hold: steps_routed; .*{command}"):
            lacking.need(["steps_routed", "node_max_depth"], "a .rpt file")
