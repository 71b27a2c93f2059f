"""Which scenarios stand against each other."""

from __future__ import annotations

import numpy as np
import pytest
import xarray as xr
from made_up import dataset

from sponge.base.errors import UsageError
from sponge.report.picture.scenarios import choose


def names(ds: xr.Dataset, **wanted: object) -> tuple[str, str | None]:
    pair = choose(ds, **wanted)
    scenario = ds.scenario.values
    return str(scenario[pair.base]), None if pair.compare is None else str(scenario[pair.compare])


@pytest.mark.parametrize(
    "wanted, found",
    [
        ({}, ("base-1a", "all-1a")),
        ({"return_period": 20.0}, ("base-20a", "all-20a")),
        ({"compare": "bigger_pumps"}, ("base-1a", "bigger_pumps-1a")),
        ({"compare": "bigger_pumps", "return_period": 20}, ("base-20a", "bigger_pumps-20a")),
        ({"base": "bigger_pumps-20a"}, ("bigger_pumps-20a", "all-20a")),
        ({"base": "base-20a", "compare": "ALL"}, ("base-20a", "all-20a")),
        ({"base": "base-1a", "compare": "base-20a"}, ("base-1a", "base-20a")),
    ],
)
def test_pairs_by_default_and_by_name(wanted, found):
    assert names(dataset(), **wanted) == found


def test_labels_are_what_a_reader_calls_them():
    pair = choose(dataset(), compare="bigger_pumps", return_period=20)
    assert (pair.base_label, pair.compare_label, pair.return_period) == ("Base", "Bigger pumps", 20.0)
    same = choose(dataset(), base="base-1a", compare="base-20a")
    assert (same.base_label, same.compare_label) == ("base-1a", "base-20a")


def test_scenarios_named_by_what_varies():
    """Measures as patterns, "none" and "*", and names that join what varies: as a sweep over a product writes them."""
    ds = dataset(measures=("none", "*")).assign_coords(
        scenario=[f"return_period={p}, {m}" for p in (1, 20) for m in ("base", "all")]
    )
    assert names(ds, return_period=20) == ("return_period=20, base", "return_period=20, all")
    assert choose(ds).compare_label == "All measures"
    assert names(ds, base="base", compare="all") == ("return_period=1, base", "return_period=1, all")


def test_the_compared_one_shares_what_else_varies():
    ds = dataset(measures=("", "all"))
    ds = xr.concat([ds, ds.assign_coords(scenario=[f"{s}-raised" for s in ds.scenario.values])], "scenario")
    ds = ds.assign_coords(river=("scenario", [0.0] * 4 + [1.5] * 4))
    assert names(ds, base="base-20a-raised") == ("base-20a-raised", "all-20a-raised")
    assert names(ds, base="base-20a-raised", compare="all") == ("base-20a-raised", "all-20a-raised")


def test_a_failed_scenario_is_passed_over_and_refused_by_name():
    ds = dataset()
    ds["status"][0] = 4
    assert names(ds)[0] == "base-20a"
    with pytest.raises(UsageError, match="failed"):
        choose(ds, base="base-1a")
    ds["status"][:] = 4
    with pytest.raises(UsageError, match="no scenario of these results"):
        choose(ds)


def test_without_measures_the_first_scenario_stands_alone():
    ds = dataset().drop_vars(["measures", "return_period"]).assign_coords(scenario=list("ABCDEF"))
    assert names(ds) == ("A", None)
    assert names(ds, base="B", compare="F") == ("B", "F")


def test_one_run_has_nothing_to_choose_from():
    one = dataset().isel(scenario=0)
    assert choose(one).base is None
    with pytest.raises(UsageError, match="one run"):
        choose(one, base="base")


@pytest.mark.parametrize(
    "wanted, message",
    [
        ({"base": "bigger_pump"}, "did you mean bigger_pumps"),
        ({"compare": "x"}, "there are base-1a"),
        ({"return_period": 7}, "there are 1, 20"),
        ({"base": "base-1a", "compare": "base-1a"}, "the same scenario"),
    ],
)
def test_wrong_names_are_told(wanted, message):
    with pytest.raises(UsageError, match=message):
        choose(dataset(), **wanted)


def test_return_period_of_a_sweep_without_one():
    ds = dataset().drop_vars("return_period").assign_coords(depth=("scenario", np.arange(6.0)))
    with pytest.raises(UsageError, match="no coordinate return_period"):
        choose(ds, return_period=20)
