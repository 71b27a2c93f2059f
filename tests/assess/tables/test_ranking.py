"""Measures ranked by effect and cost, and what figures of a sample hang on, against numbers made by hand."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pytest
import xarray as xr
from scipy.stats import qmc

from sponge.assess.cases import cases_of, choose
from sponge.assess.finding import Context
from sponge.assess.scopes import Scope
from sponge.assess.standards import rules_of
from sponge.assess.tables.ranking import measures
from sponge.assess.tables.sensitivity import sensitivity
from sponge.assess.tables.water import comparison
from sponge.base.errors import UsageError

ATTRS = {"time_coverage_start": "2020-01-01", "time_coverage_end": "2020-01-02"}


def context(dataset: xr.Dataset, given: dict[str, Any] | None = None) -> Context:
    return Context(choose(cases_of(dataset, "sweep.nc")), rules_of()["vcr"], given=given or {})


@pytest.fixture
def sweep() -> xr.Dataset:
    """Base, two measures alone, both, all; in storms of 5 and 10 years."""
    names = ["none", "pumps", "ponds", "pumps ponds", "all"]
    flooded = [[100.0], [80.0], [90.0], [65.0], [60.0], [200.0], [190.0], [150.0], [130.0], [120.0]]
    return xr.Dataset(
        {"zone_flooding_volume": (("scenario", "secondary_zone"), flooded), "status": ("scenario", np.zeros(10, int))},
        {"scenario": [f"{p} a, {n}" for p in (5, 10) for n in names], "measures": ("scenario", names * 2),
         "return_period": ("scenario", [5.0] * 5 + [10.0] * 5), "secondary_zone": ["z"]},
        ATTRS,
    )  # fmt: skip


def rows(table: Any) -> list[dict[str, Any]]:
    assert table is not None
    return [dict(zip([c.key for c in table.columns], row, strict=True)) for row in table.rows]


def test_measures_stand_in_the_order_of_their_effect(sweep):
    found = rows(measures(context(sweep)))
    assert [(r["rain"], r["rank"], r["measures"], r["flooded"]) for r in found if r["rain"] == "5 a"] == [
        ("5 a", 1.0, "pumps ponds", 35.0), ("5 a", 2.0, "pumps", 20.0), ("5 a", 3.0, "ponds", 10.0),
    ]  # fmt: skip
    assert [r["measures"] for r in found if r["rain"] == "10 a"] == ["pumps ponds", "ponds", "pumps"]
    assert all(r["cost"] is None and r["overflow"] is None for r in found)


def test_measures_are_ranked_within_the_scope():
    """Pumps help the upper zone, ponds the lower one; of homes units keep more than of all ground."""
    names, zones, uses = ["none", "pumps", "ponds"], ["upper", "lower"], ["homes", "fields"]
    dims = ("scenario", "secondary_zone")
    made = xr.Dataset(
        {"zone_flooding_volume": (dims, [[50.0, 50.0], [10.0, 50.0], [50.0, 5.0]]),
         "zone_rain_volume": (dims, [[100.0, 100.0]] * 3), "zone_runoff_volume": (dims, [[40.0, 40.0]] * 3),
         "zone_surface_runoff_volume": (dims, [[40.0, 40.0], [30.0, 40.0], [40.0, 40.0]]),
         "node_flooding_volume": (("scenario", "node"), [[100.0], [60.0], [55.0]]),
         "station_overflow_volume": (("scenario", "station"), [[9.0], [5.0], [9.0]]),
         "status": ("scenario", np.zeros(3, int))},
        {"scenario": names, "measures": ("scenario", names), "secondary_zone": zones, "land_use": uses,
         "return_period": ("scenario", [5.0] * 3)},
        ATTRS,
    )  # fmt: skip
    of_uses = {"rain_volume": [[60.0, 60.0], [40.0, 40.0]], "drain_volume": np.zeros((2, 2))}
    for name, values in of_uses.items():
        made[f"zone_land_use_{name}"] = (("scenario", "land_use", "secondary_zone"), [values] * 3)
    runoff = [[[30.0, 30.0], [10.0, 10.0]], [[15.0, 30.0], [15.0, 10.0]], [[30.0, 30.0], [10.0, 10.0]]]
    made["zone_land_use_runoff_volume"] = (("scenario", "land_use", "secondary_zone"), runoff)

    def kept(scope: Scope) -> dict[str, tuple[float | None, ...]]:
        found = rows(measures(replace(context(made), scope=scope)))
        return {row["measures"]: (row["flooded"], row["captured_gbt51345"], row["overflow"]) for row in found}

    assert kept(Scope()) == {"ponds": (45.0, 0.0, 0.0), "pumps": (40.0, pytest.approx(0.05), 4.0)}
    upper = kept(Scope("own", zones=("upper",)))  # what stations spill is not told by zone here
    assert upper == {"pumps": (40.0, pytest.approx(0.1), None), "ponds": (0.0, 0.0, None)}
    assert kept(Scope("built", land_uses=("homes",)))["pumps"][1] == pytest.approx(15.0 / 120.0)
    before = {r["key"]: r["before"] for r in rows(comparison(replace(context(made), scope=Scope("own", ("lower",)))))}
    assert before == {"captured_gbt51345": pytest.approx(0.6), "captured": pytest.approx(0.6), "flooded": 50.0}


def test_costs_that_are_given_stand_beside(sweep):
    found = rows(measures(context(sweep, {"cost": {"pumps": 4.0, "ponds": 1.0}})))
    first = {r["measures"]: r for r in found if r["rain"] == "5 a"}
    assert first["pumps"]["per_cost"] == pytest.approx(5.0) and first["ponds"]["per_cost"] == pytest.approx(10.0)
    assert first["pumps ponds"]["cost"] == 5.0 and first["pumps ponds"]["per_cost"] == pytest.approx(7.0)
    for wrong in ({"cost": 3}, {"cost": {"pumps": 0}}, {"cost": {"pumps": "much"}}):
        with pytest.raises(UsageError, match="--given"):
            measures(context(sweep, wrong))


def test_without_single_measures_there_is_no_ranking(sweep):
    assert measures(context(sweep.isel(scenario=[0, 4]))) is None


def test_a_sample_tells_what_a_figure_hangs_on():
    """Flooding grows with roughness alone; the other parameter is noise, a third has two values and is none."""
    rng = np.random.default_rng(1)
    n = 40
    rough, noise = rng.permutation(np.linspace(0.8, 1.2, n)), rng.permutation(np.linspace(0.0, 1.0, n))
    sample = xr.Dataset(
        {"node_flooding_volume": (("scenario", "node"), (1e3 * rough**3)[:, None]),
         "status": ("scenario", np.zeros(n, int))},
        {"scenario": [f"{k}" for k in range(n)], "rough": ("scenario", rough), "noise": ("scenario", noise),
         "two": ("scenario", np.arange(n) % 2), "node": ["a"]},
        ATTRS,
    )  # fmt: skip
    found = rows(sensitivity(context(sample)))
    assert [r["parameter"] for r in found] == ["rough", "noise"] and {r["key"] for r in found} == {"flooded"}
    assert found[0]["rho"] == pytest.approx(1.0) and abs(found[1]["rho"]) < 0.5
    lowest = np.sort(1e3 * rough**3)[: n // 5]
    assert found[0]["low"] == pytest.approx(lowest.mean()) and found[0]["high"] > found[0]["low"]
    assert sensitivity(context(sample.isel(scenario=slice(0, 5)))) is None


def test_a_sample_made_for_it_has_sobol_indices():
    """Of 3 x + y, each even on 0 to 1, the variance goes back to x by nine tenths; there is no interplay."""
    n = 256
    a, b = (qmc.Sobol(4, scramble=True, rng=np.random.default_rng(1)).random(n)[:, k : k + 2] for k in (0, 2))
    points = np.concatenate([a, b, np.stack([b[:, 0], a[:, 1]], 1), np.stack([a[:, 0], b[:, 1]], 1)])
    flooded = 3.0 * points[:, 0] + points[:, 1]
    text = f'method = "saltelli"\nn = {n}\nbase = [{{ name = "as is" }}]\n[[vary]]\nname = "x"\n[[vary]]\nname = "y"\n'
    sample = xr.Dataset(
        {"node_flooding_volume": (("scenario", "node"), np.append(9.0, flooded)[:, None]),
         "status": ("scenario", np.zeros(4 * n + 1, int))},
        {"scenario": [f"{k}" for k in range(4 * n + 1)], "x": ("scenario", np.append(np.nan, points[:, 0])),
         "y": ("scenario", np.append(np.nan, points[:, 1])), "node": ["a"]},
        ATTRS | {"method": "saltelli", "scenarios_toml": text},
    )  # fmt: skip
    found = {row["parameter"]: row for row in rows(sensitivity(context(sample)))}
    assert found["x"]["first"] == pytest.approx(0.9, abs=0.02) and found["x"]["total"] == pytest.approx(0.9, abs=0.02)
    assert found["y"]["first"] == pytest.approx(0.1, abs=0.02)
    other = sample.assign_attrs(method="lhs")
    assert all(row["first"] is None and row["total"] is None for row in rows(sensitivity(context(other))))
