"""Results beside observations: times, units, gaps, scores, bands; what does not fit is refused by name."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest
import xarray as xr
from click.testing import CliRunner

from sponge.base.errors import UsageError
from sponge.calibrate.compare import pairs_of
from sponge.calibrate.glue import band_of, weighted_quantiles
from sponge.calibrate.observations import read_observations
from sponge.calibrate.scores import bias, kge, nse, peak_error, rmse, timing_error
from sponge.cli.compare import compare

TIMES = np.datetime64("2024-07-12T00:00") + np.arange(1, 7) * np.timedelta64(10, "m")
FLOW = np.array([0.0, 1.0, 4.0, 3.0, 2.0, 1.0])


@pytest.fixture
def results():
    flow = xr.DataArray(FLOW[:, None], dims=("time", "link"), attrs={"units": "m3 s-1"})
    depth = xr.DataArray(FLOW[:, None] / 10.0, dims=("time", "node"), attrs={"units": "m"})
    data = {"link_flow": flow, "node_depth": depth, "node_total_inflow": depth}
    return xr.Dataset(data, {"time": TIMES, "link": ["C1"], "node": ["J1"]})


def observed(tmp_path: Path, text: str, zone: str = ""):
    path = tmp_path / "obs.csv"
    path.write_text(text, encoding="utf-8")
    return read_observations(path, zone)


# --- scores -------------------------------------------------------------------------------------------------------


def test_scores_of_a_perfect_fit_and_of_the_mean():
    mean = np.full(6, FLOW.mean())
    assert nse(FLOW, FLOW) == kge(FLOW, FLOW) == 1.0 and rmse(FLOW, FLOW) == bias(FLOW, FLOW) == 0.0
    assert nse(mean, FLOW) == pytest.approx(0.0) and kge(mean, FLOW) == pytest.approx(1.0 - np.sqrt(2.0))


def test_scores_by_hand():
    double = 2.0 * FLOW
    assert kge(double, FLOW) == pytest.approx(1.0 - np.sqrt(2.0))  # r = 1, both ratios 2
    assert nse(double, FLOW) == pytest.approx(1.0 - (FLOW**2).sum() / ((FLOW - FLOW.mean()) ** 2).sum())
    assert bias(double, FLOW) == peak_error(double, FLOW) == pytest.approx(100.0)
    assert rmse(FLOW + 0.5, FLOW) == pytest.approx(0.5)
    assert timing_error(np.roll(FLOW, 1), FLOW, TIMES) == pytest.approx(10.0)


def test_scores_that_are_not_defined():
    flat = np.ones(6)
    assert np.isnan(nse(FLOW, flat)) and np.isnan(kge(FLOW, flat)) and np.isnan(bias(FLOW, 0.0 * flat))
    assert np.isnan(peak_error(FLOW, 0.0 * flat))


# --- times, units, gaps -------------------------------------------------------------------------------------------


def test_equal_observations_have_no_spread():
    """Whatever the last digit of their mean is."""
    o = np.full(92, 5.0) * 0.001
    assert np.isnan(nse(np.arange(92.0), o)) and np.isnan(kge(np.arange(92.0), o))


def test_series_meet_at_the_observations_times(tmp_path, results):
    text = "time,C1,node_depth:J1 [mm]\n2024-07-12 00:15,0.4,50\n2024-07-12T00:30,,400\n2024-07-12T00:45,2.5,\n" \
           "2024-07-12T02:00,9,9\n"  # fmt: skip
    flow, depth = pairs_of(results, observed(tmp_path, text))
    assert flow.simulated.tolist() == [0.5, 2.5] and flow.observed.tolist() == [0.4, 2.5]
    assert (flow.gaps, flow.outside, depth.gaps, depth.outside) == (1, 1, 1, 1)
    np.testing.assert_allclose(depth.observed, [0.05, 0.4])
    np.testing.assert_allclose(depth.simulated, [0.05, 0.4])
    assert flow.scores()["pairs"] == 2 and depth.scores()["nse"] == pytest.approx(1.0)


@pytest.mark.parametrize(
    "first, second", [("2024/7/12 0:15", "2024/07/12 00:45:00"), ("2024/7/12  0:15", "2024/7/12 0:45")]
)
def test_times_as_spreadsheets_write_them(tmp_path, results, first, second):
    (flow,) = pairs_of(results, observed(tmp_path, f"时间,C1\n{first},0.4\n{second},2.5\n"))
    assert flow.simulated.tolist() == [0.5, 2.5]
    days = "时间,C1\n2024/7/12,1\n2024/7/13,2\n"
    assert [str(t) for t in observed(tmp_path, days)[0].times] == [f"2024-07-{d}T00:00:00.000000" for d in (12, 13)]
    (tmp_path / "gbk.csv").write_bytes("时间,C1\n2024/7/12,1\n".encode("gb18030"))
    with pytest.raises(UsageError, match=r"gbk\.csv is no UTF-8 text: save it as CSV UTF-8"):
        read_observations(tmp_path / "gbk.csv")


def test_names_with_a_colon(tmp_path, results):
    colon = results.assign_coords(link=["n:1"])
    text = "time,n:1,link_flow:n:1 [L/s]\n2024-07-12T00:15,0.5,500\n2024-07-12T00:45,2.5,2500\n"
    assert [pairs.simulated.tolist() for pairs in pairs_of(colon, observed(tmp_path, text))] == [[0.5, 2.5]] * 2


def test_time_zones(tmp_path, results):
    text = "time,C1 [L/s]\n2024-07-11T16:20:00+00:00,1000\n2024-07-11T16:30:00Z,4000\n"
    (flow,) = pairs_of(results, observed(tmp_path, text, "Asia/Shanghai"))
    assert flow.simulated.tolist() == flow.observed.tolist() == [1.0, 4.0]
    (same,) = pairs_of(results, observed(tmp_path, text, "+08:00"))
    assert same.observed.tolist() == [1.0, 4.0]
    with pytest.raises(UsageError, match=r"obs.csv:2: times have a zone .*--zone"):
        observed(tmp_path, text)


@pytest.mark.parametrize("text, words", [
    ("time,C9\n2024-07-12T00:10,1\n2024-07-12T00:20,1\n", "no element 'C9'"),
    ("time,link_flw:C1\n2024-07-12T00:10,1\n2024-07-12T00:20,1\n", "did you mean 'link_flow'"),
    ("time,C1 [mm]\n2024-07-12T00:10,1\n2024-07-12T00:20,1\n", "which mm cannot be"),
    ("time,C1 [furlong]\n2024-07-12T00:10,1\n", "unknown unit 'furlong'"),
    ("time,C1\n12/07/2024 00:10,1\n", "obs.csv:2: '12/07/2024 00:10' is no time"),
    ("time,C1\n2024-07-12T00:10,x\n", "obs.csv:2: 'x' is no number"),
    ("time,C1\n2024-07-12T00:10,0.1\n2024-07-12T00:15,-999\n", "obs.csv:3: '-999' is what loggers write for a gap"),
    ("time,C1\n2024-07-12T00:20,1\n\n2024-07-12T00:10,1\n", "obs.csv:4: times must go up"),
    ("time,C1\n2024-07-12T00:10,\n", "holds no value"), ("time\n", "a row of headings"),
    ("time,C1\n2025-07-12T00:10,1\n2025-07-12T00:20,1\n", "has 0 observations in the results' time"),
    ("time,C1,C1 [L/s]\n2024-07-12T00:10,1,2\n", "two columns are of 'C1'"),
    ("time,C1\n2024-07-12T00:10,1\n2024-07-12T00:20,1,5\n", "obs.csv:3: the row has more values than there are"),
])  # fmt: skip
def test_what_does_not_fit_is_refused(text, words, tmp_path, results):
    with pytest.raises(UsageError, match=words):
        pairs_of(results, observed(tmp_path, text))


# --- bands --------------------------------------------------------------------------------------------------------


def test_weighted_quantiles():
    values = np.array([[3.0], [1.0], [2.0]])
    assert weighted_quantiles(values, np.ones(3), (0.05, 0.5, 0.95))[:, 0].tolist() == [1.0, 2.0, 3.0]
    assert weighted_quantiles(values, np.array([98.0, 1.0, 1.0]), (0.05, 0.5, 0.95))[:, 0].tolist() == [3.0] * 3


def test_bands_hold_what_behaves(tmp_path, results):
    factors = np.linspace(0.5, 1.5, 21)
    many = xr.concat([results * f for f in factors], "scenario", combine_attrs="override")
    for name in results:
        many[name].attrs = results[name].attrs
    text = "time,C1\n" + "".join(f"{t},{v}\n" for t, v in zip(TIMES, FLOW, strict=True))
    (pairs,) = pairs_of(many, observed(tmp_path, text))
    band = band_of(pairs, 0.5)
    assert 0 < band.behavioural < band.total == 21 and band.best == 1.0 and band.coverage == 100.0
    np.testing.assert_allclose(band.quantiles[1], FLOW)
    assert (band.quantiles[0] <= FLOW).all() and (band.quantiles[2] >= FLOW).all() and band.width > 0.0
    with pytest.raises(UsageError, match="no scenario has an nse over 1"):
        band_of(pairs, 1.0)


# --- the command --------------------------------------------------------------------------------------------------


def test_the_command(tmp_path, results):
    pytest.importorskip("matplotlib")
    results.to_netcdf(tmp_path / "r.nc", engine="h5netcdf")
    text = "time,C1\n" + "".join(f"{t},{v * 1.1}\n" for t, v in zip(TIMES, FLOW, strict=True))
    (tmp_path / "obs.csv").write_text(text)
    arguments = [str(tmp_path / "r.nc"), str(tmp_path / "obs.csv")]
    plain = CliRunner().invoke(compare, arguments)
    assert "C1" in plain.output and "bias: (simulated - observed) / observed volume" in plain.output
    done = CliRunner().invoke(compare, [*arguments, "--json", "--plot", str(tmp_path / "p.png")])
    scores = json.loads(done.output)["series"]["C1"]
    assert scores["bias"] == pytest.approx(100.0 / 1.1 - 100.0) and scores["pairs"] == 6
    assert (tmp_path / "p.png").stat().st_size > 5000
    again = CliRunner().invoke(compare, [*arguments, "--plot", str(tmp_path / "p.png")])
    assert isinstance(again.exception, UsageError) and "--overwrite" in str(again.exception)
    lost = CliRunner().invoke(compare, [*arguments, "--scenario", "x"])
    assert isinstance(lost.exception, UsageError) and "no scenario 'x'" in str(lost.exception)
