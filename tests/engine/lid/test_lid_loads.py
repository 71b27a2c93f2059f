"""Pollutants through LID units: closed forms, ledgers, lanes."""

from __future__ import annotations

import numpy as np
import pytest
from inp_texts import read_text
from lid_texts import CONTROLS, controls, every_kind, text_of

from sponge.engine.batch import Batch
from sponge.engine.reporting.rows import SUBCATCHMENT_ROW
from sponge.model.changes import apply_changes
from sponge.model.compile import compile_model
from sponge.model.model import Model

RAIN = """[POLLUTANTS]
A MG/L 5 0 0 0
B MG/L 5 0 0 0
"""
LOADS = """[POLLUTANTS]
TSS MG/L 0 0 0 0
Lead UG/L 2 0 0 0 NO TSS 0.25
N MG/L 3 0 0 0
[LANDUSES]
Homes 0 0 0
[COVERAGES]
{covers}
[BUILDUP]
Homes TSS EXP 50 0.3 0 AREA
[WASHOFF]
Homes TSS EXP 0.4 1 0 10
Homes N EMC 4 0 0 0
"""
CELL = {"BC": (*CONTROLS["BC"], "REMOVALS A 40"), "IT": (*CONTROLS["IT"], "REMOVALS TSS 60 N 25")}


def said_by(*models: Model) -> dict[str, np.ndarray]:
    """What a run of models side by side says at its end."""
    batch = Batch([compile_model(m) for m in models])
    batch.advance(batch.duration)
    return batch.summary()


def one_cell(folder, usage: str, more: str = RAIN, subs: str = "S G J 1 80 100 0.5 0", **options: object) -> Model:
    """A subcatchment with a bioretention cell whose drain removes 40 % of A, without evaporation."""
    lids = controls("BC", changed=CELL) + f"[LID_USAGE]\n{usage}\n"
    options = {"evaporation": 0.0, "wet": "00:01:00", "dry": "00:01:00"} | options
    return read_text(folder, text_of(subs, lids, **options) + more)


@pytest.mark.parametrize("target", ["*", "O"], ids=["outlet", "another node"])
def test_the_drain_removes_its_part(tmp_path, target):
    """All water has the concentration c of the rain, so every load is c times a volume; the drain's (1 - R) of that."""
    said = said_by(one_cell(tmp_path, f"S BC 1 500 5 0 60 0 * {target}"))
    volume = {n: said[f"lid_unit_{n}_depth"][0, 0] * 0.5 for n in ("inflow", "drain", "outflow", "infiltration")}
    assert volume["drain"] > 10.0 and volume["infiltration"] > 10.0
    c, loads = 5e-3, {n: said[f"runoff_quality_{n}"][:, 0] for n in (
        "bmp_removal", "lid_storage", "infiltration_loss", "surface_runoff", "remaining_buildup", "wet_deposition")}
    assert loads["bmp_removal"] == pytest.approx([0.4 * c * volume["drain"], 0.0], rel=1e-6)
    held = c * (volume["inflow"] - volume["drain"] - volume["outflow"] - volume["infiltration"])
    assert loads["lid_storage"] == pytest.approx(held, rel=1e-2)  # a little is on its way
    left = c * (said["runoff_surface_runoff"][0] + said["runoff_lid_drainage"][0])
    assert loads["surface_runoff"] == pytest.approx([left - 0.4 * c * volume["drain"], left], rel=3e-3)
    assert loads["surface_runoff"] == pytest.approx(said["routing_quality_wet_weather_inflow"][:, 0], rel=3e-3)
    assert loads["infiltration_loss"] == pytest.approx(c * said["runoff_infiltration_loss"][0], rel=3e-3)
    assert np.abs(said["runoff_quality_error"]).max() < 1e-9


def test_concentrations_in_runoff_and_drain(tmp_path):
    """What runs off has the rain's concentration, at every moment; with a drain that removes, less."""
    batch = Batch([compile_model(one_cell(tmp_path, "S BC 1 500 5 0 60 0"))])
    rows = [row for _, row in batch.reports()]
    wet = np.array([row.subcatchment[SUBCATCHMENT_ROW.runoff, 0, 0] > 1e-6 for row in rows])
    a, b = (np.array([row.subcatchment_quality[0, p, 0, 0] for row in rows])[wet] for p in range(2))
    assert wet.sum() > 20 and b == pytest.approx(5e-3, rel=1e-5)
    assert a.max() <= 5e-3 * (1.0 + 1e-6)
    assert a.min() == pytest.approx(3e-3, rel=0.02)  # at last it nearly only drains


def test_a_unit_gives_back_no_more_than_it_took(tmp_path):
    """Water that it held at the start is clean, and what evaporates leaves its pollutants."""
    model = one_cell(tmp_path, "S BC 1 500 5 80 100 0", evaporation=5.0, end="01/04/2020")
    said = said_by(model)
    loads = {n: said[f"runoff_quality_{n}"][1, 0] for n in ("surface_runoff", "infiltration_loss", "lid_storage")}
    assert min(loads.values()) > 0.0 and np.abs(said["runoff_quality_error"]).max() < 1e-9
    drained = 5e-3 * (said["runoff_lid_drainage"][0] + said["runoff_surface_runoff"][0])
    assert 0.3 * drained < loads["surface_runoff"] < 0.95 * drained


def all_kinds(folder) -> Model:
    """Every kind of unit with evaporation; some return what runs off; drains to nodes and to other land."""
    text = every_kind(end="01/03/2020", wet="00:01:00", dry="00:05:00").replace(
        "SIT IT 2 260 12 30 50 1 * * 33", "SIT IT 2 260 12 30 50 0 * SVS 33"
    )
    text = text.replace("IT DRAIN 2 0.5 100 0\n", "IT DRAIN 2 0.5 20 0\nIT REMOVALS TSS 60 N 25\n")
    text = text.replace("SGR G J", "SGR G SVS")
    return read_text(folder, text + LOADS.format(covers="\n".join(f"S{kind} Homes 90" for kind in CONTROLS)))


def test_ledgers_close_over_a_storm(tmp_path):
    """Build-up, rain and co-pollutants: what comes is what went, is held or reached the network."""
    model = all_kinds(tmp_path)
    assert "SVS" in {use.drain_to for use in model.lid_uses.values()}
    said = said_by(model)
    for name in ("runoff_quality_error", "routing_quality_error"):
        assert np.abs(said[name]).max() < 1e-8, name
    ledger = {n: v for n, v in said.items() if n.startswith("runoff_quality_") and not n.endswith("error")}
    assert min(v.min() for v in ledger.values()) >= 0.0 and ledger["runoff_quality_lid_storage"].min() > 0.0
    arrived, left = said["routing_quality_wet_weather_inflow"], said["runoff_quality_surface_runoff"]
    assert arrived == pytest.approx(left, rel=5e-3)
    assert said["runoff_quality_bmp_removal"][2, 0] > 0.0  # N has no best practice but the trench's drain


def test_lanes_equal_single_runs_bit_for_bit(tmp_path):
    """Scenarios of different areas, drains and concentrations side by side."""
    model = all_kinds(tmp_path)
    changes = [
        [], ["lid_use[*].area *= 1.5"], ["lid[*].soil.conductivity *= 0.3", "pollutant[N].rain *= 3"],
        ["lid[*].drain.coefficient *= 4", "lid_use[*].from_impervious = 1", "lid_use[*/GR].area = 0"],
    ]  # fmt: skip
    models = [apply_changes(model, change) for change in changes]
    together = said_by(*models)
    for lane, m in enumerate(models):
        for name, alone in said_by(m).items():
            assert np.array_equal(together[name][..., lane], alone[..., 0], equal_nan=True), name


def test_units_over_the_whole_subcatchment_take_its_runon(tmp_path):
    """What runs on to them with its load drains, seeps away or stays."""
    usage = "S BC 1 10000 5 0 0 0"
    said = said_by(one_cell(tmp_path, usage, subs="S G J 1 0 100 0.5 0\nU G S 12 100 100 0.5 0"))
    assert np.abs(said["runoff_quality_error"]).max() < 1e-9
    assert said["runoff_quality_bmp_removal"][0, 0] > 0.0
    fallen = 5e-3 * said["runoff_rainfall"][0]
    assert said["runoff_quality_wet_deposition"][:, 0] == pytest.approx(fallen, rel=1e-9)
    assert said["runoff_quality_lid_storage"][1, 0] > 0.05 * fallen


def test_what_returns_to_the_pervious_surface_takes_its_load_there(tmp_path):
    """Drain and overflow return: the soil takes what it takes of the water, and nothing is lost on the way."""
    said = said_by(one_cell(tmp_path, "S BC 1 100 5 0 100 1"), one_cell(tmp_path, "S BC 1 100 5 0 100 0"))
    assert np.abs(said["runoff_quality_error"]).max() < 1e-9
    soaked, water = said["runoff_quality_infiltration_loss"][1], said["runoff_infiltration_loss"]
    assert soaked == pytest.approx(5e-3 * water, rel=1e-2)
    assert water[0] > 1.05 * water[1]
