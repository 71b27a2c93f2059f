"""Some values of what varies, picked by name."""

from __future__ import annotations

from pathlib import Path

import pytest

from sponge.base.errors import UsageError
from sponge.sweep.plan import read_plan

EACH = """
title = "Storms"
model = "small.inp"
rain = { kind = "chicago", duration = "30min" }
[[vary]]
name = "storm"
rain = "return_period"
values = [1, 5, 10]
labels = ["1 a", "5 a", "10 a"]
[[vary]]
name = "measures"
measures = "each"
"""


@pytest.fixture
def file(sweep_file) -> Path:
    return sweep_file(EACH)


def test_values_by_label_and_as_written_in_the_sweeps_order(file):
    plan = read_plan(file, wanted=["storm=10 a, 1", "measures=all,base"])
    assert plan.names == ("1 a, base", "1 a, all", "10 a, base", "10 a, all")


def test_a_measure_by_its_name(file):
    assert read_plan(file, wanted=["measures=smooth", "storm=5"]).names == ("5 a, smooth",)


def test_measures_by_pattern(file):
    assert read_plan(file, wanted=["measures=smooth*", "storm=5"]).names == ("5 a, smooth", "5 a, smooth-again")


def test_lanes_are_those_of_the_whole_sweep(file):
    whole, part = read_plan(file), read_plan(file, wanted=["storm=10 a"])
    for k, name in enumerate(part.names):
        assert part.lanes.recipe(k) == whole.lanes.recipe(whole.names.index(name))


def test_a_part_is_another_sweep_to_resume(file):
    assert read_plan(file).fingerprint() != read_plan(file, wanted=["storm=10 a"]).fingerprint()


def test_labels_stay_with_their_values_where_none_are_given(sweep_file):
    assert read_plan(sweep_file(), wanted=["years=50", "rough=0.8"]).names == ("years=50, rough=0.8",)


@pytest.mark.parametrize(
    ("wanted", "said"),
    [
        (["storms=1 a"], "did you mean 'storm'"),
        (["storm=2 a"], "'2 a' is no value of storm"),
        (["measures=smoth"], "did you mean 'smooth'"),
        (["storm"], "NAME=VALUE"),
        (["storm="], "NAME=VALUE"),
        (["storm=7 a", "measure=base"], "2 problems"),
    ],
)
def test_what_is_unknown_is_told_with_a_hint(file, wanted, said):
    with pytest.raises(UsageError, match=said):
        read_plan(file, wanted=wanted)


def test_nothing_is_picked_from_a_sample(sweep_file):
    text = 'method = "lhs"\nn = 3' + EACH.replace('measures = "each"', 'measures = [[], "smooth"]')
    with pytest.raises(UsageError, match="lhs"):
        read_plan(sweep_file(text), wanted=["storm=1 a"])
