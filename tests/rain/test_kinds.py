"""Kinds of design storms: closed forms, conservation, and what all kinds share."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sponge.base.errors import UsageError
from sponge.rain import KINDS, rain_spec
from sponge.rain.curves import curve
from sponge.rain.families import FAMILIES
from sponge.rain.pattern24 import order_of_blocks
from sponge.rain.table import read_depths, shipped

STORMS = {
    "chicago": {"return_period": 5},
    "pattern24": {"return_period": 20},
    "rectangular": {"duration": "90min", "depth": 40},
    "triangular": {"duration": "90min", "depth": 40},
    "scs": {"depth": 100},
    "huff": {"quartile": 2, "depth": 50, "duration": "3h"},
    "recorded": {"name": "2023-06-28"},
    "generated": {"years": 1},
}


@pytest.mark.parametrize("kind", STORMS)
@given(depth=st.floats(1, 500), scale=st.floats(0.1, 3), step=st.sampled_from([60, 300, 360, 900, 3600]))
@settings(max_examples=15, deadline=None)
def test_depth_and_scale_hold_to_rounding(kind, depth, scale, step):
    rain = rain_spec({"kind": kind, **STORMS[kind], "depth": depth, "scale": scale, "step": step}).build()
    assert rain.total * 1000 == pytest.approx(depth * scale, rel=1e-12)
    assert (rain.depths >= 0.0).all()
    assert rain.step == step
    assert not rain.depths.flags.writeable


@pytest.mark.parametrize("kind", [kind for kind in STORMS if kind != "generated"])
def test_total_does_not_depend_on_the_step(kind):
    steps = (60, 300, 900, 7 * 60) if kind != "pattern24" else (60, 300, 900)
    totals = [rain_spec({"kind": kind, **STORMS[kind], "step": step}).build().total for step in steps]
    np.testing.assert_allclose(totals, totals[0], rtol=1e-12)


def test_scale_alone_multiplies():
    one, two = (rain_spec({"kind": "chicago", "return_period": 5, "scale": s}).build() for s in (1, 2))
    np.testing.assert_allclose(two.depths, 2 * one.depths)


def test_rectangular_is_even():
    rain = rain_spec({"kind": "rectangular", "intensity": 12, "duration": "62min"}).build()
    assert rain.total * 1000 == pytest.approx(12 * 62 / 60)
    np.testing.assert_allclose(rain.intensities[:12] * 3.6e6, 12)
    assert rain.depths[12] * 1000 == pytest.approx(12 * 2 / 60)  # two minutes of the last step


@pytest.mark.parametrize("peak", [0.0, 0.25, 0.4, 1.0])
def test_triangular_rises_and_falls_evenly(peak):
    """Peak intensity 2 D/T at r T; depth before it r D."""
    rain = rain_spec({"kind": "triangular", "depth": 60, "duration": "2h", "peak": peak, "step": 6}).build()
    assert rain.intensities.max() * 3.6e6 == pytest.approx(2 * 60 / 2, rel=5e-3)
    assert rain.depths[: int(peak * 1200)].sum() * 1000 == pytest.approx(peak * 60)
    slope = np.diff(rain.intensities[: int(peak * 1200)])
    assert len(slope) == 0 or np.allclose(slope, slope[0], rtol=1e-6)


@pytest.mark.parametrize(
    "type_, hour, share", [("I", 10, 0.515), ("IA", 8, 0.425), ("II", 12, 0.663), ("III", 12, 0.5), ("III", 20, 0.957)]
)
def test_scs_passes_through_the_ordinates(type_, hour, share):
    rain = rain_spec({"kind": "scs", "type": type_, "depth": 200, "step": "15min"}).build()
    assert rain.duration == 86400
    assert rain.depths[: hour * 4].sum() * 1000 == pytest.approx(200 * share)


@pytest.mark.parametrize("file, names", [("scs", ["I", "IA", "II", "III"]), ("huff", ["1", "2", "3", "4"])])
def test_curves_rise_from_nothing_to_all(file, names):
    for name in names:
        time, depth = curve(file, name)
        assert (time[0], depth[0], time[-1], depth[-1]) == (0, 0, 1, 1)
        assert (np.diff(time) > 0).all() and (np.diff(depth) >= 0).all()


@pytest.mark.parametrize("quartile", [1, 2, 3, 4])
def test_most_of_a_huff_storm_falls_in_its_quartile(quartile):
    rain = rain_spec({"kind": "huff", "quartile": quartile, "depth": 80, "duration": "4h", "step": "1h"}).build()
    assert np.argmax(rain.depths) == quartile - 1


# --- patterns of 24 hours -----------------------------------------------------------------------------------------


@pytest.mark.parametrize("P", [1, 2, 5, 10, 20, 50])
@pytest.mark.parametrize("peak", [0.1, 0.4, 0.5, 0.9])
def test_pattern24_has_the_stations_depths(P, peak):
    station = shipped("station")
    keys = {"kind": "pattern24", "formula": "station", "return_period": P, "peak": peak}
    rain = rain_spec(keys).build()
    row = station.depths[list(station.periods).index(P)]
    for duration, depth in zip(station.durations, row):
        assert rain.greatest(duration) == pytest.approx(depth, rel=1e-3)
    assert rain.duration == 86400


def test_pattern24_nests_every_duration():
    table = shipped("depths")
    keys = {"kind": "pattern24", "formula": "station", "return_period": 100, "peak": 0.3, "step": "10min"}
    rain = rain_spec(keys).build()
    for k in (1, 2, 5, 30, 77, 144):
        assert rain.greatest(k * 600.0) == pytest.approx(table.depth(np.array([k * 600.0]), 100)[0], rel=1e-9)


@pytest.mark.parametrize("formula", FAMILIES)
@pytest.mark.parametrize("P", [1, 5, 20, 100])
def test_a_family_nests_its_short_storm_in_its_long_one(formula, P):
    """The greatest 2 h (3 h) of the 24-hour storm are the 2-hour (3-hour) storm of the same family and period."""
    long = rain_spec({"kind": "pattern24", "formula": formula, "return_period": P}).build()
    for hours in (2, 3):
        keys = {"kind": "chicago", "formula": formula, "return_period": P, "duration": f"{hours}h"}
        short = rain_spec(keys).build()
        assert long.greatest(hours * 3600.0) == pytest.approx(short.total, rel=1e-9)


def test_one_word_less_is_one_family():
    """Neither storm named: both of tianjin-1, which says so."""
    for kind in ("chicago", "pattern24"):
        rain = rain_spec({"kind": kind, "return_period": 20}).build()
        assert rain.attributes["formula"].startswith("tianjin-1: ")
    assert rain.attributes["assumed"] == "the formula beyond 180 min"


@given(n=st.integers(1, 400), peak=st.floats(0, 1))
def test_blocks_stand_once_each_and_nested(n, peak):
    order = order_of_blocks(n, peak)
    assert sorted(order) == list(range(n))
    for k in range(1, n, 17):
        (places,) = np.nonzero(order < k)
        assert places[-1] - places[0] == k - 1
    assert np.argmin(order) == min(int(peak * n), n - 1)


def test_shipped_table_follows_its_rule():
    """What the table's head says: the station's depths, a t/(t+b)^n through them, lg P to 100 years."""
    table, station = shipped("depths"), shipped("station")
    b, n = 7.1111, 0.68016
    for P, depths in zip(table.periods, table.depths):
        at = {t / 60: d * 1000 for t, d in zip(table.durations, depths)}
        if P <= 50:
            row = station.depths[list(station.periods).index(P)] * 1000
        else:
            row = 1000 * (station.depths[0] + (station.depths[-1] - station.depths[0]) * math.log10(P) / math.log10(50))
        np.testing.assert_allclose([at[30], at[60], at[120]], row, atol=0.006)
        for t in (180, 360, 720, 1440):
            assert at[t] == pytest.approx(row[2] * t / 120 * ((120 + b) / (t + b)) ** n, abs=0.011)
        for t in (5, 10, 15, 20):
            assert at[t] == pytest.approx(row[0] * t / 30 * ((30 + b) / (t + b)) ** n, abs=0.011)


def test_shipped_table_says_what_is_assumed():
    import importlib.resources

    text = (importlib.resources.files("sponge.rain") / "data" / "depths.csv").read_text("utf-8")
    rows = [line.split(",") for line in text.splitlines() if line[0].isdigit()]
    assert {row[3] for row in rows if float(row[1]) > 120} == {"assumed: a t/(t+b)^n"}
    assert sum(row[3] == "pub" for row in rows) == 7 * 3


def test_own_table_replaces_the_shipped_one(tmp_path):
    (tmp_path / "own.csv").write_text("return_period,duration_min,depth_mm\n1,60,20\n1,1440,60\n10,60,40\n10,1440,90\n")
    keys = {"kind": "pattern24", "return_period": 10, "table": "own.csv", "step": "1h"}
    rain = rain_spec(keys).build(tmp_path)
    assert rain.total * 1000 == pytest.approx(90)
    assert rain.greatest(3600) * 1000 == pytest.approx(40)


@pytest.mark.parametrize(
    "rows, message",
    [
        ("1,60,20\n1,120,x", r"own.csv:3: three numbers"),
        ("1,60,20\n1,120,30\n2,60,25", "no depth of 120 min in 2 years"),
        ("1,60,20\n1,120,10\n2,60,25\n2,120,30", "falls from 60 to 120 min"),
        ("1,60,20\n1,120,50\n2,60,25\n2,120,50", "rises faster than the duration"),
        ("1,60,20\n1,60,30\n2,60,25", "stand twice"),
        ("", "at least two return periods"),
    ],
)
def test_bad_tables_are_told_with_the_line(tmp_path, rows, message):
    path = tmp_path / "own.csv"
    path.write_text("return_period,duration_min,depth_mm\n" + rows + "\n")
    with pytest.raises(UsageError, match=message):
        read_depths(path)


def test_return_period_beyond_the_table_is_refused():
    with pytest.raises(UsageError, match="from 1 to 100 years, not 500"):
        rain_spec({"kind": "pattern24", "formula": "station", "return_period": 500}).build()


# --- storms that happened -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "name, where, depth",
    [
        ("2012-07-25", "mean", 133.3), ("2012-07-26", "greatest", 344.9), ("2016-07-20", "mean", 122.8),
        ("2021-07-30", "mean", 124.8), ("2023-06-28", "greatest", 91.4), ("2023-07-28", "mean", 22.8),
        ("2023-07-31", "mean", 99.1),
    ],
)
def test_recorded_storms_have_the_published_depth(name, where, depth):
    rain = rain_spec({"kind": "recorded", "name": name, "where": where}).build()
    assert rain.total * 1000 == pytest.approx(depth)
    assert "assumed" in rain.attributes and "published" in rain.attributes["depth"]
    assert rain.start is not None


@pytest.mark.parametrize("name, hour", [("2023-06-28", 71.6), ("2023-07-27", 54.3)])
def test_recorded_storms_have_the_published_greatest_hour(name, hour):
    rain = rain_spec({"kind": "recorded", "name": name, "where": "greatest", "step": "1min"}).build()
    assert rain.greatest(3600) * 1000 == pytest.approx(hour, rel=1e-3)


def test_recorded_storms_that_are_not_known():
    with pytest.raises(UsageError, match="did you mean '2023-07-2"):
        rain_spec({"kind": "recorded", "name": "2023-07-26"})
    with pytest.raises(UsageError, match="no greatest depth"):
        rain_spec({"kind": "recorded", "name": "2021-07-29", "where": "greatest"})


# --- keys ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", KINDS)
def test_unknown_keys_have_a_hint(kind):
    with pytest.raises(UsageError, match=r"rain.scal: unknown key, did you mean 'scale'"):
        rain_spec({"kind": kind, **STORMS.get(kind, {"file": "x.csv"}), "scal": 2})


def test_command_and_list_follow_from_the_kinds():
    """Spec, options of the command and list all follow from the tuple."""
    from sponge.cli.storm_options import storm_options
    from sponge.rain import kinds

    flags = {flag for option in storm_options() for flag in _flags(option)}
    keys = {key for kind in kinds.STORMS for key in kind.model_fields} - {"kind", "areal"}
    assert flags == keys
    assert list(kinds.KINDS) == [kind.model_fields["kind"].default for kind in kinds.STORMS]
    assert all(kind.title for kind in kinds.STORMS)


def _flags(option):
    import click

    return [parameter.name for parameter in click.command()(option(lambda: None)).params]


@pytest.mark.parametrize("kind", KINDS)
def test_every_key_is_described(kind):
    for key, field in KINDS[kind].model_fields.items():
        assert key == "kind" or field.description, key


@pytest.mark.parametrize(
    "keys, message",
    [
        ({"kind": "chicgo"}, "did you mean 'chicago'"),
        ({}, "needs a kind"),
        ("chicago", "table of keys"),
        ({"kind": "huff", "quartile": 5, "depth": 3, "duration": "1h"}, "rain.quartile"),
        ({"kind": "scs"}, "rain.depth: this key is required"),
        ({"kind": "rectangular", "duration": "1h"}, "one of depth"),
        ({"kind": "rectangular", "duration": "1h", "depth": float("nan")}, "finite"),
        ({"kind": "rectangular", "duration": True, "depth": 1}, "rain.duration"),
        ({"kind": "pattern24", "return_period": 5, "step": "7min"}, "whole number of steps"),
        ({"kind": "pattern24", "return_period": 5, "formula": "statoin"}, "did you mean 'station'"),
        ({"kind": "pattern24", "return_period": 5, "formula": "station", "table": "a.csv"}, "either a formula"),
        ({"kind": "pattern24", "return_period": 0.01}, "no rain for a return period"),
        ({"kind": "generated", "step": "7h"}, "must divide a day"),
        ({"kind": "generated", "years": 1000}, "rain.years"),
    ],
)
def test_bad_keys(keys, message):
    with pytest.raises(UsageError, match=message):
        rain_spec(keys)


def test_all_bad_keys_are_told_at_once():
    with pytest.raises(UsageError) as error:
        rain_spec({"kind": "chicago", "duration": "two", "peek": 1})
    assert len(str(error.value).splitlines()) == 3  # return_period is missing too


def test_too_many_steps_are_refused():
    with pytest.raises(UsageError, match="longer step"):
        rain_spec({"kind": "rectangular", "depth": 1, "duration": "100000d", "step": "1min"}).build()


def test_a_spec_is_a_field_of_other_models():
    import pydantic

    from sponge.rain import RainSpec

    class Scenario(pydantic.BaseModel):
        rain: RainSpec

    scenario = Scenario.model_validate({"rain": {"kind": "chicago", "return_period": "5"}})
    assert scenario.rain.build().total > 0.0
    assert Scenario(rain=scenario.rain).rain is scenario.rain
    with pytest.raises(pydantic.ValidationError, match="did you mean 'return_period'"):
        Scenario.model_validate({"rain": {"kind": "chicago", "retrn_period": 5}})


@pytest.mark.parametrize("kind", STORMS)
def test_specs_and_rain_travel(kind):
    """As a sweep sends them: a spec as keys, a hyetograph by pickle, with its areal variation."""
    import pickle

    areal = {"kind": "centred", "x": 0, "y": 0, "radius": 5000}
    spec = rain_spec({"kind": kind, **STORMS[kind], "areal": areal})
    assert rain_spec(spec.model_dump()) == spec
    assert rain_spec(spec.model_dump(exclude_none=True, mode="json")) == spec
    rain = spec.build()
    again = pickle.loads(pickle.dumps(rain))
    np.testing.assert_array_equal(again.depths, rain.depths)
    assert again.at(3000, 4000) == rain.at(3000, 4000) == (pytest.approx(math.exp(-1)), 0.0)
