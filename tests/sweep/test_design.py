"""Which scenarios a sweep has."""

from __future__ import annotations

import time
from pathlib import Path

import numpy as np
import pytest
from scipy import stats

from sponge.base.errors import UsageError
from sponge.sweep.design import Design
from sponge.sweep.distributions import Choice, Lognormal, Normal, Triangular, Uniform
from sponge.sweep.file_problems import checked
from sponge.sweep.measures import Library
from sponge.sweep.plan import read_plan
from sponge.sweep.sampling import design_of
from sponge.sweep.schema import Sweep

LIBRARY = Library(Path("measures"), ("dredge-a", "dredge-b", "pump"))
ROUGH = {"name": "rough", "target": "conduit[*].roughness", "op": "*="}


def design(tables: dict, folder: Path = Path()) -> Design:
    return design_of(checked(Sweep, {"model": "m"} | tables, "s.toml"), LIBRARY, folder)


def test_a_product_has_every_combination_once():
    found = design(
        {"vary": [ROUGH | {"values": [1, 2]}, {"name": "years", "rain": "return_period", "values": [5, 10, 20]}]}
    )
    rows = [found.values(k) for k in range(len(found))]
    assert rows == [(1, 5), (1, 10), (1, 20), (2, 5), (2, 10), (2, 20)]
    assert found.name(4) == "rough=2, years=10"


def test_each_measure_alone_and_all():
    found = design({"vary": [{"name": "measures", "measures": "each"}]})
    assert [found.values(k)[0] for k in range(len(found))] == [[], ["dredge-a"], ["dredge-b"], ["pump"], ["*"]]
    assert [found.name(k) for k in range(len(found))] == ["base", "dredge-a", "dredge-b", "pump", "all"]


def test_measures_by_pattern_and_label():
    values = [[], "each:dredge-*", ["dredge-*", "pump"]]
    found = design({"vary": [{"name": "m", "measures": values, "labels": ["now", "", "both"]}]})
    assert [found.name(k) for k in range(len(found))] == ["now", "dredge-a", "dredge-b", "both"]
    assert LIBRARY.resolve(found.values(3)[0]) == ("dredge-a", "dredge-b", "pump")


def test_base_scenarios_come_first():
    found = design(
        {"vary": [ROUGH | {"values": [1, 2]}], "base": [{"name": "as is"}, {"name": "old", "values": {"rough": 3}}]}
    )
    assert [found.values(k) for k in range(4)] == [(None,), (3,), (1,), (2,)]
    assert [found.name(k) for k in range(2)] == ["as is", "old"]


def test_a_billion_is_refused_before_anything_is_made():
    vary = [ROUGH | {"name": f"r{i}", "values": list(range(1000))} for i in range(3)]
    begun = time.perf_counter()
    with pytest.raises(UsageError, match="1,000,000,000 scenarios"):
        design({"vary": vary})
    with pytest.raises(UsageError, match="1,000,000,000 scenarios"):
        design({"method": "lhs", "n": 1_000_000_000, "vary": [ROUGH | {"values": [1, 2]}]})
    assert time.perf_counter() - begun < 60.0


@pytest.mark.parametrize("method", ["lhs", "sobol"])
def test_a_sample_fills_the_range_evenly(method):
    n = 64
    free = {"distribution": {"kind": "uniform", "low": 2.0, "high": 4.0}}
    tables = {"method": method, "n": n, "seed": 3, "vary": [ROUGH | free, ROUGH | free | {"name": "other"}]}
    found, again = design(tables), design(tables)
    values = np.array([found.values(k) for k in range(n)])
    assert np.array_equal(values, [again.values(k) for k in range(n)])
    assert not np.array_equal(values, [design(tables | {"seed": 4}).values(k) for k in range(n)])
    for column in values.T:  # one in every 64th
        assert sorted(((column - 2.0) / 2.0 * n).astype(int)) == list(range(n))
    assert found.name(0) == "01" and found.name(n - 1) == "64"


def test_a_sample_for_sobol_indices_takes_one_column_at_a_time_from_the_other_half():
    free = {"distribution": {"kind": "uniform", "low": 2.0, "high": 4.0}}
    tables = {"method": "saltelli", "n": 8, "vary": [ROUGH | free, ROUGH | free | {"name": "other"}]}
    found = design(tables)
    rows = np.array([found.values(k) for k in range(len(found))]).reshape(4, 8, 2)
    a, b, first, second = rows
    assert not np.array_equal(a, b)
    assert np.array_equal(first, np.stack([b[:, 0], a[:, 1]], axis=1))
    assert np.array_equal(second, np.stack([a[:, 0], b[:, 1]], axis=1))
    with pytest.raises(UsageError, match="power of 2"):
        design(tables | {"n": 9})


def test_listed_values_can_be_sampled():
    tables = {"method": "lhs", "n": 30, "vary": [ROUGH | {"values": [1, 2, 3]},
              {"name": "m", "measures": True, "distribution": {"kind": "choice", "values": ["pump", "dredge-a"],
               "weights": [2, 1]}}]}  # fmt: skip
    rows = [design(tables).values(k) for k in range(30)]
    assert [sum(r[0] == v for r in rows) for v in (1, 2, 3)] == [10, 10, 10]
    assert [sum(r[1] == v for r in rows) for v in ("pump", "dredge-a")] == [20, 10]


def test_a_table(tmp_path):
    (tmp_path / "t.csv").write_text("scenario,rough,m\nfirst,0.8,\nsecond,1.2,pump+dredge-a\nthird,,pump\n")
    vary = [ROUGH, {"name": "m", "measures": True}]
    found = design({"method": "table", "table": "t.csv", "vary": vary}, tmp_path)
    assert [found.name(k) for k in range(3)] == ["first", "second", "third"]
    assert [found.values(k) for k in range(3)] == [(0.8, []), (1.2, ["pump", "dredge-a"]), (None, ["pump"])]


@pytest.mark.parametrize(
    "text, says",
    [
        ("ruogh\n1\n", "nothing that varies, did you mean 'rough'"),
        ("other\n1\n", "there is no column 'rough'"),
        ("rough\n", "at least one row"),
        ("rough\n1,2\n", "row 2: 2 cells"),
        ("scenario,rough\na,1\na,2\n", "given to two scenarios"),
    ],
)
def test_tables_that_cannot_be_read(tmp_path, text, says):
    (tmp_path / "t.csv").write_text(text)
    with pytest.raises(UsageError, match=says):
        design({"method": "table", "table": "t.csv", "vary": [ROUGH]}, tmp_path)


# --- distributions ------------------------------------------------------------------------------------------------

SHARES = (np.arange(20000) + 0.5) / 20000


@pytest.mark.parametrize(
    "law, mean, sd",
    [
        (Uniform(low=2.0, high=5.0), 3.5, 3.0 / 12**0.5),
        (Normal(mean=3.0, sd=0.5), 3.0, 0.5),
        (Lognormal(mean=2.0, sd=0.7), 2.0, 0.7),
        (Triangular(low=0.0, mode=1.0, high=4.0), 5.0 / 3.0, ((16.0 + 1.0 - 4.0) / 18.0) ** 0.5),
    ],
    ids=lambda law: getattr(law, "kind", ""),
)
def test_moments(law, mean, sd):
    values = law.at(SHARES)
    assert values.mean() == pytest.approx(mean, rel=2e-3)
    assert values.std() == pytest.approx(sd, rel=5e-3)
    assert np.all(np.diff(values) >= 0.0)


def test_bounds_cut_and_keep_the_shape():
    values = Normal(mean=0.0, sd=1.0, low=-1.0, high=2.0).at(SHARES)
    assert -1.0 <= values.min() < -0.99 and 1.99 < values.max() <= 2.0
    law = stats.truncnorm(-1.0, 2.0)
    assert np.allclose(values, law.ppf(SHARES), atol=1e-9)


def test_choices_by_weight():
    places = Choice(values=["a", "b", "c"], weights=[1, 2, 1]).places(SHARES)
    assert np.bincount(places).tolist() == [5000, 10000, 5000]
    assert Choice(values=[1, 2]).places(np.array([0.0, 0.4999, 0.5, 1.0])).tolist() == [0, 0, 1, 1]


@pytest.mark.parametrize(
    "keys", [{"kind": "uniform", "low": 2, "high": 1}, {"kind": "triangular", "low": 0, "mode": 3, "high": 2},
             {"kind": "normal", "mean": 1, "sd": 0}, {"kind": "choice", "values": [1], "weights": [1, 2]}],
)  # fmt: skip
def test_distributions_that_are_none(keys):
    with pytest.raises(UsageError):
        design({"method": "lhs", "n": 3, "vary": [ROUGH | {"distribution": keys}]})


# --- coordinates --------------------------------------------------------------------------------------------------


def test_coordinates_are_numbers_text_and_units(sweep_file):
    path = sweep_file(
        """
        model = "small.inp"
        rain = { kind = "chicago", return_period = 2, duration = "30min" }
        base = [{ name = "as is" }]
        [[vary]]
        name = "years"
        rain = "return_period"
        values = [1, 10]
        [[vary]]
        name = "rough"
        target = "conduit[*].roughness"
        op = "*="
        values = [0.8]
        [[vary]]
        name = "slope"
        target = "subcatchment[*].width"
        values = ["80 m", "90 m"]
        [[vary]]
        name = "works"
        measures = [["smooth*"]]
        """
    )
    coordinates = read_plan(path).whole_layout().coordinates
    years, rough, slope, works = (coordinates[n] for n in ("years", "rough", "slope", "works"))
    assert years.values.tolist() == [2.0, 1.0, 1.0, 10.0, 10.0] and years.attributes["units"] == "year"
    assert rough.values.tolist() == [1.0, 0.8, 0.8, 0.8, 0.8] and rough.attributes["units"] == "1"
    assert np.isnan(slope.values[0]) and slope.values[1:].tolist() == [80.0, 90.0, 80.0, 90.0]
    assert slope.attributes["units"] == "m"
    assert works.values.tolist() == ["none"] + ["smooth smooth-again"] * 4


def test_whole_rains_are_called_by_their_labels(sweep_file):
    path = sweep_file(
        """
        model = "small.inp"
        [[vary]]
        name = "storm"
        rain = "*"
        values = [
            { kind = "chicago", return_period = 2, duration = "30min" },
            { kind = "rectangular", depth = 20, duration = "30min" },
        ]
        labels = ["design", "even"]
        """
    )
    assert read_plan(path).whole_layout().coordinates["storm"].values.tolist() == ["design", "even"]
