"""[LID_CONTROLS] and [LID_USAGE]: read to SI, written back the same."""

from __future__ import annotations

import pytest
from inp_texts import read_text
from lid_texts import every_kind

from sponge.io import read_inp, write_inp

TEXT = """[OPTIONS]
FLOW_UNITS {units}
[RAINGAGES]
G INTENSITY 0:05 1 TIMESERIES R
[SUBCATCHMENTS]
"the park" G O 2 40 100 0.5 0
T G O 2 40 100 0.5 0
[SUBAREAS]
"the park" 0.01 0.1 1 1 0 OUTLET
T 0.01 0.1 1 1 0 OUTLET
[OUTFALLS]
O 0 FREE
[POLLUTANTS]
TSS MG/L 0 0 0 0
"total N" MG/L 0 0 0 0
[LID_CONTROLS]
;takes the roof
planter DRAIN 2 0.5 50 6 300 100 valve ; the kind comes later
planter SURFACE 150 0.1 0.24 1.5 3
planter SOIL 500 0.45 0.2 0.1 50 10 80
planter STORAGE 300 0.75 5 40
planter REMOVALS TSS 80 "total N" 35.5
planter BC
paver PP
paver PAVEMENT 120 0.25 0.3 500 60 365 0.75
butt RB
butt STORAGE 1200 0.75 0.5 0 YES
roof RD
roof DRAIN 40 0.5 0 0
sedum GR
sedum SOIL 100 0.5 0.25 0.1 50 10 80
sedum DRAINMAT 30 0.5 0.1
[LID_USAGE]
"the park" planter 3 20.5 2.5 25 60 1 "park details.txt" T 15
"the park" planter 1 8 2 0 10 0
T butt 10 1.5 0 0 5 0 * O
[CURVES]
valve CONTROL 0 0 300 1
[TIMESERIES]
R 0:00 1
"""


@pytest.mark.parametrize("units", ["CFS", "LPS"])
def test_read_in_both_systems(tmp_path, units):
    """Inches and feet, millimetres and metres."""
    model = read_text(tmp_path, TEXT.format(units=units))
    depth, length = (0.0254, 0.3048) if units == "CFS" else (1e-3, 1.0)
    rate = depth / 3600.0
    planter = model.lid_controls["planter"]
    assert planter.kind == "BC" and planter.comment == "takes the roof"
    assert planter.given == ("surface", "soil", "storage", "drain")
    assert planter.surface.depth == pytest.approx(150 * depth) and planter.surface.slope == pytest.approx(0.015)
    assert planter.soil.conductivity == pytest.approx(50 * rate) and planter.soil.suction == pytest.approx(80 * depth)
    drain = planter.drain
    assert drain.coefficient * (100 * depth) ** 0.5 == pytest.approx(2 * 100**0.5 * rate)
    assert (drain.delay, drain.open_head) == pytest.approx((21600.0, 300 * depth)) and drain.curve == "valve"
    assert model.curves["valve"].points == ((0.0, 0.0), (pytest.approx(300 * depth), 1.0))
    assert planter.removals == (("TSS", 0.8), ("total N", pytest.approx(0.355)))
    assert model.lid_controls["roof"].drain.coefficient == pytest.approx(40 * rate)
    assert model.lid_controls["paver"].pavement.regeneration_interval == 365 * 86400.0
    assert model.lid_controls["butt"].storage.covered and not planter.storage.covered
    assert list(model.lid_uses) == ["the park/planter", "the park/planter#2", "T/butt"]
    use = model.lid_uses["the park/planter"]
    assert (use.number, use.to_pervious, use.report_file, use.drain_to) == (3, True, "park details.txt", "T")
    assert use.total_area == pytest.approx(61.5 * length**2) and use.from_pervious == pytest.approx(0.15)
    assert model.lid_uses["T/butt"].drain_to == "O" and not model.lid_uses["T/butt"].report_file


@pytest.mark.parametrize("units", ["CFS", "GPM", "CMS"])
def test_round_trip(tmp_path, units):
    model = read_text(tmp_path, TEXT.format(units=units))
    write_inp(model, tmp_path / "again.inp")
    assert read_inp(tmp_path / "again.inp") == model
    every = read_text(tmp_path, every_kind())
    write_inp(every, tmp_path / "every.inp")
    assert read_inp(tmp_path / "every.inp") == every
