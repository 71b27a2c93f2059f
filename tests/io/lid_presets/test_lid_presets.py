"""LID presets: complete, with sources, in the units they say, and EPA SWMM runs each."""

from __future__ import annotations

import re
from dataclasses import astuple
from pathlib import Path

import pytest

from sponge.base.errors import UsageError
from sponge.io import read_inp
from sponge.io.epa_run import run_epa
from sponge.io.lid_presets import design_of, find_preset, inp_rows, presets, sources
from sponge.io.source_table import KINDS
from sponge.model.lid import LAYERS

GUIDE = {  # what the guide and the plan list
    "下沉式绿地", "复杂型生物滞留设施", "简易型生物滞留设施", "透水铺装", "绿色屋顶", "雨水花园", "转输型植草沟",
    "渗管/渠", "渗井", "渗透塘", "湿塘", "雨水湿地", "调节塘", "调节池", "植被缓冲带", "雨水罐", "蓄水池",
    "初期雨水弃流设施", "人工土壤渗滤", "屋面雨落管断接",
}  # fmt: skip
MODEL = """[OPTIONS]
FLOW_UNITS {units}
INFILTRATION GREEN_AMPT
START_DATE 07/01/2025
END_DATE 07/03/2025
WET_STEP 00:01:00
DRY_STEP 00:05:00
REPORT_STEP 00:05:00
ROUTING_STEP 30
[EVAPORATION]
CONSTANT 0.1
[RAINGAGES]
G VOLUME 0:30 1 TIMESERIES R
[SUBCATCHMENTS]
S G O 1 60 100 0.5 0
[SUBAREAS]
S 0.013 0.15 0.05 0.2 25 OUTLET
[INFILTRATION]
S 4 0.1 0.2
[OUTFALLS]
O 0 FREE NO
[TIMESERIES]
R 1:00 0.3 1:30 0.9 2:00 0.4 2:30 0
[LID_CONTROLS]
{rows}
[LID_USAGE]
S {name} 2 200 10 20 30 0 * * 0
"""


@pytest.fixture(params=presets().values(), ids=lambda p: p.name)
def preset(request):
    return request.param


def placed(preset, folder: Path, units: str = "CFS"):
    """The preset in a subcatchment, read back."""
    rows = "\n".join(inp_rows(design_of(preset).control, units))
    path = folder / "lid.inp"
    path.write_text(MODEL.format(units=units, rows=rows, name=preset.name), encoding="utf-8")
    return read_inp(path)


def test_what_the_guide_lists_is_there():
    assert {p.name_zh for p in presets().values()} >= GUIDE
    assert len({p.name_zh for p in presets().values()}) == len(presets())
    assert {p.kind for p in presets().values()} == set(LAYERS)


def test_every_number_has_a_range_and_a_source(preset):
    known = sources()
    numbers = [p for layer in (*preset.layers.values(), preset.removal, {"": preset.sizing}) for p in layer.values()]
    for number in numbers:
        assert number.source.split(":")[0] in KINDS, number
        assert all(key in known for key in re.findall(r"pub:(\w+)", number.source)), number
        assert isinstance(number.value, bool) or number.low <= number.value <= number.high, number
    assert preset.purpose and preset.name.isascii() and not preset.name_zh.isascii()


def test_a_preset_has_the_layers_of_its_kind(preset):
    needed, allowed = LAYERS[preset.kind]
    assert set(needed) <= set(preset.layers) <= {*needed, *allowed}


@pytest.mark.parametrize("units", ["CMS", "CFS"])
def test_rows_read_back_as_the_control(preset, units, tmp_path):
    model = placed(preset, tmp_path, units)
    read, meant = model.lid_controls[preset.name], design_of(preset).control
    assert not model.problems and (read.kind, read.given) == (meant.kind, meant.given)
    for layer in meant.given:
        pairs = zip(astuple(getattr(read, layer)), astuple(getattr(meant, layer)), strict=True)
        assert all(a == b or a == pytest.approx(b, rel=1e-12) for a, b in pairs), layer


def test_epa_runs_it(preset, tmp_path):
    done = run_epa(placed(preset, tmp_path), timeout=60)
    covered = "storage" in preset.layers and preset.layers["storage"].get("covered")
    assert abs(done.runoff_error) < (1.0 if covered else 0.1)  # EPA SWMM loses the rain that falls on a covered barrel
    assert done.results


def test_published_set():
    """FACTS of the case in Hebei, in SI."""
    control = design_of(find_preset("sunken_green")).control
    assert (control.surface.depth, control.surface.vegetation, control.surface.roughness) == (0.2, 0.15, 0.4)
    soil = control.soil
    assert (soil.depth, soil.porosity, soil.field_capacity, soil.wilting_point) == (0.3, 0.363, 0.24, 0.11)
    assert soil.conductivity == pytest.approx(3.3e-3 / 3600.0) and soil.suction == pytest.approx(0.0889)
    assert (control.storage.depth, control.storage.void_ratio) == pytest.approx((0.7, 0.75))
    assert control.storage.seepage == pytest.approx(0.327 / 3600.0)


def test_drain_coefficient_is_in_its_own_unit():
    """q = 1.9 mm/h/mm^0.5 * sqrt(400 mm) = 38 mm/h."""
    drain = design_of(find_preset("bioretention")).control.drain
    assert drain.coefficient * 0.4**drain.exponent == pytest.approx(38e-3 / 3600.0)


def test_changes_take_units():
    design = design_of(find_preset("雨水花园"), {"soil.depth": "0.6 m", "storage.seepage": 2.5, "surface.depth": "900"})
    assert design.control.soil.depth == pytest.approx(0.6)
    assert design.control.storage.seepage == pytest.approx(2.5e-3 / 3600.0)
    assert design.unusual == ("surface.depth = 900 mm: usual is 150 to 300",)


def test_removals_are_written_for_the_pollutants_asked_for():
    control = design_of(find_preset("bioretention"), {"removal.Zn": 60}, name="B", pollutants=["TSS", "Zn"]).control
    assert control.removals == (("TSS", 0.85), ("Zn", 0.6))
    assert inp_rows(control)[-1].split() == ["B", "REMOVALS", "TSS", "85", "Zn", "60"]


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"soil.depht": 1}, "did you mean 'soil.depth'"),
        ({"roof.depth": 1}, "no parameter 'roof.depth'"),
        ({"soil.depth": "deep"}, "not a number"),
        ({"soil.depth": "3 mm/h"}, "does not fit: it is in mm"),
        ({"soil.depth": -1}, "negative"),
        ({"soil.porosity": 1.2}, "no fraction"),
        ({"soil.porosity": 0.15}, "wilting_point < field_capacity < porosity"),
    ],
)
def test_impossible_changes_are_refused(changes, said):
    with pytest.raises(UsageError, match=re.escape(said)):
        design_of(find_preset("bioretention"), changes)


def test_all_that_is_wrong_is_said_at_once():
    with pytest.raises(UsageError) as raised:
        design_of(find_preset("wet_pond"), {"a.b": 1, "storage.depth": "x"}, pollutants=["Hg"])
    assert len(str(raised.value).splitlines()) == 3


@pytest.mark.parametrize(
    ("name", "said"), [("biorentention", "'bioretention'"), ("湿地", "'雨水湿地'"), ("zzz", "sponge lid list")]
)
def test_unknown_preset(name, said):
    with pytest.raises(UsageError, match=said):
        find_preset(name)
