"""Events of flow through a regulator: a new one begins an hour or more after the last flow."""

from __future__ import annotations

import pytest
from networks import batch_of, options

NETWORK = """\
[JUNCTIONS]
A 10 3
[STORAGE]
Pond 8 3 1.0 FUNCTIONAL 0 0 20 0 0
[OUTFALLS]
Out 7 FREE
[CONDUITS]
C A Pond 20 0.013 0 0 0 0
[XSECTIONS]
C CIRCULAR 0.6 0 0 0
W RECT_OPEN 1 2 0 0
[WEIRS]
W Pond Out TRANSVERSE 1.0 1.8 NO 0
[INFLOWS]
A FLOW Pulses FLOW 1 1
[TIMESERIES]
Pulses 0:00 0
"""


def pulses(starts: list[float]) -> str:
    """Ten minutes of 0.1 m3/s at these minutes."""
    lines = []
    for start in starts:
        for minutes, flow in ((start, 0), (start + 1, 0.1), (start + 9, 0.1), (start + 10, 0)):
            lines.append(f"Pulses {int(minutes // 60)}:{int(minutes % 60):02d} {flow}")
    return "\n".join(lines)


@pytest.mark.parametrize(
    "starts, events", [([10], 1), ([10, 40], 1), ([10, 40, 85], 1), ([10, 200], 2), ([10, 40, 200, 330], 3), ([], 0)]
)
def test_events_are_an_hour_apart(tmp_path, starts, events):
    batch = batch_of(options(7 * 3600, step=5.0, report=600) + NETWORK + pulses(starts), tmp_path)
    batch.advance(batch.duration)
    summary = batch.summary()
    weir = 1
    assert summary["link_flow_events"][weir, 0] == events
    assert summary["pump_starts"][weir, 0] == len(starts)
    if starts:
        assert 0.1 < summary["link_flow_hours"][weir, 0] / len(starts) < 0.6
        assert summary["link_time_of_last_flow"][weir, 0] > 60.0 * (starts[-1] + 9)
