"""Agreement with EPA SWMM on what rain, streets and sewage bring, and on where it goes.

The routing is by kinematic wave, under which EPA's nodes neither make nor lose mass. Under the dynamic wave they do,
and only what passes the last pipe in the whole run is compared.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
import xarray as xr
from judge import SHARE, TOLERANCE, distance, epa, judge

import sponge
from sponge.io.epa_out import EpaResults

CASE = Path(__file__).parent / "cases" / "pollutants.inp"
FLOW = {"subcatchment": "subcatchment_runoff", "node": "node_total_inflow", "link": "link_flow"}


def loads(values: dict[str, np.ndarray], table: str) -> np.ndarray:
    """Concentration times flow (time, pollutant, element): a concentration in a trickle says nothing."""
    return values[f"{table}_concentration"] * np.abs(values[FLOW[table]])[:, None, :]


def arrays(ours: xr.Dataset, table: str) -> dict[str, np.ndarray]:
    """Our series in the order of EPA's."""
    return {
        f"{table}_concentration": ours[f"{table}_concentration"].transpose("time", "pollutant", table).values,
        FLOW[table]: ours[FLOW[table]].transpose("time", table).values,
    }


def agreeing(ours: xr.Dataset, first: EpaResults, second: EpaResults, table: str, pollutant: int) -> np.ndarray:
    """Which of the series of one pollutant that count pass, by the rule of the judge."""
    reference = loads(first.values, table)[:, pollutant]
    span = reference.max(axis=0)
    big = span > max(0.01 * span.max(), 1e-6)
    got = loads(arrays(ours, table), table)[:, pollutant]
    own = distance(loads(second.values, table)[:, pollutant][:, big], reference[:, big], span[big])
    return distance(got[:, big], reference[:, big], span[big]) <= np.maximum(TOLERANCE, 2.0 * own)


@pytest.fixture(scope="module")
def ours() -> xr.Dataset:
    """sponge's results of the case."""
    return sponge.run(CASE, compat="epa")


def test_water_agrees(ours: xr.Dataset) -> None:
    """Nine tenths of each kind of series, and every volume."""
    assert not judge(ours, CASE).failures()


@pytest.mark.parametrize("table", FLOW)
def test_loads_agree_with_epa(ours: xr.Dataset, table: str) -> None:
    """Nine tenths of the loads of each pollutant, off the land, at nodes and in links."""
    first, second = epa(CASE), epa(CASE, half_step=True)
    for k, name in enumerate(first.names["pollutant"]):
        passed = agreeing(ours, first, second, table, k)
        assert passed.size == 0 or passed.mean() >= SHARE, name
    assert agreeing(ours, first, second, table, 0).size >= 3


def test_judge_sees_a_difference(ours: xr.Dataset) -> None:
    """5 % on the concentrations of sewage is too much."""
    first, second = epa(CASE), epa(CASE, half_step=True)
    wrong = ours.assign(link_concentration=ours.link_concentration * 1.05)
    assert agreeing(wrong, first, second, "link", 2).mean() < SHARE


def test_ledgers_close(ours: xr.Dataset) -> None:
    """What EPA books or not: all mass is somewhere."""
    for name in ("runoff_quality_error", "routing_quality_error"):
        assert np.abs(ours[name].values).max() < 1e-4


def test_dynamic_wave_carries_the_same(tmp_path: Path) -> None:
    """Loads of the whole run into the last pipe, to 1.5 %: water is mixed in another volume of the conduits."""
    model = tmp_path / "pollutants.inp"
    model.write_text(CASE.read_text().replace("KINWAVE", "DYNWAVE"))
    first, result = epa(model), sponge.run(model)
    last = first.names["link"].index("cp")
    theirs = loads(first.values, "link")[:, :, last].sum(axis=0)
    got = loads(arrays(result, "link"), "link")[:, :, last].sum(axis=0)
    assert got == pytest.approx(theirs, rel=0.015)
