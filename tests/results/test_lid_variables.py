"""Variables of LID units against closed forms: permeable pavement under rain that does not change."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
import xarray as xr
from lid_texts import controls, text_of

import sponge

RAIN, EVAPORATION, KSAT = 10.0, 6.0 / 24.0, 3.0  # mm/h
AREA, WIDTH = 1e4, 50.0  # m2, m: the unit covers its subcatchment
PAVEMENT, SOIL, STORAGE = 120.0, 100.0, 300.0  # mm thick
SATURATED = 20.0  # percent at the start
LAYERS = ("SURFACE 2 0.1 0.02 1 0", "PAVEMENT 120 0.2 0 500 0 0 0", "SOIL 100 0.4 0.2 0.1 200 10 50")


def run(folder: Path, drain: str) -> xr.Dataset:
    """A day of the pavement with a drain, its layers written out."""
    layers = (*LAYERS, f"STORAGE {STORAGE} 0.6 {KSAT} 0", drain)
    uses = f"[LID_USAGE]\nS PP 1 {AREA} {WIDTH} {SATURATED} 0 0 layers.txt\n"
    text = text_of(
        f"S G J 1 0 {WIDTH} 1 0", controls("PP", changed={"PP": layers}) + uses, end="01/03/2020",
        evaporation=EVAPORATION * 24.0, rain=f"R 0:00 {RAIN}\nR 72:00 0", interval="72:00",
    )  # fmt: skip
    path = folder / "pavement.inp"
    path.write_text(text)
    return sponge.run(path)


@pytest.fixture(scope="module")
def drained(tmp_path_factory: pytest.TempPathFactory) -> xr.Dataset:
    """All passes through the layers into the drain and the soil below."""
    return run(tmp_path_factory.mktemp("drained"), "DRAIN 10 0.5 0 0")


@pytest.fixture(scope="module")
def full(tmp_path_factory: pytest.TempPathFactory) -> xr.Dataset:
    """Without a drain the layers fill, and the rest runs off."""
    return run(tmp_path_factory.mktemp("full"), "DRAIN 0 0.5 0 0")


def test_a_steady_state_passes_what_is_not_evaporated(drained):
    """The surface is dry, so the soil evaporates; the drain takes what the ground below does not."""
    end = drained.isel(time=-1, lid_report=0)
    assert float(end.lid_evaporation) == pytest.approx(EVAPORATION, rel=1e-4)
    assert float(end.lid_exfiltration) == pytest.approx(KSAT, rel=1e-4)
    assert float(end.lid_pavement_percolation) == pytest.approx(RAIN, rel=1e-3)
    assert float(end.lid_soil_percolation) == pytest.approx(RAIN - EVAPORATION, rel=1e-3)
    assert float(end.lid_drain) == pytest.approx(RAIN - EVAPORATION - KSAT, rel=1e-3)
    assert float(end.lid_outflow) == 0.0


def test_full_layers_hold_their_thickness_and_spill_by_manning(full):
    """q A = W sqrt(S)/n d^(5/3), with d the depth above the 2 mm that the surface holds."""
    end = full.isel(time=-1, lid_report=0)
    spilt = RAIN - EVAPORATION - KSAT
    assert float(end.lid_outflow) == pytest.approx(spilt, rel=1e-3)
    assert float(end.lid_pavement_depth) == pytest.approx(PAVEMENT, rel=1e-3)
    assert float(end.lid_storage_depth) == pytest.approx(STORAGE, rel=1e-3)
    above = (spilt / 1e3 / 3600.0 * AREA / (WIDTH * np.sqrt(0.01) / 0.02)) ** 0.6
    assert float(end.lid_surface_depth) == pytest.approx(2.0 * 0.9 + 1e3 * above, rel=0.05)


def test_what_stood_in_the_layers_at_the_start(drained):
    """A fifth of the storage's voids (ratio 0.6 to the solid) and of the soil's pores above the wilting point."""
    soil = 0.1 + SATURATED / 100.0 * (0.4 - 0.1)
    held = SATURATED / 100.0 * STORAGE * 0.6 / 1.6 + soil * SOIL
    assert float(drained.lid_unit_initial_storage[0]) == pytest.approx(held, rel=1e-5)


def test_totals_are_the_sums_of_rates(full):
    """Over steps that are reported each, mm."""
    unit, series = full.isel(lid_unit=0), full.isel(lid_report=0)
    hours = float(full.time[1] - full.time[0]) / 3.6e12
    evaporated = float(series.lid_evaporation.sum()) * hours
    assert evaporated > 10.0
    assert float(unit.lid_unit_evaporation_depth) == pytest.approx(evaporated, rel=0.01)
    assert float(unit.lid_unit_outflow_depth) == pytest.approx(float(series.lid_outflow.sum()) * hours, rel=0.02)
