"""Runoff beside EPA SWMM's own, on small models with what no shared model has: mixed soils, GPM, monthly factors."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from catchment import packed
from epa_process import run_epa

from sponge.base.arrays import freeze, stack_lanes
from sponge.engine.hydrology.report import report_subcatchments
from sponge.engine.hydrology.tables import new_hydrology_state
from sponge.engine.reporting.rows import SUBCATCHMENT_ROW, SYSTEM_ROW
from sponge.engine.runoff import run_runoff
from sponge.io import read_inp
from sponge.io.epa_out import read_out
from sponge.model.compile.hydrology import compile_hydrology
from sponge.model.index import index_of

pytest.importorskip("swmm.toolkit")
RAIN = (0, 5, 12, 40, 85, 60, 30, 22, 15, 8, 3, 1, 0, 0, 0, 0, 10, 20, 35, 10)
TEMPLATE = """
[OPTIONS]
FLOW_UNITS {flow_units}
INFILTRATION {infiltration}
FLOW_ROUTING KINWAVE
START_DATE 06/29/2021
END_DATE 07/02/2021
REPORT_STEP 00:05:00
WET_STEP {wet_step}
DRY_STEP 01:00:00
ROUTING_STEP 60
[EVAPORATION]
{evaporation}
[TEMPERATURE]
{temperature}
[RAINGAGES]
{gages}
[SUBCATCHMENTS]
{subcatchments}
[SUBAREAS]
{subareas}
[INFILTRATION]
{soils}
[ADJUSTMENTS]
{adjustments}
[PATTERNS]
P MONTHLY 1 1 1 1 1 0.8 1.3 1 1 1 1 1
R MONTHLY 1 1 1 1 1 0.5 2.0 1 1 1 1 1
[JUNCTIONS]
J 10 5
[OUTFALLS]
O 9 FREE
[CONDUITS]
C J O 100 0.013 0 0
[XSECTIONS]
C CIRCULAR 3 0 0 0
[TIMESERIES]
{series}
[REPORT]
SUBCATCHMENTS ALL
NODES ALL
LINKS ALL
"""
MIXED_SOILS = {  # in and in/h, then mm and mm/h
    True: [
        "S1 3 0.4 4 7 0 HORTON", "S2 3 0.4 4 5 0 MODIFIED_HORTON", "S3 4 0.3 0.3 GREEN_AMPT",
        "S4 4 0.3 0.3 MODIFIED_GREEN_AMPT", "S5 78 0.5 4 CURVE_NUMBER", "S6 3 0.4 4 7 0.5 HORTON",
    ],
    False: [
        "S1 75 10 4 7 0 HORTON", "S2 75 10 4 5 0 MODIFIED_HORTON", "S3 100 8 0.3 GREEN_AMPT",
        "S4 100 8 0.3 MODIFIED_GREEN_AMPT", "S5 78 0.5 4 CURVE_NUMBER", "S6 75 10 4 7 12 HORTON",
    ],
}  # fmt: skip


def model_text(flow_units: str, form: str = "INTENSITY", outlets=("J",) * 6, routes=("OUTLET",) * 6, **sections) -> str:
    """A model of six subcatchments with a soil each."""
    us = flow_units in ("CFS", "GPM", "MGD")
    rain = np.array(RAIN) * (0.04 if us else 1.0) * {"INTENSITY": 1.0}.get(form, 1 / 6)
    rain = np.cumsum(rain) if form == "CUMULATIVE" else rain
    storm = "\n".join(f"T 06/30/2021 {20 + k // 6}:{k % 6}0 {v:.5f}" for k, v in enumerate(rain))
    values = {
        "flow_units": flow_units, "infiltration": "HORTON", "wet_step": "00:05:00", "temperature": "",
        "evaporation": f"CONSTANT {0.15 if us else 4}", "gages": f"G {form} 0:10 1.0 TIMESERIES T", "series": storm,
        "subcatchments": "\n".join(
            f"S{i + 1} G {outlet} {5 if us else 2} {10 + 12 * i} {300 if us else 100} {0.5 + 0.3 * i} 0"
            for i, outlet in enumerate(outlets)
        ),
        "subareas": "\n".join(
            f"S{i + 1} 0.013 0.15 {0.05 if us else 1.2} {0.1 if us else 2.5} 25 {route} 60"
            for i, route in enumerate(routes)
        ),
        "soils": "\n".join(MIXED_SOILS[us]), "adjustments": "",
    }  # fmt: skip
    return TEMPLATE.format(**values | sections)


CASES = {
    "mixed soils CFS": model_text("CFS"),
    "mixed soils GPM": model_text("GPM", form="VOLUME"),
    "mixed soils CMS": model_text("CMS", form="CUMULATIVE", wet_step="00:02:00"),
    "across surfaces": model_text("LPS", routes=("PERVIOUS", "IMPERVIOUS") * 3, wet_step="00:01:00"),
    "in a row": model_text("CMS", outlets=("J", "S1", "S2", "S3", "S4", "S4"), wet_step="00:01:00"),
    "monthly factors": model_text(
        "MGD",
        evaporation="MONTHLY 0 0 0 0 0 0.2 0.1 0 0 0 0 0\nRECOVERY R\nDRY_ONLY YES",
        adjustments="EVAPORATION 0 0 0 0 0 0.05 0 0 0 0 0 0\nCONDUCTIVITY 1 1 1 1 1 1.5 0.7 1 1 1 1 1\n"
        "N-PERV S1 P\nDSTORE S3 P\nINFIL S5 P\nINFIL S1 P",
    ),
    "evaporation series": model_text(
        "CMS",
        evaporation="TIMESERIES E",
        series="E 06/28/2021 0:00 2\nE 06/30/2021 0:00 5\nE 07/01/2021 12:00 9\n"
        + model_text("CMS").split("[TIMESERIES]")[1].split("[")[0],
    ),
}  # fmt: skip


def epa_results(text: str, folder: Path):
    """Run EPA SWMM in a process of its own."""
    model = folder / "model.inp"
    model.write_text(text)
    return model, read_out(run_epa(model))


def sponge_results(path: Path, seconds: np.ndarray):
    """Rows of (rate, subcatchment) and of the system at times in s since the start; rates m/s, runoff m3/s."""
    model = read_inp(path)
    hydrology = freeze(stack_lanes([compile_hydrology(model, index_of(model))]))
    state = new_hydrology_state(hydrology, 1)
    out, whole = np.zeros((len(SUBCATCHMENT_ROW), len(model.subcatchments), 1)), np.zeros((len(SYSTEM_ROW), 1))
    rows, system = np.zeros((len(seconds), *out.shape[:2])), np.zeros((len(seconds), len(whole)))
    for k, time in enumerate(seconds):
        run_runoff(*packed(hydrology, state), np.array([time]), np.ones(1, np.int64), (0.0,))
        report_subcatchments(hydrology, state, time, out, whole, (0.0,))
        rows[k], system[k] = out[..., 0], whole[:, 0]
    return rows, system


def elapsed(epa) -> np.ndarray:
    """Reporting times, s since the start of the models here."""
    return np.round((epa.time - np.datetime64("2021-06-29T00:00:00")) / np.timedelta64(1, "s"))


def rms_of_span(ours: np.ndarray, theirs: np.ndarray) -> float:
    """Root mean square difference as a part of the span, of the worst column."""
    span = theirs.max(axis=0) - np.minimum(theirs.min(axis=0), 0.0)
    return float((np.sqrt(((ours - theirs) ** 2).mean(axis=0)) / np.where(span > 0.0, span, 1.0)).max())


@pytest.mark.parametrize("text", CASES.values(), ids=CASES)
def test_runoff_agrees_with_epa(text, tmp_path):
    """Rain exactly, runoff and infiltration within 1 % of their span."""
    path, epa = epa_results(text, tmp_path)
    rows, _ = sponge_results(path, elapsed(epa))
    assert rms_of_span(rows[:, SUBCATCHMENT_ROW.rainfall] * 3.6e6, epa.values["subcatchment_rainfall"]) < 1e-5
    assert rms_of_span(rows[:, SUBCATCHMENT_ROW.runoff], epa.values["subcatchment_runoff"]) < 0.01
    assert rms_of_span(rows[:, SUBCATCHMENT_ROW.infiltration] * 3.6e6, epa.values["subcatchment_infiltration"]) < 0.01
    assert epa.values["subcatchment_runoff"].max() > 0.05


def test_temperature_and_its_evaporation_agree_with_epa(tmp_path):
    """A user-prepared climate file: sine arcs within the day, Hargreaves' evaporation from the week's mean."""
    days = [(f"ST 2021 6 {d}", 20 + d % 7, 8 + d % 5) for d in range(1, 31)]
    days += [("ST 2021 7 1", 31, 14), ("ST 2021 7 2", 24, 9)]
    (tmp_path / "climate.dat").write_text("".join(f"{day} {high} {low} 4 5\n" for day, high, low in days))
    text = model_text(
        "CMS", evaporation="TEMPERATURE", temperature='FILE "climate.dat"\nSNOWMELT 1 0.5 0.6 100 48 12',
        adjustments="TEMPERATURE 0 0 0 0 0 1.5 0 0 0 0 0 0",
    )  # fmt: skip
    path, epa = epa_results(text, tmp_path)
    _, system = sponge_results(path, elapsed(epa))
    assert system[:, SYSTEM_ROW.temperature] == pytest.approx(epa.values["system_temperature"], abs=1e-3)
    assert system[:, SYSTEM_ROW.pet] * 3.6e6 == pytest.approx(epa.values["system_pet"], rel=1e-4)
    assert np.ptp(epa.values["system_temperature"]) > 15.0
