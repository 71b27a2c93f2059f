"""Hints: the nearest of few and of many names, whatever the capitals."""

from __future__ import annotations

from difflib import get_close_matches

import pytest

import sponge.base.did_you_mean as did_you_mean_module
from sponge.base.did_you_mean import did_you_mean, nearest, suggestion, suggestion_or_list

FEW = ("conduit", "junction", "weir", "outfall")


@pytest.mark.parametrize(
    "word, near",
    [("condiut", "conduit"), ("JUNCTIONS", "junction"), ("wier", "weir"), ("xyz", ""), ("", ""), ("Weir", "weir")],
)
def test_the_nearest_name_whatever_the_capitals(word, near):
    assert nearest(word, FEW) == near


@pytest.mark.parametrize("last", [0, 31_007, 59_999])
def test_a_name_among_many_is_found_wherever_it_stands(last):
    names = [f"CONDUIT_{k:05d}" for k in range(60_000)]
    names[last] = "MAIN_COLLECTOR"
    assert nearest("MAIN_COLECTOR", names) == "MAIN_COLLECTOR"
    assert nearest("MAIN_KOLEKTOR", names) == "MAIN_COLLECTOR"


@pytest.mark.parametrize("word", ["CONDIUT_00017", "KONDUIT_OOO17", "PUMP"])
def test_of_many_names_only_the_likely_are_compared_in_full(monkeypatch, word):
    compared = []

    def counted(word, names, n, cutoff):
        compared.extend(names)
        return get_close_matches(word, names, n, cutoff)

    monkeypatch.setattr(did_you_mean_module, "get_close_matches", counted)
    nearest(word, [f"CONDUIT_{k:05d}" for k in range(60_000)])
    assert len(compared) <= did_you_mean_module.COMPARED


def test_sentences():
    assert did_you_mean("condiut", FEW) == "did you mean conduit?"
    assert did_you_mean("xyz", FEW) == ""
    assert suggestion("condiut", FEW) == ", did you mean 'conduit'?"
    assert suggestion("xyz", FEW) == ""
    assert suggestion_or_list("xyz", FEW) == "; there are: conduit, junction, outfall, weir"
    assert suggestion_or_list("xyz", [f"a{k}" for k in range(100)]) == ""
    assert suggestion_or_list("xyz", ["1 a, base", "1 a"]) == "; there are: '1 a', '1 a, base'"
