"""Every member of every catalogue has its own test, its place in the docs, and units for its numbers.

What is asked of a member is what a reader looks for, and each can fail:

- its own test: a test function in the folders of its catalogue whose own name, or its file's or folder's, has the
  member's name in it, word by word, or that takes the member as a parameter, in a literal; for names that are no common
  word (result variables) it may also stand in the test's body, as a whole string or a field. Nothing else counts: no
  comment, no text that holds the word, no list that a test takes from the catalogue itself;
- its place in the docs: a table of the catalogue's page has a row that begins with the member's name in ``code``;
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
    unitless: Callable[[], list[str]]  # its numbers that say no unit
    counts: tuple[str, ...] = ("title",)  # which fields of an OwnTest may name it


class OwnTest(NamedTuple):
    """What a test function says of what it tests."""

    title: str  # the words of its name, its file's and its folder's, _ between, before and after
    parameters: frozenset[str]  # strings and names in its decorators, its fixtures' and the constants named there
    body: frozenset[str]  # strings and fields in it, and in the constants that it names


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
    """Names of a result variable in tests: its own, its row of the engine's table; one of zones goes by the control
    zones' for all levels, and without its prefix where that is no common word.
    """
    term = re.sub(r"^(primary_|other_)?zone_", "", variable.name)
    names = variable.name, f"{variable.holder.upper()}_ROW.{variable.key}"
    return names if term == variable.name else (*names, f"zone_{term}", *([term] if "_" in term else ()))


def members() -> Iterator[Member]:
    """All members of all catalogues."""
    for kind in (*NODE_KINDS, *LINK_KINDS):
        yield Member("kind of node or link", kind.name, (kind.name,), ("engine", "physics"), "models.md",
                     partial(numbers_without_comment, kind.row))  # fmt: skip
    for section in SECTIONS:
        heading = f"[{section.name}]"
        yield Member("section", heading, (heading,), ("io",), "models.md", list, ("parameters",))
    for shape in SHAPES:
        yield Member("shape of a cross section", shape, (shape,), ("physics", "engine"), "theory/cross-sections.md",
                     partial(shape_without_lengths, shape), ("title", "parameters"))  # fmt: skip
    for method in METHODS:
        yield Member("infiltration method", method.keyword, (method.keyword, method.__name__), ("physics",),
                     "theory/infiltration.md", partial(parameters_without_unit, method),
                     ("title", "parameters"))  # fmt: skip
    for name, storm in STORMS.items():
        yield Member("storm", name, (name,), ("rain",), "rain.md", partial(keys_without_description, storm))
    for name in lid.KINDS:
        layers = sorted({layer for parts in lid.LAYERS[name] for layer in parts})
        yield Member("kind of LID", name, (name,), ("physics",), "lid.md", partial(layers_without_comment, layers),
                     ("parameters",))  # fmt: skip
    for variable in (*SERIES, *SUMMARIES):
        yield Member("result variable", variable.name, names_of(variable), (".",), "results.md",
                     partial(variable_without_unit, variable), ("parameters", "body"))  # fmt: skip
    for name, solver in SOLVERS.items():
        yield Member("solver", name, (name,), ("engine",), "theory/README.md",
                     partial(settings_without_comment, solver))  # fmt: skip
    for areal in get_args(get_args(Areal)[0]):
        (name,) = get_args(areal.model_fields["kind"].annotation)
        yield Member("rain over the map", name, (name,), ("rain",), "rain.md",
                     partial(keys_without_description, areal))  # fmt: skip
    for name in FORMATS:
        yield Member("format of exports", name, (name,), ("export",), "export.md", list)
    for name in known_standards():
        yield Member("standard", name, (name,), ("assess",), "assess.md", partial(indicators_without_unit, name),
                     ("title", "parameters"))  # fmt: skip
    for name in rules_of():
        yield Member("indicator", name, (name,), ("assess",), "assess.md", list, ("parameters",))


def words(text: str) -> str:
    """A name's words in small letters, _ between, before and after."""
    return "_" + "_".join(re.findall(r"[a-z0-9]+", text.lower())) + "_"


def said(nodes: list[Any], constants: dict[str, ast.expr]) -> frozenset[str]:
    """Whole strings, classes and fields in these nodes, and in the constants of the module that they name.

    A field of one word is no sign: anything may be called so.
    """
    found: set[str] = set()
    left, constants = list(nodes), dict(constants)
    while left:
        for node in ast.walk(left.pop()):
            if isinstance(node, ast.Constant) and isinstance(node.value, str):
                found.add(node.value)
            elif isinstance(node, ast.Attribute):
                found |= {ast.unparse(node)} | ({node.attr} if "_" in node.attr else set())
            elif isinstance(node, ast.Name) and node.id in constants:
                left.append(constants.pop(node.id))
            elif isinstance(node, ast.Name) and node.id[0].isupper():
                found.add(node.id)
    return frozenset(found)


def own_tests_in(source: str, folder: str, name: str) -> Iterator[OwnTest]:
    """The test functions of a file of this name in a folder of this name."""
    tree = ast.parse(source)
    functions = {node.name: node for node in tree.body if isinstance(node, ast.FunctionDef)}
    constants = {
        target.id: node.value
        for node in tree.body
        if isinstance(node, ast.Assign | ast.AnnAssign) and node.value is not None
        for target in (node.targets if isinstance(node, ast.Assign) else [node.target])
        if isinstance(target, ast.Name)
    }
    for function in functions.values():
        if not function.name.startswith("test_"):
            continue
        fixtures = [functions[arg.arg] for arg in function.args.args if arg.arg in functions]
        decorators = [decorator for f in (function, *fixtures) for decorator in f.decorator_list]
        body = function.body[1:] if ast.get_docstring(function) is not None else function.body
        title = words(folder) + words(name.removeprefix("test_")) + words(function.name.removeprefix("test_"))
        yield OwnTest(title, said(decorators, constants), said(list(body), constants))


@cache
def own_tests_under(folder: str) -> tuple[OwnTest, ...]:
    """The test functions of a folder of tests, or of one file."""
    path = ROOT / "tests" / folder
    files = sorted(path.rglob("test_*.py")) if path.is_dir() else [path]
    own = (own_tests_in(file.read_text(), file.parent.name, file.stem) for file in files if file != Path(__file__))
    return tuple(test for tests in own for test in tests)


def is_of(test: OwnTest, member: Member) -> bool:
    """Whether a test is a member's own."""
    said_there = [getattr(test, field) for field in member.counts if field != "title"]
    if any(name in strings for name in member.names for strings in said_there):
        return True
    named = any(words(name)[:-1] + end in test.title for name in member.names for end in ("_", "s_"))
    return named and "title" in member.counts


@cache
def rows_of(page: str) -> tuple[str, ...]:
    """The first cells of the rows of a page's tables."""
    lines = (ROOT / "docs" / page).read_text().splitlines()
    return tuple(line.split("|")[1] for line in lines if line.startswith("|"))


def missing(member: Member) -> list[str]:
    """What a member has not."""
    found = []
    if not any(is_of(test, member) for folder in member.tests for test in own_tests_under(folder)):
        found.append(f"no test of its own in tests/{' or '.join(member.tests)}")
    if not any(f"`{member.word}`" in row for row in rows_of(member.page)):
        found.append(f"no row of a table in docs/{member.page}")
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


ONE_OF_EACH = {member.catalogue: member for member in members()}


@pytest.mark.parametrize("member", ONE_OF_EACH.values(), ids=ONE_OF_EACH)
def test_a_made_up_member_of_a_catalogue_has_nothing(member):
    """Though its name is made of words that many tests and pages hold."""
    word = "[water]" if member.catalogue == "section" else "water_flow_of"
    made_up = member._replace(word=word, names=(word,), unitless=partial(numbers_without_comment, MadeUp))
    found = missing(made_up)
    assert [text.partition(" in ")[0] for text in found] == [
        "no test of its own", "no row of a table", "no unit: MadeUp.roughness"
    ]  # fmt: skip


MODULE = """\
WEIRS = {"V-NOTCH": 1.0, "long text of a sluice": 2.0}

@pytest.fixture(params=["BC"])
def unit(request): ...

def helper(outlet="orifice"): ...

@pytest.mark.parametrize("kind", WEIRS)
def test_flow_of_side_weirs(kind, unit):
    \"\"\"Of a pump.\"\"\"
    assert helper().node_depth == results["link_flow"]  # of a conduit
"""


@pytest.mark.parametrize("name, counts, own", [
    ("weir", ("title",), True), ("side_weir", ("title",), True), ("link", ("title",), True),
    ("structures", ("title",), True),
    ("flow_weir", ("title",), False), ("eir", ("title",), False), ("pump", ("title",), False),
    ("V-NOTCH", ("parameters",), True), ("BC", ("parameters",), True), ("sluice", ("parameters",), False),
    ("link_flow", ("body",), True), ("node_depth", ("body",), True), ("link_flow", ("parameters",), False),
    ("conduit", ("title", "parameters", "body"), False), ("orifice", ("title", "parameters", "body"), False),
])  # fmt: skip
def test_what_makes_a_test_a_members_own(name, counts, own):
    (test,) = own_tests_in(MODULE, "links", "test_structures")
    assert is_of(test, Member("kind", name, (name,), (), "", list, counts)) == own
