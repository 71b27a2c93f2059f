"""Nothing stands on the rounding of an elevation: shifted models, and channels with more room above their water."""

from __future__ import annotations

import numpy as np
import pytest
from networks import model_of, options

from sponge.engine.batch import Batch
from sponge.model.compile import compile_model
from sponge.model.elevations import above

# levels at which a comparison could tip: a level pipe, a pipe full to the crown, a stage at a pipe's invert, a crest at
# the invert below, an offset that is none
NETWORK = """
[JUNCTIONS]
A 397.1 3 0 0 0
B 397.1 2 0 0 0
C 396.6 2.5 0 0 0
W 396.0 2 0 0 0
[STORAGE]
T 396.5 3 0.2 FUNCTIONAL 0 0 40
[OUTFALLS]
O1 395.2 FIXED {stage}
O2 395.0 FREE
[CONDUITS]
AB A B 80 0.013 {a} {b}
BT B T 60 0.013 {b} {t} 0 0
CT C T 40 0.02 {c} {t} 0 0
WO W O1 50 0.013 {w} {o} 0 0
[ORIFICES]
TW T W SIDE {crest} 0.65 NO 0
[WEIRS]
CW C W TRANSVERSE {weir} 1.7 NO
[PUMPS]
TO T O2 PC ON 0.9 0.4
[XSECTIONS]
AB RECT_CLOSED 0.6 0.8 0 0
BT CIRCULAR 0.6 0 0 0
CT TRAPEZOIDAL 1.1 0.5 1 1
WO CIRCULAR 0.5 0 0 0
TW CIRCULAR 0.3 0 0 0
CW RECT_OPEN 0.5 1 0 0
[CURVES]
PC PUMP4 0 0
PC 2 0.08
[INFLOWS]
A FLOW Wave FLOW 1 1
C FLOW Wave FLOW 1 0.4
[TIMESERIES]
Wave 0:00 0
Wave 0:10 0.5
Wave 0:20 0.5
Wave 0:35 0.02
"""
HEIGHTS = {"a": 397.1, "b": 397.1, "t": 396.7, "c": 396.6, "w": 396.0, "o": 395.7, "stage": 395.7, "crest": 396.6,
           "weir": 397.0}  # fmt: skip
OFFSETS = "LINK_OFFSETS DEPTH", "LINK_OFFSETS ELEVATION"


def run(model):
    """Depths of nodes and flows of links every minute, (minute, element)."""
    batch, rows = Batch([compile_model(model)]), []
    for minute in range(1, int(batch.duration) // 60 + 1):
        batch.advance(60.0 * minute)
        rows.append((batch.state.nodes.depth[:, 0].copy(), batch.state.links.flow[:, 0].copy()))
    return tuple(np.array(part) for part in zip(*rows, strict=True))


def assert_equal_but_for_rounding(one, other):
    for name, a, b in zip(("depth", "flow"), one, other, strict=True):
        span = np.ptp(a, axis=0).max()
        assert np.abs(a - b).max() <= 1e-9 * span, name


def shifted_text(shift: float, surcharge: str) -> str:
    """The network with all elevations moved."""
    head = options(40 * 60, step=2.0, report=60, surcharge=surcharge, tolerance=0.0001, trials=20)
    text = NETWORK.format(**{name: repr(round(value + shift, 4)) for name, value in HEIGHTS.items()})
    lines, section = [], ""
    for line in text.splitlines():
        section = line if line.startswith("[") else section
        items = line.split()
        if items and not line.startswith("[") and section in ("[JUNCTIONS]", "[STORAGE]", "[OUTFALLS]"):
            items[1] = repr(round(float(items[1]) + shift, 4))
        lines.append(" ".join(items))
    return head.replace(*OFFSETS) + "\n".join(lines)


@pytest.mark.parametrize("surcharge", ["EXTRAN", "SLOT"])
@pytest.mark.parametrize("shift", [-396.3, 0.7, 1003.1])
def test_shifted_elevations_change_nothing(tmp_path, surcharge, shift):
    here = run(model_of(shifted_text(0.0, surcharge), tmp_path))
    there = run(model_of(shifted_text(shift, surcharge), tmp_path))
    assert here[1].max() > 0.3
    assert_equal_but_for_rounding(here, there)


RIVER = """
[JUNCTIONS]
A 397 {node} 0 {surcharge} 0
B 400 5 0 0 0
[OUTFALLS]
OUT 390 FIXED 392
[CONDUITS]
C1 A B 3000 0.03 0 0
C2 B OUT 2700 0.03 0 0
[XSECTIONS]
C1 TRAPEZOIDAL {height} 30 2 2
C2 TRAPEZOIDAL {height} 30 2 2
[INFLOWS]
A FLOW "" FLOW 1 1 60
"""


@pytest.mark.parametrize(
    "given", [{"height": 6.4}, {"height": 6.5}, {"node": 8}, {"height": 6.4, "surcharge": 100}], ids=str
)
def test_room_above_the_water_changes_nothing(tmp_path, given):
    """A dry channel against the slope: (397 + 6.4) - 397 < 6.4 held the node at its top, with 400,000 m3 of water.

    The outfall has a level: normal and critical depth come from tables over the full depth, good to 1e-5.
    """
    head = options(3 * 3600, step=5.0, report=300, courant=0.75, min_area=1.167, damping="PARTIAL")
    plain = {"height": 6.3, "node": 5, "surcharge": 0}
    river, higher = (run(model_of(head + RIVER.format(**plain | new), tmp_path)) for new in ({}, given))
    assert 3.5 < river[0].max() < 5.0
    assert_equal_but_for_rounding(river, higher)


def test_a_dry_channel_is_not_filled_by_its_first_trial(tmp_path):
    """The surface of a dry channel is next to none: what enters must not raise it to its top on the way."""
    head = options(600, step=5.0, report=60, min_area=1.167)
    model = model_of(head + RIVER.format(height=6.4, node=5, surcharge=0), tmp_path)
    batch = Batch([compile_model(model)])
    batch.advance(batch.duration)
    assert abs(batch.summary()["routing_continuity_error"][0]) < 12.0
    assert batch.summary()["node_max_depth"][0, 0] < 1.0


@pytest.mark.parametrize("upper, lower, offset, expected", [(397.1, 397.0, 0.0, 0.1), (397.1, 396.6, -0.5, 0.0)])
def test_differences_of_elevations_are_what_they_say(upper, lower, offset, expected):
    assert above(upper, lower, offset) == expected
    assert above(lower, upper, -offset) == -expected


def test_links_lie_as_their_elevations_say(tmp_path):
    """A level pipe is level wherever it lies: it is not turned round, and has no offset."""
    for shift in (0.0, 0.7, 1003.1):
        network = compile_model(model_of(shifted_text(shift, "EXTRAN"), tmp_path))
        assert network.conduits.fall[0] == 0.0 and network.links.direction[0] == 1
        assert network.conduits.fall[2] == 0.1 and network.links.direction[2] == -1
        assert network.links.offset_up[[0, 1, 3]].tolist() == [0.0, 0.0, 0.0]
        assert network.links.offset_down[[0, 1, 2, 3]].tolist() == [0.0, 0.2, 0.0, 0.5]
