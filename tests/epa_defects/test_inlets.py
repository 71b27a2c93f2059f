"""Defects of EPA at street inlets: sponge has none of them."""

from __future__ import annotations

import numpy as np
import pytest
from small_models import text_of

pytestmark = pytest.mark.long  # run uncompiled, minutes in all

STREETS = """\
[STREETS]
Half 6.0 0.15 2.0 0.016 {gutter} 1 3 2 0.016
Full 6.0 0.15 2.0 0.016 0 0 2 3 2 0.016
"""


def grade(slope_fall: float, gutter: str, inlet: str, flow: float) -> str:
    """A street on a slope with one inlet that sends its capture into a sewer."""
    return (
        f"[JUNCTIONS]\nA {slope_fall} 3\nB 0 3\nS -2 3\n[OUTFALLS]\nO -1 FREE\nP -3 FREE\n"
        "[CONDUITS]\nAB A B 100 0.016 0 0\nBO B O 100 0.016 0 0\nSP S P 100 0.013 0 0\n"
        "[XSECTIONS]\nAB STREET Half\nBO STREET Half\nSP CIRCULAR 1 0 0 0\n"
        + STREETS.format(gutter=gutter)
        + f'[INLETS]\n{inlet}\n[INLET_USAGE]\nAB I S 1 0 0 0 0\n[INFLOWS]\nA FLOW "" FLOW 1 1 {flow}\n'
    )


def captured(ds) -> float:
    """Share of the street's flow that the sewer takes at the end."""
    return float(ds.link_flow.sel(link="SP")[-1] / ds.link_flow.sel(link="AB")[-1])


def test_num_25_a_curb_opening_passes_part_of_a_flow_within_the_gutter(simulate):
    """A short opening beside a depressed gutter does not take all, though the spread stays in the gutter (HEC-22)."""
    net = grade(4.0, "0.05 1.5", "I CURB 0.5 0.15 HORIZONTAL", 0.02)
    ds = simulate(text_of(net, routing="KINWAVE", hours=0.5))
    # HEC-22 (7-2, 7-4): LT = 0.817 Q^0.42 S^0.3 (1/(n Se))^0.6, E = 1 - (1 - L/LT)^1.8
    assert 0.05 < captured(ds) < 0.9


def test_num_26_a_sag_inlet_has_its_own_streets_sides(simulate):
    """The order of inlets does not change what either takes."""
    found = []
    for order in (
        ("C1 I S1 1 0 0 0 0 ON_SAG", "C2 I S2 1 0 0 0 0 ON_SAG"),
        ("C2 I S2 1 0 0 0 0 ON_SAG", "C1 I S1 1 0 0 0 0 ON_SAG"),
    ):
        net = (
            "[JUNCTIONS]\nA1 1 3\nB1 0 3\nA2 1 3\nB2 0 3\nS1 -2 3\nS2 -2 3\n[OUTFALLS]\nO -0.2 FREE\nP -3 FREE\n"
            "Q -3 FREE\nO2 -0.2 FREE\n"
            "[CONDUITS]\nC1 A1 B1 100 0.016 0 0\nC2 A2 B2 100 0.016 0 0\nD1 B1 O 100 0.016 0 0\n"
            "D2 B2 O2 100 0.016 0 0\n"
            "T1 S1 P 100 0.013 0 0\nT2 S2 Q 100 0.013 0 0\n"
            "[XSECTIONS]\nC1 STREET Half\nC2 STREET Full\nD1 STREET Half\nD2 STREET Full\nT1 CIRCULAR 1 0 0 0\n"
            "T2 CIRCULAR 1 0 0 0\n"
            + STREETS.format(gutter="0 0")
            + "[INLETS]\nI GRATE 0.6 0.6 P_BAR-50\n[INLET_USAGE]\n"
            + "\n".join(order)
            + '\n[INFLOWS]\nA1 FLOW "" FLOW 1 1 0.05\nA2 FLOW "" FLOW 1 1 0.05\n'
        )
        ds = simulate(text_of(net, hours=0.3, step=5))
        found.append([float(ds.link_flow.sel(link=name)[-1]) for name in ("T1", "T2")])
    assert found[0] == pytest.approx(found[1], rel=1e-6)
    assert min(found[0]) > 0.001


def test_num_02_a_sewers_overflow_returns_to_its_own_street(simulate):
    """Two sewers, one of which is too small: what it cannot take stays in its street, and nothing is lost."""
    net = (
        "[JUNCTIONS]\nA1 2 3\nB1 0 3\nA2 2 3\nB2 0 3\nS1 -2 1\nS2 -2 1\n[OUTFALLS]\nO -0.5 FREE\nO2 -0.5 FREE\n"
        "P -2.1 FREE\nQ -3 FREE\n"
        "[CONDUITS]\nC1 A1 B1 100 0.016 0 0\nC2 A2 B2 100 0.016 0 0\nD1 B1 O 100 0.016 0 0\nD2 B2 O2 100 0.016 0 0\n"
        "T1 S1 P 100 0.013 0 0\nT2 S2 Q 100 0.013 0 0\n"
        "[XSECTIONS]\nC1 STREET Half\nC2 STREET Half\nD1 STREET Half\nD2 STREET Half\nT1 CIRCULAR 0.1 0 0 0\n"
        "T2 CIRCULAR 1 0 0 0\n"
        + STREETS.format(gutter="0 0")
        + "[INLETS]\nI GRATE 1.0 0.6 P_BAR-50\n[INLET_USAGE]\nC1 I S1 2 0 0 0 0\nC2 I S2 2 0 0 0 0\n"
        "[INFLOWS]\nA1 FLOW I\nA2 FLOW I\n[TIMESERIES]\nI 0:00 0\nI 0:20 0.08\nI 24:00 0.08\n"
    )
    ds = simulate(text_of(net, hours=1, step=5))
    assert abs(float(ds.routing_continuity_error)) < 3.0  # of filling the steep streets
    out = {name: float(ds.node_total_inflow.sel(node=name)[-1]) for name in ("O", "O2", "P", "Q")}
    assert out["O"] + out["P"] == pytest.approx(0.08, rel=0.05)
    assert out["O2"] + out["Q"] == pytest.approx(0.08, rel=0.05)
    assert out["O"] > out["O2"]


def test_io_32_a_grate_is_the_one_that_is_written(simulate):
    """P_BAR-50x100 splashes over sooner than P_BAR-50 on a steep street."""
    taken = {}
    for kind in ("P_BAR-50", "P_BAR-50x100"):
        net = grade(8.0, "0 0", f"I GRATE 0.6 0.6 {kind}", 0.1)
        taken[kind] = captured(simulate(text_of(net, routing="KINWAVE", hours=0.3)))
    assert 0.0 < taken["P_BAR-50x100"] < 0.98 * taken["P_BAR-50"]
    assert np.isfinite(list(taken.values())).all()
