"""Every member of every catalogue has its own test, its place in the docs, and units for its numbers.

What is asked of a member is what a reader looks for, and each can fail:

- its own test: the word by which people call the member stands in the code of a test of its folder, in a name or a
  string (docstrings and comments do not count). Tests over a whole catalogue name no member, so they are nobody's own;
- its place in the docs: the page of the catalogue has the word in ``code``, a section in [brackets];
- units: every number that it takes says its unit, or what it is where it has none: parameters of infiltration, result
  variables and indicators in their records, keys of storms in their descriptions, shapes in the list of what is a
  length, fields of rows and of solvers' settings in the comment behind them. What sections are read into is all that
  a Model holds.
"""

from __future__ import annotations

import ast
import inspect
import re
import textwrap
from collections.abc import Callable, Iterator
from dataclasses import dataclass, is_dataclass
from functools import cache, partial
from pathlib import Path
from typing import Any, NamedTuple, get_args, get_type_hints

import pytest

from sponge.assess.standards import known_standards, rules_of
from sponge.engine.solvers import SOLVERS
from sponge.export.formats import FORMATS
from sponge.io.inp.sections import SECTIONS
from sponge.io.inp.xsections import LENGTHS, REFERENCES, SHAPES
from sponge.model import lid
from sponge.model.links import LINK_KINDS
from sponge.model.model import Model
from sponge.model.nodes import NODE_KINDS
from sponge.physics.infiltration import METHODS
from sponge.physics.infiltration.method import parameters_of
from sponge.rain.areal import Areal
from sponge.rain.kinds import KINDS as STORMS
from sponge.results.registry import SERIES, SUMMARIES

ROOT = Path(__file__).parent.parent
NO_UNIT = {"kind", "areal"}  # keys of storms that are no numbers
PLACE = "line"  # of a row in the file
LAYERS = {
    "surface": lid.SurfaceLayer, "soil": lid.SoilLayer, "pavement": lid.PavementLayer, "storage": lid.StorageLayer,
    "drain": lid.DrainLayer, "drain_mat": lid.DrainMatLayer,
}  # fmt: skip


class Member(NamedTuple):
    """One member of a catalogue, and where to look for what it must have."""

    catalogue: str
    word: str
    names: tuple[str, ...]  # as tests call it: one of them
    tests: tuple[str, ...]  # folders or files under tests/
    page: str  # under docs/
    shown: str  # a regular expression of what stands there
    unitless: Callable[[], list[str]]  # its numbers that say no unit


def numbers_without_comment(row: type[Any]) -> list[str]:
    """Fields of a class that hold numbers and have no comment behind them."""
    source = textwrap.dedent(inspect.getsource(row))
    lines = source.splitlines()
    body = ast.parse(source).body[0].body  # type: ignore[attr-defined]
    found = []
    for node in body:
        if not isinstance(node, ast.AnnAssign) or "#" in lines[(node.end_lineno or 0) - 1]:
            continue
        if ast.unparse(node.target) != PLACE and re.search(r"\b(float|int)\b", ast.unparse(node.annotation)):
            found.append(f"{row.__name__}.{ast.unparse(node.target)}")
    return found


def rows_in(holder: type[Any], found: set[type[Any]] | None = None) -> set[type[Any]]:
    """Classes of rows that a class holds in its fields, those that they hold among them, and itself."""
    found = {holder} if found is None else found
    for hint in get_type_hints(holder).values():
        for part in parts_of(hint):
            if part not in found and (is_dataclass(part) or hasattr(part, "_fields")):
                found.add(part)
                rows_in(part, found)
    return found


def parts_of(hint: Any) -> Iterator[Any]:
    """A type hint and all that stands in its brackets."""
    yield hint
    for part in get_args(hint):
        yield from parts_of(part)


def settings_without_comment(solver: Any) -> list[str]:
    """Numbers of a solver's settings of which nothing says what they are."""
    settings = get_type_hints(solver.settings)["return"]
    return numbers_without_comment(settings) if hasattr(settings, "_fields") else [f"settings of {solver.name}"]


def shape_without_lengths(shape: str) -> list[str]:
    """Nothing, where it is said which of a shape's numbers are lengths."""
    return [] if shape in LENGTHS or shape in REFERENCES else [shape]


def layers_without_comment(layers: list[str]) -> list[str]:
    """The same of LID layers."""
    return [name for layer in layers for name in numbers_without_comment(LAYERS[layer])]


def keys_without_description(storm: type[Any]) -> list[str]:
    """Keys of a rain of which nothing says what they are."""
    return [name for name, f in storm.model_fields.items() if name not in NO_UNIT and not f.description]


def parameters_without_unit(method: type[Any]) -> list[str]:
    """Parameters of a method of infiltration, and states of its soil."""
    quantities = [(p.name, p.quantity) for p in parameters_of(method)] + [(s.name, s.quantity) for s in method.states]
    return [name for name, quantity in quantities if not quantity.unit]


def variable_without_unit(variable: Any) -> list[str]:
    """A time has none; a concentration has its pollutant's."""
    free = variable.is_time or variable.table.endswith("_quality") or "pollutant" in variable.dims
    return [] if variable.units or free else [variable.name]


def indicators_without_unit(standard: str) -> list[str]:
    """Indicators of a standard; a share has the unit 1."""
    return [name for name, rule in rules_of(standard).items() if not rule.unit.strip()]


def names_of(variable: Any) -> tuple[str, ...]:
    """Names of a result variable in tests: its own, its row of the engine's table, a zone's without the level."""
    term = re.sub(r"^(primary_|secondary_|other_)?zone_", "", variable.name)
    return variable.name, f"{variable.holder}_row.{variable.key}", term, f"zone_{term}"


def code(word: str) -> str:
    """A word in code."""
    return re.escape(f"`{word}`")


def members() -> Iterator[Member]:
    """All members of all catalogues."""
    for kind in (*NODE_KINDS, *LINK_KINDS):
        section = re.escape(f"`[{kind.section}]`")
        yield Member("kind of node or link", kind.name, (kind.word, kind.row.__name__, f"[{kind.section}]"),
                     ("engine", "physics"),
                     "models.md", section, partial(numbers_without_comment, kind.row))  # fmt: skip
    for section in SECTIONS:
        heading = f"[{section.name}]"
        yield Member("section", heading, (heading,), ("io",), "models.md", re.escape(f"`{heading}`"), list)
    for shape in SHAPES:
        yield Member("shape of a cross section", shape, (shape,), ("physics", "engine", "model"),
                     "theory/cross-sections.md", code(shape), partial(shape_without_lengths, shape))  # fmt: skip
    for method in METHODS:
        keyword = method.keyword
        yield Member("infiltration method", keyword, (keyword, method.__name__), ("physics",),
                     "theory/infiltration.md", code(keyword), partial(parameters_without_unit, method))  # fmt: skip
    for name, storm in STORMS.items():
        yield Member("storm", name, (name,), ("rain",), "rain.md", rf"(?m)^## .*\b{name}\b",
                     partial(keys_without_description, storm))  # fmt: skip
    for name in lid.KINDS:
        layers = sorted({layer for parts in lid.LAYERS[name] for layer in parts})
        yield Member("kind of LID", name, (name,), ("engine",), "lid.md", code(name),
                     partial(layers_without_comment, layers))  # fmt: skip
    for variable in (*SERIES, *SUMMARIES):
        yield Member("result variable", variable.name, names_of(variable), (".",), "results.md", code(variable.name),
                     partial(variable_without_unit, variable))  # fmt: skip
    for name, solver in SOLVERS.items():
        yield Member("solver", name, (name,), ("engine",), "theory/README.md", code(name),
                     partial(settings_without_comment, solver))  # fmt: skip


    for areal in get_args(get_args(Areal)[0]):
        (name,) = get_args(areal.model_fields["kind"].annotation)
        yield Member("rain over the map", name, (name,), ("rain",), "rain.md", re.escape(f'kind = "{name}"'),
                     partial(keys_without_description, areal))  # fmt: skip
    for name in FORMATS:
        yield Member("format of exports", name, (name,), ("export",), "export.md", code(name), list)
    for name in known_standards():
        yield Member("standard", name, (name,), ("assess",), "assess.md", code(name),
                     partial(indicators_without_unit, name))  # fmt: skip
    for name in rules_of():
        yield Member("indicator", name, (name,), ("assess",), "assess.md", code(name), list)


@cache
def words_of(folder: str) -> frozenset[str]:
    """All words in the code of the tests of a folder (or of one file), in capitals."""
    path = ROOT / "tests" / folder
    found: set[str] = set()
    for file in sorted(path.rglob("*.py")) if path.is_dir() else [path] if path.exists() else []:
        if file != Path(__file__):
            found |= words_in(file.read_text())
    return frozenset(found)


def words_in(source: str) -> set[str]:
    """Words of names and strings in Python code, in capitals, but those of docstrings; [HEADINGS] with brackets."""
    tree = ast.parse(source)
    docstrings = {
        id(node.body[0].value)
        for node in ast.walk(tree)
        if isinstance(node, ast.Module | ast.FunctionDef | ast.ClassDef) and ast.get_docstring(node) is not None
    }
    texts: list[str] = []
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in docstrings:
            texts.append(node.value)
        elif isinstance(node, ast.Attribute):
            texts += [node.attr, ast.unparse(node)]
        elif isinstance(node, ast.Name | ast.keyword):
            texts.append(node.id if isinstance(node, ast.Name) else node.arg or "")
    return {word.upper() for text in texts for word in re.findall(r"\[\w+\]|[\w.-]+", text)}


def missing(member: Member) -> list[str]:
    """What a member has not."""
    found = []
    if not any(name.upper() in words_of(folder) for name in member.names for folder in member.tests):
        found.append(f"no test in tests/{' or '.join(member.tests)} speaks of {' or '.join(member.names)}")
    if not re.search(member.shown, (ROOT / "docs" / member.page).read_text()):
        found.append(f"docs/{member.page} does not show {member.word}")
    return found + [f"no unit: {name}" for name in member.unitless()]


@pytest.mark.parametrize("member", list(members()), ids=lambda member: f"{member.catalogue}: {member.word}")
def test_a_member_has_its_test_its_docs_and_units(member):
    assert missing(member) == []


def test_rows_that_sections_are_read_into_say_units():
    rows = rows_in(Model)
    assert len(rows) > 60 and [name for row in rows for name in numbers_without_comment(row)] == []


@dataclass
class MadeUp:
    """A row of a kind that there is not."""

    length: float  # m
    roughness: float


def test_a_made_up_member_has_nothing():
    """A comment about a vortex_valve is no test of it."""
    member = Member("kind of node or link", "vortex_valve", ("vortex_" + "valve",), ("engine", "test_catalogues.py"),
                    "models.md", code("vortex_valve"), partial(numbers_without_comment, MadeUp))  # fmt: skip
    assert missing(member) == [
        "no test in tests/engine or test_catalogues.py speaks of vortex_valve",
        "docs/models.md does not show vortex_valve", "no unit: MadeUp.roughness",
    ]  # fmt: skip


@pytest.mark.parametrize("source, found", [
    ("x = run(kind='weir')", True), ("x = Weir", True), ("x = rows.weir", True), ("# weir", False),
    ("def test_it():\n    \"\"\"Of a weir.\"\"\"", False), ("x = 'weirs'", False),
], ids=str)  # fmt: skip
def test_what_counts_as_speaking_of_a_member(source, found):
    assert ("WEIR" in words_in(source)) == found
