"""Structures, culverts, inlets and rules in small models, against their manuals' numbers."""

from __future__ import annotations

import numpy as np
import pytest

import sponge

FOOT = 0.3048
OPTIONS = """[OPTIONS]
FLOW_UNITS {units}
FLOW_ROUTING {routing}
START_DATE 01/01/2024
START_TIME {start}
END_DATE 01/01/2024
END_TIME {end}
REPORT_STEP {report}
ROUTING_STEP {step}
{more}
"""
DEFAULTS = {
    "units": "CMS", "routing": "DYNWAVE", "start": "00:00:00", "end": "01:00:00", "report": "00:01:00", "step": "5",
    "more": "",
}  # fmt: skip


def run(tmp_path, text, *, compat="none", **options):
    """Results of a model."""
    path = tmp_path / "model.inp"
    path.write_text(OPTIONS.format(**DEFAULTS | options) + text)
    return sponge.run(path, compat=compat)


def last(results, variable, **place):
    return float(results[variable].sel(**place)[-1])


NOTCH = """[OUTFALLS]
O 0 FREE
[STORAGE]
S 10 6 2.8 FUNCTIONAL 0 0 {area}
[WEIRS]
W S O V-NOTCH 2 3.0 NO
[XSECTIONS]
W TRIANGULAR 4 8 0 0
[CONTROLS]
RULE A
IF SIMULATION TIME >= 0
THEN WEIR W SETTING = {setting}
[INFLOWS]
S FLOW "" FLOW 1 1 2
"""


@pytest.mark.parametrize("setting", [1, 0.999, 0.9, 0.5])
def test_notch_partly_closed(tmp_path, setting):
    """2 ft3/s over a V-notch of 90 degrees: h from C (2 s y0 h^1.5 + s h^2.5) over the crest, raised by y0."""
    found = run(tmp_path, NOTCH.format(setting=setting, area=300), units="CFS", end="02:00:00")
    raised = 4.0 * (1.0 - setting)
    h = np.roots([3.0, 0.0, 6.0 * raised, 0.0, 0.0, -2.0])  # of sqrt(h)
    head = float(max(h[abs(h.imag) < 1e-9].real)) ** 2
    assert last(found, "node_depth", node="S") / FOOT == pytest.approx(2.0 + raised + head, rel=2e-3)
    assert last(found, "link_flow", link="W") == pytest.approx(2.0 * FOOT**3, rel=2e-3)


CULVERT = """[JUNCTIONS]
J 100 30
[OUTFALLS]
O {outlet} FREE
[CONDUITS]
C J O 100 0.012 0 0
[XSECTIONS]
C CIRCULAR 3 0 0 0 1 {code}
[INFLOWS]
J FLOW "" FLOW 1 1 60
"""


@pytest.mark.parametrize(
    "outlet, code, c, Y, s",
    [
        (95.0, 5, 0.0463, 0.75, -0.7), (95.0, 4, 0.0379, 0.69, 0.5), (100.0, 4, 0.0379, 0.69, 0.0),
        (100.04, 4, 0.0379, 0.69, 0.5), (100.04, 5, 0.0463, 0.75, -0.7),
    ],
    ids=["mitred", "headwall", "level", "adverse", "adverse mitred"],
)  # fmt: skip
def test_headwater_of_a_culvert(tmp_path, outlet, code, c, Y, s):
    """HDS-5, drowned inlet: H/D = c (Q/(A sqrt(D)))^2 + Y - s S, at whatever slope; 60 ft3/s through 3 ft."""
    found = run(tmp_path, CULVERT.format(outlet=outlet, code=code), units="CFS", step="2")
    load, slope = 60.0 / (2.25 * np.pi * 3.0**0.5), (100.0 - outlet) / 100.0
    assert last(found, "node_depth", node="J") / FOOT == pytest.approx(3.0 * (c * load**2 + Y - s * slope), rel=5e-3)


def test_epa_has_the_inlet_of_a_rising_culvert_at_its_outlet(tmp_path):
    found = run(tmp_path, CULVERT.format(outlet=100.04, code=4), units="CFS", step="2", compat="epa")
    assert last(found, "node_depth", node="J") < 1.1


DIVIDER = """[JUNCTIONS]
J 110 10
[DIVIDERS]
D 100 B {divider} 10
[OUTFALLS]
O1 90 FREE
O2 90 FREE
[CONDUITS]
C0 J D 100 0.013 0 0
A D O1 100 0.013 0 0
B D O2 100 0.013 0 0
[XSECTIONS]
C0 CIRCULAR 3 0 0 0
A CIRCULAR 3 0 0 0
B CIRCULAR 3 0 0 0
[CURVES]
T DIVERSION 0 0
T {full} {half}
[INFLOWS]
J FLOW "" FLOW 1 1 {inflow}
"""
A_CFS = {"CFS": 1.0, "GPM": 448.8312, "MGD": 0.6463169, "CMS": FOOT**3, "LPS": 1e3 * FOOT**3, "MLD": 86.4 * FOOT**3}


@pytest.mark.parametrize("units", A_CFS)
@pytest.mark.parametrize("kind", ["CUTOFF {one}", "TABULAR T", "WEIR {one} {height} {coefficient}", "OVERFLOW"])
@pytest.mark.parametrize("routing", ["KINWAVE", "STEADY"])
def test_dividers_in_every_unit_of_flow(tmp_path, units, kind, routing):
    """3 ft3/s: all but 1 of it, half of it, or C (f H)^1.5 = 1.0973 over a weir of 2 ft; nothing overflows."""
    metric = units in ("CMS", "LPS", "MLD")
    flow, length = A_CFS[units], FOOT if metric else 1.0
    divider = kind.format(one=flow, height=2.0 * length, coefficient=3.3 * length**1.5)
    text = DIVIDER.format(divider=divider, full=4.0 * flow, half=2.0 * flow, inflow=3.0 * flow)
    if metric:
        text = text.replace("100 0.013", f"{100 * FOOT} 0.013").replace("CIRCULAR 3", f"CIRCULAR {3 * FOOT}")
    found = run(tmp_path, text, units=units, routing=routing)
    expected = {"CUTOFF": 2.0, "TABULAR": 1.5, "WEIR": 1.0973, "OVERFLOW": 0.0}[kind.split()[0]]
    assert last(found, "link_flow", link="B") / FOOT**3 == pytest.approx(expected, rel=1e-3, abs=1e-6)
    assert last(found, "link_flow", link="A") / FOOT**3 == pytest.approx(3.0 - expected, rel=1e-3)


STREET = """[JUNCTIONS]
A 105 1
B 100 1
P 94 6
[OUTFALLS]
OS 95 FREE
OP 90 FREE
[CONDUITS]
ST A B 500 0.016 0 0
ST2 B OS 500 0.016 0 0
PIPE P OP 300 0.013 0 0
[XSECTIONS]
ST STREET S1
ST2 STREET S1
PIPE CIRCULAR 1.5 0 0 0
[STREETS]
S1 20 0.5 2 0.016 0 0 1 0 0 0
[INLETS]
I1 {inlet}
[INLET_USAGE]
ST I1 P {use}
[CURVES]
RC RATING 0 0
RC 1 5
DC DIVERSION 0 0
DC 10 10
[INFLOWS]
A FLOW "" FLOW 1 1 1.0
"""


@pytest.mark.parametrize(
    "inlet, use, captured",
    [
        ("CURB 3 0.5 VERTICAL", "1 0 0 0 0 ON_GRADE", 0.268),
        ("CURB 3 0.5 VERTICAL", "1 0 0 0.166667 2 ON_GRADE", 0.517),
        ("CURB 3 0.5 VERTICAL", "1 0 0 2 2 ON_GRADE", 0.517),  # inches, as EPA's manual has it
        ("CUSTOM RC", "1 0 0.2 0 0 ON_GRADE", 0.2), ("CUSTOM RC", "2 0 0.1 0 0 ON_GRADE", 0.2),
        ("CUSTOM DC", "1 0 0.2 0 0 ON_GRADE", 0.2), ("CURB 30 0.5 VERTICAL", "1 0 0.2 0 0 ON_GRADE", 0.2),
    ],
)  # fmt: skip
def test_captured_of_a_street(tmp_path, inlet, use, captured):
    """HEC-22's share of 1 ft3/s, at most the inlets' limit."""
    found = run(tmp_path, STREET.format(inlet=inlet, use=use), units="CFS", step="1")
    assert last(found, "link_flow", link="PIPE") / FOOT**3 == pytest.approx(captured, abs=2e-3)


CHANNEL = """[JUNCTIONS]
A 10 3
B 10 3
[OUTFALLS]
OA 9 FREE
OB 9 FREE
[CONDUITS]
CA A OA 500 0.01 0 0
CB B OB 500 0.01 0 0
[XSECTIONS]
CA IRREGULAR T 0 0 0 3
CB IRREGULAR T
[TRANSECTS]
NC 0.05 0.05 0.03
X1 T 4 2 8 0 0 0 0 0
GR 3 0 0 2 0 8 3 10
[INFLOWS]
A FLOW "" FLOW 1 1 6
B FLOW "" FLOW 1 1 2
"""


@pytest.mark.parametrize("routing", ["DYNWAVE", "KINWAVE"])
def test_barrels_of_a_natural_channel(tmp_path, routing):
    """Three carry 6 m3/s as one carries 2; EPA reads no barrels beside a transect."""
    found = run(tmp_path, CHANNEL, routing=routing, end="03:00:00")
    depths = [last(found, "link_depth", link=name) for name in ("CA", "CB")]
    assert depths[0] == pytest.approx(depths[1], rel=2e-3)
    epa = run(tmp_path, CHANNEL, routing=routing, end="03:00:00", compat="epa")
    assert last(epa, "link_depth", link="CA") > 1.5 * depths[1]


def test_a_storage_unit_whose_area_has_no_end_at_the_bottom_fills(tmp_path):
    """A = 100 d^-0.5: 60 m3 stand (60/200)^2 m high."""
    text = "[OUTFALLS]\nO 0 FREE\n[STORAGE]\nS 5 10 0 FUNCTIONAL 100 -0.5 0\n[WEIRS]\nW S O TRANSVERSE 9 1.8 NO\n"
    text += '[XSECTIONS]\nW RECT_OPEN 1 1 0 0\n[INFLOWS]\nS FLOW "" FLOW 1 1 0.1\n'
    found = run(tmp_path, text, end="00:10:00", step="1")
    assert last(found, "node_volume", node="S") == pytest.approx(60.0, rel=0.01)
    assert last(found, "node_depth", node="S") == pytest.approx(0.09, rel=0.02)
    assert abs(float(found.routing_continuity_error)) < 1.0


WELL = """[RAINGAGES]
G1 INTENSITY 0:15 1 TIMESERIES DRY
G2 INTENSITY 0:15 1 TIMESERIES WET
[OUTFALLS]
O 0 FREE
[STORAGE]
W 5 40 20 FUNCTIONAL 0 0 10000
[PUMPS]
P W O PC {status} 0 0
[CURVES]
PC PUMP2 40 0.1
[TIMESERIES]
DRY 0:00 0
WET 0:00 0 0:15 5 0:30 0
[CONTROLS]
{rules}
"""
LAND = """[SUBCATCHMENTS]
S G1 O 1 50 100 1 0
[SUBAREAS]
S 0.01 0.1 1 1 0 OUTLET
"""


def minutes_on(found):
    """First and last minute at whose end the pump has run."""
    on = np.flatnonzero(found.link_flow.sel(link="P").values > 0.0)
    return (int(on[0]) + 1, int(on[-1]) + 1) if len(on) else None


@pytest.mark.parametrize("land", ["", LAND], ids=["no land", "land under another gage"])
@pytest.mark.parametrize(
    "premise, on",
    [
        ("GAGE G2 INTENSITY > 0.1", (16, 30)), ("GAGE G2 1HR_PRECIP > 1", None),
        ("VARIABLE", (16, 30)), ("EXPRESSION", (16, 30)),
    ],
)  # fmt: skip
def test_a_gage_that_only_rules_look_at(tmp_path, land, premise, on):
    """The pump runs while it rains there."""
    named = {
        "VARIABLE": ("VARIABLE R = GAGE G2 INTENSITY\n", "R > 0.1"),
        "EXPRESSION": ("VARIABLE R = GAGE G2 INTENSITY\nEXPRESSION E = 2 * R\n", "E > 0.2"),
    }
    before, premise = named.get(premise, ("", premise))
    rules = f"{before}RULE A\nIF {premise}\nTHEN PUMP P STATUS = ON\nELSE PUMP P STATUS = OFF"
    found = run(tmp_path, WELL.format(rules=rules, status="OFF") + land, step="10")
    assert minutes_on(found) == (on and pytest.approx(on, abs=1))


def test_past_rain_of_a_gage_that_only_rules_look_at(tmp_path):
    """1.25 mm of the full hour before; 5 mm/h over 15 min."""
    rules = "RULE A\nIF GAGE G2 1HR_PRECIP > 1.2\nAND GAGE G2 1HR_PRECIP < 1.3\nTHEN PUMP P STATUS = ON"
    found = run(tmp_path, WELL.format(rules=rules, status="OFF"), step="10", end="01:10:00")
    assert minutes_on(found) == pytest.approx((61, 70), abs=1)


@pytest.mark.parametrize(
    "rule, status, on",
    [
        ("IF PUMP P TIMEOPEN >= 0:20\nTHEN PUMP P STATUS = OFF", "ON", (1, 20)),
        ("IF PUMP P TIMECLOSED >= 0:20\nTHEN PUMP P STATUS = ON", "OFF", (21, 60)),
        ("IF PUMP P TIMEOPEN = 0:20\nTHEN PUMP P STATUS = OFF", "ON", (1, 20)),
    ],
)
def test_time_in_position_counts_from_the_start(tmp_path, rule, status, on):
    """Of a run that begins at 06:00."""
    text = WELL.format(rules=f"RULE A\n{rule}", status=status)
    assert minutes_on(run(tmp_path, text, start="06:00:00", end="07:00:00", step="10")) == on
    assert minutes_on(run(tmp_path, text, start="06:00:00", end="07:00:00", step="10", compat="epa")) != on


@pytest.mark.parametrize(
    "premise, minute",
    [
        ("SIMULATION TIME = 0:21", 19), ("SIMULATION CLOCKTIME = 6:21", 19), ("SIMULATION CLOCKTIME = 6:22:30", 25),
        ("PUMP P TIMECLOSED = 0:21", 19), ("SIMULATION TIME >= 0:21", 25),
    ],
)  # fmt: skip
@pytest.mark.parametrize("step", ["10", "60"])
def test_with_a_rule_step_times_are_met_at_the_nearest(tmp_path, premise, minute, step):
    """Rules are looked at every 6 min 20 s: 19:00, 25:20, ..."""
    text = WELL.format(rules=f"RULE A\nIF {premise}\nTHEN PUMP P STATUS = ON", status="OFF")
    more = {"more": "RULE_STEP 00:06:20", "start": "06:00:00", "end": "07:00:00", "step": step}
    assert minutes_on(run(tmp_path, text, **more))[0] == minute + 1


PID = """[OUTFALLS]
O 0 FREE
[STORAGE]
S 5 40 20 FUNCTIONAL 0 0 1e9
[ORIFICES]
R S O SIDE 0 0.65 NO 0
[XSECTIONS]
R CIRCULAR 0.3 0 0 0
[CONTROLS]
RULE A
IF NODE S DEPTH > 19
THEN ORIFICE R SETTING = PID {gains}
"""


@pytest.mark.parametrize("step, more, minutes", [("10", "", 60), ("60", "", 59), ("10", "RULE_STEP 00:05:00", 55)])
@pytest.mark.parametrize("gain, integral", [(-0.1, 0.0), (0.1, 0.0), (0.1, 10.0)])
def test_controllers_at_any_step(tmp_path, gain, integral, step, more, minutes):
    """A steady error of -1/19 until the last evaluation: u = 1 + Kp e (1 + t/Ti), held at most at 1."""
    found = run(tmp_path, PID.format(gains=f"{gain} {integral} 0"), step=step, more=more)
    setting = min(1.0 - gain / 19.0 * (1.0 + (minutes / integral if integral else 0.0)), 1.0)
    assert last(found, "link_capacity", link="R") == pytest.approx(setting, abs=1e-4)
