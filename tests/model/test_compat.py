"""Corrections of EPA SWMM, and the numbers that undo them."""

from __future__ import annotations

from dataclasses import fields, replace

import pytest

import sponge
from sponge.base.errors import UsageError
from sponge.model.compat import COMPAT, Corrections, corrections
from sponge.model.compile import compile_model
from sponge.results.layout import layout_of
from sponge.simulation.prepare import prepare


def culverts(model, compat):
    """The head that the slope takes off each culvert's inlet."""
    return compile_model(prepare(model, compat=compat)).conduits.culvert_slope


@pytest.mark.parametrize("row", fields(Corrections), ids=lambda row: row.name)
def test_every_correction_says_what_it_is_and_differs_from_epa(row):
    """A row whose two numbers are the same corrects nothing."""
    assert row.metadata["what"]
    assert row.metadata["epa"] != row.default
    assert getattr(COMPAT["epa"], row.name) == row.metadata["epa"]
    assert getattr(COMPAT["none"], row.name) == row.default


def test_a_mitred_culvert_follows_whom_it_is_told(tutorial):
    """HDS-5 adds 0.7 of the slope to the headwater, EPA 7 times it; other inlets lose half of it."""
    model = sponge.read_inp(tutorial)
    name = next(iter(model.conduits))
    conduit = model.conduits[name]
    mitred = replace(conduit, section=replace(conduit.section, culvert=5))
    model = replace(model, conduits=model.conduits | {name: mitred})
    at = list(model.conduits).index(name)
    right, epa = culverts(model, "none"), culverts(model, "epa")
    assert right[at] < 0.0
    assert epa[at] == pytest.approx(10.0 * right[at])
    others = [k for k in range(len(right)) if k != at]
    assert (right[others] == epa[others]).all()


def test_the_models_own_word_stays_where_nothing_is_said(tutorial):
    """A scenario's compat survives what is prepared of it later."""
    followed = prepare(tutorial, compat="epa")
    assert prepare(followed).options.compat == "epa"
    assert prepare(followed, compat="none").options.compat == "none"


def test_an_unknown_compat_is_refused(tutorial):
    """From Python, and by a change."""
    with pytest.raises(UsageError, match="did you mean"):
        corrections("epaa")
    with pytest.raises(UsageError, match="there is no compat"):
        prepare(tutorial, changes="options.compat = swmm4")


def test_results_say_whom_they_follow(tutorial):
    """The resolved value is an attribute."""
    model = prepare(tutorial)
    assert layout_of(model).attributes["compat"] == "none"
    assert layout_of(prepare(model, compat="epa")).attributes["compat"] == "epa"
