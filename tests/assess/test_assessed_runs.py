"""The assessment of a real run without and with LID units, against numbers taken from the file with numpy alone."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import h5py
import numpy as np
import numpy_alone
import pytest
from two_zones import GIVEN
from zoned import QUALITY, cells, write

import sponge
from sponge.assess.files import assess_files
from sponge.sweep.plan import read_plan
from sponge.sweep.run import run_plan

UNITS = cells({"S1": 3000, "S4": 3000, "S6": 1000}, treated=60, drain=30)
HARD = ["series[Storm].values *= 2"]
pytestmark = pytest.mark.slow  # compiles lanes with units and pollutants together
BASE, WITH = 0, 1


@pytest.fixture(scope="module")
def path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """One storm, without and with the units."""
    folder = tmp_path_factory.mktemp("assessed")
    output = folder / "pair.nc"
    variants = {"base": HARD, "all": [*HARD, "lid_use[*].number = 1"]}
    sponge.run_many(write(folder, more=UNITS + QUALITY), variants, output=output).close()
    return output


@pytest.fixture(scope="module")
def found(path: Path) -> dict[str, dict[str, Any]]:
    return {i["id"]: i for i in assess_files([path], return_period=3.0).as_dict()["indicators"]}


@pytest.fixture(scope="module")
def numbers(path: Path) -> dict[str, np.ndarray]:
    """Every number in the file."""
    with h5py.File(path) as file:
        return {name: value[()] for name, value in file.items() if value.dtype.kind == "f"}


def test_scenarios_of_a_pair_are_known_by_name(found):
    assert found["road"]["scenario"] == "all" and found["road"]["rain"] == "3-year storm"


def test_peaks_and_loads(found, numbers):
    peaks = numbers["zone_peak_runoff"]
    assert found["peak_parcels"]["value"] == pytest.approx(np.max(peaks[WITH] / peaks[BASE]))
    assert found["peak_parcels"]["verdict"] == "pass" and found["peak_parcels"]["value"] < 1.0
    out = numbers["zone_peak_outflow"]
    rises = out.max(axis=0) > 1e-3
    assert found["peak_outlets"]["value"] == pytest.approx(np.max(out[WITH][rises] / out[BASE][rises]))
    load = numbers["subcatchment_washoff_load"].sum(axis=2)  # scenario, pollutant
    assert found["ss"]["value"] == pytest.approx(1.0 - load[WITH, 0] / load[BASE, 0])
    assert 0.0 < found["ss"]["value"] < 1.0 and found["ss"]["verdict"] == "cannot be judged"  # a storm, no year
    assert found["load"]["value"] == pytest.approx(1.0 - load[WITH, 1] / load[BASE, 1])


def test_water_on_the_ground_and_in_pipes(found, numbers):
    hours = numbers["node_ponded_hours"][WITH]
    assert found["road"]["value"] == np.count_nonzero(hours > 0.0) > 0
    full = numbers["link_hours_surcharged"][WITH] > 0.0
    lengths = np.array([120.0, 150.0, 50.0, 100.0])  # C1, C2, C3, CE: the closed ones of control zones
    assert found["pipe"]["value"] == pytest.approx(1.0 - lengths[full[:4]].sum() / lengths.sum())
    assert found["flood_depth"]["missing"] == ["a storm of 100 years"]


def test_volumes_and_first_flush(found, numbers):
    units = np.array([3000.0, 3000.0, 1000.0])
    holds = 0.15 + 0.2 * 0.75 / 1.75 + 5e-3 * 2.0
    paved = (np.array([0.6, 0.4, 0.7, 0.5, 0.5, 0.2]) * (np.array([4.0, 2.0, 2.0, 5.0, 2.0, 2.0]) * 1e4)).sum()
    paved -= 0.6 * 3000.0 + 0.5 * 3000.0 + 0.2 * 1000.0  # units take paved and green ground alike
    need = 0.025 * (0.85 * paved + 0.15 * (1.7e5 - paved))
    assert found["vol"]["value"] == pytest.approx(units.sum() * holds / need, rel=1e-4)
    taken, ground = numbers["zone_first_flush_volume"][WITH], numbers["zone_impervious_area"][WITH]
    assert found["ff"]["value"] == pytest.approx(1e3 * taken[taken > 0.0].min() / ground[taken > 0.0][0])
    reused = numbers["zone_reused_volume"][WITH].sum() / numbers["zone_rain_volume"][WITH].sum()
    assert found["reuse"]["value"] == pytest.approx(reused) and reused > 0.0


def test_unfiltered_runoff_is_what_units_neither_keep_nor_drain(numbers):
    """Of east: what S4 passed on over the surface, its unit's drain taken off, and S5 runs on to the south."""
    depth, area = numbers["lid_unit_drain_depth"][WITH], numbers["lid_unit_area"][WITH]
    drained = (depth / 1e3 * area)[1]
    runoff, surface = (numbers[f"zone_{name}_volume"][WITH][2] for name in ("runoff", "surface_runoff"))
    assert runoff - surface == pytest.approx(drained, rel=0.02) and drained > 10.0


STORMS = """\
model = "zoned.inp"
lead = 0
tail = "6h"
rain = { kind = "chicago", formula = "tianjin-1", duration = "1h", peak = 0.4 }
[[vary]]
name = "return_period"
rain = "return_period"
values = [3, 100]
labels = ["3 a", "100 a"]
"""
YEAR = """\
model = "zoned.inp"
lead = 0
tail = 0
rain = { kind = "generated", years = 1, seed = 3, step = "5min" }
route = { depth = 15, gap = "6h", lead = "1h", tail = "12h" }
every = "1h"
"""
SIZED = """
[[vary]]
name = "sized"
target = "lid_use[*].number"
op = "="
values = [0, 1]
labels = ["base", "all"]
"""


def test_every_indicator_of_real_runs_with_numpy_alone(tmp_path):
    """Two storms and a year, without and with units, overflows, tanks, reuse, pollutants and a river."""
    write(tmp_path, more=UNITS + QUALITY)
    files = {}
    for name, text in (("storms", STORMS), ("year", YEAR)):
        path = tmp_path / f"{name}.toml"
        path.write_text(text + SIZED)
        files[name] = run_plan(read_plan(path), tmp_path / f"{name}.nc", jobs=1).output
    local = tmp_path / "own.toml"
    local.write_text('[cso_ss]\nsettings = { outfalls = ["Out"] }\n')
    assessment = assess_files(files.values(), local=str(local), given=GIVEN).as_dict()
    found = {i["id"]: i for i in assessment["indicators"]}
    storms, year = (numpy_alone.numbers_of(path) for path in files.values())
    expected = numpy_alone.indicators(storms, year, 365.0 / 365.25, "Out", GIVEN)
    assert set(expected) == set(found)
    for key, value in expected.items():
        assert found[key]["value"] == pytest.approx(value, rel=1e-6), key
    assert found["vcr"]["verdict"] == "cannot be judged" and "the clause asks for 10" in found["vcr"]["note"]
    assert expected["cso"] != 0.0 and expected["cso_events"] > 1.0 and expected["flood_depth"] > 0.15  # all tell
