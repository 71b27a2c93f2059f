"""Zones of a small model (tests/results/zones/zoned.py draws it): levels, crossings, what leaves parcels, groups."""

from __future__ import annotations

import pytest
from zoned import model_of

from sponge.model.index import index_of
from sponge.model.model import Model
from sponge.model.zones.crossings import (
    LINK_DOWN,
    LINK_UP,
    RUNOFF,
    crossings_of,
    leaving_parcels,
    levels_of,
    outlet_roles,
    role_of_links,
)
from sponge.model.zones.groups import groups_of, main_links
from sponge.model.zones.zoning import Station, Zoning


@pytest.fixture(scope="module")
def model(tmp_path_factory: pytest.TempPathFactory) -> Model:
    return model_of(tmp_path_factory.mktemp("zones"))


@pytest.fixture(scope="module")
def zoning(model) -> Zoning:
    assert model.zoning is not None
    return model.zoning


def test_levels_put_others_after_the_control_zones(zoning):
    secondary, primary = levels_of(zoning)
    assert (secondary.control, secondary.others) == (("north", "south", "east"), ("rivers", "interceptors"))
    assert secondary.group == {"north": 0, "south": 1, "east": 2, "rivers": 3, "interceptors": 4}
    assert primary.group == {"north": 0, "south": 0, "east": 1, "rivers": 2, "interceptors": 3}
    assert [primary.is_control(k) for k in range(primary.size)] == [True, True, False, False]


def test_a_zone_holds_itself_and_what_lies_in_it(zoning):
    assert zoning.within("town") == {"north", "south"} and zoning.within("east") == {"east"}
    assert zoning.within("rivers") == {"rivers"} and zoning.within("nowhere") == set()
    assert zoning.links["C1"] == "north" and zoning.links["C2"] == "south"  # its upstream node's, and its own row's


def test_water_crosses_where_the_zone_changes(model, zoning):
    index = index_of(model)
    found = {(c.kind, c.element): (c.source, c.target, c.role) for c in crossings_of(model, zoning, index)}
    links, subs = index.links, index.subcatchments
    assert found == {
        (LINK_UP, links["C2"]): ("north", "south", ""),
        (LINK_DOWN, links["CE"]): ("east", "rivers", ""),
        (LINK_DOWN, links["P1"]): ("south", "rivers", ""),
        (LINK_DOWN, links["OV"]): ("south", "rivers", ""),
        (LINK_DOWN, links["P2"]): ("south", "interceptors", "treatment"),
        (LINK_DOWN, links["PT"]): ("south", "interceptors", "treatment"),
        (RUNOFF, subs["S3"]): ("south", "north", ""),
        (RUNOFF, subs["S5"]): ("east", "south", ""),
    }


def test_runoff_on_to_the_same_zone_stays_on_its_parcels(model, zoning):
    """S2 runs off on to S1 of its own zone; S5 on to S6 of another."""
    secondary, primary = levels_of(zoning)
    assert leaving_parcels(model, zoning, secondary) == {"S1": 0, "S3": 1, "S4": 2, "S5": 2, "S6": 1}
    assert leaving_parcels(model, zoning, primary) == {"S1": 0, "S3": 0, "S4": 1, "S5": 1, "S6": 0}


def test_roles_of_links_reach_the_outfalls_at_their_ends(model):
    assert role_of_links(model) == {"P2": "treatment", "PT": "treatment", "IP": "treatment", "PU": "reuse"}
    assert outlet_roles(model) == {"Plant": "treatment", "Use": "reuse"}


def test_a_station_is_the_links_of_its_first_role():
    station = Station("PS", (("OV", "overflow"), ("P1", "pump"), ("P2", "pump")))
    assert main_links(station) == ("P1", "P2") and station.with_role("overflow", "bypass") == ("OV",)
    assert main_links(Station("none")) == ()


def test_groups_of_a_zone(model):
    """What flows out of the south: the pump to the river and the overflow, not what goes to treatment or to a use."""
    index = index_of(model)
    groups = {(group.variable, group.name): group.entries for group in groups_of(model, index)}
    assert groups["zone_peak_outflow", "south"] == [("forward", index.links[name]) for name in ("P1", "OV")]
    assert groups["zone_peak_runoff", "north"] == [("runoff", index.subcatchments["S1"])]
    assert groups["primary_zone_max_wet_area", "country"] == [("wet", index.nodes["E1"])]
    assert groups["station_max_flow", "PS"] == [("flow", index.links["P1"])]
