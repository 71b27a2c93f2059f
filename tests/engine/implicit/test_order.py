"""The error of fixed steps falls as backward Euler's does: heads with steps h, h/2, h/4, in the L1 norm."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from implicit_runs import batch_of, heads
from networks import TWO_PIPES, channel, options

from sponge.engine.implicit import settings

SMOOTH = "\n".join(f"Wave {t / 3600:.9g} {0.5 + 2.5 * np.sin(np.pi * t / 7200) ** 2:.9g}" for t in range(0, 7230, 30))
REACHES = channel(10.0 - 0.1 * np.arange(5), np.full(5, 0.3), 100.0, 3.0, 0.03, outfall="NORMAL") + f"""\
[INFLOWS]
N0 FLOW Wave FLOW 1 1
[TIMESERIES]
{SMOOTH}
"""
FLOODED = TWO_PIPES + """\
[INFLOWS]
A FLOW Storm FLOW 1 1 0.1
[TIMESERIES]
Storm 0:00 0
Storm 0:40 4
Storm 1:20 0
Storm 3:00 0
"""
CASES = {"smooth": (REACHES, 60.0), "surcharged and flooded": (FLOODED, 40.0)}


def heads_by_time(text: str, step: float, folder: Path) -> np.ndarray:
    """Heads every ten minutes of two hours with fixed steps, (time, node)."""
    batch = batch_of(options(7200, step=step, damping="PARTIAL") + text, folder)
    found = []
    for time in np.arange(600.0, 7201.0, 600.0):
        batch.advance(float(time))
        assert batch.time[0] == pytest.approx(time)
        found.append(heads(batch))
    assert batch.summary()["steps_not_converged"][0] == 0.0
    return np.array(found)


@pytest.mark.parametrize("name", CASES)
def test_the_error_halves_with_the_step(name, tmp_path, monkeypatch):
    text, step = CASES[name]
    monkeypatch.setattr(settings, "TOLERANCE", 1e9)
    monkeypatch.setattr(settings, "LONGEST_STEP", 0.0)  # ROUTING_STEP is the longest, then
    coarse, half, quarter = (heads_by_time(text, step / part, tmp_path) for part in (1, 2, 4))
    before, after = np.abs(coarse - half).sum(), np.abs(half - quarter).sum()
    assert after > 0.0 and np.log2(before / after) >= 0.9
