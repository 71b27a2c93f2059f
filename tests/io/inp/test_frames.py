"""A Model as data frames and back is the same Model; what does not fit is refused by section, row and column."""

from __future__ import annotations

from dataclasses import replace

import pandas as pd
import pytest
from inp_texts import EVERYTHING, read_text

import sponge
from sponge.base.errors import ModelError, UsageError
from sponge.io.inp.frame_columns import COLUMNS
from sponge.io.inp.sections import SECTIONS


@pytest.fixture
def model(tmp_path):
    return read_text(tmp_path, EVERYTHING)


def test_there_and_back(model):
    again = sponge.from_frames(sponge.to_frames(model), model.path)
    assert again == model and again.path == model.path
    assert sponge.from_frames(sponge.to_frames(model)).path is None


def test_own_models_there_and_back(own_model):
    model = sponge.read_inp(own_model)
    assert sponge.from_frames(sponge.to_frames(model), model.path) == model


def test_numbers_are_the_files(model):
    frames = sponge.to_frames(model)
    conduits = frames["CONDUITS"].set_index("Name")
    assert conduits.Length["C1"] == 120.0 and conduits.FromNode["C1"] == "J1" and conduits.Length.dtype == float
    storage = frames["STORAGE"].set_index("Name")
    assert storage["Fevap"].tolist() == [0.7, 0.0, 0.0] and pd.isna(storage["Exponent"]["T1"])
    assert frames["OUTFALLS"].set_index("Name").Gated.tolist() == ["NO", "YES"]


def test_what_is_changed_in_a_frame_is_changed_in_the_model(model):
    frames = sponge.to_frames(model)
    frames["CONDUITS"].loc[lambda f: f.Name == "C1", "Length"] = 200
    frames["JUNCTIONS"].loc[len(frames["JUNCTIONS"])] = ["J3", 11.0, 2.0, 0.0, 0.0, 0.0]
    changed = sponge.from_frames(frames, model.path)
    assert changed.conduits["C1"].length == 200.0 and changed.junctions["J3"].invert == 11.0
    assert replace(changed, conduits=model.conduits, junctions=model.junctions, node_order=model.node_order) == model


def frame(section, **cells):
    return {section: pd.DataFrame({name: [value] for name, value in cells.items()})}


@pytest.mark.parametrize("frames, words", [
    (frame("JUNCTION", Name="J"), "no section 'JUNCTION', did you mean 'JUNCTIONS'"),
    (frame("JUNCTIONS", Name="J", Elevaton=3.0), "JUNCTIONS has no column 'Elevaton', did you mean 'Elevation'"),
    (frame("JUNCTIONS", Name="J", Elevation=3.0, MaxDepth=None, InitDepth=1.0), "row J: MaxDepth is empty"),
    (frame("JUNCTIONS", Name="J", MaxDepth=1.0), "row J: Elevation is empty"),
    (frame("JUNCTIONS", Name='J"', Elevation=3.0), "no quotes"),
])  # fmt: skip
def test_what_does_not_fit_is_refused(frames, words):
    with pytest.raises(UsageError, match=words):
        sponge.from_frames(frames)


def test_a_bad_number_is_told_as_of_a_file():
    with pytest.raises(ModelError, match=r"\[JUNCTIONS\].*many"):
        sponge.from_frames(frame("JUNCTIONS", Name="J", Elevation="many"))


def test_every_section_with_columns_is_one():
    assert set(COLUMNS) <= {section.name for section in SECTIONS}


def test_a_frame_may_have_its_names_as_index(model):
    frames = sponge.to_frames(model)
    frames["CONDUITS"] = frames["CONDUITS"].set_index("Name")
    assert sponge.from_frames(frames, model.path) == model
    frames["CONDUITS"] = ["C1"]
    with pytest.raises(UsageError, match="CONDUITS is no data frame, but list"):
        sponge.from_frames(frames)
