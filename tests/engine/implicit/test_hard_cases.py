"""Hard cases by name, at steps of 30, 60 and 300 s: water is kept, steps converge, and what should be steady is."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from implicit_runs import batch_of
from networks import options

from sponge.engine.implicit import settings

HOURS = 3
STILL = 0.02  # m: the total variation of a depth in the last hour, under steady inflow
RAMP = "[TIMESERIES]\nRamp 0:00 0\nRamp 0:10 1\nRamp 9:00 1\n"


def case(nodes: str, conduits: str, sections: str, inflow: str, rest: str = "") -> str:
    """Sections of a model; ``inflow`` is node and m3/s, reached after ten minutes."""
    node, flow = inflow.split()
    return (
        f"[JUNCTIONS]\n{nodes}\n[CONDUITS]\n{conduits}\n[XSECTIONS]\n{sections}\n{rest}\n"
        f"[INFLOWS]\n{node} FLOW Ramp FLOW 1 {flow}\n{RAMP}"
    )


FREE = "[OUTFALLS]\nOut {} FREE"
PIPES = "AB CIRCULAR 0.6 0 0 0\nBO CIRCULAR 0.6 0 0 0"
CASES = {
    "inverted siphon": case(
        "A 5 4\nB 2 7\nC 4.5 4", "AB A B 60 0.013 0 0\nBC B C 60 0.013 0 0\nCO C Out 60 0.013 0 0",
        "AB CIRCULAR 0.5 0 0 0\nBC CIRCULAR 0.5 0 0 0\nCO CIRCULAR 0.6 0 0 0", "A 0.25", FREE.format(4.2)),
    "33-ft drop": case(
        "A 15 3\nB 4 4", "AB A B 50 0.013 0 10.06\nBO B Out 50 0.013 0 0", PIPES, "A 0.2", FREE.format(3.5)),
    "surcharged constriction": case(
        "A 5 6\nB 4.8 6\nC 4.6 6", "AB A B 60 0.013 0 0\nBC B C 60 0.013 0 0\nCO C Out 60 0.013 0 0",
        "AB CIRCULAR 0.8 0 0 0\nBC CIRCULAR 0.3 0 0 0\nCO CIRCULAR 0.8 0 0 0", "A 0.2", FREE.format(4.4)),
    "flat pipe": case("A 4 3\nB 4 3", "AB A B 100 0.013 0 0\nBO B Out 100 0.013 0 0", PIPES, "A 0.15", FREE.format(4)),
    "adverse slope": case(
        "A 4 3\nB 4.2 3", "AB A B 100 0.013 0 0\nBO B Out 50 0.013 0 0", PIPES, "A 0.15", FREE.format(3.9)),
    "pressurised storage": case(
        "A 6 6 0 5", "AB A B 60 0.013 0 0\nBO B Out 60 0.013 0 0", PIPES, "A 0.8",
        FREE.format(4.5) + "\n[STORAGE]\nB 5 2 0 FUNCTIONAL 0 0 40 4 0"),
    "manholes of 4 ft2": case(
        "A 5 4\nB 4.9 4\nC 4.8 4", "AB A B 20 0.013 0 0\nBC B C 20 0.013 0 0\nCO C Out 20 0.013 0 0",
        "AB CIRCULAR 0.5 0 0 0\nBC CIRCULAR 0.5 0 0 0\nCO CIRCULAR 0.4 0 0 0", "A 0.3", FREE.format(4.7)),
    "dry bed filling": case(
        "A 5 4\nB 4.5 4", "AB A B 400 0.03 0 0\nBO B Out 400 0.03 0 0",
        "AB TRAPEZOIDAL 2 1 2 2\nBO TRAPEZOIDAL 2 1 2 2", "A 1.5", FREE.format(4)),
    "two surcharged nodes in series": case(
        "A 5 8\nB 4.9 8\nC 4.8 8", "AB A B 40 0.013 0 0\nBC B C 5 0.013 0 0\nCO C Out 40 0.013 0 0",
        "AB CIRCULAR 0.6 0 0 0\nBC CIRCULAR 0.6 0 0 0\nCO CIRCULAR 0.3 0 0 0", "A 0.2", FREE.format(4.6)),
    "sump below its conduits": case(
        "A 5 4\nB 2 6", "AB A B 60 0.013 0 2.5\nBO B Out 60 0.013 2.4 0", PIPES, "A 0.2", FREE.format(4)),
    "wide flat conduit wetting": case(
        "A 4 3\nB 4 3", "AB A B 300 0.03 0 0\nBO B Out 300 0.03 0 0", "AB RECT_OPEN 2 20 0 0\nBO RECT_OPEN 2 20 0 0",
        "A 2", FREE.format(3.95)),
    "free fall near the roof": case(
        "A 6 4\nB 3 4", "AB A B 80 0.013 0 2.6\nBO B Out 80 0.013 0 0", "AB CIRCULAR 0.5 0 0 0\nBO CIRCULAR 0.8 0 0 0",
        "A 0.38", FREE.format(2)),
    "short steep pipe": case(
        "A 8 4\nB 6 4", "AB A B 6 0.013 0 0\nBO B Out 100 0.013 0 0", PIPES, "A 0.4", FREE.format(5)),
    "sudden pipe behind a sill": case(
        "A 5 4\nB 4 4", "AB A B 60 0.013 0.3 0\nBO B Out 60 0.013 0.2 0", PIPES, "A 0.2", FREE.format(3.6)),
    "a level pool": case(
        "A 2 5\nB 1.5 5\nC 1 5", "AB A B 60 0.013 0 0\nBC B C 60 0.013 0 0\nCO C Out 60 0.013 0 0",
        "AB CIRCULAR 1 0 0 0\nBC CIRCULAR 1 0 0 0\nCO CIRCULAR 1 0 0 0", "A 0.05", "[OUTFALLS]\nOut 0.8 FIXED 4"),
}  # fmt: skip


def assert_steady(text: str, step: float, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Run a case; depths in its last hour hardly move."""
    monkeypatch.setattr(settings, "LONGEST_STEP", step)
    given = {"damping": "NONE"} if "short" in text else {"damping": "PARTIAL"}
    batch = batch_of(options(3600 * HOURS, step=step, **given) + text, folder)
    depths = []
    for time in np.arange(3600.0 * (HOURS - 1), 3600.0 * HOURS + 1, 60.0):
        batch.advance(float(time))
        depths.append(batch.row(float(time)).node[0, :, 0])
    found = batch.summary()
    assert abs(found["routing_continuity_error"][0]) <= 0.01
    assert found["steps_not_converged"][0] <= 0.5 and found["status"][0] == 0
    assert np.abs(np.diff(depths, axis=0)).sum(axis=0).max() < STILL


@pytest.mark.slow
@pytest.mark.parametrize("step", [30.0, 60.0, 300.0])
@pytest.mark.parametrize("name", CASES)
def test_a_hard_case_becomes_steady(name, step, tmp_path, monkeypatch):
    assert_steady(CASES[name], step, tmp_path, monkeypatch)
