"""Control rules compiled and evaluated: attributes, order, priorities, modulated settings, lanes."""

from collections import namedtuple
from dataclasses import replace
from datetime import datetime
from types import SimpleNamespace

import numpy as np
import pytest

from sponge.base.arrays import stack_lanes
from sponge.base.times import since_epoch
from sponge.base.units import units_of
from sponge.engine.controls import evaluate_controls, new_control_state
from sponge.engine.network import CONDUIT, ORIFICE, OUTLET, PUMP, Conduits, Links, LinkState, Nodes, NodeState
from sponge.io.inp.si import formula_units_of
from sponge.model.compile.controls import compile_controls
from sponge.model.elements import Curve, KeptRow, RainGage, Rule, TimeSeries
from sponge.model.links import Conduit, Orifice, Outlet, Pump
from sponge.model.model import Model
from sponge.model.nodes import Junction
from sponge.model.options import Options
from sponge.model.rules.parser import parse_rules

LINK_NAMES = ("C", "P", "OR", "OUT")
Sections = namedtuple("Sections", "depth")


def a_model(rules, variables=(), **options):
    """Two nodes, a conduit, a pump, an orifice and an outlet, in m and m3/s, from Thursday 2004-07-01 06:00."""
    texts = [tuple(rule.strip().splitlines()) for rule in ([rules] if isinstance(rules, str) else rules)]
    return Model(
        options=Options(**{"flow_units": "CMS", "start": datetime(2004, 7, 1, 6), **options}),
        formula_units=formula_units_of(units_of(options.get("flow_units", "CMS"))),
        junctions={"A": Junction("A"), "B": Junction("B")},
        conduits={"C": Conduit("C")}, pumps={"P": Pump("P")}, orifices={"OR": Orifice("OR")},
        outlets={"OUT": Outlet("OUT")}, gages={"G": RainGage("G")},
        curves={"K": Curve("K", kind="CONTROL", points=((0.0, 0.1), (2.0, 0.5)))},
        series={"T": TimeSeries("T", times=(0.0, 7200.0), values=(0.2, 0.6))},
        rules=tuple(Rule(f"R{i}", (f"RULE R{i}", *text)) for i, text in enumerate(texts)),
        rule_variables=tuple(KeptRow(tuple(v.split())) for v in variables),
    )  # fmt: skip


def filled(table, rows, **values):
    """A table of zeros with some fields given."""
    return table(*(np.array(values.get(name, np.zeros(rows))) for name in table._fields))


NODES = filled(Nodes, 2, invert=[10.0, 9.0], full_depth=[3.0, 4.0])
LINKS = filled(
    Links, 4, kind=np.array([CONDUIT, PUMP, ORIFICE, OUTLET]), index=np.zeros(4, int),
    direction=np.array([-1, 1, 1, 1]),
    full_depth=[1.0, 0.0, 1.0, 0.0], full_flow=[2.0, 0.0, 0.0, 0.0], is_dummy=np.zeros(4, int),
)  # fmt: skip
CONDUITS = filled(
    Conduits, 1, length=[120.0], slope=[0.004], full_depth=[1.0], full_area=[1.0], barrels=np.array([2]),
    section=np.zeros(1, int),
)  # fmt: skip
SQUARE = Sections(np.linspace(0.0, 1.0, 33)[None, :, None] * np.ones(2))  # area ratio = depth ratio
INDEX = SimpleNamespace(
    nodes={"A": 0, "B": 1}, links={name: i for i, name in enumerate(LINK_NAMES)}, gages={"G": 0}
)


class Bench:
    """A network at rest whose state a test may set, and its rules."""

    def __init__(self, *models, time=0.0, dt=60.0):
        self.n, self.start = len(models), since_epoch(models[0].options.start)
        lanes = [compile_controls(m, parse_rules(m)[0], INDEX, NODES, LINKS, CONDUITS, SQUARE) for m in models]
        self.controls = stack_lanes(lanes)
        self.state = new_control_state(self.controls, self.n)
        self.node = NodeState(*(np.zeros((2, self.n)) for _ in NodeState._fields))
        self.link = LinkState(*(np.zeros((4, self.n)) for _ in LinkState._fields))
        self.link.setting[:], self.link.target_setting[:], self.link.time_last_set[:] = 1.0, -1.0, -21600.0
        self.rain, self.past = np.zeros((1, self.n)), np.zeros((1, 49, self.n))
        self.time, self.dt = np.full(self.n, float(time)), np.full(self.n, dt)
        self.spans = (np.zeros(self.n), 0.5 * self.dt, 0.5 * self.dt)  # nothing was evaluated before
        self.active = np.ones(self.n, np.int64)

    def evaluate(self):
        """Targets of C, P, OR, OUT in the first lane; -1 where no rule acted."""
        evaluate_controls(
            self.controls, self.state, self.rain, self.past, self.node, self.link, self.start, self.time, self.spans,
            self.active, (0.0,) * self.n,
        )
        self.spans = (self.dt, 0.5 * self.dt, 0.5 * self.dt)
        return dict(zip(LINK_NAMES, self.link.target_setting[:, 0].copy(), strict=True))


def holds(premise, variables=(), set_state=None, time=0.0, **options):
    """Whether a premise fires."""
    rule = f"IF {premise}\nTHEN PUMP P STATUS = ON\nELSE PUMP P STATUS = OFF"
    bench = Bench(a_model(rule, variables, **options), time=time)
    if set_state:
        set_state(bench)
    return bench.evaluate()["P"] == 1.0


def with_flows(bench):
    """Depths 1.5 and 0.5 m at the nodes, 0.3 m3/s against the conduit's direction, 36 mm/h of rain."""
    bench.node.depth[:, 0] = 1.5, 0.5
    bench.node.volume[:, 0] = 7.0
    bench.node.lateral[:, 0] = 0.2
    bench.link.flow[:, 0] = -0.3, 0.4, 0.5, 0.6
    bench.link.depth[:, 0] = 0.25, 0.0, 0.7, 0.0
    bench.link.setting[:, 0] = 1.0, 0.8, 0.0, 0.5
    bench.rain[:] = 1e-5
    bench.past[0, :4, 0] = 9e-3, 1e-3, 2e-3, 4e-3


@pytest.mark.parametrize(
    "value, expected",
    [
        ("NODE A DEPTH", 1.5), ("NODE A HEAD", 11.5), ("NODE A VOLUME", 7.0), ("NODE A INFLOW", 0.2),
        ("NODE B MAXDEPTH", 4.0), ("LINK C FLOW", 0.3), ("CONDUIT C DEPTH", 0.25), ("CONDUIT C VELOCITY", -0.6),
        ("CONDUIT C FULLFLOW", 2.0), ("CONDUIT C FULLDEPTH", 1.0), ("CONDUIT C LENGTH", 120.0),
        ("CONDUIT C SLOPE", 0.004), ("PUMP P SETTING", 0.8), ("PUMP P FLOW", 0.4), ("ORIFICE OR SETTING", 0.0),
        ("GAGE G INTENSITY", 36.0), ("GAGE G 2HR_PRECIP", 3.0), ("SIMULATION MONTH", 7), ("SIMULATION DAY", 5),
    ],
)  # fmt: skip
def test_attributes_in_the_models_units(value, expected):
    assert holds(f"{value} > {expected - 1e-3}", set_state=with_flows)
    assert holds(f"{value} < {expected + 1e-3}", set_state=with_flows)
    assert not holds(f"{value} > {expected + 1e-3}", set_state=with_flows)


def test_attributes_in_us_units():
    assert holds("NODE A DEPTH > 4.92", set_state=with_flows, flow_units="GPM")
    assert holds("NODE A DEPTH < 4.93", set_state=with_flows, flow_units="GPM")
    assert holds("NODE A INFLOW > 3170", set_state=with_flows, flow_units="GPM")
    assert holds("GAGE G INTENSITY < 1.418", set_state=with_flows, flow_units="GPM")


def test_the_setting_of_an_outlet_is_that_of_any_regulator():
    """with_flows has it half open; for EPA the premise never holds."""
    assert holds("OUTLET OUT SETTING = 0.5", set_state=with_flows)
    assert not holds("OUTLET OUT SETTING >= 0", set_state=with_flows, compat="epa")


@pytest.mark.parametrize("premise", ["LINK P VELOCITY >= 0", "LINK OR STATUS = OPEN"])
def test_an_attribute_that_a_link_lacks_never_holds(premise):
    assert not holds(premise, set_state=with_flows)


@pytest.mark.parametrize(
    "premise, first, last",
    [
        ("SIMULATION TIME = 2", 7200 - 30, 7200 + 29),
        ("SIMULATION TIME > 2", 7200, 86400),
        ("SIMULATION CLOCKTIME = 8:00", 7200 - 30, 7200 + 29),
        ("SIMULATION CLOCKTIME >= 8", 7200, 64799),
        ("SIMULATION DATE = 7/2/2004", 64800, 64800 + 86399),
        ("SIMULATION DAYOFYEAR = 184", 64800, 64800 + 86399),
    ],
)
def test_times_hold_within_half_a_step(premise, first, last):
    """Steps of 60 s; the clock of a rule runs 1 ms ahead, so a step at the very time counts as past it."""
    assert [holds(premise, time=t) for t in (first - 1, first, last, last + 1)][:3] == [False, True, True]
    if last < 86400:
        assert not holds(premise, time=last + 1)


@pytest.mark.parametrize("moment, expected", [(60.0 * 3, 1), (60.0 * 3 + 41, 1), (60.0 * 200, 1), (-10.0, 0)])
def test_a_time_is_met_once_however_steps_vary(moment, expected):
    """Steps of 1 to 97 s: a premise with = holds at the one evaluation that is nearest."""
    bench = Bench(a_model(f"IF SIMULATION TIME = {moment / 3600.0:.12f}\nTHEN PUMP P STATUS = ON"))
    steps, met, passed = [1.0, 97.0, 5.0, 60.0, 31.0, 13.0] * 70, [], 0.0
    for now, dt in zip(np.cumsum([0.0, *steps[:-1]]), steps, strict=True):
        bench.time[0], bench.link.target_setting[:] = now, -1.0
        bench.spans = tuple(np.array([span]) for span in (passed, 0.5 * (passed or dt), 0.5 * dt))
        met += [now] if bench.evaluate()["P"] == 1.0 else []
        passed = dt
    assert len(met) == expected
    assert all(abs(now - moment) <= 97.0 / 2 for now in met)


def test_midnight_is_near_the_minute_before():
    """From 06:00 on: 23:59:45 is 15 s from CLOCKTIME 0:00, and so is 00:00:15."""
    late = 18 * 3600.0
    near = [late - 31.0, late - 30.0, late - 15.0, late + 15.0, late + 29.0, late + 31.0]
    assert [holds("SIMULATION CLOCKTIME = 0:00", time=t) for t in near] == [False, True, True, True, True, False]


@pytest.mark.parametrize("year, first, last", [(2023, 59, 59), (2024, 60, 60)])
def test_a_month_and_day_is_that_date_in_leap_years_too(year, first, last):
    """DAYOFYEAR against 1 March: its day of the year is 60, in leap years 61; a number stays that day."""

    def on(premise, day, **options):
        return holds(f"SIMULATION DAYOFYEAR {premise}", time=86400.0 * day, start=datetime(year, 1, 1), **options)

    assert not on(">= 3/1", first - 1) and on(">= 3/1", first)
    assert on("<= 2/28", 58) and not on("<= FEB-28", 59) and on("= MAR-1", last) and not on("= 3/1", last + 1)
    assert on("= 60", 59) and on("= 2/29", 59) == (year == 2024) and not on("= 2/29", last + (year == 2023))
    assert on(">= 3/1", 59, compat="epa")


def test_a_pump_is_on_at_any_speed():
    """with_flows runs the pump at 0.8; EPA has it ON at full speed alone."""
    assert holds("PUMP P STATUS = ON", set_state=with_flows) and holds("PUMP P STATUS <> OFF", set_state=with_flows)
    assert not holds("PUMP P STATUS = OFF", set_state=with_flows)
    assert not holds("PUMP P STATUS = ON", set_state=with_flows, compat="epa")


def test_time_since_a_link_was_switched():
    def switched(bench):
        bench.link.time_last_set[:] = 3600.0
        bench.link.setting[2, 0] = 0.0

    assert holds("PUMP P TIMEOPEN >= 0:59", set_state=switched, time=7200.0)
    assert not holds("PUMP P TIMEOPEN >= 1:01", set_state=switched, time=7200.0)
    assert not holds("PUMP P TIMECLOSED >= 0", set_state=switched, time=7200.0)
    assert holds("ORIFICE OR TIMECLOSED = 1", set_state=switched, time=7200.0)


YES, NO = "NODE A DEPTH > 1", "NODE A DEPTH < 1"


@pytest.mark.parametrize(
    "premises, expected",
    [
        (f"{YES}\nAND {YES}", True), (f"{YES}\nAND {NO}", False), (f"{NO}\nOR {YES}", True), (f"{NO}\nOR {NO}", False),
        (f"{YES}\nAND {NO}\nOR {YES}", True),
        (f"{NO}\nAND {YES}\nOR {YES}", False),  # a false premise before AND ends the rule
        (f"{NO}\nOR {YES}\nAND {NO}", False),
    ],
)  # fmt: skip
def test_premises_join_from_left_to_right(premises, expected):
    assert holds(premises, set_state=with_flows) == expected


def rule(setting, priority=None, premise=YES):
    text = f"IF {premise}\nTHEN ORIFICE OR SETTING = {setting}"
    return text if priority is None else f"{text}\nPRIORITY {priority}"


@pytest.mark.parametrize(
    "rules, setting",
    [
        ([rule(0.1), rule(0.2)], 0.1),
        ([rule(0.1, 1), rule(0.2, 2)], 0.2),
        ([rule(0.1, 2), rule(0.2, 1)], 0.1),
        ([rule(0.1, 5, NO), rule(0.2, 1)], 0.2),
        ([f"{rule(0.1)}\nAND ORIFICE OR SETTING = 0.3"], 0.3),
        ([f"{rule(0.1, premise=NO)}\nELSE ORIFICE OR SETTING = 0.4"], 0.4),
        ([rule(0.1, premise=NO)], -1.0),
    ],
)
def test_which_rule_wins(rules, setting):
    bench = Bench(a_model(rules))
    with_flows(bench)
    assert bench.evaluate()["OR"] == setting


def test_curve_follows_the_last_premise():
    bench = Bench(a_model(f"IF {YES}\nAND NODE B DEPTH > 0\nTHEN ORIFICE OR SETTING = CURVE K"))
    with_flows(bench)
    assert bench.evaluate()["OR"] == pytest.approx(0.1 + 0.4 * 0.5 / 2)


def test_curve_of_time_open_is_in_hours():
    bench = Bench(a_model("IF PUMP P TIMEOPEN > 0\nTHEN ORIFICE OR SETTING = CURVE K"), time=5400.0)
    bench.link.time_last_set[:] = 1800.0
    assert bench.evaluate()["OR"] == pytest.approx(0.1 + 0.4 * 1.0 / 2)


def test_series_is_read_at_the_time():
    bench = Bench(a_model("IF SIMULATION TIME >= 0\nTHEN PUMP P SETTING = TIMESERIES T"), time=1800.0)
    assert bench.evaluate()["P"] == pytest.approx(0.3, rel=1e-6)


def test_pid_controller_by_hand():
    """u = u0 + Kp ((e - e1) + e dt/Ti + Td (e - 2 e1 + e2)/dt), dt = 1 min, set point 2 m.

    What the first error was before, nobody knows: it has lasted no time, and it has no slope.
    """
    bench = Bench(a_model("IF NODE A DEPTH <> 2\nTHEN ORIFICE OR SETTING = PID 0.5 10 0.2"))
    bench.link.target_setting[2] = expected = 0.2
    errors = []
    for depth in (1.0, 1.2, 1.7, 1.6):
        bench.node.depth[0] = depth
        e = (2.0 - depth) / 2.0
        e1, e2 = (*reversed(errors[-2:]), e, e)[:2] if errors else (0.0, 0.0)
        if len(errors) == 1:
            e2 = e1
        slopes = e - 2 * e1 + e2 if errors else 0.0
        expected += 0.5 * ((e - e1) + (e / 10 if errors else 0.0) + 0.2 * slopes)
        assert bench.evaluate()["OR"] == pytest.approx(expected)
        errors.append(e)
    bench.node.depth[0] = -1000.0
    assert bench.evaluate()["OR"] == 1.0


@pytest.mark.parametrize("minutes", [0.1, 1.0, 5.0])
@pytest.mark.parametrize("gains, after_10_min", [("0.5 0 0", 0.45), ("0.5 20 0", 0.425), ("0.5 0 3", 0.45)])
def test_what_a_steady_error_does_depends_on_no_step(gains, after_10_min, minutes):
    """e = -0.1: the proportional part moves the setting once, the integral one by Kp e t/Ti, at any step."""
    bench = Bench(a_model(f"IF NODE A DEPTH > 1\nTHEN ORIFICE OR SETTING = PID {gains}"), dt=60.0 * minutes)
    bench.link.target_setting[2], bench.node.depth[0] = 0.5, 1.1
    for _ in range(round(10.0 / minutes) + 1):
        setting = bench.evaluate()["OR"]
    assert setting == pytest.approx(after_10_min)


def test_epa_takes_a_steady_error_for_a_stuck_controller():
    """--compat epa: Kp e at every evaluation, and an update under 1e-4 is none."""
    bench = Bench(a_model("IF NODE A DEPTH > 1\nTHEN ORIFICE OR SETTING = PID 0.5 0 0", compat="epa"))
    bench.link.target_setting[2], bench.node.depth[0] = 0.5, 1.1
    assert [bench.evaluate()["OR"] for _ in range(3)] == pytest.approx([0.45, 0.4, 0.35])
    bench.node.depth[0] = 1.0 + 1e-5
    assert bench.evaluate()["OR"] == bench.evaluate()["OR"]


@pytest.mark.parametrize(
    "link, how, setting",
    [
        ("ORIFICE OR", "CURVE K", 1.0), ("OUTLET OUT", "CURVE K", 1.0), ("PUMP P", "CURVE K", 3.0),
        ("ORIFICE OR", "TIMESERIES T", 0.0), ("PUMP P", "TIMESERIES T", 0.0), ("PUMP P", "PID 10 0 0", 0.0),
    ],
)  # fmt: skip
def test_no_rule_sets_a_link_beyond_what_it_takes(link, how, setting):
    """A curve that gives 3, a series that gives -2 and a controller far below."""
    model = a_model(f"IF NODE A DEPTH > 1\nTHEN {link} SETTING = {how}")
    curves = {"K": Curve("K", kind="CONTROL", points=((0.0, 3.0),))}
    series = {"T": TimeSeries("T", times=(0.0,), values=(-2.0,))}
    bench = Bench(replace(model, curves=curves, series=series))
    with_flows(bench)
    bench.link.target_setting[:] = 1.0
    assert bench.evaluate()[link.split()[1]] == setting


@pytest.mark.parametrize(
    "formula, value",
    [
        ("( a + 3 ) * -2", -9.0), ("a ^ 2", 2.25), ("- a ^ 2", -2.25), ("-2 ^ 2", 4.0), ("STEP ( a )", 1.0),
        ("SQRT(-a)", 0.0),
        ("SGN(-a)", -1.0), ("LOG10(100*a/1.5)", 2.0), ("EXP(LOG(a))", 1.5), ("COT(ACOT(a))", 1.5),
        ("SINH(a)/COSH(a)-TANH(a)", 0.0), ("COTH(a)*TANH(a)", 1.0), ("ASIN(a)", 0.0), ("SIN(a)^2+COS(a)^2", 1.0),
        ("TAN(ATAN(a))", 1.5), ("ABS(-a)", 1.5), ("ACOS(1)", 0.0), ("a/b", 3.0), ("a-b-b", 0.5), ("LOG(0)", 0.0),
        ("(a-4.5)^2", 9.0), ("(a-3.5)^3", -8.0), ("(a-2.5)^-1", -1.0), ("(a-2.5)^0.5", 0.0), ("(a-1.5)^2", 0.0),
        ("(a-1.5)^0", 0.0), ("(a-1.5)^-1", 0.0),
    ],
)  # fmt: skip
def test_expressions(formula, value):
    variables = ("VARIABLE a = NODE A DEPTH", "VARIABLE b = NODE B DEPTH", f"EXPRESSION f = {formula}")
    assert holds(f"f > {value - 1e-9}", variables, with_flows)
    assert holds(f"f < {value + 1e-9}", variables, with_flows)


def test_epa_knows_no_power_of_a_negative_number():
    variables = ("VARIABLE a = NODE A DEPTH", "EXPRESSION f = (a-4.5)^2")
    assert holds("f < 1e-9", variables, with_flows, compat="epa")


def test_lanes_keep_to_themselves():
    """Other thresholds, states and clocks a lane; a lane that waits is left alone."""
    bench = Bench(*(a_model(f"IF NODE A DEPTH > {limit}\n{rule(s).splitlines()[1]}") for limit, s in
                    ((1.0, 0.1), (2.0, 0.2), (1.0, 0.3))))  # fmt: skip
    bench.node.depth[0] = 1.5
    bench.active[2] = 0
    bench.evaluate()
    assert list(bench.link.target_setting[2]) == [0.1, -1.0, -1.0]


def test_no_rules_do_nothing():
    bench = Bench(a_model([]))
    assert set(bench.evaluate().values()) == {-1.0}
