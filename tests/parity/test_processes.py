"""Agreement with EPA SWMM where processes beside runoff and routing do the work."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from judge import distance, epa, judge

import sponge

CASES = Path(__file__).parent / "cases"


@pytest.mark.parametrize("name", ["snow", "groundwater"])
def test_agrees_with_epa(name: str) -> None:
    """Nine tenths of each kind of series, and every volume."""
    case = CASES / f"{name}.inp"
    assert not judge(sponge.run(case), case).failures()


@pytest.mark.parametrize(
    "name, kinds",
    [("snow", ("snow_depth",)), ("groundwater", ("groundwater_flow", "groundwater_level", "soil_moisture"))],
)
def test_states_follow_epas(name: str, kinds: tuple[str, ...]) -> None:
    """What the packs and aquifers hold, at all reporting times: to 1 % of its span."""
    case = CASES / f"{name}.inp"
    reference, ours = epa(case), sponge.run(case)
    for kind in (f"subcatchment_{k}" for k in kinds):
        theirs = reference.values[kind]
        got = ours[kind].transpose("time", "subcatchment").values
        span = np.ptp(theirs, axis=0)
        moves = span > 1e-9
        assert moves.sum() >= 2
        assert distance(got[:, moves], theirs[:, moves], span[moves]).max() < 0.01, kind
