"""Capture of inlets against HEC-22's worked examples and against their own equations."""

from dataclasses import dataclass

import pytest

from sponge.physics.inlets.gutter import Gutter, flow_spread, share_within, spread_factor
from sponge.physics.inlets.on_grade import (
    Channel,
    curb_capture,
    drop_grate_capture,
    grate_efficiency,
    street_capture,
    uniform_depth,
)
from sponge.physics.inlets.on_sag import sag_capture, sag_curb_flows, sag_grate_flows, sag_slotted_flow
from sponge.physics.inlets.opening import HORIZONTAL, VERTICAL, Opening, open_area, splash_velocity

FOOT = 0.3048


def gutter(slope=0.01, cross_slope=0.02, roughness=0.016, depression=0.0, width=0.0, crown=100.0, sides=1.0,
           at_inlet=None):  # fmt: skip
    inner = cross_slope + (depression / width if width else 0.0)
    own = depression, width
    return Gutter(slope, cross_slope, roughness, *own, inner, *(at_inlet or own), crown, sides)


def opening(**fields):
    defaults = dict.fromkeys(Opening._fields, 0.0)
    return Opening(**{**defaults, "throat": VERTICAL, **fields})


def test_uniform_gutter_spread():
    """HEC-22 example 4-1: SL = 0.01, Sx = 0.02, n = 0.016: 2.7 m at 0.05 m3/s, and 0.04 m3/s at 2.5 m."""
    street = gutter()
    assert spread_factor(street) * 2.5**2.67 == pytest.approx(0.04, rel=0.02)
    assert flow_spread(street, 0.05) == pytest.approx(2.7, rel=0.02)


def test_composite_gutter_spread():
    """HEC-22 example 4-2: W = 0.6 m, a = 50 mm, SL = 0.01, Sx = 0.02, n = 0.016: at 2.5 m 0.06 m3/s (one digit), of it
    0.70 in the gutter."""
    street = gutter(depression=0.05, width=0.6)
    assert share_within(street, 2.5, 0.6) == pytest.approx(0.70, abs=0.015)
    assert flow_spread(street, 0.06) == pytest.approx(2.5, rel=0.05)
    assert share_within(street, 0.5, 0.6) == 1.0


@pytest.mark.parametrize("depression, width", [(0.0, 0.0), (0.05, 0.6)])
def test_spread_and_flow_are_inverse(depression, width):
    """Composite: Q = Qs / (1 - E0) with Qs = K (T - W)^2.67 beyond the gutter."""
    street = gutter(depression=depression, width=width)
    flow = 0.09
    spread = flow_spread(street, flow)
    beyond = spread_factor(street) * (spread - width) ** 2.67
    share = share_within(street, spread, width) if width else 0.0
    assert beyond / (1.0 - share) == pytest.approx(flow, rel=0.01)


def test_spread_stops_at_the_crown():
    assert flow_spread(gutter(crown=3.0), 10.0) == 3.0


def test_side_and_frontal_flow_of_a_grate():
    """HEC-22 Eqs. 4-18, 4-19, 4-21 with its metric constants 0.295 and 0.0828."""
    v, v0, sx, length = 2.0, 1.5, 0.04, 0.6
    frontal = 1.0 - 0.295 * (v - v0)
    side = 1.0 / (1.0 + 0.0828 * v**1.8 / (sx * length**2.3))
    expected = 0.7 * frontal + 0.3 * side
    assert grate_efficiency(0.7, v, sx, length, v0) == pytest.approx(expected, rel=2e-3)
    assert grate_efficiency(1.0, 1.0, sx, length, v0) == 1.0
    assert grate_efficiency(1.0, 100.0, sx, length, v0) == 0.0


def test_splash_over_velocity():
    """Chart 5B: P-1-7/8 (P-50) grate of 2 ft: about 8 ft/s."""
    assert splash_velocity("P_BAR-50", 2 * FOOT) == pytest.approx(8.16 * FOOT)


@pytest.mark.parametrize(
    "depression, width, captured",
    [(0.0, 0.0, 0.031), (0.025, 0.6, 0.045)],
    ids=["undepressed", "depressed"],
)
def test_curb_opening_on_grade(depression, width, captured):
    """HEC-22 example 4-9: 3 m opening, SL = 0.01, Sx = 0.02, n = 0.016, Q = 0.050 m3/s: 0.031 and 0.045 m3/s."""
    street = gutter(depression=depression, width=width)
    flow = 0.05
    assert curb_capture(street, flow_spread(street, flow), flow, 3.0) == pytest.approx(captured, rel=0.04)


def test_curb_opening_in_a_depressed_gutter():
    """Bentley Systems' worked example of the HEC-22 procedure (FlowMaster, wiki article 9751, 2013).

    Q = 0.00688 m3/s, SL = 0.0045, Sx = 0.0253, a = 28.386 mm, W = 0.38 m, n = 0.016: T = 0.9749 m, E0 = 0.8759,
    full capture at 1.007 m, 99.2 % at 0.94 m.
    """
    street, flow = gutter(0.0045, 0.0253, depression=0.028386, width=0.38), 0.00688
    assert flow_spread(street, flow) == pytest.approx(0.9749, rel=1e-2)
    assert share_within(street, 0.9749, 0.38) == pytest.approx(0.8759, rel=1e-3)
    assert curb_capture(street, 0.9749, flow, 1.01) == flow
    assert curb_capture(street, 0.9749, flow, 1.00) < flow
    assert curb_capture(street, 0.9749, flow, 0.94) / flow == pytest.approx(0.992, abs=1e-3)


@pytest.mark.parametrize(
    "street, parts, flow, share",
    [
        (gutter(depression=0.025, width=0.6), {"curb_length": 3.0, "curb_height": 0.15}, 0.05, 0.8711),
        (gutter(), {"curb_length": 3.0, "curb_height": 0.15}, 0.05, 0.6149),
        (
            gutter(depression=0.167 * FOOT, width=2 * FOOT, crown=20 * FOOT),
            {"grate_length": 2 * FOOT, "grate_width": 2 * FOOT, "splash_velocity": 5.96 * FOOT},
            2.3 * FOOT**3,
            0.7380,
        ),
    ],
    ids=["depressed curb", "curb", "curved vane"],
)
def test_shares_that_epa_swmm_reports(street, parts, flow, share):
    """Peak flow capture of EPA SWMM 5.2.4's Street Flow Summary, which stops looking for a spread at 0.01 ft."""
    near = 2e-3 if street.depression else 1e-4
    assert street_capture(street, opening(**parts), flow) / flow == pytest.approx(share, abs=near)


def test_long_openings_take_all():
    assert street_capture(gutter(), opening(curb_length=50.0, curb_height=0.15), 0.05) == 0.05
    assert street_capture(gutter(), opening(slotted_length=50.0, slotted_width=0.05), 0.05) == 0.05


@pytest.mark.parametrize("flow", [0.005, 0.05, 0.3, 2.0])
@pytest.mark.parametrize("depression, width", [(0.0, 0.0), (0.05, 0.6)])
@pytest.mark.parametrize(
    "parts",
    [
        {"grate_length": 0.6, "grate_width": 0.6, "open_share": 0.9, "splash_velocity": 2.5},
        {"curb_length": 3.0, "curb_height": 0.15},
        {"slotted_length": 3.0, "slotted_width": 0.05},
        {"grate_length": 0.6, "grate_width": 0.6, "splash_velocity": 2.5, "curb_length": 3.0, "curb_height": 0.15},
    ],
    ids=["grate", "curb", "slot", "sweeper"],
)
def test_captures_part_of_the_flow(parts, depression, width, flow):
    street = gutter(depression=depression, width=width, crown=6.0)
    assert 0.0 < street_capture(street, opening(**parts), flow) <= flow * (1.0 + 1e-12)


def test_sweeper_takes_more_than_its_parts():
    """The opening upstream of a grate adds to what the grate takes of the rest (HEC-22, section 4.4.4.4)."""
    grate = {"grate_length": 0.6, "grate_width": 0.6, "splash_velocity": 2.5}
    alone = street_capture(gutter(), opening(**grate), 0.08)
    both = street_capture(gutter(), opening(**grate, curb_length=3.0, curb_height=0.15), 0.08)
    assert alone < both < 0.08


def test_uniform_depth_of_a_channel():
    """Manning's equation holds at the depth found."""
    channel = Channel(0.1 / 0.03, 0.5, 3.0, 2 * 10**0.5, 2.0, 1.0)
    y = uniform_depth(channel, 0.4)
    area = (0.5 + 3.0 * y) * y
    assert channel.conveyance_factor * area * (area / (0.5 + 2 * 10**0.5 * y)) ** (2 / 3) == pytest.approx(0.4)


def test_drop_grate_in_a_channel():
    """A grate as wide as a ditch with banks 1:6 takes its frontal flow and little of the rest."""
    channel = Channel(0.03**0.5 / 0.03, 0.6, 6.0, 2 * 37**0.5, 1.0, 1.0)
    grate = opening(grate_length=0.6, grate_width=0.6, open_share=0.8, splash_velocity=2.5, drop=1.0)
    captured = drop_grate_capture(channel, grate, 0.01, 0.3)
    assert 0.2 * 0.3 < captured < 0.3


def test_grate_in_a_sag():
    """Weir flow 1.66 P d^1.5 while shallow, orifice flow 0.67 A (2 g d)^0.5 when deep, d over the grate's middle."""
    street = gutter(cross_slope=0.05)
    grate = opening(grate_length=0.6, grate_width=0.6, open_share=0.9)
    weir, orifice = sag_grate_flows(street, grate, 0.1)
    assert (weir, orifice) == (pytest.approx(1.656 * 1.8 * 0.085**1.5, rel=1e-3), 0.0)
    weir, orifice = sag_grate_flows(street, grate, 0.5)
    assert (weir, orifice) == (0.0, pytest.approx(0.67 * 0.324 * (2 * 9.802 * 0.485) ** 0.5, rel=1e-3))


def test_curb_opening_in_a_sag():
    """HEC-22 Eq. 4-28 with P = L + 1.8 W; Eq. 4-31a above 1.4 h; a straight passage between."""
    street = gutter(depression=0.025, width=0.6)
    curb = opening(curb_length=2.5, curb_height=0.13, throat=HORIZONTAL)
    assert sag_curb_flows(street, curb, 0.12, 2.5) == (pytest.approx(1.27 * (2.5 + 1.08) * 0.12**1.5, rel=2e-3), 0.0)
    deep = 0.67 * 0.13 * 2.5 * (2 * 9.802 * (0.3 - 0.065)) ** 0.5
    assert sag_curb_flows(street, curb, 0.3, 2.5) == (0.0, pytest.approx(deep, rel=1e-4))
    rise = [sum(sag_curb_flows(street, curb, d, 2.5)) for d in (0.154, 0.156, 0.181, 0.183)]
    assert rise[1] == pytest.approx(rise[0], rel=0.03) and rise[3] == pytest.approx(rise[2], rel=0.03)


def test_drop_curb_is_open_on_four_sides():
    drop = opening(curb_length=1.0, curb_height=0.3, drop=1.0)
    assert sag_capture(gutter(), drop, 0.2) == pytest.approx(1.656 * 4.0 * 0.2**1.5, rel=1e-3)


def test_slot_in_a_sag():
    """Weir and orifice flow meet at 2.587 widths (HEC-22, section 4.4.5.3)."""
    slot = opening(slotted_length=2.0, slotted_width=0.05)
    at = 2.587 * 0.05
    assert sag_slotted_flow(slot, at) == pytest.approx(sag_slotted_flow(slot, at * (1 + 1e-9)), rel=2e-3)
    assert sag_slotted_flow(slot, 0.1) == pytest.approx(1.369 * 2.0 * 0.1**1.5, rel=1e-3)


def test_combination_in_a_sag_opens_behind_a_drowned_grate():
    grate = {"grate_length": 0.6, "grate_width": 0.6, "open_share": 0.5}
    equal = opening(**grate, curb_length=0.6, curb_height=0.1)
    assert sag_capture(gutter(), equal, 0.05) == sag_capture(gutter(), opening(**grate), 0.05)
    assert sag_capture(gutter(), equal, 0.5) > sag_capture(gutter(), opening(**grate), 0.5)


@dataclass
class Case:
    parts: dict
    area: float


@pytest.mark.parametrize(
    "case",
    [
        Case({"grate_length": 2.0, "grate_width": 0.5, "open_share": 0.6}, 0.6),
        Case({"curb_length": 2.0, "curb_height": 0.2}, 0.4),
        Case({"grate_length": 1.0, "grate_width": 0.5, "open_share": 0.6, "curb_length": 3.0, "curb_height": 0.1}, 0.5),
        Case({"slotted_length": 3.0, "slotted_width": 0.1}, 0.3),
        Case({}, 0.0),
    ],
)
def test_open_area(case):
    assert open_area(opening(**case.parts)) == pytest.approx(case.area)


def test_local_depression_of_a_curb_opening():
    """HEC-22, 4.4.4.2: 1 ft3/s on Sx 2 %, SL 1 %, n 0.016 spreads 7.21 ft, of it 0.58 within 2 ft; with a local
    depression of 2 in over 2 ft Se is 0.068, LT 9.02 ft, and 3 ft of curb take 51.7 %, without one 26.8 %."""
    flow, curb = FOOT**3, opening(curb_length=3.0 * FOOT, curb_height=0.5 * FOOT)
    street = gutter(crown=20.0 * FOOT, at_inlet=(FOOT / 6.0, 2.0 * FOOT))
    spread = flow_spread(street, flow)
    assert spread / FOOT == pytest.approx(7.21, abs=0.05)
    assert share_within(street, spread, 2.0 * FOOT) == pytest.approx(0.58, abs=0.003)
    assert street_capture(street, curb, flow) / flow == pytest.approx(0.517, abs=0.001)
    assert street_capture(gutter(crown=20.0 * FOOT), curb, flow) / flow == pytest.approx(0.268, abs=0.001)


def test_local_depression_below_a_depressed_gutter():
    """Se = Sx + (a + a_local)/W E0, E0 of the gutter upstream; where the widths differ, of the local one's width."""
    street = gutter(depression=0.05, width=0.6, at_inlet=(0.1, 0.6))
    spread = flow_spread(street, 0.06)
    slope = 0.02 + 0.1 / 0.6 * share_within(street, spread, 0.6)
    full = 0.817 * 0.06**0.42 * 0.01**0.3 * (1.0 / (0.016 * slope)) ** 0.6  # HEC-22's metric constant
    assert curb_capture(street, spread, 0.06, 0.5 * full) / 0.06 == pytest.approx(1.0 - 0.5**1.8, rel=5e-3)


@pytest.mark.parametrize("spread", [0.4, 0.9, 2.5])
def test_share_of_flow_grows_with_the_width_to_all_of_it(spread):
    """Through the gutter's edge without a jump, whether the water reaches beyond it or not."""
    street = gutter(depression=0.05, width=0.6)
    widths = [0.01, 0.2, 0.39, 0.5, 0.5999, 0.6, 0.6001, 0.8, 1.5, 2.49, 2.6]
    shares = [share_within(street, spread, width) for width in widths]
    assert shares == sorted(shares) and shares[0] > 0.0 and shares[-1] == 1.0
    assert shares[6] == pytest.approx(shares[4], rel=2e-3)


def test_flow_within_the_gutter_spreads_by_the_gutters_slope():
    """T = (Q n / (0.56 Sw^1.67 SL^0.5))^(1/2.67) with Sw = Sx + a/W (EPA: a/W), joining the wider flow at T = W."""
    street = gutter(depression=0.05, width=0.6)
    slope = 0.02 + 0.05 / 0.6
    plain = gutter(cross_slope=slope)
    assert flow_spread(street, 0.002) == pytest.approx(flow_spread(plain, 0.002))
    brim = spread_factor(plain) * 0.6**2.67
    assert flow_spread(street, 0.999 * brim) == pytest.approx(0.6, rel=5e-3)
    assert 0.6 < flow_spread(street, 1.05 * brim) < 0.75
