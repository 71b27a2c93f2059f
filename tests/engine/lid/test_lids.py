"""LID units in their subcatchments: every drop is accounted for, and goes where the model says."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from inp_texts import read_text
from lid_texts import CONTROLS, controls, every_kind, text_of

import sponge
from sponge.engine.batch import Batch
from sponge.model.changes import apply_changes
from sponge.model.compile import compile_model
from sponge.model.model import Model

YEAR_OF_RAIN = "\n".join(
    f"R {24 * day + 3 * (day % 5) + k / 12:.6f} {value:.3f}"
    for day in range(0, 364, 3)
    for k, value in enumerate([*(5.0 + 40.0 * np.sin(np.pi * np.arange(1, 9) / 9) * (day % 7) / 6), 0.0])
)


def summary(model: Model) -> dict[str, np.ndarray]:
    """What a run says at its end."""
    batch = Batch([compile_model(model)])
    batch.advance(batch.duration)
    return batch.summary()


def one(folder: Path, usage: str, *, subs: str = "S G J 1 50 100 0.5 0", **options: object) -> Model:
    """One subcatchment, or those given, with the rows of [LID_USAGE]."""
    changed = options.pop("changed", None)
    text = text_of(subs, controls(*CONTROLS, changed=changed) + "[LID_USAGE]\n" + usage + "\n", **options)
    return read_text(folder, text)


def test_a_year_keeps_its_water(tmp_path):
    """Every kind by itself and all together: the balance to 1e-9 of what came in, over 8 784 hours of 5-minute rain."""
    model = read_text(tmp_path, every_kind(end="01/01/2021", interval="0:05", rain=YEAR_OF_RAIN, dry="01:00:00"))
    said = summary(model)
    assert said["subcatchment_rainfall_depth"].min() > 700.0
    for name, error in zip(model.lid_uses, said["lid_unit_continuity_error"][:, 0], strict=True):
        assert abs(error) < 1e-7, name
    assert abs(said["runoff_continuity_error"][0]) < 1e-7
    came = said["runoff_rainfall"] + said["runoff_initial_lid_storage"]
    went = sum(
        said[f"runoff_{name}"]
        for name in ("evaporation_loss", "infiltration_loss", "surface_runoff", "lid_drainage", "final_storage")
    )
    assert went == pytest.approx(came, rel=1e-9)
    out = said["lid_unit_outflow_depth"] + said["lid_unit_drain_depth"] + said["lid_unit_infiltration_depth"]
    assert out.min() > 0.0


def test_what_reaches_the_network_is_what_left(tmp_path):
    """Runoff and drains into nodes, as the routing ledger has them."""
    said = summary(read_text(tmp_path, every_kind()))
    left = said["runoff_surface_runoff"] + said["runoff_lid_drainage"]
    assert said["routing_wet_weather_inflow"] == pytest.approx(left, rel=2e-3)
    assert said["runoff_lid_drainage"][0] > 0.0


@pytest.mark.parametrize("infiltration, soil", [("HORTON", "60 4 4 7 0"), ("GREEN_AMPT", "90 4 0.3")])
def test_lanes_equal_single_runs_bit_for_bit(tmp_path, infiltration, soil):
    """Scenarios of different areas, conductivities and drains side by side."""
    model = read_text(tmp_path, every_kind(infiltration=infiltration, soil=soil))
    changes = [
        [], ["lid_use[*].area *= 1.5"], ["lid[*].soil.conductivity *= 0.3", "lid_use[S*/BC].share = 0.2"],
        ["lid[*].drain.coefficient *= 4", "lid_use[*].from_impervious = 1", "lid_use[*/GR].area = 0"],
    ]  # fmt: skip
    models = [apply_changes(model, change) for change in changes]
    block = Batch([compile_model(m) for m in models])
    block.advance(block.duration)
    together = block.summary()
    for lane, m in enumerate(models):
        for name, alone in summary(m).items():
            assert np.array_equal(together[name][..., lane], alone[..., 0], equal_nan=True), name


def test_replicates_are_one_larger_unit(tmp_path):
    """Four units of 50 m2 and 5 m do what one of 200 m2 and 20 m does."""
    found = [summary(one(tmp_path, f"S BC {units} 20 60 0")) for units in ("4 50 5", "1 200 20")]
    for name in ("lid_unit_inflow_depth", "lid_unit_drain_depth", "subcatchment_runoff_depth"):
        assert found[0][name] == pytest.approx(found[1][name], rel=1e-12)


def test_two_units_share_the_runoff_that_they_treat(tmp_path):
    """30 % and 70 % of what one unit of the same area treats whole."""
    both = summary(one(tmp_path, "S RB 1 100 0 0 30 0\nS RB 1 100 0 0 70 0"))
    inflow = both["lid_unit_inflow_depth"][:, 0] - both["subcatchment_rainfall_depth"][0, 0]
    assert inflow[0] / inflow[1] == pytest.approx(3 / 7)
    alone = summary(one(tmp_path, "S RB 1 200 0 0 100 0"))
    treated = alone["lid_unit_inflow_depth"][0, 0] - alone["subcatchment_rainfall_depth"][0, 0]
    assert inflow.sum() == pytest.approx(2.0 * treated, rel=1e-9)


def test_pervious_runoff_is_treated_too(tmp_path):
    dry, wet = (summary(one(tmp_path, f"S BC 1 200 20 0 0 0 * * {share}", soil="1 0.5 4 7 0")) for share in (0, 100))
    rain = dry["subcatchment_rainfall_depth"][0, 0]
    assert dry["lid_unit_inflow_depth"][0, 0] == pytest.approx(rain)
    assert wet["lid_unit_inflow_depth"][0, 0] > 5.0 * rain


def test_units_over_the_whole_subcatchment_take_its_runon(tmp_path):
    """Nothing of the subcatchment is left but its unit: rain and runon go there, all of both."""
    subs = "U G S 1 90 100 0.5 0\nS G J 0.05 50 10 0.5 0"
    model = one(tmp_path, "S BC 5 100 10 0 0 0", subs=subs)
    said = summary(model)
    s = list(model.subcatchments).index("S")
    came = said["subcatchment_rainfall_depth"][s, 0] + said["subcatchment_runon_depth"][s, 0]
    assert said["lid_unit_inflow_depth"][0, 0] == pytest.approx(came, rel=1e-9)
    assert said["subcatchment_runon_depth"][s, 0] > 100.0
    assert abs(said["runoff_continuity_error"][0]) < 1e-7


@pytest.mark.parametrize("share", [0.9995, 1.0005])
def test_nearly_the_whole_is_the_whole(tmp_path, share):
    """Areas within a thousandth of the subcatchment's become it, and no water is lost at the seam."""
    said = summary(one(tmp_path, f"S RG 1 {500 * share} 10 0 0 0", subs="S G J 0.05 50 10 0.5 0"))
    assert abs(said["runoff_continuity_error"][0]) < 1e-7
    assert said["lid_unit_inflow_depth"] == pytest.approx(said["subcatchment_rainfall_depth"])


def test_runon_goes_to_what_lies_under_no_unit(tmp_path):
    """Half of the subcatchment is a unit that treats nothing: it sees no more than the rain."""
    subs = "U G S 1 90 100 0.5 0\nS G J 0.1 50 10 0.5 0"
    said = summary(one(tmp_path, "S RG 1 500 10 0 0 0", subs=subs))
    assert said["lid_unit_inflow_depth"][0, 0] == pytest.approx(said["subcatchment_rainfall_depth"][1, 0])
    assert abs(said["runoff_continuity_error"][0]) < 1e-7


def test_outflow_returns_to_the_pervious_surface(tmp_path):
    """What a barrel spills and drains soaks away instead of running off."""
    out, back = (summary(one(tmp_path, f"S RB 1 50 0 0 100 {way}")) for way in (0, 1))
    assert back["subcatchment_infiltration_depth"] > 1.1 * out["subcatchment_infiltration_depth"]
    assert back["runoff_lid_drainage"][0] == 0.0 and out["runoff_lid_drainage"][0] > 0.0
    assert abs(back["runoff_continuity_error"][0]) < 1e-7


def test_a_drain_of_its_own_way(tmp_path):
    """To another node, and to another subcatchment, which takes it as runon; the rest stays where it was."""
    subs = "S G J 1 50 100 0.5 0\nT G J 0.3 10 50 0.5 0"
    home, node, sub = (
        summary(one(tmp_path, f"S BC 1 200 20 50 80 0 * {to}", subs=subs)) for to in ("*", "O", "T")
    )
    drained = home["lid_unit_drain_depth"][0, 0]
    assert drained > 1.0 and node["lid_unit_drain_depth"][0, 0] == sub["lid_unit_drain_depth"][0, 0] == drained
    assert node["node_max_total_inflow"][0, 0] < home["node_max_total_inflow"][0, 0]
    assert sub["subcatchment_runon_depth"][1, 0] == pytest.approx(drained * 200.0 / 3000.0, rel=0.05)
    assert sub["runoff_lid_drainage"][0] == 0.0
    for said in (home, node, sub):
        assert abs(said["runoff_continuity_error"][0]) < 1e-7


def test_the_cover_of_a_barrel_sheds_its_rain(tmp_path):
    """No rain gets in, none gets lost."""
    covered = {"RB": ("STORAGE 1200 0.75 0.5 0 YES", "DRAIN 0 0.5 0 6")}
    said = summary(one(tmp_path, "S RB 1 400 0 0 0 0", changed=covered))
    rain = said["subcatchment_rainfall_depth"][0, 0]
    assert said["lid_unit_outflow_depth"][0, 0] == pytest.approx(rain)
    assert said["lid_unit_final_storage"][0, 0] == 0.0
    assert abs(said["runoff_continuity_error"][0]) < 1e-7


def test_a_barrel_waits_before_it_drains(tmp_path):
    """Full at the start and dry for 6 hours: the tap opens 6 hours after the rain, at once where it was dry before."""
    ds = sponge.run(one(tmp_path, 'S RB 1 400 0 100 0 0 "details.txt"'))
    hours = (ds["time"] - ds["time"][0]).values / np.timedelta64(1, "h") + 0.25
    first = hours[np.argmax(ds["lid_drain"].values[:, 0] > 0.0)]
    assert first == pytest.approx(1.75 + 6.0, abs=0.26)
    assert ds["lid_storage_depth"].values[0, 0] == pytest.approx(1200.0)


def test_a_clogged_pavement_is_cleaned(tmp_path):
    """By rain of one void volume it is closed, and half open again when it was cleaned."""
    rain = "\n".join(f"R {hour} {60 if hour < 10 or hour == 30 else 0}" for hour in range(32))
    closing = {"PP": ("SURFACE 0 0 0 0 0", "PAVEMENT 100 1 0 100 10 1 0.5", "STORAGE 500 0.6 500 0")}
    for interval, cleaned in ((1, True), (0, False)):
        rows = tuple(row.replace("10 1 0.5", f"10 {interval} 0.5") for row in closing["PP"])
        options = {"rain": rain, "interval": "1:00", "end": "01/03/2020", "changed": {"PP": rows}}
        ds = sponge.run(one(tmp_path, 'S PP 1 400 0 0 0 0 "d.txt"', **options))
        through = ds["lid_infiltration"].values[:, 0]
        assert through[3] > 40.0 and through[39] < 1e-9
        assert bool(through[121] > 20.0) is cleaned


def test_details_of_reported_units_only(tmp_path):
    """Details only of units with a report file; the water balance of all."""
    ds = sponge.run(one(tmp_path, 'S BC 1 200 20 50 80 0 "d.txt"\nS VS 1 100 3 0 20 0'))
    assert list(ds["lid_unit"].values) == ["S/BC", "S/VS"] and list(ds["lid_report"].values) == ["S/BC"]
    assert list(ds["lid_unit_control"].values) == ["BC", "VS"]
    assert ds["lid_inflow"].dims == ("time", "lid_report") and float(ds["lid_soil_moisture"].min()) > 0.0
    plain = sponge.run(one(tmp_path, "S BC 1 200 20 50 80 0"))
    assert "lid_inflow" not in plain and "lid_unit_inflow_depth" in plain


PAVEMENT = {
    "PP": ("SURFACE 2 0 0.02 1 0", "PAVEMENT 120 0.2 0 2000 0", "STORAGE 300 0.6 0 0", "DRAIN 500 0.5 0 0")
}  # fmt: skip
HOUR_OF_RAIN = "R 0:00 60\nR 0:15 60\nR 0:30 60\nR 0:45 60\nR 1:00 0"


@pytest.mark.parametrize("wet", ["00:01:00", "00:05:00", "00:15:00"])
@pytest.mark.parametrize("subs, usage", [
    ("S G J 0.1 0 20 1 0", "S PP 1 1000 10 0 0 0"), ("S G J 0.1 50 20 5 0", "S PP 1 500 10 0 100 0"),
], ids=["all", "half"])  # fmt: skip
def test_a_quick_drain_brings_the_rain_and_no_more(tmp_path, subs, usage, wet):
    """60 mm on 1000 m2, all of it or half of it pavement over a drain that holds nothing back: 60 m3, and a peak of
    the rain's rate, whatever the step."""
    model = one(
        tmp_path, usage, subs=subs, changed=PAVEMENT, wet=wet, dry="01:00:00", evaporation=0.0, soil="0 0 4 7 0",
        rain=HOUR_OF_RAIN, subareas="0.012 0.1 0 0 100 OUTLET",
    )  # fmt: skip
    found = sponge.run(model)
    assert float(found.runoff_surface_runoff + found.runoff_lid_drainage) == pytest.approx(60.0, rel=1e-3)
    assert float(found.routing_wet_weather_inflow) == pytest.approx(60.0, rel=1e-3)
    assert float(found.node_lateral_inflow.sel(node="J").max()) <= 1.001 * 60e-3 / 3.6
