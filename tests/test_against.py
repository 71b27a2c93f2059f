"""Comparing two checkouts: what differs is found, what ran on one side only is not taken for the same."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import h5netcdf
import numpy as np
import pytest
from against_cases import MODELS, ROOT, STEPPED, SWEEPS, TIMED, Case, Timed
from against_datasets import continuity_errors, differences
from against_sides import Side
from against_times import compile_times, engine_times, mean_ratio, ratio_of
from against_values import chosen, edited, verdict

import sponge

DEPTH = np.array([1.0, np.nan, 3.0], np.float32)
NAN_WITH_PAYLOAD = np.array([0x7FC00001], np.uint32).view(np.float32)[0]
USED = {
    "town": "HORTON MODIFIED_HORTON GREEN_AMPT MODIFIED_GREEN_AMPT CURVE_NUMBER BC RG GR IT PP RB RD VS PLOWABLE "
    "REMOVAL AQUIFERS LATERAL DEEP HYDROGRAPHS RDII TREATMENT POW EXP SAT EXT RC EMC STREET GRATE CURB LOADINGS",
    "works": "PUMP1 PUMP2 PUMP3 PUMP4 PUMP5 SIDE BOTTOM TRANSVERSE SIDEFLOW V-NOTCH TRAPEZOIDAL ROADWAY "
    "FUNCTIONAL/HEAD FUNCTIONAL/DEPTH TABULAR/HEAD TABULAR/DEPTH TABULAR FUNCTIONAL CYLINDRICAL CONICAL PARABOLIC "
    "PYRAMIDAL FREE NORMAL FIXED TIDAL TIMESERIES PID CURVE DUMMY CIRCULAR FILLED_CIRCULAR RECT_CLOSED RECT_OPEN "
    "TRIANGULAR POWER RECT_TRIANGULAR RECT_ROUND MODBASKETHANDLE HORIZ_ELLIPSE VERT_ELLIPSE ARCH EGG HORSESHOE "
    "GOTHIC CATENARY SEMIELLIPTICAL BASKETHANDLE SEMICIRCULAR IRREGULAR CUSTOM FORCE_MAIN",
    "tree": "CUTOFF WEIR TABULAR OVERFLOW",
    "streets": "GRATE CURB SLOTTED DROP_GRATE DROP_CURB CUSTOM",
}

STAND_IN = """
import time
from datetime import datetime

def burn(seconds):
    begun = time.process_time()
    while time.process_time() - begun < seconds:
        pass

class Simulation:
    start, end = datetime(2020, 1, 1), datetime(2020, 1, 1, 1)
    def __init__(self, model):
        self.now = 0.0
    def snapshot(self):
        return self.now
    def restore(self, kept):
        self.now = kept
    def advance(self, until):
        burn({cost} * (until - self.now) / 3600)
        self.now = until
"""
COMMANDS = """
import os, subprocess, sys
if len(sys.argv) > 2 or sys.argv[1] == "sweep":
    from sponge import burn
    burn({cost})
else:
    assert not os.listdir(os.environ["SPONGE_CACHE_DIR"])
    subprocess.run([sys.executable, "-m", "sponge", "warmup", "part"], check=True)
"""


def write(path: Path, depth: np.ndarray = DEPTH, units: str = "m", written: str = "now", more: str = "") -> Path:
    """A results file of one node."""
    with h5netcdf.File(path, "w") as file:
        file.dimensions = {"time": len(depth)}
        file.create_variable("node_depth", ("time",), depth.dtype, data=depth).attrs["units"] = units
        file.create_variable("routing_continuity_error", (), np.float64, data=0.25)
        file.attrs["history"] = written
        if more:
            file.create_variable(more, (), np.float64, data=1.0)
    return path


def changed(values: list[float], kind: type = np.float32) -> np.ndarray:
    return np.array(values, kind)


def test_what_does_not_matter_is_no_difference(tmp_path: Path) -> None:
    assert differences(write(tmp_path / "a.nc"), write(tmp_path / "b.nc", written="later")) == ({}, 3)
    assert continuity_errors(tmp_path / "a.nc") == {"routing": 0.25}


@pytest.mark.parametrize(
    "other, found",
    [
        ({"depth": changed([1.0, np.nan, np.nextafter(np.float32(3), np.float32(4))])}, pytest.approx(2.0**-22 / 3)),
        ({"depth": changed([1.0, NAN_WITH_PAYLOAD, 3.0])}, "sign of zero, or pattern of a not-a-number or infinity"),
        ({"depth": changed([1.0, 2.0, 3.0])}, "finite at other places"),
        ({"depth": changed([1.0, np.nan, 3.0], np.float64)}, "is float32[3] against float64[3]"),
        ({"units": "ft"}, "dimensions or attributes"),
    ],
    ids=["last bit", "pattern", "finite", "type", "units"],
)
def test_what_differs_is_found(tmp_path: Path, other: dict, found: object) -> None:
    differs, count = differences(write(tmp_path / "a.nc"), write(tmp_path / "b.nc", **other))
    assert differs == {"node_depth": found} and count == 3


def test_variable_of_one_side_is_a_difference(tmp_path: Path) -> None:
    files = write(tmp_path / "a.nc"), write(tmp_path / "b.nc", more="node_head")
    assert differences(*files) == differences(*files[::-1]) == ({"node_head": "only on one side"}, 4)


def test_models_are_sound_and_named_once() -> None:
    """All but shared ones are there and run; each edit finds what it replaces."""
    cases = [*MODELS, *SWEEPS, *STEPPED]
    assert len({case.name for case in cases}) == len(cases)
    assert all(edited(case) for case in cases if not case.may_lack)
    assert any(case.file.exists() for case in TIMED)


@pytest.mark.parametrize("name", ["town", "works", "tree"])
def test_own_models_have_no_problem(name: str) -> None:
    assert not [p for p in sponge.check_inp(ROOT / "benchmarks" / "models" / f"{name}.inp") if p.fatal]


@pytest.mark.parametrize("name", USED)
def test_models_use_every_kind(name: str) -> None:
    (case,) = (case for case in MODELS if case.name == name)
    assert not set(USED[name].split()) - set(case.file.read_text().replace("[", " ").replace("]", " ").split())


def test_what_a_case_needs_runs_before_it() -> None:
    assert [case.name for case in chosen(["town-rest"])] == ["town", "town-rest"]


def test_model_that_is_absent_is_not_compared(tmp_path: Path) -> None:
    sides = (Side(ROOT), tmp_path), (Side(ROOT), tmp_path)
    shared, own = (verdict(Case("x", source), *sides) for source in ("shared/no/such.inp", "models/no/such.inp"))
    assert not shared.compared and shared.may_lack
    assert not own.compared and not own.may_lack


@pytest.mark.parametrize("name, code", [("tree", 0), ("no-such-model", 1)])
def test_same_checkout_is_the_same_and_nothing_is_a_failure(name: str, code: int) -> None:
    command = [sys.executable, ROOT / "benchmarks" / "against.py", ROOT, "--values", "--models", name]
    assert subprocess.run(command, capture_output=True).returncode == code


def test_ratio_of_medians_and_its_limit() -> None:
    same = ratio_of("same", [(1.00, 1.01), (1.02, 1.0), (0.99, 1.0), (1.0, 0.99), (1.01, 1.02)])
    slower = ratio_of("slower", [(1.10, 1.01), (1.11, 1.0), (1.09, 1.0), (1.10, 0.99), (1.12, 1.02)])
    noisy = ratio_of("noisy", [(1.0, 1.0), (1.3, 1.0), (1.1, 1.2), (1.2, 1.0), (1.05, 1.0)])
    assert same.within(1.02) and same.low <= same.ratio <= same.high
    assert not slower.within(1.02) and slower.low > 1.0 and slower.within(1.2)
    assert noisy.low < 1.0 < noisy.high and not noisy.within(1.02)
    mean = mean_ratio({"a": [(2.0, 1.0)] * 3, "b": [(1.0, 2.0)] * 3})
    assert (mean.ratio, mean.low, mean.high) == pytest.approx((1.0, 1.0, 1.0))


def stand_in(folder: Path, cost: float) -> Side:
    """A checkout whose every command takes a known time."""
    package = folder / "src" / "sponge"
    package.mkdir(parents=True)
    (package / "__init__.py").write_text(STAND_IN.format(cost=cost))
    (package / "__main__.py").write_text(COMMANDS.format(cost=cost))
    return Side(folder)


def test_slower_side_is_found_out(tmp_path: Path) -> None:
    """Compiling counts the processes that it starts and begins with an empty cache; a part of a model takes less."""
    slow, quick = stand_in(tmp_path / "slow", 0.6), stand_in(tmp_path / "quick", 0.2)
    cases = [Timed("model", TIMED[0].source), Timed("half", TIMED[0].source, 0.5), Timed("lanes", "lanes.toml")]
    found = engine_times(slow, quick, cases, 1) | {"compiling": compile_times(slow, quick, 1)}
    assert all(len(pairs) == 1 for pairs in found.values())
    middle = {name: ratio_of(name, pairs) for name, pairs in found.items()}
    assert middle["model"].ratio == pytest.approx(3.0, rel=0.1) and middle["model"].this == pytest.approx(0.6, rel=0.1)
    assert middle["half"].other == pytest.approx(0.1, rel=0.2)
    assert 1.5 < middle["lanes"].ratio < 3.1 and 1.5 < middle["compiling"].ratio < 3.1
