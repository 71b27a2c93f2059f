"""Pollutants through LID units beside EPA SWMM: loads that agree, and a ledger that closes where EPA's does not."""

from __future__ import annotations

import re
from pathlib import Path

import numpy as np
import pytest
from epa_process import run_epa
from lid_texts import controls, text_of
from shared import share, verdicts

import sponge

LOADS = """[POLLUTANTS]
A MG/L 0 0 0 0
B MG/L 0 0 0 0
N MG/L 2 0 0 0
[LANDUSES]
Town
[COVERAGES]
S Town 100
[WASHOFF]
Town A EMC 100 0 0 0
Town B EMC 100 0 0 0
Town N EMC 5 0 0 0
"""
SURFACE, REMOVALS = "SURFACE 150 0 0 0 0", "REMOVALS A 40"
QUICK = (SURFACE, "SOIL 100 0.45 0.2 0.1 300 10 80", "STORAGE 50 0.75 0 0", "DRAIN 100 0.5 0 0", REMOVALS)
SLOW = (SURFACE, "SOIL 300 0.45 0.2 0.1 50 10 80", "STORAGE 300 0.75 0 0", "DRAIN 5 0.5 0 0", REMOVALS)


def beside_epa(folder: Path, rows: tuple[str, ...], usage: str) -> tuple[object, np.ndarray, np.ndarray]:
    """Our results of a cell in a paved subcatchment; EPA's loads to nodes, kg, and its error of runoff quality, %."""
    lids = controls("BC", changed={"BC": rows}) + f"[LID_USAGE]\n{usage}\n"
    path = folder / "model.inp"
    steps = {"wet": "00:01:00", "dry": "00:01:00"}
    path.write_text(text_of("S G J 1 60 100 0.5 0", lids, evaporation=0.0, **steps) + LOADS)
    report = run_epa(path).with_suffix(".rpt").read_text()
    return sponge.run(path), _row(report, "Quality Routing", "Wet Weather Inflow"), _row(
        report, "Runoff Quality", r"Continuity Error \(%\)"
    )


def _row(report: str, table: str, name: str) -> np.ndarray:
    """A row of a continuity table."""
    found = re.search(name + r"[ .]*((?:\s+-?[\d.]+){3})", report[report.index(f"{table} Continuity") :])
    assert found
    return np.array(found[1].split(), float)


@pytest.mark.parametrize("usage", ["S BC 1 500 5 0 50 0", "S BC 1 300 5 0 20 0", "S BC 1 500 5 0 50 0 * O"])
def test_loads_of_a_quick_drain_are_epas(tmp_path, usage):
    """While runoff lasts a drain carries its concentration, less what it removes."""
    ours, loads, _ = beside_epa(tmp_path, QUICK, usage)
    assert ours["routing_quality_wet_weather_inflow"].values == pytest.approx(loads, rel=0.02)
    assert float(ours["runoff_quality_bmp_removal"][0]) > 0.5 and loads[0] < 0.95 * loads[1]


def test_closes_where_a_slow_drain_makes_mass_in_epa(tmp_path):
    """EPA books what units take as removed and what they give back as new; and water that was there is not clean."""
    ours, loads, error = beside_epa(tmp_path, SLOW, "S BC 1 500 5 30 50 0")
    print(f"EPA's runoff quality error {error} %")
    assert error.max() < -20.0
    assert np.abs(ours["runoff_quality_error"]).max() < 1e-8
    assert (ours["routing_quality_wet_weather_inflow"].values < loads).all()


@pytest.mark.slow
def test_the_shared_model_agrees(shared_models):
    """Loads of a rain garden's subcatchment and of one without."""
    models = list(shared_models.glob("*/wq_w_wo_RG_2Subcatchments/*.inp"))
    if not models:
        pytest.skip("the shared model is not there")
    assert share(verdicts(models)) == (1, 1)
