# SPDX-License-Identifier: Apache-2.0
"""Nodes take back what steps made or lost there: the ledger closes while water moves, not only when it has left."""

from __future__ import annotations

import numpy as np
import pytest
from networks import model_of, options

from sponge.engine.batch import Batch
from sponge.engine.network import DOWN_CRITICAL, DOWN_DRY, DRY, SUBCRITICAL, UP_CRITICAL, UP_DRY
from sponge.engine.picard.repayment import BY_BOTH, BY_DOWN, BY_UP, accounted_by
from sponge.model.compile import compile_model

FALL = """[JUNCTIONS]
A 10 4
[OUTFALLS]
O 9 FREE
[CONDUITS]
C A O 400 0.013 0.5 0
[XSECTIONS]
C RECT_OPEN 1 1.5 0 0
[INFLOWS]
A FLOW W
[TIMESERIES]
W 0:00 0
W 1:00 0.5
W 2:00 0.5
W 3:00 0
"""
TANKS = """[STORAGE]
S 10 3 0 FUNCTIONAL 0 0 50 {cover} 0
[JUNCTIONS]
B 9.5 3
[OUTFALLS]
O 8.5 FREE
[CONDUITS]
C S B 200 0.013 0.2 0
D B O 300 0.015 0 0
[XSECTIONS]
C RECT_CLOSED 0.6 0.8 0 0
D CIRCULAR 0.5 0 0 0
[INFLOWS]
S FLOW W
[TIMESERIES]
W 0:00 0
W 0:30 1.2
W 0:50 0
"""


def errors(text, folder, duration, step, **given):
    """Continuity errors [%] at the ends of ten parts of a run."""
    model = model_of(options(duration, step=step, report=60.0, **given) + text, folder)
    batch = Batch([compile_model(model)])
    found = []
    for part in range(1, 11):
        batch.advance(batch.duration * part / 10)
        found.append(float(batch.summary()["routing_continuity_error"][0]))
    return np.array(found)


def test_a_channel_that_falls_free_makes_no_water_at_long_steps(tmp_path):
    """Its first part fills within a few steps. Without repayment 21 % then, and 5 % in the end."""
    found = errors(FALL, tmp_path, 6 * 3600, 60.0)
    assert np.abs(found[1:]).max() < 0.5 and abs(found[-1]) < 0.01


@pytest.mark.parametrize("surcharge, cover", [("EXTRAN", 0), ("EXTRAN", 5), ("SLOT", 0)])
def test_the_ledger_closes_on_the_way(tmp_path, surcharge, cover):
    """While pipes fill, stand full and empty, below a tank with and without a cover; up to 4 % without repayment."""
    found = errors(TANKS.format(cover=cover), tmp_path, 2 * 3600, 5.0, surcharge=surcharge)
    assert np.abs(found[2:]).max() < 0.6 and abs(found[-1]) < 0.02


def test_who_accounts_for_a_conduits_water():
    kinds = {SUBCRITICAL: BY_BOTH, DRY: BY_BOTH, DOWN_CRITICAL: BY_UP, DOWN_DRY: BY_UP, UP_CRITICAL: BY_DOWN,
             UP_DRY: BY_DOWN}  # fmt: skip
    assert {kind: accounted_by(float(kind)) for kind in kinds} == kinds
