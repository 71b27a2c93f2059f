"""LID controls and uses: what is wrong with them is said with its line; changes; the compiled tables."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from inp_texts import read_text
from lid_texts import CONTROLS, controls, every_kind, text_of

from sponge.base.errors import ModelError, UsageError
from sponge.model.changes import apply_changes
from sponge.model.compile import compile_model
from sponge.model.validate import validate

USAGE = "[LID_USAGE]\nS {} 1 200 10 0 50 0\n"


def said(folder, kind: str, *rows: str, usage: str = "", subs: str = "S G J 1 50 100 0.5 0") -> str:
    """What is fatally wrong with a control of a kind and its use in one subcatchment."""
    changed = {kind: rows} if rows else {}
    lids = controls(kind, changed=changed) + (usage or USAGE.format(kind))
    try:
        model = read_text(folder, text_of(subs, lids))
    except ModelError as error:
        return str(error)
    return "\n".join(str(problem) for problem in validate(model) if problem.fatal)


@pytest.mark.parametrize("kind", CONTROLS)
def test_sound_controls_are_sound(tmp_path, kind):
    assert not said(tmp_path, kind)


@pytest.mark.parametrize(
    "kind, rows, message",
    [
        ("BC", ("SURFACE 150 0 0 0 0",), "a bioretention cell needs a soil layer (a row SOIL with a depth above 0)"),
        ("GR", ("SOIL 100 0.5 0.25 0.1 50 10 80",), "a green roof needs a drain mat layer (a row DRAINMAT"),
        ("PP", ("SURFACE 2 0 0 0 0",), "a permeable pavement needs a pavement layer"),
        ("IT", ("SURFACE 2 0 0 0 0",), "an infiltration trench needs a storage layer"),
        ("BC", ("SOIL 500 1.45 0.2 0.1 50 10 80",), "porosity must lie above 0 and at most at 1: 1.45"),
        ("RG", ("SOIL 500 0.4 0.4 0.1 50 10 80",), "wilting point < field capacity < porosity does not hold"),
        ("RG", ("SOIL 500 0.4 0.2 0.3 50 10 80",), "wilting point < field capacity < porosity does not hold"),
        ("RG", ("SOIL 500 0.4 0.2 0.1 0 10 80",), "conductivity must be above 0"),
        ("PP", ("PAVEMENT 120 0 0 500 0",), "void ratio must be above 0"),
        ("PP", ("PAVEMENT 120 0.2 1 500 0",), "impervious fraction must be below 1"),
        ("PP", ("PAVEMENT 120 0.2 0 0 0",), "permeability must be above 0"),
        ("IT", ("STORAGE 500 0 0 0",), "storage: void ratio must be above 0"),
        ("IT", ("STORAGE 500 0.5 0 0", "DRAIN 1 0.5 0 0 100 200"), "it must open at a head above the one"),
        ("GR", ("SOIL 100 0.5 0.25 0.1 50 10 80", "DRAINMAT 30 1.5 0.1"), "void fraction must lie above 0"),
        ("VS", ("SURFACE 200 0 0 1 3",), "a swale needs roughness and slope"),
        ("VS", ("SURFACE 200 1.2 0.1 1 3",), "vegetation cannot fill the whole surface"),
        ("BC", ("SOIL 500 0.4 -0.2 0.1 50 10 80",), "cannot be negative: -0.2"),
        ("BC", ("SOIL 500 0.4",), "too few items: 4 where 9 are needed"),
        ("BC", ("MULCH 50",), "unknown LID kind or layer 'MULCH'"),
        ("IT", ("STORAGE 500 0.5 0 0", "DRAIN 1 0.5 0 0 0 0 none"), "curve 'none' is not defined"),
        ("BC", ("REMOVALS TSS 50",), "pollutant 'TSS' is not defined"),
    ],
)  # fmt: skip
def test_bad_controls_are_named_with_their_line(tmp_path, kind, rows, message):
    text = said(tmp_path, kind, *rows)
    assert message in text and "[LID_CONTROLS]" in text
    assert f"{tmp_path / 'model.inp'}:" in text


@pytest.mark.parametrize(
    "usage, message",
    [
        ("S BC 1 9000 10 0 60 0\nS BC 1 2000 10 0 50 0", "cover 110 % of its area (11000 m2 of 10000 m2)"),
        ("S BC 1 900 10 0 60 0\nS BC 1 200 10 0 50 0", "treat 110 % of its impervious runoff"),
        ("S BC 1 900 10 0 0 0 * * 60\nS BC 1 200 10 0 0 0 * * 50", "treat 110 % of its pervious runoff"),
        ("S BC 1 900 10 101 60 0", "initial saturation cannot be more than 100"),
        ("S BC 1 900 10 0 160 0", "share of impervious runoff cannot be more than 100"),
        ("T BC 1 900 10 0 60 0", "subcatchment 'T' is not defined"),
        ("S BD 1 900 10 0 60 0", "LID 'BD' is not defined"),
        ("S BC 1 900 10 0 60 0 * nowhere", "subcatchment or node 'nowhere' is not defined"),
        ("S BC 1 -900 10 0 60 0", "area cannot be negative"),
        ("S BC 1 900", "too few items"),
    ],
)
def test_bad_uses_are_named_with_their_line(tmp_path, usage, message):
    text = said(tmp_path, "BC", usage=f"[LID_USAGE]\n{usage}\n")
    assert message in text and "[LID_USAGE]" in text


def test_a_swale_needs_a_width(tmp_path):
    assert "a swale needs a width" in said(tmp_path, "VS", usage="[LID_USAGE]\nS VS 1 90 0 0 60 0\n")


def test_what_nothing_uses_is_only_warned_of(tmp_path):
    lids = controls("BC", changed={"BC": ("SURFACE 150 0 0 0 0",)})
    problems = validate(read_text(tmp_path, text_of("S G J 1 50 100 0.5 0", lids)))
    assert [p.fatal for p in problems if "soil layer" in p.message] == [False]
    bare = "[LID_CONTROLS]\nBC SOIL 500 0.4 0.2 0.1 50 10 80\n"
    assert "no kind is given" in said_of_text(tmp_path, bare + "[LID_USAGE]\nS BC 1 90 0 0 60 0\n")


def said_of_text(folder, lids: str) -> str:
    model = read_text(folder, text_of("S G J 1 50 100 0.5 0", lids))
    return "\n".join(str(problem) for problem in validate(model) if problem.fatal)


def test_models_made_in_python_are_checked_too(tmp_path):
    model = read_text(tmp_path, every_kind())
    use = replace(model.lid_uses["SBC/BC"], subcatchment="none")
    problems = validate(replace(model, lid_uses={"x": use}))
    assert any("subcatchment 'none' is not defined" in str(p) for p in problems)
    soil = replace(model.lid_controls["BC"].soil, depth=-1.0)
    bad = replace(model, lid_controls=model.lid_controls | {"BC": replace(model.lid_controls["BC"], soil=soil)})
    assert any("needs a soil layer" in str(p) for p in validate(bad))


# --- changes ------------------------------------------------------------------------------------------------------


def test_uses_and_layers_can_be_changed(tmp_path):
    model = read_text(tmp_path, every_kind())
    changes = ["lid_use[SBC/*].area *= 2", "lid[BC].soil.conductivity = 36 mm/h", "lid[*].drain.offset += 10 mm"]
    new = apply_changes(model, changes)
    assert new.lid_uses["SBC/BC"].area == 2.0 * model.lid_uses["SBC/BC"].area
    assert new.lid_uses["SRG/RG"] == model.lid_uses["SRG/RG"]
    assert new.lid_controls["BC"].soil.conductivity == pytest.approx(1e-5)
    assert new.lid_controls["IT"].drain.offset == pytest.approx(0.11)
    for bad in ("lid[BC].kind = RG", "lid_use[SBC/BC].subcatchment = SRG", "lid_use[SBC/BC].drain_to = J"):
        with pytest.raises(UsageError, match="cannot be changed"):
            apply_changes(model, bad)


def test_the_share_of_a_subcatchment_can_be_changed(tmp_path):
    """Set and multiplied; as many units as before."""
    model = read_text(tmp_path, every_kind())
    new = apply_changes(model, "lid_use[*].share = 8 %")
    for use in new.lid_uses.values():
        assert use.total_area == pytest.approx(0.08 * model.subcatchments[use.subcatchment].area)
        assert use.number == 2
    twice = apply_changes(new, "lid_use[*/BC].share *= 2")
    assert twice.lid_uses["SBC/BC"].area == pytest.approx(2.0 * new.lid_uses["SBC/BC"].area)
    assert twice.lid_uses["SRG/RG"] == new.lid_uses["SRG/RG"]
    without = ["lid_use[SBC/BC].number = 0", "lid_use[SBC/BC].area = 0", "lid_use[SBC/BC].share = 0.1"]
    with pytest.raises(UsageError, match="no units"):
        apply_changes(model, without)


# --- compiled -----------------------------------------------------------------------------------------------------


def test_surfaces_make_room_for_units(tmp_path):
    """Fractions of what is left; overland flow over what is left."""
    usage = "[LID_USAGE]\nS BC 2 1000 10 0 30 0\nS RG 1 1000 10 0 20 0 * * 40\n"
    model = read_text(tmp_path, text_of("S G J 1 50 100 0.5 0", controls("BC", "RG") + usage))
    network = compile_model(model)
    assert network.hydrology.fraction.sum() == pytest.approx(0.7)
    bare = compile_model(replace(model, lid_uses={}, lid_controls={}))
    assert bare.processes is None and bare.hydrology.fraction.sum() == 1.0
    assert network.hydrology.coefficient == pytest.approx(bare.hydrology.coefficient / 0.7)
    lids = network.processes.lids
    assert lids.design.area == pytest.approx([2000.0, 1000.0])
    assert (lids.treated_impervious[0], lids.treated_pervious[0]) == pytest.approx((0.5, 0.4))
    assert lids.drain_node.tolist() == [0, 0] and lids.to_outlet.tolist() == [1, 1]


def test_units_over_everything_leave_no_surface(tmp_path):
    usage = "[LID_USAGE]\nS BC 1 9995 10 0 30 1\n"
    network = compile_model(read_text(tmp_path, text_of("S G J 1 50 100 0.5 0", controls("BC") + usage)))
    assert network.hydrology.fraction.sum() == 0.0
    assert network.processes.lids.design.area == pytest.approx([10000.0])
    assert network.processes.lids.design.returns == pytest.approx([0.0])


def test_drains_remove_what_their_control_says(tmp_path):
    """By pollutant and unit; units of a subcatchment in a row, whatever the order of uses."""
    lids = controls("BC", "RG") + "BC REMOVALS B 40 A 12.5\n"
    usage = "[LID_USAGE]\nT RG 1 100 5 0 0 0\nS BC 1 100 5 0 0 0\nT BC 1 100 5 0 0 0\n"
    pollutants = "[POLLUTANTS]\nA MG/L 0 0 0 0\nB MG/L 0 0 0 0\n"
    subs = "S G J 1 50 100 0.5 0\nT G J 1 50 100 0.5 0"
    found = compile_model(read_text(tmp_path, text_of(subs, lids + usage) + pollutants)).processes.lid_loads
    assert found.removal == pytest.approx(np.array([[0.0, 0.125, 0.125], [0.0, 0.4, 0.4]]))
    assert found.first.tolist() == [0, 1, 3] and found.unit.tolist() == [1, 0, 2]
    text = text_of(subs, lids.replace("B 40", "C 40") + usage) + pollutants
    with pytest.raises(ModelError, match="pollutant 'C' is not defined"):
        read_text(tmp_path, text)


GROUND = """[AQUIFERS]
Aq 0.46 0.13 0.28 5 10 15 0.35 2 0 -5 0.5 0.3
[GROUNDWATER]
S Aq J 3 0.1 1 0 0 0 0 *
"""


def test_units_let_water_into_the_ground(tmp_path):
    """Of the share through which water seeps, units with a bottom that seeps are a part; roofs and barrels are not."""
    sealed = {"IT": ("SURFACE 50 0.2 0.1 1 0", "STORAGE 800 0.6 0 0", "DRAIN 2 0.5 100 0")}
    usage = "".join(f"S {kind} 1 1000 10 0 0 0\n" for kind in ("BC", "GR", "RB", "RD", "IT"))
    lids = controls("BC", "GR", "RB", "RD", "IT", changed=sealed) + "[LID_USAGE]\n" + usage
    text = text_of("S G J 1 60 100 0.5 0", lids)
    network = compile_model(read_text(tmp_path, text + GROUND))
    assert network.processes.groundwater.ground.pervious[0] == pytest.approx(0.4 * 0.5 + 0.1)
    assert network.processes.lids.on_soil.tolist() == [1, 0, 0, 0, 0]


def test_a_curve_of_rules_and_of_a_drain(tmp_path):
    """The drain has it in m of head, the rule in what it controls by."""
    drain = {"BC": (*CONTROLS["BC"][:3], "DRAIN 5 0.5 50 0 0 0 Both")}
    more = (
        "[LID_USAGE]\nS BC 1 100 5 0 0 0\n[CURVES]\nBoth CONTROL 0 0 300 1\n[PUMPS]\nP J O * ON\n"
        "[CONTROLS]\nRULE R\nIF NODE J DEPTH > 0\nTHEN PUMP P SETTING = CURVE Both\n"
    )
    network = compile_model(
        read_text(tmp_path, text_of("S G J 1 50 100 0.5 0", controls("BC", changed=drain) + more))
    )
    assert network.processes.lids.tables.x == pytest.approx([0.0, 0.3])
    assert network.controls.actions.tables.x == pytest.approx([0.0, 300.0])


def test_a_steep_swale_keeps_a_bottom(tmp_path):
    """Banks that would meet are steepened to leave half a foot."""
    usage = "[LID_USAGE]\nS VS 1 90 1 0 60 0\n"
    design = compile_model(
        read_text(tmp_path, text_of("S G J 1 50 100 0.5 0", controls("VS") + usage))
    ).processes.lids.design
    assert design.bottom_width == pytest.approx([0.1524])
    assert design.bottom_width + 2.0 * design.side_slope * design.surface_depth == pytest.approx([1.0])
    assert np.isclose(design.length, 1.0).all()
