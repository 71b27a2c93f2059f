"""Parameters that closed forms made are found again: two gauges of other kinds, noise, gaps, units; and what
observations cannot tell is said."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from sponge.base.errors import ModelError, UsageError
from sponge.calibrate.run import Found, calibrate

MANNING, WEIR = 0.022, 1.65  # the truth: of the channel, and of the weir (m^0.5/s)
WIDTH, SLOPE, CREST, CREST_LENGTH = 3.0, 0.002, 1.0, 1.5
FLOWS = (0.3, 0.9, 1.8, 0.5)  # m3/s, each for eight hours: long enough for both gauges to stand still
HOURS = 8
MODEL = """[OPTIONS]
FLOW_UNITS CMS
FLOW_ROUTING DYNWAVE
START_DATE 06/01/2024
END_DATE 06/02/2024
END_TIME 08:00:00
REPORT_STEP 00:15:00
ROUTING_STEP 10
[OUTFALLS]
OUT1 0 NORMAL
OUT2 0 FREE
[JUNCTIONS]
UP 4 5
MID 2 5
[STORAGE]
POND 5 6 0 FUNCTIONAL 0 0 200
[CONDUITS]
CH1 UP MID 1000 0.013 0 0
CH2 MID OUT1 1000 0.013 0 0
[WEIRS]
W POND OUT2 TRANSVERSE 1.0 1.0 NO
[XSECTIONS]
CH1 RECT_OPEN 5 3.0 0 0
CH2 RECT_OPEN 5 3.0 0 0
W RECT_OPEN 4 1.5 0 0
[INFLOWS]
UP FLOW steps
POND FLOW steps
[TIMESERIES]
"""
PLAN = """
model = "m.inp"
observations = "obs.csv"
objective = "nse"
runs = 160
seed = 2
warm_up = "6h"

[[parameter]]
name = "n"
target = "conduit[*].roughness"
low = 0.01
high = 0.05

[[parameter]]
name = "weir"
target = "weir[W].discharge_coefficient"
low = 1.0
high = 2.5
"""
OF_EVENTS = (
    ("rise", "06:00", "01T16:00", "calibration"), ("high", "14:00", "02T00:00", "calibration"),
    ("fall", "22:00", "02T08:00", "validation"),
)  # fmt: skip
EVENTS = "".join(
    f'\n[[event]]\nname = "{name}"\nstart = 2024-06-01T{begin}:00\nend = 2024-06-{end}:00\nuse = "{use}"\n'
    for name, begin, end, use in OF_EVENTS
)


def normal_depth(flow: float, n: float = MANNING) -> float:
    """Of the channel, by Manning's equation, m."""
    low, high = 0.0, 5.0
    for _ in range(60):
        y = 0.5 * (low + high)
        area = WIDTH * y
        carried = area * (area / (WIDTH + 2.0 * y)) ** (2.0 / 3.0) * SLOPE**0.5 / n
        low, high = (y, high) if carried < flow else (low, y)
    return y


def weir_depth(flow: float, coefficient: float = WEIR) -> float:
    """In the pond, by Q = C L h^1.5, m."""
    return CREST + (flow / (coefficient * CREST_LENGTH)) ** (2.0 / 3.0)


def observations(path: Path, noise: float = 0.0, heads: str = "node_depth:UP [cm],node_depth:POND [mm]") -> None:
    """What two gauges read in the last two hours of each flow; a tenth of the readings of either is lost."""
    draw = np.random.default_rng(5)
    rows = []
    for k, flow in enumerate(FLOWS):
        for minutes in range(60 * (HOURS - 2), 60 * HOURS, 15):
            time = np.datetime64("2024-06-01T00:00") + np.timedelta64(60 * HOURS * k + minutes, "m")
            read = np.array([100.0 * normal_depth(flow), 1000.0 * weir_depth(flow)]) * draw.normal(1.0, noise, 2)
            cells = ["" if draw.random() < 0.1 else f"{value:.6f}" for value in read]
            rows.append(f"{time},{','.join(cells)}")
    path.write_text(f"time,{heads}\n" + "\n".join(rows) + "\n")


@pytest.fixture
def folder(tmp_path):
    """The model with other parameters, its inflows and a plan."""
    steps = [f"steps {HOURS * k + h} {flow}" for k, flow in enumerate(FLOWS) for h in (0.0, HOURS - 0.02)]
    (tmp_path / "m.inp").write_text(MODEL + "\n".join(steps) + "\n")
    (tmp_path / "c.toml").write_text(PLAN + EVENTS)
    return tmp_path


def found_in(folder: Path, *settings: str, more: str = "") -> Found:
    """What is found."""
    path = folder / "c.toml"
    path.write_text(path.read_text() + more)
    return calibrate(path, folder / "found.nc", settings=settings, overwrite=True)


@pytest.mark.slow
@pytest.mark.parametrize("noise, method, within", [
    (0.0, "nelder_mead", 0.01), (0.0, "differential_evolution", 0.02), (0.02, "differential_evolution", 0.03),
])  # fmt: skip
def test_closed_forms_are_found_again(folder, noise, method, within):
    """Manning's n of a channel in normal flow and the coefficient of a weir, by gauges in cm and mm."""
    observations(folder / "obs.csv", noise)
    found = found_in(folder, f"method={method}")
    assert found.values["n"] == pytest.approx(MANNING, rel=within)
    assert found.values["weir"] == pytest.approx(WEIR, rel=within)
    assert all(scores["nse"] > 0.9 for scores in found.after["fall"].values())  # which was not searched on
    assert not [note for note in found.notes if "act" in note or "unit" in note or "bound" in note]
    for name, truth in (("n", MANNING), ("weir", WEIR)):
        error = found.sensitivity.errors[name]
        assert 0.0 < error < 0.02 * truth and abs(found.values[name] - truth) < 4.0 * error + within * truth


@pytest.mark.slow
def test_what_observations_do_not_tell_is_said(folder):
    """A parameter without effect at the gauge."""
    observations(folder / "obs.csv", heads="node_depth:UP [cm],node_depth:POND [mm]")
    text = (folder / "obs.csv").read_text().splitlines()
    (folder / "obs.csv").write_text("\n".join(",".join(line.split(",")[:2]) for line in text) + "\n")
    found = found_in(folder, "runs=80")
    assert found.sensitivity.idle == ("weir",) and np.isnan(found.sensitivity.errors["weir"])
    assert "weir acts on nothing that was observed: any value fits as well" in found.notes
    assert found.sensitivity.errors["n"] < 0.1 * MANNING
    assert found.values["n"] == pytest.approx(MANNING, rel=0.02)


@pytest.mark.slow
def test_two_that_act_alike_are_told(folder):
    observations(folder / "obs.csv")
    same = '\n[[parameter]]\nname = "length"\ntarget = "weir[W].section.geometry[1]"\nlow = 0.9\nhigh = 2.5\n'
    text = (folder / "c.toml").read_text()
    (folder / "c.toml").write_text(text.replace("\n[[event]]", f"{same}\n[[event]]", 1))
    found = found_in(folder, "runs=96")
    assert found.sensitivity.alike == ("weir", "length") and found.sensitivity.collinearity > 15.0
    assert any(note.startswith("weir and length act alike") for note in found.notes)
    product = found.values["weir"] * found.values["length"]
    assert product == pytest.approx(WEIR * CREST_LENGTH, rel=0.1)  # what the gauge does tell


@pytest.mark.slow
def test_a_truth_beyond_the_bounds_ends_at_the_bound(folder):
    observations(folder / "obs.csv")
    text = (folder / "c.toml").read_text()
    (folder / "c.toml").write_text(text.replace("low = 1.0\nhigh = 2.5", "low = 1.8\nhigh = 2.5"))
    found = found_in(folder, "runs=80")
    assert found.values["weir"] == pytest.approx(1.8, rel=0.01)
    assert any(note.startswith("weir is at its bound") for note in found.notes), found.notes


def test_a_wrong_unit_is_suspected(folder):
    """Millimetres under a heading that says none."""
    observations(folder / "obs.csv", heads="node_depth:UP [cm],node_depth:POND")
    found = found_in(folder, "runs=8")
    assert any("node_depth:POND" in note and "is their unit right" in note for note in found.notes)
    assert not any("node_depth:UP" in note for note in found.notes)


@pytest.mark.parametrize("heads, words", [
    ("node_depth:UP [L/s],node_depth:POND", "which L/s cannot be"), ("node_depth:UP,node_depth:POOND", "did you mean"),
    ("node_dept:UP,node_depth:POND", "did you mean 'node_depth'"), ("node_depth:UP [furlong],X", "unknown unit"),
])  # fmt: skip
def test_headings_that_fit_nothing_are_refused(folder, heads, words):
    observations(folder / "obs.csv", heads=heads)
    with pytest.raises(UsageError, match=words):
        found_in(folder)
    assert not (folder / "found.nc").exists()


def shifted(folder: Path, old: str, new: str) -> None:
    path = folder / "c.toml"
    assert old in path.read_text()
    path.write_text(path.read_text().replace(old, new))


def test_events_that_cannot_be_scored_are_refused_before_a_run(folder):
    observations(folder / "obs.csv")
    text = (folder / "c.toml").read_text()
    shifted(folder, "2024-06-01T06:00:00\nend = 2024-06-01T16", "2024-05-01T06:00:00\nend = 2024-05-01T16")
    with pytest.raises(UsageError, match=r"'rise' .* has no observation"):
        found_in(folder)
    (folder / "c.toml").write_text(text)
    shifted(folder, "end = 2024-06-01T16:00:00", "end = 2024-06-01T06:10:00")
    with pytest.raises(UsageError, match="single observation"):
        found_in(folder)
    (folder / "c.toml").write_text(text)
    shifted(folder, "end = 2024-06-01T16:00:00", "end = 2024-06-01T08:00:00")
    with pytest.raises(UsageError, match="all observations of 'node_depth:UP' are alike, of which nse tells nothing"):
        found_in(folder)
    (folder / "c.toml").write_text(text)
    shifted(folder, 'objective = "nse"', 'objective = "rmse"')
    found_in(folder, "runs=8")  # both gauges are of one unit
    (folder / "found.nc").unlink()
    observations(folder / "obs.csv", heads="node_depth:UP [cm],node_total_inflow:POND")
    with pytest.raises(UsageError, match="is a mean over series of one unit"):
        found_in(folder)
    assert not (folder / "found.nc").exists()


def test_bounds_that_are_no_numbers_or_make_no_model_are_refused(folder):
    observations(folder / "obs.csv")
    for high, words in (("inf", "finite"), ("nan", "finite"), ("-1.0", "must be under high")):
        text = (folder / "c.toml").read_text()
        shifted(folder, "high = 2.5", f"high = {high}")
        with pytest.raises((UsageError, ModelError), match=words):
            found_in(folder)
        (folder / "c.toml").write_text(text)
