"""Changes to a model by expression, dict and function."""

from __future__ import annotations

import re
from contextlib import suppress
from dataclasses import replace
from datetime import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sponge.base.errors import SpongeError, UsageError
from sponge.model import elements as el
from sponge.model import lid
from sponge.model.changes import apply_changes, describe
from sponge.model.groundwater import Aquifer, Groundwater
from sponge.model.links import Conduit, CrossSection
from sponge.model.model import Model
from sponge.model.nodes import Junction, Outfall
from sponge.model.snow import SnowPack, SnowRemoval
from sponge.model.zones.zoning import Zoning
from sponge.physics.infiltration import GreenAmpt

PIPE = CrossSection("CIRCULAR", (1.0, 0.0, 0.0, 0.0))
MODEL = Model(
    subcatchments={"S1": el.Subcatchment("S1", area=1e4, infiltration=GreenAmpt(0.1, 1e-6, 0.2))},
    junctions={"J1": Junction("J1", invert=1.0), "J2": Junction("J2", invert=2.0, tag="low")},
    outfalls={"O": Outfall("O", invert=0.0)},
    conduits={
        name: Conduit(name, up="J1", down="O", length=50.0, roughness=0.01, tag=tag, section=PIPE)
        for name, tag in {"C1": "old", "C2": "old", "D[1]": "", "x*": ""}.items()
    },
    inflows=(el.DirectInflow("J1", baseline=0.1), el.DirectInflow("J2", baseline=0.2)),
    series={"R": el.TimeSeries("R", times=(0.0, 60.0), values=(1.0, 2.0))},
)


def roughnesses(model: Model) -> list[float]:
    """Of C1, C2, D[1], x*."""
    return [c.roughness for c in model.conduits.values()]


@pytest.mark.parametrize(
    "selector, changed",
    [
        ("C1", [True, False, False, False]),
        ("C*", [True, True, False, False]),
        ("c1", [True, False, False, False]),
        ("tag=old", [True, True, False, False]),
        ("*", [True, True, True, True]),
        ('"D[1]"', [False, False, True, False]),
        ("x*", [False, False, False, True]),
    ],
)
def test_selectors(selector, changed):
    model = apply_changes(MODEL, f"conduit[{selector}].roughness *= 2")
    assert roughnesses(model) == [0.02 if c else 0.01 for c in changed]
    assert roughnesses(MODEL) == [0.01] * 4


@pytest.mark.parametrize(
    "operation, result", [("= 0.5", 0.5), ("*= 3", 150.0), ("/= 2", 25.0), ("+= 10 ft", 53.048), ("-= 100 cm", 49.0)]
)
def test_operations_and_units(operation, result):
    model = apply_changes(MODEL, f"conduit[C1].length {operation}")
    assert model.conduits["C1"].length == pytest.approx(result)


def test_groundwater_and_snow():
    street = SnowPack("street", removal=SnowRemoval(0.01, 0.5))
    model = replace(
        MODEL, aquifers={"sand": Aquifer("sand", porosity=0.4)}, snow_packs={"street": street},
        groundwater={"S1": Groundwater("S1", "sand", "J1", a1=1e-7)},
    )  # fmt: skip
    changed = apply_changes(
        model,
        ["aquifer[sand].porosity *= 0.5", "groundwater[S1].a1 *= 2", "groundwater[S1].water_table = 320 cm",
         "snow_pack[street].removal.depth = 20 mm", "snow_pack[*].pervious.max_melt = 1e-7",
         "temperature.negative_melt = 0.5"],
    )  # fmt: skip
    under, pack = changed.groundwater["S1"], changed.snow_packs["street"]
    assert (changed.aquifers["sand"].porosity, under.a1, under.water_table) == pytest.approx((0.2, 2e-7, 3.2))
    assert (pack.removal.depth, pack.pervious.max_melt) == pytest.approx((0.02, 1e-7))
    assert changed.temperature.negative_melt == 0.5
    for change in ("groundwater[S1].aquifer = clay", "groundwater[S1].bottom *= 2"):
        with pytest.raises(UsageError, match="cannot be changed"):
            apply_changes(model, change)


def test_reaches_inside():
    model = apply_changes(
        MODEL,
        [
            "subcatchment[S1].infiltration.conductivity = 3.6 mm/h",
            "conduit[C1].section.geometry[0] += 10 cm",
            "node[*].invert += 1",
            "inflow[J1].baseline *= 2",
            "series[R].values *= 1.5",
            "evaporation.monthly = 24 mm/d",
            "options.routing_step = 1 min",
            "options.allow_ponding = yes",
            "options.end = 2020-06-01T12:00",
            "options.max_trials = 20",
        ],
    )
    assert model.subcatchments["S1"].infiltration.conductivity == pytest.approx(1e-6)
    assert model.conduits["C1"].section.geometry[0] == pytest.approx(1.1)
    assert [model.node(n).invert for n in ("J1", "J2", "O")] == [2.0, 3.0, 1.0]
    assert [i.baseline for i in model.inflows] == [0.2, 0.2]
    assert model.series["R"].values == (1.5, 3.0)
    assert model.evaporation.monthly == pytest.approx((1e-3 / 3600.0,) * 12)
    assert model.options.routing_step == 60.0
    assert model.options.allow_ponding is True
    assert model.options.end == datetime(2020, 6, 1, 12)
    assert model.options.max_trials == 20 and isinstance(model.options.max_trials, int)


@pytest.mark.parametrize(
    "expression, says",
    [
        ("condiut[C1].roughness = 1", "did you mean 'conduit'"),
        ("conduit[C12].roughness = 1", "did you mean 'C"),
        ("conduit[C1].rougness = 1", "did you mean 'roughness'"),
        ("conduit[C1].up = J2", "never topology"),
        ("conduit[C1].section.shape = EGG", "never topology"),
        ("options.flow_units = CMS", "cannot be changed"),
        ("conduit[zone=A].roughness = 1", "the model has no zones"),
        ("conduit[colour=red].roughness = 1", "not by 'colour'"),
        ("conduit[C1].roughness = rough", "not a number"),
        ("conduit[C1].roughness = 1 furlong", "unknown unit"),
        ("conduit[C1].roughness *= 2 m", "a factor has no unit"),
        ("conduit[C1].roughness /= 0", "not a finite number"),
        ("conduit[C1].section = 3", "cannot be changed as a whole"),
        ("conduit.roughness = 3", "which conduit"),
        ("options[C1].routing_step = 3", "takes no selector"),
        ("conduit[C1].roughness", "cannot read the change"),
        ("conduit[C1].section.geometry[7] = 3", "from 0 to 3"),
        ("options.allow_ponding = perhaps", "yes or = no"),
        ("options.end = tomorrow", "write a date"),
        ("conduit[C1].roughness.x = 3", "nothing inside"),
    ],
)
def test_refusals(expression, says):
    with pytest.raises(UsageError, match=says.replace("[", r"\[")):
        apply_changes(MODEL, expression)


def test_dicts_functions_models_and_lists():
    def rougher(model: Model) -> Model:
        return replace(model, title=("rougher",))

    other = replace(MODEL, title=("other",))
    assert apply_changes(MODEL, {"conduit[C1].roughness": 0.3}).conduits["C1"].roughness == 0.3
    assert apply_changes(MODEL, rougher).title == ("rougher",)
    assert apply_changes(MODEL, other) is other
    assert apply_changes(MODEL, [rougher, {"conduit[C1].roughness": 0.3}]).title == ("rougher",)
    with pytest.raises(UsageError, match="must return a Model"):
        apply_changes(MODEL, lambda model: None)
    with pytest.raises(UsageError, match="not int"):
        apply_changes(MODEL, 5)
    assert describe(["a.b = 1", {"c.d": 2}, rougher]) == ["a.b = 1", "c.d = 2", "function rougher"]


@given(st.text(alphabet="conduit[C1].roughness*=+-/ 0.5e\"tag", max_size=40))
def test_anything_written_is_applied_or_refused(text):
    with suppress(SpongeError):
        assert isinstance(apply_changes(MODEL, text), Model)


ZONED = replace(
    MODEL,
    zoning=Zoning(
        {"north": "town", "south": "town"}, ("rivers",), {"S1": "north"}, {"J1": "north", "J2": "south", "O": "rivers"},
        {"C1": "north", "C2": "south", "D[1]": "south", "x*": "rivers"}, primaries=("town",),
    ),
)  # fmt: skip


@pytest.mark.parametrize(
    "selector, changed",
    [
        ("zone=south", [False, True, True, False]),
        ("zone=town", [True, True, True, False]),
        ("zone=*o*th", [True, True, True, False]),
        ("zone=rivers", [False, False, False, True]),
        ("zone=SOUTH", [False, True, True, False]),
        ("zone=south, name=C*", [False, True, False, False]),
        ("zone=south,tag=old", [False, True, False, False]),
        ("name=C*, tag=old", [True, True, False, False]),
        ("C*, zone=town", [True, True, False, False]),
        ('zone=south, "D[1]"', [False, False, True, False]),
        ('name="x*"', [False, False, False, True]),
    ],
)
def test_selectors_by_zone_and_joined(selector, changed):
    model = apply_changes(ZONED, f"conduit[{selector}].roughness *= 2")
    assert roughnesses(model) == [0.02 if c else 0.01 for c in changed]


def test_zone_selects_what_stands_at_nodes():
    model = apply_changes(ZONED, ["inflow[zone=south].baseline = 3", "node[zone=north].invert = 7"])
    assert [i.baseline for i in model.inflows] == [0.1, 3.0]
    assert model.junctions["J1"].invert == 7.0 and model.junctions["J2"].invert == 2.0


@pytest.mark.parametrize(
    "change, message",
    [
        ("conduit[zone=nort].roughness = 1", "no zone 'nort', did you mean 'north'"),
        ("subcatchment[zone=rivers].area = 1", "no subcatchment in zone 'rivers'"),
        ("conduit[zone=south, name=C1].roughness = 1", "no conduit matches all of zone=south, name=C1"),
        ("conduit[zone=south, name=Q*].roughness = 1", "no conduit matches 'Q*'"),
        ("conduit[tag=od].roughness = 1", "no conduit has the tag 'od', did you mean 'old'"),
        ("conduit[zne=south].roughness = 1", "not by 'zne', did you mean 'zone'"),
        ("series[zone=south].values = 1", "a series lies in no zone"),
        ("inflow[tag=old].baseline = 1", "a inflow has no tag"),
    ],
)
def test_selectors_that_mean_nothing(change, message):
    with pytest.raises(UsageError, match=re.escape(message)):
        apply_changes(ZONED, change)


def test_zones_need_their_table():
    with pytest.raises(UsageError, match=r"there is no zones\.csv"):
        apply_changes(MODEL, "conduit[zone=south].roughness = 1")


# --- LID: the share of the ground that a use covers -----------------------------------------------------------------


def with_lids(number: int) -> Model:
    land = {n: el.Subcatchment(n, area=1000.0) for n in ("S1", "S2")}
    uses = {f"{n}/B": lid.LidUse(f"{n}/B", subcatchment=n, control="B", number=number, area=30.0) for n in land}
    return Model(subcatchments=land, lid_controls={"B": lid.LidControl("B", kind="BC")}, lid_uses=uses)


def test_share_makes_units_larger():
    use = apply_changes(with_lids(2), "lid_use[S1/B].share = 0.2").lid_uses["S1/B"]
    assert (use.number, use.area) == (2, 100.0)


def test_share_places_units_where_there_are_none():
    """200 m2 of 30 m2: seven, of the size that makes the share."""
    model = apply_changes(with_lids(0), "lid_use[*/B].share = 0.2")
    assert all((u.number, u.total_area) == (7, pytest.approx(200.0)) for u in model.lid_uses.values())
    halved = apply_changes(model, "lid_use[S2/*].share *= 0.5").lid_uses
    assert [u.total_area for u in halved.values()] == pytest.approx([200.0, 100.0])
    assert apply_changes(with_lids(0), "lid_use[*].share = 0.001").lid_uses["S1/B"].number == 1
    assert apply_changes(with_lids(0), "lid_use[*].share *= 3") == with_lids(0)


@pytest.mark.parametrize("value", ["1.2", "-0.1"])
def test_share_is_a_fraction(value):
    with pytest.raises(UsageError, match="between 0 and 1"):
        apply_changes(with_lids(1), f"lid_use[S1/B].share = {value}")
