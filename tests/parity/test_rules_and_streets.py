"""Agreement with EPA SWMM where control rules and street inlets do all the work."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from judge import epa, judge

import sponge

CASES = Path(__file__).parent / "cases"


@pytest.mark.parametrize("name", ["rules", "streets"])
def test_agrees_with_epa(name: str) -> None:
    """Nine tenths of each kind of series, and every volume."""
    case = CASES / f"{name}.inp"
    assert not judge(sponge.run(case, compat="epa"), case).failures()


def test_settings_follow_the_rules_as_epas_do() -> None:
    """Settings of pumps, gates, weirs and outlets (their 'capacity') at nearly all reporting times."""
    case = CASES / "rules.inp"
    links = ["p1", "p2", "gate", "slow", "weir", "let"]
    reference = epa(case)
    columns = [reference.names["link"].index(name) for name in links]
    ours = sponge.run(case, compat="epa")["link_capacity"].sel(link=links).transpose("time", "link").values
    far = np.abs(ours - reference.values["link_capacity"][:, columns]) > 0.02
    assert far.mean() < 0.01
