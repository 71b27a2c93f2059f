"""Every section of the list: found by its heading, read, written, and not without effect."""

from __future__ import annotations

from dataclasses import replace

import pytest
from inp_texts import EVERYTHING, THE_REST, read_text

from sponge.io.inp.read import read_with_problems
from sponge.io.inp.sections import IN_ORDER_OF_READING, SECTIONS, section_of
from sponge.io.inp.write import inp_text
from sponge.model import elements as el
from sponge.model import quality as ql
from sponge.model.kinds import KINDS
from sponge.model.links import Outlet
from sponge.model.model import Model
from sponge.model.nodes import Divider, Outfall, Storage

ALL = EVERYTHING + THE_REST
each_section = pytest.mark.parametrize("section", SECTIONS, ids=lambda section: section.name)


@pytest.fixture(scope="module")
def model(tmp_path_factory):
    return read_text(tmp_path_factory.mktemp("all"), ALL)


def without(text: str, name: str) -> str:
    """The text without the parts of a section."""
    parts = ("\n" + text).split("\n[")
    return "\n[".join(part for part in parts if not part.startswith(name + "]"))


@each_section
def test_is_found_by_its_heading(section):
    for heading in (f"[{section.name}]", section.heading, section.heading.lower() + "x"):
        assert section_of(heading) is section
    assert section.name.startswith(section.heading[1:])


@each_section
def test_is_written(section, model):
    assert f"[{section.name}]\n" in inp_text(model), f"inp_texts has no rows of [{section.name}]"


@each_section
def test_is_read(section, model, tmp_path):
    """A file without the section is another model, or none."""
    path = tmp_path / "less.inp"
    path.write_text(without(ALL, section.name))
    less, problems = read_with_problems(path)
    assert any(problem.fatal for problem in problems) or less != model


def test_names_and_headings_are_unique():
    assert len({section.name for section in SECTIONS}) == len(SECTIONS)
    assert len({section.heading for section in SECTIONS}) == len(SECTIONS)


def test_every_kind_of_node_and_link_has_its_section():
    assert {(s.name, s.table) for s in SECTIONS if s.order} == {(kind.section, kind.table) for kind in KINDS}


def test_what_others_need_is_read_first():
    early = [section.name for section in IN_ORDER_OF_READING if section.early]
    assert early == ["OPTIONS", "TAGS"] == [section.name for section in IN_ORDER_OF_READING[:2]]
    assert set(IN_ORDER_OF_READING) == set(SECTIONS)


def test_all_is_written_and_read_as_the_same(model, tmp_path):
    assert read_text(tmp_path, inp_text(model)) == model


UNKNOWN = {
    "OUTFALLS": {"outfalls": {"O": Outfall("O", kind="CRITICAL")}},
    "STORAGE": {"storages": {"T": Storage("T", shape="SPHERICAL")}},
    "DIVIDERS": {"dividers": {"D": Divider("D", kind="SIPHON")}},
    "OUTLETS": {"outlets": {"L": Outlet("L", kind="CUBIC/DEPTH")}},
    "INFILTRATION": {"subcatchments": {"S": el.Subcatchment("S", infiltration=object())}},
    "EVAPORATION": {"evaporation": el.Evaporation(source="PENMAN")},
    "BUILDUP": {"buildups": (ql.Buildup("Homes", "TSS", kind="LOG"),)},
    "WASHOFF": {"washoffs": (ql.Washoff("Homes", "TSS", kind="LOG"),)},
    "CURVES": {"curves": {"C": el.Curve("C", kind="FRAGILITY", points=((0.0, 1.0),))}},
}


@pytest.mark.parametrize("name", UNKNOWN)
def test_what_no_catalogue_knows_is_not_written_as_something_else(name):
    model = replace(Model(), **UNKNOWN[name])
    with pytest.raises(AttributeError if name == "INFILTRATION" else KeyError):
        inp_text(model)
