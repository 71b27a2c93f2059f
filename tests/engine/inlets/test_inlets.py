"""Inlets in a small street: what leaves one node for another, limits, backflow, statistics, lanes."""

from types import SimpleNamespace

import numpy as np
import pytest

from sponge.base.arrays import stack_lanes
from sponge.engine.accounts.counts import inlets_of
from sponge.engine.inlets.capture import capture_inlet_flows, new_inlet_state, returned_overflow
from sponge.engine.network import Conduits, Links, LinkState, Nodes, NodeState
from sponge.engine.solvers import solver_for
from sponge.model.compile.inlets import compile_inlets
from sponge.model.elements import Curve, Inlet, InletUse, Street
from sponge.model.links import Conduit, CrossSection
from sponge.model.model import Model
from sponge.model.nodes import Junction
from sponge.model.options import Options
from sponge.physics.inlets.gutter import Gutter
from sponge.physics.inlets.on_grade import street_capture
from sponge.physics.inlets.on_sag import sag_capture
from sponge.physics.inlets.opening import VERTICAL, Opening

INDEX = SimpleNamespace(nodes={"N1": 0, "N2": 1, "N3": 2, "SEWER": 3}, links={"S1": 0, "S2": 1, "DITCH": 2})
CURB = Inlet("CURB", curb_length=2.0, curb_height=0.15, curb_throat="VERTICAL")
CUSTOM = Inlet("CUSTOM", curve="CURVE")


def filled(table, rows, **values):
    return table(*(np.array(values.get(name, np.zeros(rows))) for name in table._fields))


NODES = filled(Nodes, 4, degree=np.array([1, 1, 0, 0]), full_volume=np.ones(4))
LINKS = filled(Links, 3, index=np.arange(3), up=np.array([0, 1, 0]), down=np.array([1, 2, 2]))
CONDUITS = filled(Conduits, 3, slope=np.full(3, 0.01), roughness=np.full(3, 0.016), beta=np.full(3, 0.1 / 0.03))


def a_model(*uses, designs=(CURB, CUSTOM), curve=("DIVERSION", ((0.0, 0.0), (0.1, 0.05))), sides=1, routing="DYNWAVE",
            compat="none"):  # fmt: skip
    """S1 runs on into S2, which ends in a sag; DITCH is a trapezoid."""
    street = CrossSection("STREET", reference="ST")
    return Model(
        options=Options(routing=routing, compat=compat),
        junctions={name: Junction(name) for name in INDEX.nodes},
        conduits={
            "S1": Conduit("S1", section=street), "S2": Conduit("S2", section=street),
            "DITCH": Conduit("DITCH", section=CrossSection("TRAPEZOIDAL", (1.0, 0.5, 3.0, 3.0))),
        },
        streets={"ST": Street("ST", 6.0, 0.2, 0.02, 0.016, 0.05, 0.6, sides)},
        inlets={design.name: design for design in designs},
        curves={"CURVE": Curve("CURVE", kind=curve[0], points=curve[1])},
        inlet_uses=uses,
    )  # fmt: skip


class Bench:
    """Inlets and a state that a test may set; ``capture`` returns the change of lateral inflow at each node."""

    def __init__(self, *models):
        self.n = len(models)
        self.inlets = stack_lanes([
            compile_inlets(m, INDEX, NODES, LINKS, CONDUITS, solver_for(m.options.routing).facts) for m in models
        ])
        self.state = new_inlet_state(self.inlets, self.n)
        self.node = NodeState(*(np.zeros((4, self.n)) for _ in NodeState._fields))
        self.link = LinkState(*(np.zeros((3, self.n)) for _ in LinkState._fields))
        self.active = np.ones(self.n, np.int64)

    def capture(self, time=60.0, dt=10.0):
        before = self.node.lateral.copy()
        times, steps = np.full(self.n, time), np.full(self.n, dt)
        capture_inlet_flows(self.inlets, self.state, self.node, self.link, times, steps, self.active)
        return self.node.lateral - before


GUTTER = Gutter(
    slope=0.01, cross_slope=0.02, roughness=0.016, depression=0.05, width=0.6, inner_slope=0.02 + 0.05 / 0.6,
    inlet_depression=0.05, inlet_width=0.6, crown=6.0, sides=1.0,
)  # fmt: skip
OPENING = Opening(
    grate_length=0.0, grate_width=0.0, open_share=0.0, splash_velocity=0.0, curb_length=2.0, curb_height=0.15,
    throat=VERTICAL, slotted_length=0.0, slotted_width=0.0, drop=0.0,
)  # fmt: skip


def test_on_grade_capture_moves_to_the_sewer():
    bench = Bench(a_model(InletUse("S1", "CURB", "SEWER")))
    bench.link.flow[0] = 0.05
    taken = street_capture(GUTTER, OPENING, 0.05)
    assert 0.0 < taken < 0.05
    assert bench.capture()[:, 0] == pytest.approx([0.0, -taken, 0.0, taken])


@pytest.mark.parametrize("sides", [1, 2])
def test_inlets_one_after_another(sides):
    """Each takes of what the last has left, on each side of the street; clogging and a limit hold for each."""
    use = InletUse("S1", "CURB", "SEWER", 2, clogged=0.25, max_flow=0.02)
    bench = Bench(a_model(use, sides=sides))
    bench.link.flow[0] = -0.05 * sides
    rest, taken = 0.05, 0.0
    for _ in range(2):
        q = min(0.75 * street_capture(GUTTER, OPENING, rest), 0.02)
        rest, taken = rest - q, taken + q
    assert bench.capture()[3, 0] == pytest.approx(taken * sides)


def test_automatic_placement_in_a_sag():
    """No link leaves N3: capture follows the depth there."""
    bench = Bench(a_model(InletUse("S2", "CURB", "SEWER", clogged=0.5)))
    bench.node.depth[2] = 0.1
    expected = 0.5 * sag_capture(GUTTER, OPENING, 0.1)
    assert bench.capture()[:, 0] == pytest.approx([0.0, 0.0, -expected, expected])


@pytest.mark.parametrize("routing", ["KINWAVE", "DYNWAVE"])
def test_a_sag_gives_no_more_than_it_has(routing):
    """Kinematic wave: stored volume over the step, lateral inflow, flow of links that enter (0.4 + 0.1 + 0.2)."""
    bench = Bench(a_model(InletUse("S2", "CURB", "SEWER"), routing=routing))
    bench.node.depth[2], bench.node.volume[2], bench.node.lateral[2] = 3.0, 4.0, 0.1
    bench.link.flow[1:] = [[0.2], [-0.3]]
    taken = bench.capture()[3, 0]
    assert taken == pytest.approx(0.7) if routing == "KINWAVE" else taken > 1.0


@pytest.mark.parametrize(
    "curve, flow, depth, expected",
    [
        (("DIVERSION", ((0.0, 0.0), (0.1, 0.05))), 0.08, 0.0, 0.04),
        (("DIVERSION", ((0.0, 0.0), (0.1, 0.05))), 0.2, 0.0, 0.1),
        (("RATING", ((0.0, 0.0), (0.2, 0.5))), 0.0, 0.1, 0.25),
    ],
)
def test_custom_inlets_follow_their_curve(curve, flow, depth, expected):
    bench = Bench(a_model(InletUse("DITCH", "CUSTOM", "SEWER"), curve=curve))
    bench.link.flow[2], bench.node.depth[2] = flow, depth
    assert bench.capture()[3, 0] == pytest.approx(expected)


def test_local_depression_adds_to_the_gutters():
    """At the inlet; the gutter above it stays as it is, but for EPA."""
    plain, deeper = (
        Bench(a_model(InletUse("S1", "CURB", "SEWER", depression=a, depression_width=w)))
        for a, w in ((0.0, 0.0), (0.05, 0.8))
    )
    plain.link.flow[0] = deeper.link.flow[0] = 0.1
    assert deeper.capture()[3, 0] > plain.capture()[3, 0]
    assert list(deeper.inlets.gutter[0, 3:8, 0]) == pytest.approx([0.05, 0.6, 0.02 + 0.05 / 0.6, 0.1, 0.8])
    epa = Bench(a_model(InletUse("S1", "CURB", "SEWER", depression=0.05, depression_width=0.8), compat="epa"))
    assert list(epa.inlets.gutter[0, 3:8, 0]) == pytest.approx([0.1, 0.8, 0.1 / 0.8, 0.1, 0.8])


def test_overflow_of_the_sewer_comes_back_by_open_area():
    """Two standard inlets of 1 and 2 openings and a custom one: 2/3 by area 1:2, 1/3 to the custom one."""
    uses = (InletUse("S1", "CURB", "SEWER"), InletUse("S2", "CURB", "SEWER", 2), InletUse("DITCH", "CUSTOM", "SEWER"))
    bench = Bench(a_model(*uses))
    bench.node.overflow[3] = 0.9
    change = bench.capture()[:, 0]
    assert bench.inlets.backflow_share[:, 0] == pytest.approx([2 / 9, 4 / 9, 3 / 9])
    assert change == pytest.approx([0.0, 0.2, 0.7, 0.0])
    assert returned_overflow(bench.inlets, np.ones((4, 1)), bench.node, 0) == 0.9


def test_statistics():
    bench = Bench(a_model(InletUse("S1", "CURB", "SEWER")))
    shares = []
    for flow, overflow in ((0.05, 0.0), (0.02, 0.0), (1e-6, 0.0), (0.01, 0.5)):
        bench.link.flow[0], bench.node.overflow[3] = flow, overflow
        bench.capture()
        shares.append(bench.state.flow[0, 0] / flow)
    s = bench.state
    assert [float(x[0, 0]) for x in (s.flow_steps, s.capture_steps, s.backflow_steps)] == [3.0, 2.0, 1.0]
    assert s.capture_sum[0, 0] == pytest.approx(sum(shares[:2]))
    assert (s.peak_flow[0, 0], s.peak_capture[0, 0]) == (0.05, pytest.approx(shares[0]))
    counts = SimpleNamespace(links=SimpleNamespace(max_depth=np.zeros((3, 1))))
    found = inlets_of(SimpleNamespace(inlets=bench.inlets), SimpleNamespace(inlets=s, counts=counts))
    assert found["link_inlet_peak_capture"][:, 0] == pytest.approx([100.0 * shares[0], 0.0, 0.0])
    assert found["link_inlet_mean_capture"][0, 0] == pytest.approx(50.0 * sum(shares[:2]))
    assert found["link_inlet_bypass_frequency"][0, 0] == 100.0 * sum(share < 1.0 for share in shares[:2]) / 2.0
    assert found["link_inlet_backflow_frequency"][0, 0] == pytest.approx(100.0 / 3.0)


@pytest.mark.parametrize(
    "link, design",
    [("DITCH", CURB), ("S1", Inlet("CURB", curb_length=1.0, curb_height=0.1, drop=True))],
)
def test_an_inlet_that_does_not_fit_is_left_out(link, design):
    model = a_model(InletUse(link, "CURB", "SEWER"), designs=(design,))
    assert len(Bench(model).inlets.link) == 0


@pytest.mark.parametrize("parts", [{"curb_length": 1.0, "curb_height": 0.2},
                                   {"grate_type": "P_BAR-50", "grate_length": 0.6, "grate_width": 0.6}])  # fmt: skip
def test_drop_inlets_work_in_channels(parts):
    use = InletUse("DITCH", "D", "SEWER", placement="ON_GRADE")
    bench = Bench(a_model(use, designs=(Inlet("D", drop=True, **parts),)))
    bench.link.flow[2], bench.node.depth[2] = 0.3, 0.05
    assert 0.0 < bench.capture()[3, 0] < 0.3


def test_lanes_keep_to_themselves():
    """A lane in company captures what it captures alone; one that waits is left alone."""
    models = [a_model(InletUse("S1", "CURB", "SEWER", clogged=c)) for c in (0.0, 0.3, 0.6)]
    together = Bench(*models)
    together.link.flow[0] = 0.05
    together.active[2] = 0
    change = together.capture()
    alone = Bench(models[1])
    alone.link.flow[0] = 0.05
    assert change[3, 1] == alone.capture()[3, 0]
    assert change[3, 2] == 0.0 and change[3, 0] != change[3, 1]
