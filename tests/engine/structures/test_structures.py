"""The contract of every structure between two nodes, their settings, and what limits pumps."""

from __future__ import annotations

from itertools import pairwise
from typing import Any, NamedTuple

import numpy as np
import pytest

from sponge.base.arrays import zeros_table
from sponge.base.blocks import side_by_side
from sponge.base.compiler import Packed
from sponge.base.constants import FOOT
from sponge.base.tables import pool
from sponge.engine import network as net
from sponge.engine.network import Links, LinkState, Nodes, NodeState
from sponge.engine.picard.settings import PicardSettings
from sponge.engine.picard.state import Abreast, ConduitIterate, LinkIterate, NodeSums, PicardState, Unsettled
from sponge.engine.picard.structures import limited_pump_flow, pump_slope, structure_flows, structures_at_work
from sponge.engine.structures.laws import structure_inflow
from sponge.engine.structures.pump_switches import pump_targets
from sponge.engine.structures.settings import move_settings, moved
from sponge.engine.structures.tables import Structures
from sponge.physics.conduits.momentum import relaxed
from sponge.physics.links import orifice, pump, weir
from sponge.physics.links.orifice import Orifices
from sponge.physics.links.outlet import Outlets
from sponge.physics.links.pump import Pumps
from sponge.physics.links.weir import Weirs

LANE = (0.0,)
SETTINGS = PicardSettings(
    min_step=0.5, courant=0.0, max_trials=8, head_tolerance=0.0015, min_surface_area=1.0, pump_surface_area=1.0,
    damping=1, normal_flow=2, slot=0, slot_flow=0.0, slot_in_pipe=0.0, room_below_rim=1.0, narrow_storage=1.0,
    first_rise=0.25, widening=2.0, pond_from_rim=1.0, fall_rise=1.0, pressed_storage=1.0, crown_cutoff=0.96,
)  # fmt: skip
CREST = 1.0  # m above both nodes' inverts
RATING = (np.array([0.0, 1.0, 3.0]), np.array([0.0, 0.2, 0.8]))
FALLING = (np.array([0.0, 10.0]), np.array([0.6, 0.0]))
RISING = (np.array([0.0, 2.0]), np.array([0.0, 0.5]))


def codes(*values: int) -> np.ndarray:
    return np.array(values, np.int64)


def lanes(*values: float) -> np.ndarray:
    return np.array(values, float)[:, None]


def refs(*values: int) -> np.ndarray:
    return np.array(values, np.int64)[:, None]


PUMPS = Pumps(
    kind=codes(pump.HEAD, pump.DEPTH, pump.IDEAL), start_depth=lanes(2.0, 2.0, 0.0), stop_depth=lanes(0.5, 0.5, 0.0),
    curve=refs(0, 1, -1), tables=pool([FALLING, RISING]),
)  # fmt: skip
ORIFICES = Orifices(
    kind=codes(orifice.SIDE, orifice.BOTTOM, orifice.SIDE),
    shape=codes(orifice.RECTANGULAR, orifice.CIRCULAR, orifice.CIRCULAR), flap_gate=codes(0, 0, 1),
    height=lanes(0.5, 0.5, 0.5), width=lanes(0.8, 0.5, 0.5), discharge_coefficient=lanes(0.65, 0.6, 0.65),
    open_time=lanes(0.0, 100.0, 0.0), equivalent_length=lanes(61.0, 61.0, 61.0),
)  # fmt: skip
WEIRS = Weirs(
    kind=codes(weir.TRANSVERSE, weir.SIDEFLOW, weir.V_NOTCH, weir.TRAPEZOIDAL, weir.ROADWAY),
    flap_gate=codes(0, 0, 0, 0, 0), can_surcharge=codes(1, 1, 1, 0, 0), road_surface=codes(0, 0, 0, 0, 0),
    height=lanes(1.0, 1.0, 1.0, 1.0, 1.0), width=lanes(2.0, 2.0, 0.0, 2.0, 9.0),
    side_slope=lanes(0.0, 0.0, 0.6, 0.6, 0.0), coefficient=lanes(1.8, 1.8, 1.4, 1.8, 1.6),
    end_coefficient=lanes(0.0, 0.0, 0.0, 1.3, 0.0), notch_share=lanes(0.0, 0.0, 1.0, 0.0, 0.0),
    end_contractions=lanes(0.0, 0.0, 0.0, 0.0, 0.0), road_width=lanes(0.0, 0.0, 0.0, 0.0, 0.0),
    curve=refs(-1, -1, -1, -1, -1), tables=pool([]),
)  # fmt: skip
OUTLETS = Outlets(
    by_head=codes(0, 1, 1), coefficient=lanes(0.3, 0.3, 0.0), exponent=lanes(0.7, 0.5, 0.0), curve=refs(-1, -1, 0),
    tables=pool([RATING]),
)  # fmt: skip
NAMES = [
    (net.PUMP, 0, "head pump"), (net.PUMP, 1, "depth pump"), (net.PUMP, 2, "ideal pump"),
    (net.ORIFICE, 0, "side orifice"), (net.ORIFICE, 1, "bottom orifice"), (net.ORIFICE, 2, "gated orifice"),
    (net.WEIR, 0, "transverse"), (net.WEIR, 1, "sideflow"), (net.WEIR, 2, "notch"), (net.WEIR, 3, "trapezoid"),
    (net.WEIR, 4, "road"), (net.OUTLET, 0, "depth outlet"), (net.OUTLET, 1, "head outlet"),
    (net.OUTLET, 2, "rated outlet"), (net.CONDUIT, -1, "dummy"),
]  # fmt: skip
ROW = {name: j for j, (_, _, name) in enumerate(NAMES)}
REGULATORS = [name for kind, _, name in NAMES if kind not in (net.PUMP, net.CONDUIT)]
STRUCTURES = Structures(codes(*range(len(NAMES))), PUMPS, ORIFICES, WEIRS, OUTLETS)


def table(of: type, n: int, **given: np.ndarray):
    """A table of zero arrays (n, 1), but for those given."""
    return of(**{name: np.zeros((n, 1)) for name in of._fields} | given)


class Between(NamedTuple):
    """As much of a Network as structures read."""

    nodes: Any
    links: Any
    structures: Any
    outfall_gate: Any


class Ticks(NamedTuple):
    """As much of a Clock."""

    dt: Any


class Now(NamedTuple):
    """As much of a State."""

    clock: Any
    nodes: Any
    links: Any


class Case:
    """Every structure between two nodes whose inverts are level."""

    def __init__(self) -> None:
        n = len(NAMES)
        none = codes(*[0] * n)
        nodes = table(Nodes, 2, kind=codes(net.JUNCTION, net.JUNCTION), index=codes(0, 0), degree=codes(1, 0))
        links = table(
            Links, n, kind=codes(*(kind for kind, _, _ in NAMES)), index=codes(*(k for _, k, _ in NAMES)), up=none,
            down=none + 1, direction=none + 1, flap_gate=codes(*(name == "gated orifice" for _, _, name in NAMES)),
            is_dummy=codes(*(name == "dummy" for _, _, name in NAMES)), offset_up=np.full((n, 1), CREST),
        )  # fmt: skip
        everything = Unsettled(*(np.zeros(max(n, 2), np.int64) for _ in Unsettled._fields))
        sums = (zeros_table(of, size, 1) for of, size in ((NodeSums, 2), (LinkIterate, n), (ConduitIterate, 0)))
        state = Now(Ticks(np.array([10.0])), table(NodeState, 2), table(LinkState, n))
        self.network = side_by_side(Between(nodes, links, STRUCTURES, codes(0, 0)))
        alone = Abreast(none, none, none, none, np.zeros((4, 8), np.int64))
        own = PicardState(*sums, everything, alone, codes(1), codes(0))
        self.state, self.own = side_by_side(state), side_by_side(own)
        self.nodes, self.links, self.node_state, self.link_state = *self.network[:2], *self.state[1:]
        self.link_state.setting[:] = 1.0
        self.link_state.target_setting[:] = 1.0

    def flow(self, name: str, up: float, down: float, gates: tuple[int, int] = (0, 0)) -> float:
        """Flow of one structure at heads above its crest, by the first iteration of a step."""
        self.node_state.depth[:, 0] = CREST + up, CREST + down
        self.step(0, gates)
        return self.link_state.flow[ROW[name], 0]

    def step(self, n: int, gates: tuple[int, int] = (0, 0)) -> None:
        self.network.outfall_gate[:] = gates
        parts = Packed(self.network, writeable=False), Packed(self.state, writeable=True)
        own = Packed(self.own, writeable=True)
        at_work = structures_at_work(STRUCTURES, self.link_state, self.own, LANE)
        structure_flows(*parts, SETTINGS, own, n, at_work, LANE)


@pytest.fixture
def case() -> Case:
    return Case()


@pytest.mark.parametrize("name", REGULATORS)
@pytest.mark.parametrize("head", [0.2, 0.7, 3.0])
def test_no_flow_at_equal_heads(case, name, head):
    if name in ("road", "depth outlet"):
        pytest.skip("EPA SWMM: a road without a tailwater factor and an outlet rated by depth feel no tailwater")
    assert case.flow(name, head, head) == 0.0


@pytest.mark.parametrize("name", REGULATORS)
@pytest.mark.parametrize("tail", [-0.5, 0.3])
def test_flow_rises_with_the_upstream_head(case, name, tail):
    """Not where a drowned weir fills its opening: the weir's and the orifice's formula meet only in free flow."""
    flows = [case.flow(name, max(tail, 0.0) + 0.01 * 1.25**i, tail) for i in range(26)]
    assert all(b >= a for a, b in pairwise(flows)) and flows[-1] > 0.0


@pytest.mark.parametrize("name", [n for n in REGULATORS if n not in ("sideflow", "gated orifice")])
@pytest.mark.parametrize("high, low", [(0.4, -0.5), (0.4, 0.3), (2.0, 0.9), (2.0, 1.8)])
def test_flow_turns_with_the_heads(case, name, high, low):
    """A side-flow weir runs backwards as a transverse one, and a gate shuts."""
    assert case.flow(name, high, low) == -case.flow(name, low, high) > 0.0


@pytest.mark.parametrize("name", [n for n in REGULATORS if "outlet" not in n and "gated" not in n])
@pytest.mark.parametrize("head", [0.1, 0.4, 1.7])
def test_picard_takes_the_slope_of_free_flow(case, name, head):
    """EPA SWMM's dQ/dH: of free flow without a gate; outlets have none, and submergence is left out."""
    if name == "trapezoid" and head > 1.0:
        pytest.skip("a weir that cannot surcharge keeps its flow above the opening; the slope is that below it")
    step = 1e-6
    difference = (case.flow(name, head + step, -0.9) - case.flow(name, head - step, -0.9)) / (2 * step)
    case.flow(name, head, -0.9)
    assert case.own.links.dqdh[ROW[name], 0] == pytest.approx(difference, rel=1e-5)


@pytest.mark.parametrize("kind, curve, slope", [
    (pump.HEAD, 0, 0.06), (pump.VARIABLE_SPEED, 0, 0.12), (pump.DEPTH, 1, 0.25), (pump.STEP_DEPTH, 1, 0.0),
    (pump.IDEAL, 1, 0.0),
])  # fmt: skip
def test_picard_takes_the_slope_of_a_pumps_curve(kind, curve, slope):
    """EPA SWMM's: against the lift, along the depth, and without the setting's own factor."""
    assert pump_slope(kind, PUMPS.tables, curve, 0.5, 1.1, 2.0) == pytest.approx(slope)


def test_gates_shut(case):
    assert case.flow("gated orifice", 0.5, 2.0) == 0.0
    assert case.flow("side orifice", 2.0, 0.5, gates=(1, 0)) == 0.0
    assert case.flow("side orifice", 0.5, 2.0, gates=(0, 1)) == 0.0
    assert case.flow("side orifice", 2.0, 0.5, gates=(0, 1)) > 0.0


@pytest.mark.parametrize("name", [name for _, _, name in NAMES])
def test_a_closed_link_carries_nothing(case, name):
    case.link_state.setting[:] = 0.0
    case.node_state.inflow[0, 0] = 1.0
    assert case.flow(name, 2.0, 0.1) == 0.0


@pytest.mark.parametrize("name", REGULATORS)
def test_without_dynamic_wave_the_tailwater_is_not_felt(case, name):
    falling = case.flow(name, 0.8, -CREST)
    case.node_state.depth[1, 0] = 5.0
    found = structure_inflow(case.nodes, case.links, STRUCTURES, case.node_state, case.link_state, ROW[name], 0)
    assert found == pytest.approx(falling)


@pytest.mark.parametrize("name", ["ideal pump", "dummy"])
def test_ideal_pump_and_dummy_conduit_pass_what_arrives(case, name):
    case.node_state.inflow[0, 0], case.node_state.overflow[0, 0] = 0.3, 0.1
    assert case.flow(name, -CREST, -CREST) == 0.4
    case.links.max_flow[ROW["dummy"], 0] = 0.25
    case.node_state.inflow[0, 0] = 0.3
    case.step(0)
    assert case.link_state.flow[ROW["dummy"], 0] == 0.25


def test_structures_keep_the_balance_of_their_nodes(case):
    """What leaves one node enters the other, once a link; orifices give their nodes water surface."""
    case.node_state.depth[:, 0] = CREST + 0.4, CREST + 0.1
    case.node_state.depth_old[:] = case.node_state.depth
    case.own.nodes.surface_area[:] = 50.0
    case.step(0)
    state, links, sums = case.node_state, case.link_state, case.own.nodes
    assert state.outflow[0, 0] == state.inflow[1, 0] == pytest.approx(links.flow.sum())
    assert state.inflow[0, 0] == state.outflow[1, 0] == 0.0
    assert sums.surface_area[0, 0] == 50.0 + links.area_up.sum() and links.area_up[ROW["side orifice"], 0] > 0.0
    slopes = case.own.links.dqdh
    assert sums.sum_dqdh[1, 0] == pytest.approx(slopes.sum() - slopes[ROW["depth pump"], 0])


def test_iterates_are_relaxed_and_pass_through_zero():
    assert relaxed(1.0, 2.0) == 1.5
    assert relaxed(1.0, -2.0) == -0.001 * FOOT**3
    assert relaxed(0.0, -2.0) == -1.0


@pytest.mark.parametrize("flow, inflow, volume, limited", [
    (0.5, 0.1, 1.0, 0.2), (0.5, 0.1, 9.0, 0.5), (0.0, 0.1, 1.0, 0.0),
])  # fmt: skip
def test_pump_takes_no_more_than_its_wet_well_holds(case, flow, inflow, volume, limited):
    case.node_state.inflow[0, 0], case.node_state.volume_old[0, 0] = inflow, volume
    assert limited_pump_flow(
        case.node_state, case.own.nodes, 0, pump.HEAD, True, 90.0, flow, 10.0, 1.0, LANE
    ) == pytest.approx(limited)


def test_pump_at_an_empty_junction_takes_what_arrives(case):
    state, sums = case.node_state, case.own.nodes
    state.inflow[0, 0], state.depth_old[0, 0], sums.surface_area[0, 0] = 0.02, 0.05, 1.0
    for kind in (pump.STEP_DEPTH, pump.HEAD, pump.DEPTH, pump.VARIABLE_SPEED):
        assert limited_pump_flow(state, sums, 0, kind, False, 0.0, 0.5, 10.0, 0.0, LANE) == 0.02
    state.depth_old[0, 0] = 4.0
    assert limited_pump_flow(state, sums, 0, pump.HEAD, False, 0.0, 0.5, 10.0, 0.0, LANE) == 0.5


def test_a_junction_that_no_conduit_gives_a_surface_is_a_manhole_to_its_pump(case):
    """Without one the pump would see it empty at any depth, as EPA SWMM's does."""
    state = case.node_state
    state.inflow[0, 0], state.depth_old[0, 0] = 0.02, 4.0
    assert limited_pump_flow(state, case.own.nodes, 0, pump.STEP_DEPTH, False, 0.0, 0.5, 10.0, 1.0, LANE) == 0.5


@pytest.mark.parametrize("depth, setting, target", [(3.0, 0.0, 1.0), (1.0, 0.0, 0.0), (1.0, 1.0, 1.0), (0.3, 1.0, 0.0)])
def test_depths_switch_pumps(case, depth, setting, target):
    case.node_state.depth[0, 0] = depth
    case.link_state.setting[0, 0] = case.link_state.target_setting[0, 0] = setting
    pump_targets(case.links, STRUCTURES, case.node_state, case.link_state, codes(1), LANE)
    assert case.link_state.target_setting[0, 0] == target


def test_settings_move_and_are_counted(case):
    """An orifice that needs 100 s from closed to open is at 0.9 after 10 s; a weir is there at once."""
    changed, when, j, w = codes(7), np.array([500.0]), ROW["bottom orifice"], ROW["transverse"]
    for link in (j, w):
        case.link_state.target_setting[link, 0] = 0.0
    move_settings(case.links, STRUCTURES, case.link_state, when, np.array([10.0]), changed, codes(1), LANE)
    assert case.link_state.setting[j, 0] == pytest.approx(0.9) and case.link_state.setting[w, 0] == 0.0
    assert changed[0] == 2 and case.link_state.time_last_set[w, 0] == 500.0
    assert moved(0.1, 0.0, 100.0, 10.0) == 0.0 and moved(0.0, 1.0, 0.0, 10.0) == 1.0
