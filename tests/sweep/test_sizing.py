"""LID units by the volume method: volumes made by hand, limits of parcels, and the sweep that checks them."""

from __future__ import annotations

from pathlib import Path

import pytest
from zoned import write

import sponge
from sponge.assess.volume_method import design_depth, needed_volume, runoff_coefficient
from sponge.base.errors import UsageError
from sponge.sweep.plan import read_plan
from sponge.sweep.sizing import Rules, Unit, held_by, shares_for, size_zones, sweep_text, units_of

UNITS = """
[LID_CONTROLS]
Cell BC
Cell SURFACE 150 0.1 0 0 0
Cell SOIL 100 0.45 0.2 0.1 500 10 80
Cell STORAGE 200 0.75 5 0
Cell DRAIN 0 0.5 0 0
Paved PP
Paved SURFACE 0 0 0.015 1 0
Paved PAVEMENT 100 0.15 0 1000 0
Paved STORAGE 200 0.75 5 0
Paved DRAIN 0 0.5 0 0
[LID_USAGE]
S1 Cell 0 100 10 50 40 0
S2 Cell 0 100 10 50 40 0
S4 Cell 0 100 10 50 40 0
S5 Paved 0 100 10 50 40 0
"""
HOLDS = 0.15 * 0.9 + 0.2 * 0.75 / 1.75 + 5e-3 * 2.0  # m: on the surface, in the gravel, seeped in 2 h


@pytest.fixture
def model(tmp_path: Path):
    return sponge.read_inp(write(tmp_path, more=UNITS))


def test_the_volume_method():
    assert runoff_coefficient(100.0, 60.0, 0.85, 0.15) == pytest.approx(0.57)
    assert needed_volume(25.0, 0.57, 1e4) == pytest.approx(142.5)
    assert design_depth(0.75) == 25.0 and design_depth(0.825) == pytest.approx((30.4 + 37.8) / 2.0)


def test_what_a_unit_holds(model):
    assert held_by(model.lid_controls["Cell"], 2.0) == pytest.approx(HOLDS)
    found = units_of(model, "*", Rules())
    assert [unit.use for unit in found] == ["S1/Cell", "S2/Cell", "S4/Cell"]  # pavements hold nothing by the method
    with pytest.raises(UsageError, match=r"is named \*Ponds, did you mean|is named \*Ponds; there are"):
        units_of(model, "*Ponds", Rules())


def test_a_zone_gets_what_it_needs(model):
    """North: 4 ha of 60 % and 2 ha of 40 %; its parcels give ground as they are paved, 2.4 to 0.8."""
    depths = {"north": 25.0, "south": 25.0, "east": 10.0}
    north, south, east = size_zones(model, depths, units_of(model, "*", Rules()), Rules())
    need = 0.025 * (0.85 * 3.2e4 + 0.15 * 2.8e4)
    assert north.need == pytest.approx(need) and north.have == pytest.approx(need) and north.reached
    assert north.lid_area == pytest.approx(need / HOLDS)
    assert north.shares["S1/Cell"] == pytest.approx(0.75 * need / HOLDS / 4e4)
    assert not south.shares and south.have == 0.0 and not south.reached
    assert east.need == pytest.approx(0.01 * (0.85 * 3.5e4 + 0.15 * 3.5e4))


def test_a_parcel_gives_no_more_than_it_may():
    units = [Unit("A/x", "z", 1000.0, 900.0, 0.5), Unit("B/x", "z", 5000.0, 100.0, 0.5)]
    shares = shares_for(200.0, units, 0.2)
    assert shares["A/x"] == pytest.approx(0.2)  # its limit, 100 m3
    assert shares["B/x"] == pytest.approx(200.0 / 5000.0)  # the other 100 m3
    short = shares_for(1e6, units, 0.2)
    assert list(short.values()) == pytest.approx([0.2, 0.2])
    both = [Unit("A/x", "z", 1000.0, 900.0, 0.5), Unit("A/y", "z", 1000.0, 900.0, 0.5)]
    assert sum(shares_for(1e6, both, 0.2).values()) == pytest.approx(0.2)
    assert shares_for(0.0, units, 0.2) == {"A/x": 0.0, "B/x": 0.0}


def test_the_sweep_holds_the_model_without_and_with_them(model, tmp_path):
    found = size_zones(model, {"north": 25.0, "east": 10.0}, units_of(model, "*", Rules()), Rules())
    path = tmp_path / "sized.toml"
    path.write_text(sweep_text("zoned.inp", found, 1, "sized"))
    plan = read_plan(path)
    assert plan.names == ("base", "all")
    without, sized = (plan.lanes.lane(k) for k in range(2))
    for name, share in {**found[0].shares, **found[1].shares}.items():
        parcel = model.subcatchments[name.split("/")[0]].area
        assert without.lid_uses[name].total_area == 0.0
        assert sized.lid_uses[name].total_area == pytest.approx(share * parcel, rel=1e-5)
